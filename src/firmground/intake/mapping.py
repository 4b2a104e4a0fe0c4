"""The mapping: how the columns of one reporter's files become fields. A small YAML file that people edit."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec
import yaml

from firmground.errors import ReportUnreadable
from firmground.intake.units import UNITS, factor
from firmground.records.fields import FieldSpec

ENTRY_FIELDS = ("true_from", "true_until", "number", "place", "organisation", "lon", "lat", "wkt")
"""Fields of the entry itself that a column may give, beside the fields of the kind's body."""

DATED_FIELDS = ("true_from", "true_until")
GEOMETRY_FIELDS = ("lon", "lat", "wkt")
LONGEST_TEXT = 200_000
"""Characters of the longest mapping file that is read."""

FieldsOf = Callable[[str], Sequence[FieldSpec]]
Said = str | list[str]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of everything in a mapping file: an unknown key is an error."""


class DateRule(Strict, frozen=True, kw_only=True):
    """How a date is said.

    Attributes:
        formats: strptime formats; a text that two of them read as different days is not read.
        year: The column of the year, where the date stands in parts.
        month: The column of the month as a number; empty: there is none.
        day: The column of the day; empty: there is none.
        chosen: The day taken where the day (or month) is not said: the first or the last of the period.
        last_day: Whether an end is said as its last day; then the day after it is entered.
    """

    formats: tuple[str, ...] = ()
    year: str = ""
    month: str = ""
    day: str = ""
    chosen: Literal["", "first", "last"] = ""
    last_day: bool = False


class Making(Strict, frozen=True, kw_only=True):
    """How one entry is made from a row.

    Attributes:
        kind: The kind of record.
        columns: Column to field, a field of the kind's body or one of ``ENTRY_FIELDS``.
        constants: Field to what it always is, in the unit and the codes of the field.
        codes: Field to (as said: code). A blank key says what a blank means.
        units: Field to the unit that the column is in; without it the field's own unit.
        dates: Field to the rule of its date; without it ISO 8601.
        accept: Field to a declaration that stands in where the row says nothing, kept as a note.
        only_if: Columns; the entry is made only where one of them is neither blank nor zero. Empty: always.
        geometry: Whether the entry has the row's geometry.
    """

    kind: str = ""
    columns: dict[str, str] = {}
    constants: dict[str, Said] = {}
    codes: dict[str, dict[str, str]] = {}
    units: dict[str, str] = {}
    dates: dict[str, DateRule] = {}
    accept: dict[str, Said] = {}
    only_if: tuple[str, ...] = ()
    geometry: bool = True


class ReportMapping(Making, frozen=True, kw_only=True):
    """The whole mapping of one file; what stands at the top holds for each of ``several`` too.

    Attributes:
        title: What the mapping is for.
        accepted_by: The office that answers for ``accept``; needed where there is any.
        decimal: ``.`` or ``,``; empty: numbers such as 1,234 are not read.
        encoding: Of text files that do not say theirs.
        delimiter: Of CSV files; empty: found out.
        crs: Frame of coordinates where the file does not say it, as ``EPSG:32637``; empty: WGS 84 lon/lat.
        sheet: The sheet of a workbook; empty: the only one.
        layer: The layer of a GIS file; empty: the only one.
        header_row: The row on which the column names stand, 1 is the first.
        empty_words: Words that mean nothing was said, as ``n/a``.
        list_separator: Between several organisations or several values in one cell.
        when_nothing: Of a row from which no entry is made: ``hold`` it for a person, or only ``note`` it.
        several: One row makes several entries.
    """

    title: str = ""
    accepted_by: str = ""
    decimal: Literal["", ".", ","] = ""
    encoding: str = ""
    delimiter: str = ""
    crs: str = ""
    sheet: str = ""
    layer: str = ""
    header_row: int = 1
    empty_words: tuple[str, ...] = ()
    list_separator: str = ";"
    when_nothing: Literal["hold", "note"] = "hold"
    several: tuple[Making, ...] = ()


class _PlainLoader(yaml.BaseLoader):
    """YAML in which every value is text, no key stands twice and nothing is repeated by reference."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references (*name) are not read: write the value again")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.YAMLError(f"{', '.join(twice)} stands twice; keep one")
        return super().construct_mapping(node, deep=True)


class _PlainDumper(yaml.SafeDumper):
    """YAML in which text that is not wholly printable is written with escapes: line breaks of all kinds survive."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_PlainDumper.add_representer(str, _represent_text)


def read_mapping(text: str, filename: str = "mapping.yaml") -> ReportMapping:
    """Return the mapping that a YAML text says.

    Raises:
        ReportUnreadable: It is not YAML, too long, or has a key or value that a mapping does not know.
    """
    if len(text) > LONGEST_TEXT:
        raise ReportUnreadable(f"{filename} is longer than {LONGEST_TEXT} characters: this is not a mapping.")
    try:
        loader = _PlainLoader(text)
        said = loader.get_single_data()
        return msgspec.convert(said, ReportMapping, strict=False)
    except (yaml.YAMLError, RecursionError) as error:
        raise ReportUnreadable(f"{filename} is not a YAML file that can be read: {error}.") from error
    except msgspec.ValidationError as error:
        known = ", ".join(field.name for field in msgspec.structs.fields(ReportMapping))
        raise ReportUnreadable(f"{filename}: {error}. A mapping knows: {known}.") from error


def write_mapping(mapping: ReportMapping) -> str:
    """Return a mapping as YAML text that ``read_mapping`` reads back equal."""
    plain = msgspec.to_builtins(mapping)
    text: str = yaml.dump(plain, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def makings(mapping: ReportMapping) -> tuple[Making, ...]:
    """Return how each entry of a row is made, what stands at the top of the mapping joined in."""
    if not mapping.several:
        return (Making(**{field.name: getattr(mapping, field.name) for field in msgspec.structs.fields(Making)}),)
    return tuple(_joined(mapping, part) for part in mapping.several)


def _joined(top: ReportMapping, part: Making) -> Making:
    return Making(
        kind=part.kind or top.kind,
        columns=top.columns | part.columns,
        constants=top.constants | part.constants,
        codes=top.codes | part.codes,
        units=top.units | part.units,
        dates=top.dates | part.dates,
        accept=top.accept | part.accept,
        only_if=part.only_if or top.only_if,
        geometry=part.geometry and top.geometry,
    )


def check_mapping(mapping: ReportMapping, columns: Sequence[str], fields_of: FieldsOf) -> None:
    """Refuse a mapping that does not fit the file or the kinds it names.

    Raises:
        ReportUnreadable: Names what does not fit, where in the mapping, and the nearest that exists.
    """
    troubles: list[str] = []
    if mapping.several and set(mapping.columns) & {column for part in mapping.several for column in part.columns}:
        troubles.append("A column stands both at the top and under several; keep one.")
    places = {(field, column) for part in makings(mapping) for column, field in part.columns.items()}
    for name in ("lon", "lat"):
        if sum(field == name for field, _ in places) > 1:
            troubles.append(f"{name} is given by two columns, and a row has one geometry; keep one.")
    for making in makings(mapping):
        troubles += _making_troubles(making, columns, fields_of)
        if making.accept and not mapping.accepted_by:
            troubles.append("accept needs accepted_by: the office that answers for it.")
    if troubles:
        raise ReportUnreadable(
            "The mapping does not fit. " + " ".join(dict.fromkeys(troubles)), troubles=tuple(troubles)
        )


def check_columns(named: Iterable[str], columns: Sequence[str]) -> list[str]:
    """Return a sentence for each column that the mapping names and the file lacks."""
    missing = [name for name in named if name and name not in columns]
    return [f"The file has no column {name!r}{_nearest(name, columns)}." for name in dict.fromkeys(missing)]


def _making_troubles(making: Making, columns: Sequence[str], fields_of: FieldsOf) -> list[str]:
    try:
        specs = {spec.name: spec for spec in fields_of(making.kind)}
    except KeyError:
        return [f"kind: there is no kind of record {making.kind!r}."]
    known = [*specs, *ENTRY_FIELDS]
    troubles = check_columns(_columns_named(making), columns)
    used = [*making.columns.values(), *making.constants, *making.codes, *making.units, *making.dates, *making.accept]
    troubles += [
        f"{making.kind} has no field {name!r}{_nearest(name, known)}."
        for name in dict.fromkeys(used)
        if name not in known
    ]
    troubles += _given_twice(making)
    troubles += _misplaced(making, specs)
    troubles += _unit_troubles(making, specs)
    troubles += _date_troubles(making)
    return troubles


def _columns_named(making: Making) -> list[str]:
    parts = [column for rule in making.dates.values() for column in (rule.year, rule.month, rule.day)]
    return [*making.columns, *making.only_if, *parts]


def _given_twice(making: Making) -> list[str]:
    by_parts = [field for field, rule in making.dates.items() if rule.year]
    given = (
        [field for field in making.columns.values() if field not in ("organisation", "wkt")]
        + by_parts
        + list(making.constants)
    )
    twice = sorted({field for field in given if given.count(field) > 1})
    return [f"{making.kind}: the field {field!r} is given twice; keep one." for field in twice]


def _misplaced(making: Making, specs: dict[str, FieldSpec]) -> list[str]:
    """Return what would be said without any effect."""
    by_column = [*making.constants, *making.codes, *making.units, *making.dates, *making.accept]
    undated = [name for name in making.dates if name in specs and specs[name].type != "date"]
    undated += [name for name in making.dates if name in ENTRY_FIELDS and name not in DATED_FIELDS]
    return [
        *(f"{name} is given by a column and nothing else." for name in GEOMETRY_FIELDS if name in by_column),
        *(f"units: {name} has no unit." for name in making.units if name in ENTRY_FIELDS),
        *(f"dates: {name} is no date." for name in undated),
    ]


def _unit_troubles(making: Making, specs: dict[str, FieldSpec]) -> list[str]:
    return [
        f"units: {field} is kept in {specs[field].unit or 'no unit'}, and {said!r} is no unit of that; "
        f"known are {', '.join(UNITS)}."
        for field, said in making.units.items()
        if field in specs and factor(said, specs[field].unit) is None
    ]


def _date_troubles(making: Making) -> list[str]:
    troubles = [
        f"dates: {field} is no end; last_day is for true_until."
        for field, rule in making.dates.items()
        if rule.last_day and field == "true_from"
    ]
    return troubles + [
        f"dates: {field} has no {'month' if rule.year and not rule.month else 'day'}: say chosen: first or last."
        for field, rule in making.dates.items()
        if rule.year and not (rule.month and rule.day) and not rule.chosen
    ]


def _nearest(name: str, names: Iterable[str]) -> str:
    """Return the nearest existing names as the end of a sentence, ignoring case."""
    folded = {existing.casefold(): existing for existing in names}
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    if near:
        return "; the nearest are " + ", ".join(repr(folded[one]) for one in near)
    return "; it has " + ", ".join(repr(existing) for existing in list(folded.values())[:30])
