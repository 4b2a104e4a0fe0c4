"""Files as tables, for looking at them again and again while a mapping is made; the last few stay read."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from firmground.actions.office import Office
from firmground.intake.mapping import GEOMETRY_FIELDS, ReportMapping, makings
from firmground.intake.reading import open_report
from firmground.intake.rows import Table
from firmground.records.submissions import Received

_KEPT = 3
_tables: OrderedDict[tuple[Any, ...], Table] = OrderedDict()
_lock = Lock()


def table_of(office: Office, received: Received, mapping: ReportMapping) -> Table:
    """Return a submission's file as a table, opened as a mapping says.

    Raises:
        ReportUnreadable: The file cannot be read so; its details name the setting that would help.
        NotInLedger: The raw file was redacted.
    """
    content = office.contents.read(received.content)  # also where it is read already: a redacted file is gone
    key = (received.digest, received.filename, *_how_opened(mapping))
    with _lock:
        if key in _tables:
            _tables.move_to_end(key)
            return _tables[key]
    table = open_report(content, received.filename, mapping)
    with _lock:
        _tables[key] = table
        while len(_tables) > _KEPT:
            _tables.popitem(last=False)
    return table


def _how_opened(mapping: ReportMapping) -> tuple[object, ...]:
    """Return everything of a mapping that changes how a file is read."""
    places = tuple(
        sorted(
            (field, column)
            for making in makings(mapping)
            for column, field in making.columns.items()
            if field in GEOMETRY_FIELDS
        )
    )
    settings = (mapping.encoding, mapping.delimiter, mapping.crs, mapping.sheet, mapping.layer, mapping.header_row)
    return (*settings, mapping.decimal, mapping.empty_words, places)
