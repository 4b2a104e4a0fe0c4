"""Drafts: what a row would say as entries. Whether it may be entered is not decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from firmground.errors import ReportUnreadable
from firmground.intake.conversion import Conversion, Value, fixed_value, is_zero
from firmground.intake.days import day_after, read_day, read_parts
from firmground.intake.mapping import DateRule, FieldsOf, Making, ReportMapping, check_mapping, makings
from firmground.intake.rows import Cell, Row, Table
from firmground.intake.said import Unread, is_blank, text_of
from firmground.records.fields import FieldSpec


@dataclass(frozen=True, slots=True)
class Trouble:
    """A value that could not be read, or a required one that is not there.

    Attributes:
        field: The field, ``geometry``, or empty for the row as a whole.
        said: What the row says, as text; for a geometry the reason only, never its position.
        expected: What would be read, an English sentence.
        code: Stable name of the reason, a message id for doors.
    """

    field: str
    said: str
    expected: str
    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something the mapping declared in place of the file, kept with the row.

    Attributes:
        field: The field it is about, or empty for the row as a whole.
        said: What the row says.
        taken: What was taken for it.
        accepted_by: The office that answers for it; empty where the mapping only reads what is said.
        code: Stable name of the reason, a message id for doors.
    """

    field: str
    said: str
    taken: str
    accepted_by: str
    code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as far as the row and the mapping say it.

    Attributes:
        kind: The kind of record; empty where the mapping makes no entry of this row.
        position: Of the row, 1 is the first.
        values: The body, plain JSON values; a field that could not be read is absent.
        true_from: First local day; None: not said.
        true_until: The day after the last, excluded; None: not said.
        number: The visible number as said, or empty.
        place: The place as said, or empty.
        organisation_names: Organisations as said, in order; several are joint work.
        geometry: WKB in WGS 84 lon/lat, unrepaired; None: none.
        geometry_as_given: Text in the file's own frame, or empty.
        notes: What the mapping declared.
        troubles: What could not be read. Empty: everything that was said was read.
    """

    kind: str
    position: int
    values: dict[str, Value] = field(default_factory=dict)
    true_from: date | None = None
    true_until: date | None = None
    number: str = ""
    place: str = ""
    organisation_names: tuple[str, ...] = ()
    geometry: bytes | None = None
    geometry_as_given: str = ""
    notes: tuple[Note, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def draft_rows(table: Table, mapping: ReportMapping, fields_of: FieldsOf) -> Iterator[tuple[Row, tuple[Draft, ...]]]:
    """Return every row of the table with its drafts: at least one each, in the order of the file.

    Args:
        table: From ``open_report`` with the same mapping.
        mapping: How columns become fields.
        fields_of: The fields of a kind's body; raises KeyError for a kind that there is not.

    Raises:
        ReportUnreadable: The mapping does not fit the table; raised before the first row.
    """
    check_mapping(mapping, table.columns, fields_of)
    makers = tuple(_Maker(mapping, making, tuple(fields_of(making.kind))) for making in makings(mapping))
    _refuse_unsound_words(makers)
    return ((row, _drafts(row, mapping, makers)) for row in table.rows)


def _refuse_unsound_words(makers: Sequence[_Maker]) -> None:
    """Refuse constants, declarations and translations that are no value of their field, once and not on every row."""
    troubles = [
        f"{where} of {maker.making.kind}: {name} says {said!r}; expected is {value.expected}."
        for maker in makers
        for where, name, said, value in maker.declared()
        if isinstance(value, Unread)
    ]
    if troubles:
        raise ReportUnreadable(
            f"The mapping does not fit. {' '.join(dict.fromkeys(troubles))}", troubles=tuple(troubles)
        )


def _drafts(row: Row, mapping: ReportMapping, makers: Sequence[_Maker]) -> tuple[Draft, ...]:
    if row.trouble:
        trouble = Trouble("", row.trouble, "a row that fits the header", "intake.row-unsound")
        return (Draft(makers[0].making.kind, row.position, troubles=(trouble,)),)
    drafts = tuple(maker.draft(row) for maker in makers if maker.is_meant(row))
    return drafts or (_nothing(row, mapping, makers),)


def _nothing(row: Row, mapping: ReportMapping, makers: Sequence[_Maker]) -> Draft:
    columns = dict.fromkeys(column for maker in makers for column in maker.making.only_if)
    said = ", ".join(f"{column}: {text_of(row.fields.get(column))}" for column in columns)
    if mapping.when_nothing == "note":
        return Draft("", row.position, notes=(Note("", said, "no entry", "", "intake.nothing-to-enter"),))
    expected = "one of these neither empty nor zero; or when_nothing: note in the mapping"
    return Draft("", row.position, troubles=(Trouble("", said, expected, "intake.nothing-to-enter"),))


class _Maker:
    """Makes the drafts of one part of the mapping."""

    def __init__(self, mapping: ReportMapping, making: Making, specs: tuple[FieldSpec, ...]) -> None:
        self.mapping = mapping
        self.making = making
        self.specs = specs
        self.conversion = Conversion(making, mapping.decimal, mapping.list_separator)
        self.columns: dict[str, list[str]] = {}
        for column, name in making.columns.items():
            self.columns.setdefault(name, []).append(column)

    def declared(self) -> Iterator[tuple[str, str, object, object]]:
        """Return part of the mapping, field, what is said and the value of all that the mapping says by itself."""
        specs = {name: FieldSpec(name, "date", "", (), name, required=False) for name in ("true_from", "true_until")}
        specs |= {spec.name: spec for spec in self.specs}
        for where, words in (("constants", self.making.constants), ("accept", self.making.accept)):
            for name, said in words.items():
                if name in specs:
                    yield where, name, said, fixed_value(specs[name], said)
        for name, codes in self.making.codes.items():
            if name in specs and specs[name].type == "code":
                for said, code in codes.items():
                    yield f"codes, {said!r}", name, code, fixed_value(specs[name], code)

    def is_meant(self, row: Row) -> bool:
        """Return whether the row says enough for this entry; what cannot be read counts as said."""
        cells = [row.fields.get(column) for column in self.making.only_if]
        return not cells or not all(self._blank(cell) or is_zero(cell, self.mapping.decimal) for cell in cells)

    def draft(self, row: Row) -> Draft:
        """Return the entry as far as the row says it."""
        reading = _Reading(self, row)
        values = {spec.name: value for spec in self.specs if (value := reading.value(spec)) is not None}
        true_from, true_until = reading.day("true_from"), reading.day("true_until")
        shape = self.making.geometry
        if shape and row.geometry_trouble:
            expected = "a shape: see the row's geometry in the file"
            reading.troubles.append(Trouble("geometry", row.geometry_trouble, expected, "intake.geometry-unreadable"))
        return Draft(
            kind=self.making.kind,
            position=row.position,
            values=values,
            true_from=true_from,
            true_until=true_until,
            number=reading.text("number"),
            place=reading.text("place"),
            organisation_names=reading.organisations(),
            geometry=row.geometry if shape else None,
            geometry_as_given=row.geometry_as_given if shape else "",
            notes=tuple(reading.notes),
            troubles=tuple(reading.troubles),
        )

    def cell(self, row: Row, name: str) -> Cell:
        """Return the cell of a field's column, None where it is blank or no column gives the field."""
        columns = self.columns.get(name)
        cell = row.fields.get(columns[0]) if columns else None
        return None if self._blank(cell) else cell

    def _blank(self, cell: Cell) -> bool:
        return is_blank(cell, self.mapping.empty_words)


class _Reading:
    """One row being read for one entry: collects what was declared and what could not be read."""

    def __init__(self, maker: _Maker, row: Row) -> None:
        self.maker = maker
        self.making = maker.making
        self.row = row
        self.notes: list[Note] = []
        self.troubles: list[Trouble] = []

    def value(self, spec: FieldSpec) -> Value | None:
        """Return the value of a field of the body, None where it is not said or cannot be read."""
        if spec.type != "date" and spec.name in self.making.constants:
            said = self.making.constants[spec.name]
            return self._kept(spec.name, said, fixed_value(spec, said))
        if spec.type == "date":
            day = self.day(spec.name)
            return self._required(spec, day.isoformat() if day else None)
        cell = self.maker.cell(self.row, spec.name)
        if cell is None:
            return self._required(spec, self._unsaid(spec))
        return self._kept(spec.name, text_of(cell), self.maker.conversion.value(spec, cell))

    def day(self, name: str) -> date | None:
        """Return the day of a field: said in one column, in parts, as a constant or as accepted."""
        rule = self.making.dates.get(name, DateRule())
        cell = self.maker.cell(self.row, name)
        if rule.year:
            day = read_parts(self.row.fields, rule)
            said = "-".join(text_of(self.row.fields.get(part)) for part in (rule.year, rule.month, rule.day) if part)
            if isinstance(day, date) and not (rule.month and rule.day):
                self.notes.append(Note(name, said, day.isoformat(), "", "intake.day-chosen"))
        else:
            day = None if cell is None else self.maker.conversion.day(name, cell)
            said = text_of(cell)
        if isinstance(day, Unread):
            self._trouble(name, said, day)
            return None
        if day is not None:
            return day_after(day) if rule.last_day else day
        return self._declared_day(name)

    def text(self, name: str) -> str:
        """Return a text of the entry itself, translated by codes where the mapping has them."""
        spec = FieldSpec(name, "text", "", (), name, required=False)
        value = self.value(spec)
        return value if isinstance(value, str) else ""

    def organisations(self) -> tuple[str, ...]:
        """Return the organisations of all columns that give one, each once."""
        spec = FieldSpec("organisation", "list", "", (), "organisation", required=False)
        names: list[str] = []
        for column in self.maker.columns.get(spec.name, []):
            cell = self.row.fields.get(column)
            if not is_blank(cell, self.maker.mapping.empty_words):
                names += [self._translated(one) for one in self.maker.conversion.parts(cell)]
        if not names:
            fixed = self.making.constants.get(spec.name)
            value = fixed if fixed is not None else self._unsaid(spec)
            names = [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
        return tuple(dict.fromkeys(name for name in names if name))

    def _translated(self, name: str) -> str:
        spec = FieldSpec("organisation", "text", "", (), "organisation", required=False)
        return str(self.maker.conversion.value(spec, name))

    def _unsaid(self, spec: FieldSpec) -> Value | None:
        blank = self.making.codes.get(spec.name, {}).get("")
        if blank is not None:
            return self._kept(spec.name, "", fixed_value(spec, blank))
        if spec.name not in self.making.accept:
            return None
        said = self.making.accept[spec.name]
        value = self._kept(spec.name, said, fixed_value(spec, said))
        if value is not None:
            self._accepted(spec.name, said)
        return value

    def _declared_day(self, name: str) -> date | None:
        constant = self.making.constants.get(name)
        said = self.making.accept.get(name) if constant is None else constant
        if said is None:
            return None
        day = read_day(str(said), DateRule())
        if isinstance(day, Unread):
            self._trouble(name, str(said), day)
            return None
        if constant is None:
            self._accepted(name, said)
        return day

    def _accepted(self, name: str, said: str | list[str]) -> None:
        taken = said if isinstance(said, str) else ", ".join(said)
        self.notes.append(Note(name, "", taken, self.maker.mapping.accepted_by, "intake.accepted-by-mapping"))

    def _required(self, spec: FieldSpec, value: Value | None) -> Value | None:
        already = any(trouble.field == spec.name for trouble in self.troubles)
        if value is None and spec.required and not already:
            self._trouble(spec.name, "", Unread("intake.required-missing", "a value: the record needs this field"))
        return value

    def _kept(self, name: str, said: str | list[str], value: Value | Unread) -> Value | None:
        if not isinstance(value, Unread):
            return value
        self._trouble(name, said if isinstance(said, str) else ", ".join(said), value)
        return None

    def _trouble(self, name: str, said: str, unread: Unread) -> None:
        self.troubles.append(Trouble(name, said, unread.expected, unread.code))
