"""Arrays that grow, and sums of arrays, written as loops: Numba compiles these many times faster than NumPy's own."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled

Number = TypeVar("Number", np.int32, np.int64, np.float64)


@compiled
def longer(values: NDArray[Number], extra: int) -> NDArray[Number]:
    """Return a copy with at least twice the room and ``extra`` more."""
    copy = np.empty(2 * len(values) + extra, dtype=values.dtype)
    for place in range(len(values)):
        copy[place] = values[place]
    return copy


@compiled
def longer_rows(rows: NDArray[Number], extra: int) -> NDArray[Number]:
    """Return a copy of a table with at least twice the room and ``extra`` rows more."""
    copy = np.empty((2 * len(rows) + extra, rows.shape[1]), dtype=rows.dtype)
    for row in range(len(rows)):
        for column in range(rows.shape[1]):
            copy[row, column] = rows[row, column]
    return copy


@compiled
def add_up(counts: NDArray[np.int64]) -> None:
    """Replace each number by the sum of all up to it."""
    for place in range(1, len(counts)):
        counts[place] += counts[place - 1]
