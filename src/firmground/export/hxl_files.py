"""CSV files with a row of HXL tags (Humanitarian Exchange Language 1.1) under the heads."""

from __future__ import annotations

from collections.abc import Mapping

from firmground.export.csv_files import csv_files
from firmground.export.rows import Export

_TAGS: Mapping[str, str] = {
    "id": "#meta+id",
    "number": "#item+code",
    "thing": "#item+id",
    "true_from": "#date+start",
    "true_until": "#date+end",
    "recorded_at": "#date+recorded",
    "on_day": "#date+reported",
    "as_known_on": "#meta+known",
    "since": "#date+since",
    "status": "#status",
    "standing": "#status+standing",
    "parties": "#org+name",
    "place": "#loc+name",
    "operation": "#operations+code",
    "wkt": "#geo+wkt",
    "tier": "#access+tier",
    "quantity": "#item+num",
    "note": "#description",
    "name": "#item+name",
}
"""By column; any other column of a record is ``#meta`` with its own name as attribute."""


def hxl_files(made: Export) -> dict[str, bytes]:
    """Return one file a layer with its row of tags; text is guarded as in CSV. ``about.csv`` has its tags too."""
    return {name: _tagged(content) for name, content in csv_files(made).items()}


def tag_of(column: str) -> str:
    """Return the tag of a column.

    Example:
        >>> tag_of("status"), tag_of("area_m2")
        ('#status', '#meta+area_m2')
    """
    return _TAGS.get(column, f"#meta+{column}")


def _tagged(content: bytes) -> bytes:
    head, _end, rest = content.partition(b"\r\n")
    tags = ",".join(tag_of(column) for column in head.decode("utf-8-sig").split(","))
    return head + b"\r\n" + tags.encode() + b"\r\n" + rest
