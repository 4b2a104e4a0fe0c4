"""Arrays that grow, and sums of arrays, written as loops: Numba compiles these many times faster than NumPy's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled


@compiled
def longer(values: NDArray[np.int32], extra: int) -> NDArray[np.int32]:
    """Return a copy of members with at least twice the room and ``extra`` more."""
    copy = np.empty(2 * len(values) + extra, dtype=np.int32)
    for place in range(len(values)):
        copy[place] = values[place]
    return copy


@compiled
def longer_ints(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a copy of whole numbers with twice the room."""
    copy = np.empty(2 * len(values), dtype=np.int64)
    for place in range(len(values)):
        copy[place] = values[place]
    return copy


@compiled
def longer_table(rows: NDArray[np.int64], extra: int) -> NDArray[np.int64]:
    """Return a copy of rows of whole numbers with at least twice the room and ``extra`` rows more."""
    copy = np.empty((2 * len(rows) + extra, rows.shape[1]), dtype=np.int64)
    for row in range(len(rows)):
        for column in range(rows.shape[1]):
            copy[row, column] = rows[row, column]
    return copy


@compiled
def longer_shares(rows: NDArray[np.float64], extra: int) -> NDArray[np.float64]:
    """Return a copy of rows of fractions with at least twice the room and ``extra`` rows more."""
    copy = np.empty((2 * len(rows) + extra, rows.shape[1]), dtype=np.float64)
    for row in range(len(rows)):
        for column in range(rows.shape[1]):
            copy[row, column] = rows[row, column]
    return copy


@compiled
def add_up(counts: NDArray[np.int64]) -> None:
    """Replace each number by the sum of all up to it."""
    for place in range(1, len(counts)):
        counts[place] += counts[place - 1]
