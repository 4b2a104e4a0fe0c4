"""People and machines deployed, and days worked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.evidence import Amount

_WORK = frozenset({"area_worked", "daily_progress", "building_checked", "road_stretch", "ordnance_lot", "land_release"})


@dataclass(frozen=True, slots=True)
class PeopleAccount:
    """Deployments and days of work of an operation."""

    deployments: tuple[Entry, ...]
    first_work: dict[date, str]

    def deployed(self, what: str, *, on_day: date) -> Amount:
        """Return ``people``, ``machines`` or ``teams`` present on a day."""
        return Amount.of(
            (entry.id, int(entry.body.get(what, 0)))
            for entry in self.deployments
            if (entry.true_from or date.min) <= on_day and (entry.true_until is None or on_day < entry.true_until)
        )

    def days_worked(self, *, on_day: date) -> Amount:
        """Return the number of days up to a day (included) on which any work is on record, one entry for each."""
        return Amount.of((entry_id, 1) for day, entry_id in self.first_work.items() if day <= on_day)

    def person_days(self, *, on_day: date) -> Amount:
        """Return people present summed over the days worked, up to the end of a day."""
        days = sorted(day for day in self.first_work if day <= on_day)
        return Amount.of(
            (entry.id, int(entry.body.get("people", 0)) * _days_within(days, entry)) for entry in self.deployments
        )


def _days_within(days: list[date], deployment: Entry) -> int:
    """Return how many of some days, in order, lie within a deployment."""
    end = bisect_left(days, deployment.true_until) if deployment.true_until else len(days)
    return max(0, end - bisect_left(days, deployment.true_from or date.min))


def people_account(stood: Iterable[Stood]) -> PeopleAccount:
    """Return the account of deployments and days of work of the entries that stand, in any order."""
    entries = sorted((one.entry for one in stood), key=lambda entry: entry.id)
    first_work: dict[date, str] = {}
    for entry in entries:
        if entry.kind in _WORK and entry.true_from:
            first_work.setdefault(entry.true_from, entry.id)
    return PeopleAccount(tuple(entry for entry in entries if entry.kind == "deployment"), first_work)
