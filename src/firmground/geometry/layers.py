"""Layers: stacks on which nothing is folded: which claim was first, and how often ground was claimed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled
from firmground.geometry.stacks import Int32s, Ints, Stacks

Words = NDArray[np.uint64]


def first_claims(stacks: Stacks) -> Int32s:
    """Return int32 (n), the first claim of each stack."""
    return stacks.claims[stacks.offsets[:-1]]


def by_claim(stacks: Stacks, *, again: bool = False) -> Ints:
    """Return int64 (claims), the ground of each claim as far as there are claims, in mm2.

    Args:
        stacks: The ground.
        again: Only ground that an earlier claim covers too.
    """
    return _by_claim(stacks.offsets, stacks.claims, stacks.area_mm2, int(stacks.claims.max(initial=-1)) + 1, again)


def joined(stacks: Stacks, sets: Words, *, before: int) -> Words:
    """Return (n, words) which members the sets of the claims of each stack have together.

    Args:
        stacks: The ground.
        sets: (claims, words) a set for each claim, a member a bit.
        before: Only claims before this one.
    """
    return _joined(stacks.offsets, stacks.claims, sets, before)


@compiled
def _by_claim(offsets: Ints, members: Int32s, area_mm2: Ints, claims: int, again: bool) -> Ints:
    sums = np.zeros(claims, dtype=np.int64)
    for index in range(len(area_mm2)):
        for at in range(offsets[index] + int(again), offsets[index + 1]):
            sums[members[at]] += area_mm2[index]
    return sums


@compiled
def _joined(offsets: Ints, members: Int32s, sets: Words, before: int) -> Words:
    found = np.zeros((len(offsets) - 1, sets.shape[1]), dtype=np.uint64)
    for index in range(len(offsets) - 1):
        for at in range(offsets[index], offsets[index + 1]):
            if members[at] < before:
                for word in range(sets.shape[1]):
                    found[index, word] |= sets[members[at], word]
    return found
