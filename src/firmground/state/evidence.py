"""Evidence: an amount with the entries that make it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from firmground.geometry.fold.stacks import Ints, summed


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number of a base unit, and how much of it each entry contributes.

    Attributes:
        value: The amount; always the sum of ``by_entry``.
        by_entry: Contribution by entry id; entries that contribute nothing are left out.
    """

    value: int = 0
    by_entry: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Amount) -> Amount:
        """Return the sum, evidence added entry by entry; with nothing added, the very same amount."""
        if not self.by_entry or not other.by_entry:
            return other if not self.by_entry else self
        return Amount.of([*self.by_entry.items(), *other.by_entry.items()])

    @staticmethod
    def of(contributions: Iterable[tuple[str, int]]) -> Amount:
        """Return the amount that contributions (entry id, amount) add up to."""
        by_entry: dict[str, int] = defaultdict(int)
        for entry_id, amount in contributions:
            by_entry[entry_id] += amount
        kept = {entry_id: amount for entry_id, amount in by_entry.items() if amount}
        return Amount(sum(kept.values()), kept)


def amounts(groups: Ints, entries: Ints, parts: Ints, *, count: int, entry_ids: Sequence[str]) -> list[Amount]:
    """Return the amount of each group, with the entries that make it up.

    Args:
        groups: int64, the group of each part, from 0.
        entries: int64, the number of the entry of each part.
        parts: int64, what each part contributes.
        count: How many groups there are.
        entry_ids: The id of each entry, by its number.
    """
    sums = summed(groups * len(entry_ids) + entries, parts, count * len(entry_ids)).reshape(count, len(entry_ids))
    found = []
    for row in sums:
        kept = np.flatnonzero(row)
        by_entry = {entry_ids[entry]: part for entry, part in zip(kept.tolist(), row[kept].tolist(), strict=True)}
        found.append(Amount(int(row.sum()), by_entry))
    return found


NOTHING = Amount()
"""No amount, no evidence."""
