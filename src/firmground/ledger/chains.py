"""Chains of corrections: an entry, what corrects it, and what corrects that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from firmground.ledger.danger import is_danger
from firmground.ledger.ports import Recorded


@dataclass(frozen=True)
class Chain:
    """The entries of one chain of corrections, in the order of recording; a tree, where people corrected apart.

    Attributes:
        root: Id of the first entry, which corrects none that is known here.
        members: The entries, the first and all its corrections.
        first_recorded_at: When the earliest recorded of them was recorded.
        speaks_of_danger: Whether any of them does.
    """

    root: str
    members: tuple[Recorded, ...]
    first_recorded_at: datetime
    speaks_of_danger: bool

    @staticmethod
    def of(root: str, members: Sequence[Recorded]) -> Chain:
        """Return the chain of an entry and its corrections."""
        first = min(one.recorded_at for one in members)
        return Chain(root, tuple(members), first, any(is_danger(one.entry) for one in members))

    def without(self, gone: set[str]) -> Chain:
        """Return the chain without some of its members; when it began stays as it was."""
        if not gone:
            return self
        left = tuple(one for one in self.members if one.entry.id not in gone)
        return Chain(self.root, left, self.first_recorded_at, self.speaks_of_danger)

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {one.entry.id: one.entry.supersedes for one in self.members if one.entry.id != self.root}

    def _above(self, entry: str) -> Iterator[str]:
        """Yield what an entry corrects, nearest first; it ends at the root, since every member leads there."""
        while entry != self.root and entry in self._parents:
            entry = self._parents[entry]
            yield entry

    def ancestors(self, entries: Iterable[str]) -> set[str]:
        """Return the ids of what some entries correct, directly or through others."""
        found: set[str] = set()
        for entry in entries:
            for above in self._above(entry):
                if above in found:
                    break
                found.add(above)
        return found

    def descendants(self, entry: str) -> list[Recorded]:
        """Return an entry and everything that corrects it, directly or through others."""
        if len(self.members) == 1:
            return list(self.members)
        return [one for one in self.members if one.entry.id == entry or entry in self._above(one.entry.id)]

    def fork(self, entries: Iterable[str]) -> str:
        """Return the id of the last entry that all of some entries correct, or empty where there is none."""
        first, *others = ([*self._above(entry)] for entry in entries)
        known = [set(path) for path in others]
        return next((at for at in first if all(at in path for path in known)), "")

    def depth(self, entry: str) -> int:
        """Return how many corrections lead from the first entry to this one."""
        return sum(1 for _ in self._above(entry))


def chains(records: Sequence[Recorded]) -> list[Chain]:
    """Return all chains, in the order in which their first recorded member was recorded.

    A correction whose original is not known here stands by itself: nothing that was received is lost. Entries that
    correct each other in a ring, which no honest office makes, stand each by itself.

    Args:
        records: Entries, each id once.
    """
    by_id = {one.entry.id: one.entry.supersedes for one in records}
    roots: dict[str, str] = {}
    members: dict[str, list[Recorded]] = defaultdict(list)
    for one in records:
        members[_root(one.entry.id, by_id, roots)].append(one)
    return [Chain.of(root, found) for root, found in members.items()]


def _root(entry: str, supersedes: dict[str, str], roots: dict[str, str]) -> str:
    """Return the first entry of a chain; what is found is kept in ``roots``."""
    path: list[str] = []
    seen: set[str] = set()
    at = entry
    while at not in roots and supersedes[at] in supersedes and at not in seen:
        seen.add(at)
        path.append(at)
        at = supersedes[at]
    if at in seen:
        ring = path[path.index(at) :]
        roots.update({one: one for one in ring})
    root = roots.setdefault(at, at)
    for one in path:
        roots.setdefault(one, root)
    return roots[entry]
