"""Buildings checked: a building with its own number counts once, however often it is checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.evidence import Amount


@dataclass(frozen=True, slots=True)
class BuildingAccount:
    """First checks of buildings, by day and then by entry id."""

    checks: tuple[Entry, ...]

    def total(self, *, on_day: date, only_important: bool = False) -> Amount:
        """Return the buildings checked up to the end of a day."""
        return Amount.of(_line(entry) for entry in self._of(only_important) if _day_of(entry) <= on_day)

    def increase(self, *, on_day: date, only_important: bool = False) -> Amount:
        """Return the increase of the buildings checked on one day."""
        return Amount.of(_line(entry) for entry in self._of(only_important) if _day_of(entry) == on_day)

    def _of(self, only_important: bool) -> list[Entry]:
        return [entry for entry in self.checks if not only_important or entry.body.get("socially_important")]


def building_account(stood: Iterable[Stood]) -> BuildingAccount:
    """Return the building account of the entries that stand, in any order."""
    first: dict[str, Entry] = {}
    entries = [one.entry for one in stood if one.entry.kind == "building_checked"]
    for entry in sorted(entries, key=lambda entry: (_day_of(entry), entry.id)):
        first.setdefault(entry.thing, entry)
    return BuildingAccount(tuple(first.values()))


def _line(entry: Entry) -> tuple[str, int]:
    return entry.id, int(entry.body.get("buildings", 1))


def _day_of(entry: Entry) -> date:
    return entry.true_from or date.min
