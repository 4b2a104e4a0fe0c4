"""One cell becomes one value of one field, or says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from firmground.intake.days import read_day
from firmground.intake.mapping import DateRule, Making
from firmground.intake.numerals import read_number
from firmground.intake.rows import Cell
from firmground.intake.said import Unread, plain, text_of
from firmground.intake.units import factor
from firmground.records.fields import FieldSpec

Value = str | int | float | bool | list[str]
"""A value as it stands in a body: JSON, dates as ISO 8601 text."""

_YES = frozenset(map(plain, ("yes", "y", "true", "1", "oui", "vrai", "sí", "si", "نعم")))
_NO = frozenset(map(plain, ("no", "n", "false", "0", "non", "faux", "لا")))
LARGEST_WHOLE = 2**53
"""Whole numbers beyond this do not survive JSON readers that keep numbers as 64-bit floats."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the cells of one entry are read.

    Attributes:
        making: The part of the mapping that makes the entry.
        decimal: The mapping's mark of decimals, or empty.
        list_separator: The mapping's separator in lists.
    """

    making: Making
    decimal: str = ""
    list_separator: str = ";"

    def value(self, spec: FieldSpec, cell: Cell) -> Value | Unread:
        """Return the value of a field that a cell, not blank, says; codes translated, units converted."""
        translated = _translation(cell, self.making.codes.get(spec.name, {}))
        said = cell if translated is None else translated
        if spec.type in {"number", "integer"}:
            return _number(spec, said, self.decimal, self.making.units.get(spec.name, spec.unit))
        if spec.type == "date":
            day = self.day(spec.name, said)
            return day.isoformat() if isinstance(day, date) else day
        if spec.type == "code":
            return _code(said, spec.codes)
        if spec.type == "flag":
            return _flag(said)
        return self.parts(said) if spec.type == "list" else text_of(said)

    def day(self, field: str, cell: Cell) -> date | Unread:
        """Return the day that a cell says for a field, as said: a last day is not yet its excluded end."""
        return read_day(cell, self.making.dates.get(field, DateRule()))

    def parts(self, cell: Cell) -> list[str]:
        """Return the values of a list in one cell, blank ones left away."""
        if not self.list_separator:
            return [text_of(cell)]
        return [part.strip() for part in text_of(cell).split(self.list_separator) if part.strip()]


def fixed_value(spec: FieldSpec, said: str | Sequence[str]) -> Value | Unread:
    """Return the value of a constant or declaration: in the field's own unit and codes, decimals with a dot."""
    if not isinstance(said, str):
        return list(said) if spec.type == "list" else Unread("intake.not-one-value", "one value, not a list")
    return Conversion(Making(), decimal=".").value(spec, said)


def _translation(cell: Cell, codes: Mapping[str, str]) -> str | None:
    if not codes:
        return None
    text = text_of(cell)
    if text in codes:
        return codes[text]
    key = plain(text)
    found = {code for said, code in codes.items() if said and plain(said) == key} if key else set()
    return found.pop() if len(found) == 1 else None


def _number(spec: FieldSpec, cell: Cell, decimal: str, unit: str) -> float | int | Unread:
    number = read_number(cell, decimal)
    if isinstance(number, Unread):
        return number
    number *= factor(unit, spec.unit) or Decimal(1)
    if spec.type == "number":
        return float(number)
    if number != number.to_integral_value() or abs(number) > LARGEST_WHOLE:
        return Unread("intake.not-a-whole-number", "a whole number")
    return int(number)


def _code(cell: Cell, codes: Sequence[str]) -> str | Unread:
    key = plain(text_of(cell))
    found = [code for code in codes if plain(code) == key]
    if len(found) == 1:
        return found[0]
    return Unread("intake.code-unknown", f"one of {', '.join(codes)}; or its translation under codes in the mapping")


def _flag(cell: Cell) -> bool | Unread:
    if isinstance(cell, bool):
        return cell
    key = plain(text_of(cell))
    if key in _YES or key in _NO:
        return key in _YES
    return Unread("intake.not-yes-or-no", "yes or no")


def is_zero(cell: Cell, decimal: str) -> bool:
    """Return whether a cell clearly says zero."""
    number = read_number(cell, decimal)
    return isinstance(number, Decimal) and number == 0
