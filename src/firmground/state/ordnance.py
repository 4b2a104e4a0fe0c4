"""Ordnance: found, moved, destroyed, remaining, by category. Small-arms ammunition is kept apart.

A lot of which only "destroyed" is said was found the same day; that finding is inferred and marked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.records.ordnance import COUNTED_APART, Category, LotEvent
from firmground.state.evidence import Amount


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a lot; ``is_inferred`` marks a finding that only a destruction tells of."""

    entry: Entry
    event: LotEvent
    category: Category
    quantity: int
    day: date
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of one category on a day, in items; ``remaining`` below zero asks a person."""

    category: Category
    found: Amount
    inferred: Amount
    moved: Amount
    destroyed: Amount

    @property
    def remaining(self) -> int:
        """Return what was found and is not yet destroyed."""
        return self.found.value - self.destroyed.value


@dataclass(frozen=True)
class OrdnanceAccount:
    """All facts about ordnance of an operation, by day, as known at one head and in one fold."""

    facts: tuple[Fact, ...]

    def amount(self, event: LotEvent, *, on_day: date, category: Category | None = None) -> Amount:
        """Return the items of an event up to the end of a day; without a category: the ordnance total."""
        return Amount.of(_lines(fact for fact in self._of(event, category) if fact.day <= on_day))

    def increase(self, event: LotEvent, *, on_day: date, category: Category | None = None) -> Amount:
        """Return the items of an event on one day; without a category: of the ordnance total."""
        return Amount.of(_lines(fact for fact in self._of(event, category) if fact.day == on_day))

    def _of(self, event: LotEvent, category: Category | None) -> list[Fact]:
        if category is None:
            return [fact for fact in self._by_event[event] if fact.category not in COUNTED_APART]
        return [fact for fact in self._by_event[event] if fact.category is category]

    @cached_property
    def _by_event(self) -> dict[LotEvent, list[Fact]]:
        by_event: dict[LotEvent, list[Fact]] = {event: [] for event in LotEvent}
        for fact in self.facts:
            by_event[fact.event].append(fact)
        return by_event

    def balances(self, *, on_day: date) -> list[Balance]:
        """Return the balance of every category of which anything is known, in the order of the code list."""
        lines: dict[tuple[Category, str], list[tuple[str, int]]] = defaultdict(list)
        for fact in self.facts:
            if fact.day <= on_day:
                lines[(fact.category, fact.event.value)].append((fact.entry.id, fact.quantity))
                if fact.is_inferred:
                    lines[(fact.category, "inferred")].append((fact.entry.id, fact.quantity))
        seen = {category for category, _ in lines}
        return [
            Balance(category, *(Amount.of(lines[(category, name)]) for name in _COLUMNS))
            for category in Category
            if category in seen
        ]


_COLUMNS = ("found", "inferred", "moved", "destroyed")


def ordnance_account(stood: Iterable[Stood]) -> OrdnanceAccount:
    """Return the ordnance account of the entries that stand, in any order."""
    entries = sorted(
        (one.entry for one in stood if one.entry.kind == "ordnance_lot"),
        key=lambda entry: (entry.true_from or date.min, entry.id),
    )
    with_finding = {entry.thing for entry in entries if entry.body.get("event") == LotEvent.FOUND}
    facts: list[Fact] = []
    for entry in entries:
        fact = _fact(entry)
        if fact is None:
            continue
        if fact.event is LotEvent.DESTROYED and entry.thing not in with_finding:
            facts.append(Fact(entry, LotEvent.FOUND, fact.category, fact.quantity, fact.day, is_inferred=True))
        facts.append(fact)
    return OrdnanceAccount(tuple(facts))


def _fact(entry: Entry) -> Fact | None:
    """Return what an entry tells, None where its event is not known here.

    Of a held row that could be read only in part, a find is still one item at least, of category other.
    """
    body = entry.body
    event, category, quantity = body.get("event"), body.get("category"), body.get("quantity")
    if event not in set(LotEvent):
        return None
    known = Category(category) if category in set(Category) else Category.OTHER
    items = quantity if isinstance(quantity, int) else 1
    return Fact(entry, LotEvent(event), known, items, entry.true_from or date.min)


def _lines(facts: Iterable[Fact]) -> list[tuple[str, int]]:
    return [(fact.entry.id, fact.quantity) for fact in facts]


def remaining(account: OrdnanceAccount, *, on_day: date) -> Amount:
    """Return the ordnance found and not destroyed, in items; destructions stand as negative contributions."""
    found = account.amount(LotEvent.FOUND, on_day=on_day)
    destroyed = account.amount(LotEvent.DESTROYED, on_day=on_day)
    return Amount.of([*found.by_entry.items(), *((entry, -count) for entry, count in destroyed.by_entry.items())])
