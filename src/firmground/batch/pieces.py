"""Pieces: the plane cut by a fixed grid, and with each piece the polygons around it without which it is not whole.

A polygon belongs to the square in which the lower left corner of its box lies. A piece is a run of whole squares along
Morton's curve, so that pieces are alike in work and neighbours mostly lie in one piece. Its halo is every polygon of
another piece of which the box meets the box of one of its own: one ring and no more, since the boundary of a polygon is
crossed only by such. What the boundaries of the own polygons contribute to the cells (``cells_of``) needs nothing
else; so pieces are worked out apart, and their sum is the whole to the square millimetre, for any grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from firmground.geometry.cells.neighbours import neighbours
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.cells.soundness import pack_sound

GRID_BITS = 24
"""Squares of the grid are 2^24 lattice units wide: 0.0168 degrees, 1.9 km of latitude."""

FINEST_GRID_BITS = 8
"""No finer grid is taken: its squares would not be counted by 62 bits."""

MOST = 1 << 13
"""A piece has no more polygons of its own, unless a single square has."""

_WEST, _SOUTH = -180 * 10**9, -90 * 10**9


class Piece(NamedTuple):
    """One piece: indexes of polygons, ascending.

    Attributes:
        own: The polygons that belong to it.
        halo: Polygons of other pieces of which the box meets the box of one of its own; touching is meeting.
    """

    own: Ints
    halo: Ints


@dataclass(frozen=True, eq=False)
class Cut:
    """Polygons by pieces.

    Attributes:
        square: (polygons) the square of each, counted along Morton's curve over the globe; -1 for empty polygons.
        pieces: The pieces along the curve; empty polygons are in none.
    """

    square: Ints
    pieces: tuple[Piece, ...]


def cut(polygons: Sequence[bytes], *, grid_bits: int = GRID_BITS, most: int = MOST) -> Cut:
    """Return polygons by pieces.

    Args:
        polygons: WKB, WGS 84, any order.
        grid_bits: The squares of the grid are 2^grid_bits lattice units wide, from ``FINEST_GRID_BITS`` on.
        most: How many polygons of its own a piece has at most, unless a single square has more.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
    """
    packed = pack_sound(polygons)
    square = _squares(packed, max(grid_bits, FINEST_GRID_BITS))
    piece, pieces = _runs(square, most)
    return Cut(square, tuple(_with_halo(packed, piece, pieces)))


def _squares(packed: Packed, grid_bits: int) -> Ints:
    corner = np.full((packed.polygons, 2), 1 << 62, dtype=np.int64)
    np.minimum.at(corner, packed.polygon, packed.box[:, :2])
    filled = np.zeros(packed.polygons, dtype=np.bool_)
    filled[packed.polygon] = True
    square = np.full(packed.polygons, -1, dtype=np.int64)
    square[filled] = _along_curve((corner[filled] - (_WEST, _SOUTH)) >> grid_bits)
    return square


def _along_curve(places: Ints) -> Ints:
    """Return where columns and rows, below 2^31, stand on Morton's curve: the bits of the two in turn."""
    along = np.zeros(len(places), dtype=np.int64)
    for bit in range(int(places.max(initial=0)).bit_length()):
        along |= ((places[:, 0] >> bit) & 1) << (2 * bit) | ((places[:, 1] >> bit) & 1) << (2 * bit + 1)
    return along


def _runs(square: Ints, most: int) -> tuple[Ints, int]:
    """Return the piece of each polygon, -1 for those of no square, and how many pieces there are."""
    known, place, counts = np.unique(square, return_inverse=True, return_counts=True)
    piece_of = np.full(len(known), -1, dtype=np.int64)
    pieces, held = 0, 0
    for index in np.flatnonzero(known >= 0).tolist():
        if held and held + counts[index] > most:
            pieces, held = pieces + 1, 0
        piece_of[index] = pieces
        held += int(counts[index])
    return piece_of[place], pieces + (held > 0)


def _with_halo(packed: Packed, piece: Ints, pieces: int) -> list[Piece]:
    near = neighbours(packed)
    one, other = np.repeat(packed.polygon, np.diff(near.starts)), packed.polygon[near.parts]
    is_apart = piece[one] != piece[other]
    count = max(packed.polygons, 1)
    pairs = np.unique(piece[one[is_apart]] * count + other[is_apart])
    owners = np.argsort(piece, kind="stable")
    return [
        Piece(owners[own], pairs[halo] % count)
        for own, halo in zip(_spans(piece[owners], pieces), _spans(pairs // count, pieces), strict=True)
    ]


def _spans(ascending: Ints, pieces: int) -> list[slice]:
    """Return where the numbers of each piece begin and end."""
    bounds = np.searchsorted(ascending, np.arange(pieces + 1)).tolist()
    return [slice(first, last) for first, last in pairwise(bounds)]
