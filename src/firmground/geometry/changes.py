"""Changes: the whole history of all totals in one pass, as what went from label to label on each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firmground.geometry.compiled import compiled
from firmground.geometry.fold import ALWAYS, Claims, Int16s, Rules
from firmground.geometry.stacks import Int8s, Int32s, Ints, Stacks, summed


@dataclass(frozen=True, eq=False)
class Changes:
    """How totals changed from day to day: on ``day`` so much went from label ``before`` to label ``after``.

    Rows are ordered by key, day, before, after; each of these occurs once; rows that come to nothing are left out. The
    areas that came to a label, less those that left it, up to the end of a day, are the total of that day exactly.

    Attributes:
        key: int64, the key of the stacks; 0 where no keys were asked for.
        day: int32, the day.
        before: int8, the label at the end of the day before.
        after: int8, the label at the end of the day; another than ``before``.
        area_mm2: int64.
    """

    key: Ints
    day: Int32s
    before: Int8s
    after: Int8s
    area_mm2: Ints

    def totals(self, labels: int, *, on_day: int = ALWAYS) -> Ints:
        """Return int64 (labels) the totals at the end of a day: what came and what went, added up.

        Label 0 says how much less ground there is of which nothing is said: it is never above 0.
        """
        known = self.day <= on_day
        came = summed(self.after[known].astype(np.int64), self.area_mm2[known], labels)
        return came - summed(self.before[known].astype(np.int64), self.area_mm2[known], labels)


def history(
    stacks: Stacks, claims: Claims, rules: Rules, *, known_until: int = ALWAYS, keys: Ints | None = None
) -> Changes:
    """Return how every total changed on every day, in one pass.

    Args:
        stacks: The ground.
        claims: What is claimed of it.
        rules: The table of states.
        known_until: Claims recorded later are left out.
        keys: int64 (n), from 0, by which the changes are kept apart: an admin unit, a task; None: all together.
    """
    days, day_at = np.unique(claims.day, return_inverse=True)
    key = np.zeros(len(stacks), dtype=np.int64) if keys is None else keys
    known = claims.kind, claims.day, claims.recorded, day_at, len(days)
    table = rules.after, rules.label, len(rules.rank)
    parts = [
        _changes(stacks.offsets, stacks.claims, stacks.area_mm2, key, *known, *table, first, last, known_until)
        for first, last in stacks.chunks()
    ]
    return gathered(parts, days, int(key.max(initial=0)) + 1, len(rules.rank))


def gathered(parts: Sequence[tuple[Ints, Ints]], days: Int32s, keys: int, labels: int) -> Changes:
    """Return changes from parts of them: places in an array of (key, day, before, after), and areas.

    Args:
        parts: The places and the areas, in any order.
        days: The days, ascending.
        keys: How many keys there are.
        labels: How many labels there are.
    """
    shape = (keys, len(days), labels, labels)
    nothing = np.empty(0, dtype=np.int64)
    grouped = [_grouped(codes, areas, shape) for codes, areas in parts]
    codes, areas = (np.concatenate(arrays) for arrays in zip((nothing, nothing), *grouped, strict=True))
    codes, areas = _grouped(codes, areas, shape)
    key, day, before, after = np.unravel_index(codes, shape)
    return Changes(key.astype(np.int64), days[day], before.astype(np.int8), after.astype(np.int8), areas)


def _grouped(codes: Ints, areas: Ints, shape: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Return the codes that occur, ascending, and the areas summed by code; sums of 0 are left out."""
    bins = int(np.prod(np.array(shape, dtype=np.float64)))
    if bins <= max(4 * len(codes), 1 << 20):
        sums = summed(codes, areas, bins)
        known = np.flatnonzero(sums)
        return known, sums[known]
    known, place = np.unique(codes, return_inverse=True)
    sums = summed(place.astype(np.int64), areas, len(known))
    return known[sums != 0], sums[sums != 0]


@compiled
def _changes(
    offsets: Ints, members: Int32s, area_mm2: Ints, keys: Ints,
    kind: Int8s, day: Int32s, recorded: Int32s, day_at: Ints, days: int,
    table: Int16s, label: Int8s, labels: int, first: int, last: int, known_until: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return the changes of some stacks: the place of (key, day, before, after) in an array of these, and the area."""
    codes = np.empty(offsets[last] - offsets[first], dtype=np.int64)
    areas = np.empty(offsets[last] - offsets[first], dtype=np.int64)
    known = 0
    for index in range(first, last):
        before, state = 0, 0
        for at in range(offsets[index], offsets[index + 1]):
            claim = members[at]
            if recorded[claim] <= known_until:
                state = table[state, kind[claim]]
            if label[state] == before or (at + 1 < offsets[index + 1] and day[members[at + 1]] == day[claim]):
                continue
            codes[known] = ((keys[index] * days + day_at[claim]) * labels + before) * labels + label[state]
            areas[known] = area_mm2[index]
            known += 1
            before = label[state]
    return codes[:known], areas[:known]
