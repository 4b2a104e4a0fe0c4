"""The WGS 84 ellipsoid: what an edge that is straight in longitude and latitude contributes to an area.

By Green's theorem the area inside a ring is the sum over its edges of the ground between edge and equator. Per radian
of longitude that ground reaches S(phi) = b^2/2 [ sin phi / (1 - e^2 sin^2 phi) + atanh(e sin phi) / e ] (Snyder, Map
Projections, USGS PP 1395, 1987, eq. 3-12).

Only addition, multiplication and division are used (the series below instead of a library's sine), since those are the
same to the last bit on every machine: the same edge gives the same integer wherever it is computed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

A_M = 6_378_137.0
"""Half the major axis of WGS 84 in metres (NIMA TR8350.2)."""

FLATTENING = 1 / 298.257223563
"""Flattening of WGS 84 (NIMA TR8350.2)."""

E2 = FLATTENING * (2 - FLATTENING)
"""Square of the first eccentricity."""

HALF_B2_M2 = (A_M * (1 - FLATTENING)) ** 2 / 2
"""Half the square of the minor axis, in m2."""

_DEGREE = math.pi / 180
_MM2_OF_M2 = 1e6
_TWO_64 = 2.0**64

SINE = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(11))
"""Taylor series of the sine: the first term left out is 1.3e-18 at 90 degrees."""

ATANH = tuple(1 / (2 * k + 1) for k in range(8))
"""atanh(x)/x in powers of x^2 <= 0.0067: the first term left out is 2e-19."""

_NODES = (-0.9061798459386639928, -0.5384693101056830910, 0.0, 0.5384693101056830910, 0.9061798459386639928)
_WEIGHTS = (
    0.2369268850561890875,
    0.4786286704993664680,
    0.5688888888888888889,
    0.4786286704993664680,
    0.2369268850561890875,
)
"""Gauss-Legendre with five nodes: relative error 4e-13 times the edge's height in radians to the tenth power."""


def edge_mm2(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what each edge contributes to the area on its left, in whole square millimetres.

    The sum over a ring is its area, positive where it runs counterclockwise. An edge and the same edge turned round
    contribute exactly opposite numbers, so that the faces of an arrangement add up exactly. Numbers beyond int64 (edges
    of more than 13 degrees of longitude) wrap round; sums of rings below 9 million square kilometres are right again.

    Args:
        starts: (n, 2), longitude then latitude, degrees, float64.
        ends: (n, 2), likewise.

    Returns:
        (n,), int64.
    """
    turned = _runs_backwards(starts, ends)
    first = np.where(turned[:, None], ends, starts)
    last = np.where(turned[:, None], starts, ends)
    strip_mm2 = _strip_m2(first, last) * _MM2_OF_M2
    wrapped = np.rint(strip_mm2 - _TWO_64 * np.rint(strip_mm2 / _TWO_64))
    whole = np.where(wrapped >= _TWO_64 / 2, -_TWO_64 / 2, wrapped).astype(np.int64)
    signed: NDArray[np.int64] = np.where(turned, whole, -whole)
    return signed


def edge_m2(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each edge contributes in square metres, not rounded and not wrapped; for a first estimate only."""
    strips: NDArray[np.float64] = -_strip_m2(starts, ends)
    return strips


def _runs_backwards(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.bool_]:
    west = ends[:, 0] < starts[:, 0]
    south = (ends[:, 0] == starts[:, 0]) & (ends[:, 1] < starts[:, 1])
    backwards: NDArray[np.bool_] = west | south
    return backwards


def _strip_m2(first: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = (first[:, 1] + last[:, 1]) * (_DEGREE / 2)
    half = (last[:, 1] - first[:, 1]) * (_DEGREE / 2)
    mean = sum(weight * _to_equator_m2(middle + node * half) for node, weight in zip(_NODES, _WEIGHTS, strict=True))
    strips: NDArray[np.float64] = (last[:, 0] - first[:, 0]) * _DEGREE * (mean / 2)
    return strips


def _to_equator_m2(latitude_rad: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ground from the equator to a latitude, in square metres per radian of longitude."""
    sine = latitude_rad * _series(SINE, latitude_rad * latitude_rad)
    eccentric = E2 * sine * sine
    reach: NDArray[np.float64] = HALF_B2_M2 * sine * (1 / (1 - eccentric) + _series(ATANH, eccentric))
    return reach


def _series(coefficients: tuple[float, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.full_like(x, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + coefficient
    return total
