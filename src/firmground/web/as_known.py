"""A figure of one day as it was known over time: what the ledger would have said on earlier days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from firmground.bulletins.figures import Basis, Figure, value_of
from firmground.ledger.batches import Head
from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from firmground.web.asking import Asking
from firmground.web.series import Point

_POINTS = 10
"""A line of this many points shows when something changed; each may cost an arrangement of all ground."""

_KEPT: dict[tuple[str, str, Head, date], int] = {}
"""Values by operation, figure, head and day. What was known at a head never changes, so none goes stale."""

_MOST_KEPT = 20_000


def known_over_time(asking: Asking, figure: Figure) -> list[Point]:
    """Return the figure's total of the day asked about, as known at the end of days of recording, in order.

    All such days up to ten, otherwise the first, the last and others evenly between. ``Point.day`` is the day on which
    it was known so. A ratio is in thousandths.
    """
    return [Point(day, 0, _known(asking, figure, day)) for day in _spread(_days_of_recording(asking))]


def _days_of_recording(asking: Asking) -> list[date]:
    """Return the local days on which the ledger learned something of the operation, up to the one asked about."""
    instants = {one.recorded_at for one in asking.official.recorded}
    return sorted({instant.astimezone(asking.operation.zone).date() for instant in instants})


def _spread(days: Sequence[date]) -> list[date]:
    if len(days) <= _POINTS:
        return list(days)
    step = (len(days) - 1) / (_POINTS - 1)
    return [days[round(index * step)] for index in range(_POINTS)]


def _known(asking: Asking, figure: Figure, day: date) -> int:
    head = asking.office.head(asking.operation, day)
    key = (asking.operation.id, figure.name, head, asking.on_day)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        value = value_of(
            figure, Picture(asking.office.recorded(asking.operation.id, head), Fold.OFFICIAL), on_day=asking.on_day
        )
        _KEPT[key] = value.total.value if figure.basis is not Basis.RATIO else round(value.number * 1000)
    return _KEPT[key]
