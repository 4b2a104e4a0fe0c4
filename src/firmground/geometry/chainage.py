"""Pieces of road between the ends of stretches along it: what covers each, and how long it is, exactly.

    stretch 0   |==========|
    stretch 1        |=============|
    pieces      |{0} |{0,1}|  {1}  |

All roads are laid end to end on one axis, the ends of stretches are sorted once, and each stretch is told to every
piece between its ends: O(n log n + the stretches of all pieces), in whole millimetres, without a loop in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmground.errors import GeometryUnsound

FARTHEST_MM = 10**12
"""No place lies farther along a road than this (a million kilometres); int64 holds some million such roads."""

Covering = tuple[int, ...]
"""The stretches that cover a piece of road: indexes into the input, ascending, never empty."""

_MOST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of road, none overlapping, each covered by the same stretches from end to end.

    Attributes:
        offsets: int64, one more than there are pieces: where the stretches of each piece begin in ``members``.
        members: int64, indexes into the input, ascending within a piece, never none.
        lengths_mm: int64, more than 0 of a piece along a road.
    """

    offsets: NDArray[np.int64]
    members: NDArray[np.int64]
    lengths_mm: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self.lengths_mm)

    def of_members(self) -> NDArray[np.int64]:
        """Return, for each of ``members``, the index of its piece."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def covering(self, piece: int) -> Covering:
        """Return the stretches that cover one piece."""
        return tuple(self.members[self.offsets[piece] : self.offsets[piece + 1]].tolist())

    def folded(self, by: np.ufunc, of_members: NDArray[Any]) -> NDArray[Any]:
        """Return what ``by`` (as ``numpy.minimum``) makes of the values of the stretches of each piece.

        Args:
            by: A function of two values, in any order the same.
            of_members: A value for each of ``members``.
        """
        return by.reduceat(of_members, self.offsets[:-1]) if len(self) else of_members

    def renamed(self, names: Sequence[int]) -> Pieces:
        """Return the same pieces, stretch ``i`` called ``names[i]``; names have to ascend."""
        return Pieces(self.offsets, np.asarray(names, dtype=np.int64)[self.members], self.lengths_mm)

    def beside(self, other: Pieces) -> Pieces:
        """Return these pieces and then the others."""
        return Pieces(
            np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]]),
            np.concatenate([self.members, other.members]),
            np.concatenate([self.lengths_mm, other.lengths_mm]),
        )


def pieces_along(roads: Sequence[str], from_mm: Sequence[int], to_mm: Sequence[int]) -> Pieces:
    """Return the covered pieces of all roads, road by road in the order of their names, along each road.

    The same stretches in any order give the same pieces. A stretch without length covers nothing. Between the pieces of
    a road there may be gaps.

    Args:
        roads: The road of each stretch.
        from_mm: Where it begins, whole millimetres from the road's beginning; either end may come first.
        to_mm: Where it ends.

    Raises:
        GeometryUnsound: A place lies more than a million kilometres from the road's beginning.
    """
    if not len(roads):
        return Pieces(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    low, high = _on_one_axis(roads, _places(from_mm), _places(to_mm))
    ends, first, last = _ranked(low, high)
    depths = np.cumsum(np.bincount(first, minlength=len(ends)) - np.bincount(last, minlength=len(ends)))[:-1]
    members = _members(first, last)
    covered = depths > 0
    return Pieces(np.concatenate([[0], np.cumsum(depths[covered])]), members, np.diff(ends)[covered])


def _places(said_mm: Sequence[int]) -> NDArray[np.int64]:
    try:
        places = np.asarray(said_mm, dtype=np.int64)
    except OverflowError:
        places = np.full(1, _MOST)
    if len(places) and (places.max() > FARTHEST_MM or places.min() < -FARTHEST_MM):
        raise GeometryUnsound("A place lies more than a million kilometres along its road: look at its unit.")
    return places


def _on_one_axis(
    roads: Sequence[str], one_end: NDArray[np.int64], other_end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the lower and the higher ends of stretches with all roads laid end to end."""
    turn_of = {road: turn for turn, road in enumerate(sorted(set(roads)))}
    turns = np.fromiter((turn_of[road] for road in roads), dtype=np.int64, count=len(roads))
    low, high = np.minimum(one_end, other_end), np.maximum(one_end, other_end)
    beginning, span = int(low.min()), int(high.max()) - int(low.min())
    if len(turn_of) * (span + 1) > _MOST:
        raise GeometryUnsound(f"{len(turn_of)} roads of {span} mm are too much for one ledger: look at the units.")
    shift = turns * span - beginning
    return low + shift, high + shift


def _ranked(
    low: NDArray[np.int64], high: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return all different ends in order, and the ranks of the lower and of the higher ends among them."""
    both = np.concatenate([low, high])
    order = np.argsort(both)
    ends = both[order]
    is_new = np.concatenate([[True], ends[1:] != ends[:-1]])
    ranks = np.empty(len(both), dtype=np.int64)
    ranks[order] = np.cumsum(is_new) - 1
    return ends[is_new], ranks[: len(low)], ranks[len(low) :]


def _members(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the stretches over each space between ends, space by space, ascending in each.

    Args:
        first: The space in which each stretch begins.
        last: The space after the one in which it ends.
    """
    counts = last - first
    bits = len(first).bit_length()
    begins = np.cumsum(counts) - counts
    keys = np.repeat(((first - begins) << bits) + np.arange(len(first)), counts)
    keys += np.arange(len(keys)) << bits
    keys.sort()
    members: NDArray[np.int64] = keys & ((1 << bits) - 1)
    return members
