"""Counting: stacks on which nothing is folded: which claim was first, how often ground was claimed, and by whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.fold.stacks import Flags, Int32s, Ints, Stacks, summed

Words = NDArray[np.uint64]


def first_claims(stacks: Stacks) -> Int32s:
    """Return int32 (n), the first claim of each stack."""
    return stacks.claims[stacks.offsets[:-1]]


def by_claim(stacks: Stacks, count: int, *, again: bool = False) -> Ints:
    """Return int64 (count) the ground of each claim in mm2: ground that several claims cover counts for each of them.

    Args:
        stacks: The ground.
        count: How many claims there are.
        again: Only ground that an earlier claim covers too.
    """
    areas = np.repeat(stacks.area_mm2, np.diff(stacks.offsets))
    wanted: Flags = np.ones(len(areas), dtype=np.bool_)
    wanted[stacks.offsets[:-1]] = not again
    return summed(stacks.claims[wanted].astype(np.int64), areas[wanted], count)


def joined(stacks: Stacks, sets: Words, *, before: int) -> Words:
    """Return (n, words) which members the sets of the claims of each stack have together.

    Args:
        stacks: The ground.
        sets: (claims, words) a set for each claim, a member a bit.
        before: Only claims before this one.
    """
    known = np.where(stacks.claims[:, None] < before, sets[stacks.claims], np.uint64(0))
    if not len(stacks):
        return known
    found: Words = np.bitwise_or.reduceat(known, stacks.offsets[:-1], axis=0)
    return found
