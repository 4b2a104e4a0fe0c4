"""Numbers as people read them, in the language of the page: the one place that rounds and names units.

Areas are hectares with one decimal, square metres below one hectare; lengths kilometres with one decimal, metres below
one kilometre; counts whole. The exact value stands in ``FigureWords.full``, for titles and tooltips.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from firmground.bulletins.figures import Unit, Value

HECTARE_MM2 = 10_000_000_000
SQUARE_METRE_MM2 = 1_000_000
KILOMETRE_MM = 1_000_000
METRE_MM = 1_000
THIN_SPACE = "\u202f"
"""Thin no-break space between a number and its unit."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """A number as people read it.

    Attributes:
        number: Rounded, in the language's format.
        unit: The unit's symbol or words, empty for plain counts.
        full: The exact value with its unit.
        value: The value in ``unit``, not rounded, for templates that format it themselves.
        decimals: How many decimals ``number`` has.
    """

    number: str
    unit: str
    full: str
    value: float
    decimals: int

    @property
    def text(self) -> str:
        """Return number and unit with a thin no-break space between them."""
        return f"{self.number}{THIN_SPACE}{self.unit}" if self.unit else self.number

    @property
    def html(self) -> SafeString:
        """Return number and unit apart from right-to-left text, with the exact value as its title."""
        unit = format_html("{}<small>{}</small>", THIN_SPACE, self.unit) if self.unit else ""
        return format_html('<bdi class="measure" title="{}">{}{}</bdi>', self.full, self.number, unit)


def figure_words(value: Value) -> FigureWords:
    """Return a figure's value as people read it."""
    if value.per is not None:
        return ratio_words(value.number, value.figure.unit)
    return amount_words(value.total.value, value.figure.unit)


def amount_words(amount: int, unit: Unit, *, scale_of: int | None = None) -> FigureWords:
    """Return an exact amount as people read it.

    Args:
        amount: In the base unit.
        unit: The base unit: square millimetres, millimetres, or things that are counted.
        scale_of: Another amount whose unit is taken, so that numbers that stand side by side can be compared.
    """
    size = abs(amount if scale_of is None else scale_of)
    match unit:
        case Unit.SQUARE_MILLIMETRE:
            words, scale, decimals = _area(size)
            full = f"{_decimal(amount / SQUARE_METRE_MM2, 6)}{THIN_SPACE}{gettext('m²')}"
        case Unit.MILLIMETRE:
            words, scale, decimals = _length(size)
            full = f"{_decimal(amount / METRE_MM, 3)}{THIN_SPACE}{gettext('m')}"
        case _:
            return FigureWords(_fixed(amount, 0), "", count_words(amount, unit), float(amount), 0)
    return FigureWords(_fixed(amount / scale, decimals), words, full, amount / scale, decimals)


def _area(size: int) -> tuple[str, int, int]:
    return (gettext("ha"), HECTARE_MM2, 1) if size >= HECTARE_MM2 or not size else (gettext("m²"), SQUARE_METRE_MM2, 0)


def _length(size: int) -> tuple[str, int, int]:
    return (gettext("km"), KILOMETRE_MM, 1) if size >= KILOMETRE_MM or not size else (gettext("m"), METRE_MM, 0)


def ratio_words(number: float, unit: Unit) -> FigureWords:
    """Return a quotient as people read it: whole from 100 on, with one decimal below."""
    words = gettext("m² per person and day") if unit is Unit.M2_PER_PERSON_DAY else gettext("objects per hectare")
    decimals = 0 if number >= 100 else 1
    return FigureWords(_fixed(number, decimals), words, f"{_decimal(number, 6)}{THIN_SPACE}{words}", number, decimals)


def spoken(amount: int, unit: Unit) -> str:
    """Return an amount for a sentence that is read aloud: no decimal where it is nought, counts with their word."""
    words = amount_words(amount, unit)
    if not words.unit:
        return count_words(amount, unit)
    return f"{_decimal(round(words.value, words.decimals), words.decimals)}{THIN_SPACE}{words.unit}"


def count_words(amount: int, unit: Unit) -> str:
    """Return a count with its word: 44,783 explosive objects."""
    words = {
        Unit.ITEM: ngettext("%(n)s explosive object", "%(n)s explosive objects", amount),
        Unit.BUILDING: ngettext("%(n)s building", "%(n)s buildings", amount),
        Unit.AREA: ngettext("%(n)s hazard area", "%(n)s hazard areas", amount),
        Unit.PERSON: ngettext("%(n)s person", "%(n)s people", amount),
        Unit.MACHINE: ngettext("%(n)s machine", "%(n)s machines", amount),
        Unit.TEAM: ngettext("%(n)s team", "%(n)s teams", amount),
        Unit.DAY: ngettext("%(n)s day", "%(n)s days", amount),
    }
    return words[unit] % {"n": _fixed(amount, 0)}


def unit_words(unit: Unit) -> str:
    """Return the unit in which people read a figure, in words, for tooltips and downloads."""
    return {
        Unit.SQUARE_MILLIMETRE: gettext("ha"),
        Unit.MILLIMETRE: gettext("km"),
        Unit.ITEM: gettext("items"),
        Unit.BUILDING: gettext("buildings"),
        Unit.AREA: gettext("hazard areas"),
        Unit.PERSON: gettext("people"),
        Unit.MACHINE: gettext("machines"),
        Unit.TEAM: gettext("teams"),
        Unit.DAY: gettext("days"),
        Unit.M2_PER_PERSON_DAY: gettext("m² per person and day"),
        Unit.ITEM_PER_HECTARE: gettext("objects per hectare"),
    }[unit]


def whole(number: int) -> str:
    """Return a whole number in the language's format."""
    return _fixed(number, 0)


def _fixed(value: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, pattern, locale=_locale()))


def _decimal(value: float, decimals: int) -> str:
    return str(format_decimal(value, "#,##0." + "#" * decimals if decimals else "#,##0", locale=_locale()))


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
