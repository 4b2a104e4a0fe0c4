"""Changes: the whole history of all totals in one pass, as what went from label to label on each day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from firmground.geometry.cells.boundary import Ways, bits_for, covering, listed, pass_by, refuse_lost
from firmground.geometry.cells.cells import ways_of
from firmground.geometry.cells.neighbours import Neighbours
from firmground.geometry.cells.packing import Packed
from firmground.geometry.compiled import compiled, inlined
from firmground.geometry.fold.stacks import Int8s, Int32s, Ints, Stacks, summed
from firmground.geometry.fold.totals import ALWAYS, Claims, Int16s, Rules

_SHARES_PER_THREAD = 4


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
        """Return int64 (labels) the totals at the end of a day: what came less what went, added up.

        Label 0 is not above 0: it says how much less ground there is of which nothing is said.
        """
        found: Ints = self.series(labels, np.array([on_day], dtype=np.int64))[0]
        return found

    def series(self, labels: int, days: Ints) -> Ints:
        """Return int64 (days, labels) the totals at the end of each of several days, in any order."""
        steps, at = np.unique(self.day, return_inverse=True)
        came = summed(at * labels + self.after, self.area_mm2, len(steps) * labels)
        went = summed(at * labels + self.before, self.area_mm2, len(steps) * labels)
        running = np.cumsum((came - went).reshape(-1, labels), axis=0)
        beginning = np.zeros((1, labels), dtype=np.int64)
        return np.concatenate([beginning, running])[np.searchsorted(steps, days, side="right")]


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
    shape = int(key.max(initial=0)) + 1, len(days), len(rules.rank), len(rules.rank)
    parts = [changes([])]
    for first, last in stacks.chunks():
        codes, areas = _grouped(
            *_changes(stacks.offsets, stacks.claims, stacks.area_mm2, key, *known, *table, first, last, known_until),
            shape,
        )
        of_key, day, before, after = np.unravel_index(codes, shape)
        parts.append(Changes(of_key, days[day], before.astype(np.int8), after.astype(np.int8), areas))
    return merged(parts)


class Tally:
    """The changes of ground told by the ways around its polygons, without ever bringing its cells together.

    What went from label to label on a day is a sum over cells, and a cell is a sum of strips; so each strip is folded
    where it lies, on the left of the way and on its right.
    """

    def __init__(self, claims: Claims, rules: Rules) -> None:
        """Know what is claimed.

        Args:
            claims: What is claimed, one claim a polygon, in the order in which claims are applied.
            rules: The table of states.
        """
        self._claims, self._rules = claims, rules
        self._days, day_at = np.unique(claims.day, return_inverse=True)
        self._day_at = day_at.astype(np.int32)

    def of_parts(self, packed: Packed, near: Neighbours, parts: Ints, *, threads: int = 1) -> Ints:
        """Return int64 (days, labels before, labels after), what the ground beside the boundaries of parts amounts to.

        Those of all parts, each asked once, added up, are the changes; the order does not matter.

        Args:
            packed: The polygons, one for each claim; all that meet the parts must be among them.
            near: Their neighbours.
            parts: Indexes into the parts.
            threads: How many share the work; the answer is the same.

        Raises:
            PromiseBroken: A boundary left a polygon that it had not entered: a shape was not sound.
        """
        with ThreadPoolExecutor(threads) as pool:
            shares = np.array_split(parts, threads * _SHARES_PER_THREAD if threads > 1 else 1)
            return sum(pool.map(lambda share: self._of_share(packed, near, share), shares), self._nothing())

    def _of_share(self, packed: Packed, near: Neighbours, parts: Ints) -> Ints:
        sums = self._nothing()
        says = self._claims.kind, self._day_at, self._rules.after, self._rules.label
        for ways in ways_of(packed, near, parts):
            refuse_lost(_tallied(packed, near, ways, *says, sums))
        return sums

    def _nothing(self) -> Ints:
        labels = len(self._rules.rank)
        return np.zeros((len(self._days), labels, labels), dtype=np.int64)

    def changes(self, sums: Ints) -> Changes:
        """Return sums of ``of_parts`` as changes."""
        day, before, after = np.nonzero(sums)
        areas = sums[day, before, after]
        is_change = before != after
        day, before, after, areas = day[is_change], before[is_change], after[is_change], areas[is_change]
        key = np.zeros(len(day), dtype=np.int64)
        return Changes(key, self._days[day], before.astype(np.int8), after.astype(np.int8), areas)


def changes(rows: Iterable[tuple[int, int, int, int, int]]) -> Changes:
    """Return changes written down by hand, in any order.

    Args:
        rows: Key, day, label before, label after, square millimetres.
    """
    columns = np.array(list(rows), dtype=np.int64).reshape(-1, 5).T
    key, day, before, after, area = columns
    return merged([Changes(key, day.astype(np.int32), before.astype(np.int8), after.astype(np.int8), area)])


def merged(parts: Sequence[Changes]) -> Changes:
    """Return the changes of several parts of the ground together."""
    key, day, before, after, area = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("key", "day", "before", "after", "area_mm2")
    )
    order = np.lexsort((after, before, day, key))
    key, day, before, after, area = key[order], day[order], before[order], after[order], area[order]
    is_new = np.ones(len(key), dtype=np.bool_)
    for column in (key, day, before, after):
        is_new[1:] &= column[1:] == column[:-1]
    is_new[1:] = ~is_new[1:]
    sums = summed(np.cumsum(is_new) - 1, area, int(is_new.sum()))
    kept = np.flatnonzero(is_new)[sums != 0]
    return Changes(key[kept], day[kept], before[kept], after[kept], sums[sums != 0])


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


@compiled
def _tallied(
    packed: Packed, near: Neighbours, ways: Ways, kind: Int8s, day_at: Int32s, table: Int16s, label: Int8s, sums: Ints
) -> int:
    """Fold the strips along some ways into sums; return how many rings did not fit together."""
    held, at_start = bits_for(ways.most_near), bits_for(ways.most_near)
    beside = np.empty(ways.most_near, dtype=np.int32)
    lost = 0
    for ring in range(len(ways.part)):
        part = ways.part[ring]
        covering(packed, near, part, ways.edge[ring], held)
        at_start[:] = held
        for step in range(ways.first[ring], ways.first[ring + 1]):
            if ways.strip[step] != 0:
                depth = listed(held, packed, near, part, beside)
                _fold_sides(beside, depth, packed.polygon[part], -ways.strip[step], kind, day_at, table, label, sums)
            pass_by(held, ways.passed[step])
        lost += (held != at_start).any()
    return lost


@inlined
def _fold_sides(
    beside: Int32s, depth: int, own: int, strip: int,
    kind: Int8s, day_at: Int32s, table: Int16s, label: Int8s, sums: Ints,
) -> None:  # fmt: skip
    """Add to sums a strip for the ground on the left, which ``own`` covers too, and take it from that on the right.

    Up to the day of ``own`` both sides tell the same and cancel out; so they do from where both are the same again.
    """
    right, before, day, place = 0, 0, -1, 0
    while place < depth and beside[place] < own:
        claim = beside[place]
        if day_at[claim] != day:
            before, day = label[right], day_at[claim]
        right = table[right, kind[claim]]
        place += 1
    if day_at[own] != day:
        before, day = label[right], day_at[own]
    left, left_before = table[right, kind[own]], before
    for later in range(place, depth):
        claim = beside[later]
        if day_at[claim] != day:
            sums[day, left_before, label[left]] += strip
            sums[day, before, label[right]] -= strip
            if left == right:
                return
            left_before, before, day = label[left], label[right], day_at[claim]
        left, right = table[left, kind[claim]], table[right, kind[claim]]
    sums[day, left_before, label[left]] += strip
    sums[day, before, label[right]] -= strip
