"""What a figure is, and its value on a day with the entries that add up to it. The list is in ``registry.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from firmground.state.evidence import NOTHING, Amount
from firmground.state.picture import Picture


class Unit(StrEnum):
    """The unit in which a figure is counted exactly; people read it in a larger one."""

    SQUARE_MILLIMETRE = "mm2"
    MILLIMETRE = "mm"
    ITEM = "item"
    BUILDING = "building"
    AREA = "area"
    PERSON = "person"
    MACHINE = "machine"
    TEAM = "team"
    DAY = "day"
    M2_PER_PERSON_DAY = "m2_per_person_day"
    ITEM_PER_HECTARE = "item_per_hectare"


class Basis(StrEnum):
    """Running total: grows from the beginning, a day's figure is its increase. State: what is so at the day's end."""

    RUNNING_TOTAL = "running_total"
    STATE = "state"
    RATIO = "ratio"


class Group(StrEnum):
    """Under which heading people look for a figure."""

    ACTIVITY = "activity"
    RELEASE = "release"
    REMAINING = "remaining"
    ROADS = "roads"
    BUILDINGS = "buildings"
    ORDNANCE = "ordnance"
    EFFORT = "effort"


Evaluate = Callable[[Picture, date], Amount]

Curve = Callable[[Picture, Sequence[date]], list[int]]
"""The values at the end of each of several days, without the entries, all in one pass."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an operation.

    Attributes:
        name: As it stands in addresses, files and bulletins; never changed once published.
        title: English words, a message id.
        definition: What exactly is counted, English, a message id.
        standard: Where the definition comes from.
        unit: Unit of the exact value.
        basis: Running total, state, or ratio.
        group: Its heading.
        amount: The amount at the end of a day; of a ratio its numerator.
        per: Of a ratio its denominator, an amount at the end of the day; None otherwise.
        is_public: Whether it may be published; figures that tell positions or open hazards by number may not.
        curve: The values of ``amount`` on many days, where they are had in one pass; None: day by day.
    """

    name: str
    title: str
    definition: str
    standard: str
    unit: Unit
    basis: Basis
    group: Group
    amount: Evaluate
    per: Evaluate | None = None
    is_public: bool = True
    curve: Curve | None = None

    @property
    def scope(self) -> str:
        """Return what the figure covers, English, a message id."""
        return "The whole operation, or what one organisation is credited with; no overlap counted twice."

    @property
    def fold(self) -> str:
        """Return which entries count: figures are official, approved entries only."""
        return "official"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure on a day.

    Attributes:
        figure: What was asked.
        on_day: The day; the value is that of its end.
        total: The exact amount in the figure's unit, with evidence; of a ratio the numerator.
        increase: The increase on that day, with evidence; of a state or ratio the change since the day before.
        per: Of a ratio the denominator, otherwise None.
    """

    figure: Figure
    on_day: date
    total: Amount
    increase: Amount
    per: Amount | None = None

    @property
    def number(self) -> float:
        """Return the value: exact for amounts, the quotient for ratios (0 where nothing stands below the line)."""
        if self.per is None:
            return float(self.total.value)
        return _RATIO_SCALE[self.figure.unit] * self.total.value / self.per.value if self.per.value else 0.0


_RATIO_SCALE = {Unit.M2_PER_PERSON_DAY: 1e-6, Unit.ITEM_PER_HECTARE: 1e10}
"""Numerators and denominators are exact base units: mm2 per person and day to m2; items per mm2 to items per ha."""


def value_of(figure: Figure, picture: Picture, *, on_day: date) -> Value:
    """Return a figure at the end of a day, from a picture in the official fold."""
    total = figure.amount(picture, on_day)
    before = figure.amount(picture, on_day - timedelta(days=1))
    per = figure.per(picture, on_day) if figure.per else None
    return Value(figure, on_day, total, difference(total, before), per)


def difference(after: Amount, before: Amount) -> Amount:
    """Return after - before, evidence entry by entry; entries that contribute less stand with a negative number."""
    if after is before:
        return NOTHING
    return Amount.of([*after.by_entry.items(), *((entry, -part) for entry, part in before.by_entry.items())])
