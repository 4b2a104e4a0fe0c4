"""Bulletins that were published, as the ledger holds them, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firmground.bulletins.figures import difference
from firmground.bulletins.registry import FIGURES
from firmground.bulletins.wording import is_noticed
from firmground.records.kinds import read_body
from firmground.records.words import Bulletin
from firmground.state.picture import Picture

EXACT_INTEGER = 2**53
"""Beyond it JSON numbers are not exact everywhere (RFC 8785): such an amount is written as text."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published bulletin.

    Attributes:
        entry_id: The entry that published it.
        day: The day that it tells of.
        recorded_at: When it was published, UTC.
        body: What was told.
    """

    entry_id: str
    day: date
    recorded_at: datetime
    body: Bulletin

    def total(self, figure: str) -> int | None:
        """Return the total that was told of a figure, in its base unit; None: it was not told."""
        return self._told(figure, "total")

    def increase(self, figure: str) -> int | None:
        """Return the last 24 hours that were told of a figure, in its base unit; None: it was not told."""
        return self._told(figure, "day")

    def _told(self, figure: str, what: str) -> int | None:
        told = self.body.figures.get(figure)
        return int(told[what]) if told and told.get(what) is not None else None


def exact(amount: int) -> int | str:
    """Return an amount as it can stand in an entry: a number where JSON is exact, else its digits as text."""
    return amount if abs(amount) < EXACT_INTEGER else str(amount)


def published_bulletins(picture: Picture) -> list[Published]:
    """Return the bulletins that a picture knows of, by day."""
    found = [
        Published(
            stood.entry.id,
            stood.entry.true_from,
            stood.recorded.recorded_at,
            read_body(stood.entry.body, Bulletin),
        )
        for stood in picture.standing.of_kind("bulletin")
        if stood.entry.true_from
    ]
    return sorted(found, key=lambda one: one.day)


def of_day(bulletins: Sequence[Published], day: date) -> Published | None:
    """Return the bulletin of a day, None where none was published."""
    return next((one for one in bulletins if one.day == day), None)


def before(bulletins: Sequence[Published], day: date) -> Published | None:
    """Return the last bulletin of an earlier day, None where there is none."""
    return next((one for one in reversed(bulletins) if one.day < day), None)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is known differently now than when it was published.

    Attributes:
        figure: Its name.
        published: The total as told.
        now: The total of the same day as known now.
        by_entry: What changed, by entry id, adding up to ``now - published``.
    """

    figure: str
    published: int
    now: int
    by_entry: Mapping[str, int]


def changes(published: Published, then: Picture, now: Picture) -> list[Change]:
    """Return the figures of a published bulletin that have changed since, with the entries that changed them.

    Args:
        published: The bulletin.
        then: The official picture at the bulletin's head.
        now: The official picture as known now.
    """
    found = []
    for name, told in published.body.figures.items():
        figure = FIGURES.get(name)
        if figure is None:
            continue
        change = _change(name, told, difference_of(name, then, now, published.day))
        if is_noticed(change.now - change.published, change.published, figure.unit):
            found.append(change)
    return found


def difference_of(name: str, then: Picture, now: Picture, day: date) -> Mapping[str, int]:
    """Return by entry what is known differently of a figure's total on a day."""
    amount = FIGURES[name].amount
    return difference(amount(now, day), amount(then, day)).by_entry


def _change(name: str, told: Mapping[str, Any], by_entry: Mapping[str, int]) -> Change:
    published = int(told["total"])
    return Change(name, published, published + sum(by_entry.values()), by_entry)
