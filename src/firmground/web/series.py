"""A figure day by day: its running total and its increase, worked out once for all days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from firmground.bulletins.figures import Basis, Figure, value_of
from firmground.state.evidence import Amount
from firmground.state.picture import Picture


@dataclass(frozen=True, slots=True)
class Point:
    """A figure on one day, in its base unit (a ratio: rounded to a thousandth of its unit, times a thousand).

    Attributes:
        day: The day.
        increase: What the day added; of a state the change since the day before.
        total: The value at the end of the day.
    """

    day: date
    increase: int
    total: int


def days_between(first: date, last: date) -> list[date]:
    """Return all days from the first to the last, both included; none where the last lies before the first."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def series_of(figure: Figure, picture: Picture, days: Sequence[date]) -> list[Point]:
    """Return a figure on each of several consecutive days.

    A running total grows only by the entries of a day, so it is worked out once, at the last day, and its evidence is
    sorted into days. States are worked out in one pass where they can be, else like ratios day by day.
    """
    if not days:
        return []
    if figure.basis is Basis.RUNNING_TOTAL:
        return _running(figure.amount(picture, days[-1]), picture, days)
    if figure.curve is not None:
        before, *totals = figure.curve(picture, [days[0] - timedelta(days=1), *days])
        steps = zip(days, pairwise([before, *totals]), strict=True)
        return [Point(day, total - earlier, total) for day, (earlier, total) in steps]
    points: list[Point] = []
    for day in days:
        value = value_of(figure, picture, on_day=day)
        total = value.total.value if value.per is None else round(value.number * 1000)
        points.append(Point(day, value.increase.value if value.per is None else 0, total))
    return points


def _running(amount: Amount, picture: Picture, days: Sequence[date]) -> list[Point]:
    by_day: dict[date, int] = defaultdict(int)
    for entry_id, part in amount.by_entry.items():
        by_day[picture.by_id[entry_id].entry.true_from or date.min] += part
    total = sum(part for day, part in by_day.items() if day < days[0])
    points = []
    for day in days:
        total += by_day[day]
        points.append(Point(day, by_day[day], total))
    return points


def work_days(picture: Picture, *, on_day: date) -> list[date]:
    """Return all days from the first on which anything was worked to the last, up to a day; empty: nothing was."""
    known = [day for day in picture.people.first_work if day <= on_day]
    return days_between(min(known), max(known)) if known else []


def line_of(points: Sequence[Point], *, width: float = 100.0, height: float = 24.0) -> str:
    """Return the totals as the points of an SVG polyline in a box of a width and a height; fewer than two: empty."""
    if len(points) < 2:
        return ""
    totals = [point.total for point in points]
    low, span = min(0, *totals), max(1, max(totals) - min(0, *totals))
    step = width / (len(points) - 1)
    return " ".join(
        f"{index * step:.1f},{height - (total - low) / span * height:.1f}" for index, total in enumerate(totals)
    )
