"""Left: how much of each area is still hazardous because of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from firmground.geometry.compiled import compiled
from firmground.geometry.fold.stacks import Flags, Int8s, Int32s, Ints, Stacks
from firmground.geometry.fold.totals import Claims, Int16s, Rules


class Things(NamedTuple):
    """Which area each claim speaks of, and which areas take over from others.

    Attributes:
        thing: int32 (claims), the number of the area; -1: the claim is on ground, not of an area.
        rank: int8 (claims), how hazardous the claim says that the area is, on the scale of ``Rules.rank``.
        first_heir: int64 (things + 1), where the areas that take over from each begin in ``heirs``.
        heirs: int32, numbers of areas.
    """

    thing: Int32s
    rank: Int8s
    first_heir: Ints
    heirs: Int32s


class Left(NamedTuple):
    """What is left of each area, one place of every array for each.

    Attributes:
        area_mm2: int64, ground that is hazardous because of it.
        ground_mm2: int64, all ground that it has claimed.
        rank: int8, the most hazardous that it makes of the ground that is left; -1 where nothing is.
    """

    area_mm2: Ints
    ground_mm2: Ints
    rank: Int8s


def left(stacks: Stacks, claims: Claims, rules: Rules, things: Things, *, on_day: int) -> Left:
    """Return what is left of each area at the end of a day.

    A claim of an area makes the area hold the ground, until the ground is no longer hazardous: then all that held it
    let it go, and only a claim that gives back (``Rules.gives_back``) returns it to them. Of areas that hold the same
    ground those count from which none of the others takes over; where that leaves none, all of them.

    Args:
        stacks: The ground.
        claims: What is claimed of it.
        rules: The table of states.
        things: The areas.
        on_day: Claims of later days are left out.
    """
    table = rules.after, rules.label, rules.rank, rules.gives_back
    deepest = int(np.diff(stacks.offsets).max(initial=1))
    return Left(
        *_left(
            stacks.offsets, stacks.claims, stacks.area_mm2, claims.kind, claims.day, *table, *things, deepest, on_day
        )
    )


@compiled
def _left(
    offsets: Ints, members: Int32s, area_mm2: Ints, kind: Int8s, day: Int32s,
    after: Int16s, label: Int8s, rank: Int8s, gives_back: Flags,
    thing: Int32s, thing_rank: Int8s, first_heir: Ints, heirs: Int32s, deepest: int, on_day: int,
) -> tuple[Ints, Ints, Int8s]:  # fmt: skip
    things = len(first_heir) - 1
    left_mm2 = np.zeros(things, dtype=np.int64)
    ground_mm2 = np.zeros(things, dtype=np.int64)
    worst = np.full(things, -1, dtype=np.int8)
    held = np.empty(deepest, dtype=np.int32)
    let_go = np.empty(deepest, dtype=np.int32)
    claiming = np.empty(deepest, dtype=np.int32)
    for index in range(len(area_mm2)):
        first, end, claimants = offsets[index], offsets[index], 0
        while end < offsets[index + 1] and day[members[end]] <= on_day:
            if thing[members[end]] >= 0:
                claimants = _with(claiming, claimants, thing[members[end]])
            end += 1
        for place in range(claimants):
            ground_mm2[claiming[place]] += area_mm2[index]
        now, holders = _held(members, first, end, kind, after, label, rank, gives_back, thing, held, let_go)
        for place in range(_counting(held, holders, first_heir, heirs)):
            left_mm2[held[place]] += area_mm2[index]
            for at in range(first, end):
                if thing[members[at]] == held[place]:
                    worst[held[place]] = max(worst[held[place]], min(thing_rank[members[at]], now))
    return left_mm2, ground_mm2, worst


@compiled
def _held(
    members: Int32s, first: int, end: int, kind: Int8s, after: Int16s, label: Int8s, rank: Int8s, gives_back: Flags,
    thing: Int32s, held: Int32s, let_go: Int32s,
) -> tuple[int, int]:  # fmt: skip
    """Fold a stack; return how hazardous it is, and how many areas hold it: these are put into ``held``."""
    state, holders, lost = 0, 0, 0
    for at in range(first, end):
        claim = members[at]
        state = after[state, kind[claim]]
        if rank[label[state]] < 0:
            for place in range(holders):
                lost = _with(let_go, lost, held[place])
            holders = 0
        elif thing[claim] >= 0:
            holders = _with(held, holders, thing[claim])
        elif gives_back[kind[claim]]:
            for place in range(lost):
                holders = _with(held, holders, let_go[place])
            lost = 0
    return rank[label[state]], holders


@compiled
def _with(known: Int32s, count: int, one: int) -> int:
    """Put one into the first ``count`` places of a list unless it is there; return how many there are now."""
    for place in range(count):
        if known[place] == one:
            return count
    known[count] = one
    return count + 1


@compiled
def _counting(held: Int32s, holders: int, first_heir: Ints, heirs: Int32s) -> int:
    """Keep those of the holders from which no other takes over, in their order; return how many."""
    kept = np.zeros(holders, dtype=np.bool_)
    for place in range(holders):
        kept[place] = True
        for at in range(first_heir[held[place]], first_heir[held[place] + 1]):
            for other in range(holders):
                kept[place] = kept[place] and held[other] != heirs[at]
    if not kept.any():
        return holders
    count = 0
    for place in range(holders):
        if kept[place]:
            held[count] = held[place]
            count += 1
    return count
