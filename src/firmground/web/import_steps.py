"""The step of the mapping: which mapping is shown, what the form says, what the page shows of both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firmground.actions.import_file import fields_of_kind
from firmground.errors import FirmgroundError, RecordRefused, ReportUnreadable
from firmground.intake.mapping import ReportMapping, check_mapping, read_mapping, write_mapping
from firmground.intake.propose import Proposal, propose, propose_best
from firmground.intake.rows import Table
from firmground.records.kinds import KINDS, REPORTED
from firmground.records.submissions import Received
from firmground.web.asking import Asking
from firmground.web.import_mapping import (
    SETTINGS,
    column_lines,
    entry_label,
    field_words,
    mapping_of,
    settings_of,
    specs_of,
    unsaid_lines,
)
from firmground.web.import_preview import PREVIEW_ROWS, preview
from firmground.web.import_tables import table_of
from firmground.web.words import kind_words

_LONGEST_NAME = 200


def asked_mapping(request: HttpRequest, asking: Asking, received: Received) -> ReportMapping | None:
    """Return the mapping that an address asks for: a saved one, a proposal for a kind, or the last one used.

    None: the file cannot be opened without a setting that the page then asks for.
    """
    said = request.GET
    if said.get("saved"):
        return _saved(asking, said["saved"])
    settings = settings_of(said)
    if received.mapping and not said.get("kind") and settings == ReportMapping():
        return read_mapping(received.mapping)
    try:
        table = table_of(asking.office, received, settings)
    except ReportUnreadable:
        return settings
    if said.get("kind") not in KINDS:
        fitting = _fitting(asking, received, table)
        if fitting:
            return fitting
    return proposed(table, said.get("kind", ""), settings).mapping


def proposed(table: Table, kind: str, settings: ReportMapping) -> Proposal:
    """Return the proposal for a kind, or for the kind that fits best."""
    if kind in KINDS:
        return propose(table.columns, table.rows, kind, fields_of_kind(kind), settings=settings)
    kinds = {one.name: one.fields for one in REPORTED}
    return propose_best(table.columns, table.rows, kinds, settings=settings)


def _saved(asking: Asking, name: str) -> ReportMapping:
    for known, _kind, text in asking.office.submissions.mappings(asking.operation.id):
        if known == name:
            return read_mapping(text, name)
    raise ReportUnreadable(_("There is no saved mapping %(name)s. Choose one from the list.") % {"name": name})


def _fitting(asking: Asking, received: Received, table: Table) -> ReportMapping | None:
    """Return the saved mapping whose columns are those of the file, where there is exactly one."""
    found = []
    for _name, _kind, text in asking.office.submissions.mappings(asking.operation.id):
        try:
            mapping = read_mapping(text)
            check_mapping(mapping, table_of(asking.office, received, mapping).columns, fields_of_kind)
        except FirmgroundError:
            continue
        found.append(mapping)
    return found[0] if len(found) == 1 else None


def posted_mapping(said: Mapping[str, str], asking: Asking, received: Received) -> ReportMapping:
    """Return the mapping that the form says: its YAML where that was edited, else its controls."""
    base = read_mapping(said.get("yaml", ""))
    if said.get("from") == "yaml" or base.several:
        return base
    opened = msgspec.structs.replace(settings_of(said), empty_words=base.empty_words)
    return mapping_of(said, table_of(asking.office, received, opened).columns, base)


def keep_mapping(said: Mapping[str, str], asking: Asking, mapping: ReportMapping) -> str:
    """Save a mapping under the name that the form says and return the name.

    Raises:
        RecordRefused: There is no name, or a longer one than can be kept.
    """
    name = said.get("name", "").strip()
    if not name or len(name) > _LONGEST_NAME:
        raise RecordRefused(_("Give the mapping a name of at most 200 characters."))
    kind = mapping.kind or next((part.kind for part in mapping.several), "")
    asking.office.submissions.save_mapping(
        operation=asking.operation.id, name=name, kind=kind, text=write_mapping(mapping)
    )
    return name


def mapping_step(asking: Asking, received: Received, mapping: ReportMapping | None) -> dict[str, Any]:
    """Return what the page shows of a mapping: lines, preview, YAML; or what is wrong with the file and what to say."""
    mapping = mapping or ReportMapping()
    saved = asking.office.submissions.mappings(asking.operation.id)
    context: dict[str, Any] = {
        "mapping": mapping,
        "yaml": write_mapping(mapping),
        "kinds": [(kind.name, kind_words(kind.name)) for kind in REPORTED],
        "saved": [(name, kind_words(kind) if kind in KINDS else kind) for name, kind, _text in saved],
    }
    try:
        table = table_of(asking.office, received, mapping)
    except ReportUnreadable as error:
        return context | {"unreadable": error, "wanted": _wanted(error)}
    context |= _lines(table, mapping)
    try:
        context |= {"preview": preview(asking, received, table, mapping), "preview_rows": PREVIEW_ROWS}
    except ReportUnreadable as error:
        context |= {"misfit": error}
    return context


def _lines(table: Table, mapping: ReportMapping) -> dict[str, Any]:
    because = {one.column: why_words(one.why) for one in proposed(table, mapping.kind, mapping).because}
    return {
        "rows": len(table.rows),
        "crs": table.crs,
        "is_several": bool(mapping.several),
        "columns": [] if mapping.several else column_lines(table, mapping, because),
        "unsaid": [] if mapping.several else unsaid_lines(mapping),
        "fields": _choices(mapping.kind),
    }


def why_words(why: str) -> str:
    """Return why a column was proposed for a field in the page's language; a reason unknown here as it stands."""
    return "; ".join(_reason(part) for part in why.split("; "))


def _reason(part: str) -> str:
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, part)
        if found:
            return _(words) % found.groupdict()
    return part


_REASONS = (
    (r"no field has this name", gettext_noop("no field has this name")),
    (r"its name is that of the field", gettext_noop("its name is that of the field")),
    (r"its name is another name of the field", gettext_noop("its name is another name of the field")),
    (r"its unit is (?P<unit>.+)", gettext_noop("its unit is %(unit)s")),
    (r"its dates read as (?P<formats>.+)", gettext_noop("its dates read as %(formats)s")),
    (r"some of its values still need a code", gettext_noop("some of its values still need a code")),
    (r"the (year|month|day) of the date stands in it", gettext_noop("a part of the date stands in it")),
    (
        r"named like (?P<field>\w+), but most of its values are no numbers",
        gettext_noop("named like %(field)s, but most of its values are no numbers"),
    ),
    (
        r"(?P<unread>\d+) of its first (?P<count>\d+) values are no numbers: those rows will be asked",
        gettext_noop("%(unread)s of its first %(count)s values are no numbers: those rows will be asked"),
    ),
    (
        r"(?P<unread>\d+) of its first (?P<count>\d+) values are no dates: those rows will be asked",
        gettext_noop("%(unread)s of its first %(count)s values are no dates: those rows will be asked"),
    ),
    (
        r"named like (?P<field>\w+), but its values are no degrees: say crs and columns",
        gettext_noop("named like %(field)s, but its values are no degrees: say the frame"),
    ),
    (
        r"named like (?P<field>\w+), but no date format reads all of its values",
        gettext_noop("named like %(field)s, but no date format reads all of its values"),
    ),
    (
        r"named like (?P<field>\w+), but none of its values is one of (?P<codes>.+)",
        gettext_noop("named like %(field)s, but none of its values is one of %(codes)s"),
    ),
    (
        r"named like (?P<field>\w+), but (?P<unit>\S+) is no unit of it",
        gettext_noop("named like %(field)s, but %(unit)s is no unit of it"),
    ),
)


def _choices(kind: str) -> list[dict[str, Any]]:
    """Return the fields that a column may go to, in two groups: the kind's own and those of every entry."""
    own = {spec.name for spec in KINDS[kind].fields} if kind in KINDS else set()
    specs = specs_of(kind)
    return [
        {
            "label": kind_words(kind) if kind in KINDS else "",
            "fields": [(name, field_words(spec)) for name, spec in specs.items() if name in own],
        },
        {
            "label": _("Every record"),
            "fields": [(name, entry_label(name)) for name in specs if name not in own],
        },
    ]


def _wanted(error: ReportUnreadable) -> dict[str, Any] | None:
    """Return the setting that would open the file, as a field of a form; None: there is none."""
    name = str(error.details.get("wanted", ""))
    if name not in SETTINGS:
        return None
    choices = error.details.get("choices")
    return {
        "name": name,
        "words": {
            "sheet": _("Sheet"),
            "layer": _("Layer"),
            "crs": _("Frame of the coordinates, as EPSG:32637"),
            "encoding": _("Encoding, as windows-1256"),
            "delimiter": _("Mark between columns"),
            "header_row": _("Row of the column names"),
            "decimal": _("Mark of decimals"),
        }[name],
        "choices": [str(one) for one in choices] if isinstance(choices, (list, tuple)) else [],
    }
