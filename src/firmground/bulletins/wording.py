"""English words of a bulletin: numbers, days, and the sentences that are built from figures.

"Checked" stays "checked": no word here turns activity into release, and none promises that ground is safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from firmground.bulletins.figures import Unit
from firmground.records.ordnance import Category

NARROW_SPACE = "\u202f"
"""Stands between a number and its unit, so that the two stay together."""

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class _Scale:
    """What an amount is read in: base units to one step of the last digit shown, decimals, and the symbol."""

    step: int
    decimals: int = 0
    symbol: str = ""

    def steps(self, amount: int) -> int:
        """Return the nearest number of steps; half is rounded away from zero."""
        size = (2 * abs(amount) + self.step) // (2 * self.step)
        return size if amount >= 0 else -size

    def words(self, steps: int) -> str:
        size = abs(steps)
        number = f"{size // 10:,}.{size % 10}" if self.decimals else f"{size:,}"
        symbol = f"{NARROW_SPACE}{self.symbol}" if self.symbol else ""
        return f"{MINUS if steps < 0 else ''}{number}{symbol}"


_HECTARES, _SQUARE_METRES = _Scale(1_000_000_000, 1, "ha"), _Scale(1_000_000, 0, "m\u00b2")
_KILOMETRES, _METRES = _Scale(100_000, 1, "km"), _Scale(1_000, 0, "m")
_COUNT = _Scale(1)
_ONE_HECTARE_MM2, _ONE_KILOMETRE_MM = 10_000_000_000, 1_000_000


def _scale(unit: Unit, largest: int) -> _Scale:
    match unit:
        case Unit.SQUARE_MILLIMETRE:
            return _HECTARES if abs(largest) >= _ONE_HECTARE_MM2 else _SQUARE_METRES
        case Unit.MILLIMETRE:
            return _KILOMETRES if abs(largest) >= _ONE_KILOMETRE_MM else _METRES
        case _:
            return _COUNT


def spelled(amount: int, unit: Unit) -> str:
    """Return an exact amount in its base unit as people read it.

    Areas are in hectares with one decimal (square metres below one hectare), lengths in kilometres with one decimal
    (metres below one kilometre), everything else whole. Half is rounded away from zero.

    Example:
        >>> spelled(5_380_000_000_000, Unit.SQUARE_MILLIMETRE).replace(NARROW_SPACE, " ")
        '538.0 ha'
        >>> spelled(1_301, Unit.BUILDING)
        '1,301'
    """
    scale = _scale(unit, amount)
    return scale.words(scale.steps(amount))


def signed(amount: int, unit: Unit) -> str:
    """Return an amount with its sign: a plus before what was added, nothing before nought."""
    return _with_sign(spelled(amount, unit), amount)


def _with_sign(words: str, amount: int) -> str:
    return f"+{words}" if amount > 0 else words


@dataclass(frozen=True, slots=True)
class Balance:
    """A line's amounts in words, that add up as they are read."""

    previous: str
    new: str
    corrections: str
    total: str


def balance(*, previous: int, corrections: int, total: int, unit: Unit) -> Balance:
    """Return the amounts of a line in words such that the rounded numbers add up as well.

    Total, previous and corrections are rounded by themselves; new is what is left between them, and may so differ by
    one in its last digit from the new amount rounded by itself. What would read as nought in the line's unit but is
    not stands in the smaller unit.
    """
    scale = _scale(unit, max(abs(total), abs(previous)))
    new = total - previous - corrections
    corrected = scale.steps(corrections)
    left = scale.steps(total) - scale.steps(previous) - corrected
    return Balance(
        previous=scale.words(scale.steps(previous)),
        new=_part(scale, left, new, unit),
        corrections=_part(scale, corrected, corrections, unit),
        total=scale.words(scale.steps(total)),
    )


def _part(scale: _Scale, steps: int, amount: int, unit: Unit) -> str:
    """Return a part of a line in the line's unit; in a smaller one where it would read as nought there but is not."""
    is_smallest = scale == _scale(unit, 0)
    return _with_sign(scale.words(steps), steps) if steps or is_smallest else signed(amount, unit)


_NOISE_SHARE = 1e-7
"""Two arrangements of different claims cut the ground at other points of the 1e-9 degree lattice."""


def is_noticed(difference: int, total: int, unit: Unit) -> bool:
    """Return whether a difference of two amounts is more than how the ground was cut.

    Counts are exact. Areas and lengths may differ by a ten-millionth, or by less than a square metre or a metre,
    merely because later records cut the same ground at other points.
    """
    if unit is Unit.SQUARE_MILLIMETRE or unit is Unit.MILLIMETRE:
        return abs(difference) >= max(_scale(unit, 0).step, _NOISE_SHARE * abs(total))
    return difference != 0


def day_words(day: date) -> str:
    """Return a day in words: 14 November 2017."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


CATEGORY_WORDS = {
    Category.AP_MINE: "Anti-personnel mines",
    Category.AV_MINE: "Anti-vehicle mines",
    Category.IMPROVISED_MINE: "Improvised mines",
    Category.IED: "Improvised explosive devices",
    Category.BOOBY_TRAP: "Booby traps",
    Category.SUBMUNITION: "Submunitions",
    Category.PROJECTILE: "Projectiles",
    Category.MORTAR: "Mortar bombs",
    Category.ROCKET: "Rockets",
    Category.MISSILE: "Missiles",
    Category.AIRCRAFT_BOMB: "Aircraft bombs",
    Category.GRENADE: "Grenades",
    Category.FUZE: "Fuzes",
    Category.UXO: "Other unexploded ordnance",
    Category.AXO: "Other abandoned ordnance",
    Category.PYROTECHNIC: "Pyrotechnics",
    Category.BULK_EXPLOSIVE: "Bulk explosive (not in the total)",
    Category.SMALL_ARMS_AMMUNITION: "Small-arms ammunition (not in the total)",
    Category.OTHER: "Other",
}
"""Categories of ordnance as people read them; those counted apart say so."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
