"""A submission becomes rows: one for the form, one for each time a repeat was filled. Drafts and checks do the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from firmground.intake.mapping import ReportMapping, makings
from firmground.intake.placing import with_places
from firmground.intake.rows import Cell, Row, Table
from firmground.intake.xforms.answers import Answers

FORM_ROW = "@form"
"""Column that says 1 in the row of the form itself and nothing in those of repeats; ``only_if`` names it."""

REPEAT_ROW = "@repeat/"
"""Start of the columns that say 1 in the rows of the repeat whose path follows."""

FRAME = "EPSG:4326"
"""Forms give positions in WGS 84, always."""

_POINT = r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?"
_POSITION = re.compile(rf"\s*({_POINT})[\s,]+({_POINT})(?:[\s,]+{_POINT}){{0,2}}\s*")


def table_of(answers: Answers, mapping: ReportMapping) -> Table:
    """Return the rows of a submission, as those of a file: the form's first, then each repeat's in its order.

    A row of a repeat holds the answers outside of it too, apart from shapes, which are of the form's own row. Every
    question that the mapping names is a column, answered or not; one that it does not name is a column all the same.
    """
    shapes = {column for making in makings(mapping) for column, field in making.columns.items() if field == "wkt"}
    values, repeats = _parted(answers, mapping)
    main: dict[str, Cell] = {FORM_ROW: "1", **values}
    shared = {path: value for path, value in values.items() if path not in shapes}
    times = [(path, one) for path, several in repeats.items() for one in several]
    fields = [main]
    fields += [{**shared, **one, f"{REPEAT_ROW}{path}": "1"} for path, one in times]
    named = [column for making in makings(mapping) for column in (*making.columns, *making.only_if)]
    columns = tuple(dict.fromkeys([*(column for row in fields for column in row), *named]))
    rows = [Row(number, _with_shapes(row, shapes)) for number, row in enumerate(fields, 1)]
    table = Table(columns=columns, rows=tuple(rows), crs=FRAME)
    return with_places(table, msgspec.structs.replace(mapping, crs=FRAME))


def _parted(
    answers: Answers, mapping: ReportMapping
) -> tuple[Mapping[str, str], dict[str, tuple[Mapping[str, str], ...]]]:
    """Return the values outside of repeats and those inside; a repeat that was filled once is known by the mapping."""
    repeats = dict(answers.repeats)
    values = dict(answers.values)
    for path in _repeats_named(mapping):
        inside = {name: value for name, value in values.items() if name.startswith(f"{path}/")}
        if path not in repeats and any(inside.values()):
            repeats[path] = (inside,)
        values = {name: value for name, value in values.items() if name not in inside}
    return values, repeats


def _repeats_named(mapping: ReportMapping) -> Iterator[str]:
    for making in makings(mapping):
        for column in making.only_if:
            if column.startswith(REPEAT_ROW):
                yield column.removeprefix(REPEAT_ROW)


def _with_shapes(fields: Mapping[str, Cell], shapes: Iterable[str]) -> dict[str, Cell]:
    return {name: wkt_of(str(cell)) if name in shapes and cell else cell for name, cell in fields.items()}


def wkt_of(said: str) -> str:
    """Return positions of a form (``lat lon alt acc; ...``) as WKT; what is none is left for the reader to refuse.

    Positions have two to four numbers, latitude first. One is a point; four or more of which the last is the first are
    a polygon; others are a line.
    """
    parts = [part for part in said.split(";") if part.strip()]
    matches = [_POSITION.fullmatch(part) for part in parts]
    points = [f"{match[2]} {match[1]}" for match in matches if match]
    if not points or len(points) != len(parts):
        return said
    if len(points) == 1:
        return f"POINT ({points[0]})"
    joined = ", ".join(points)
    is_ring = len(points) >= 4 and points[0] == points[-1]
    return f"POLYGON (({joined}))" if is_ring else f"LINESTRING ({joined})"
