"""The arrangement of an account's polygons, kept while they stay the same: most of what is recorded moves no ground."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from firmground.geometry.overlay import Arrangement, arrangement

_KEPT = 6
"""How many are kept: two folds of the ground and its activity, now and before; of a whole country some ten MB each."""


def arranged(polygons: Iterable[bytes]) -> Arrangement:
    """Return the arrangement of polygons in their order; of the same polygons in the same order the very same one.

    Args:
        polygons: WKB of polygons and multipolygons, WGS 84.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself.
    """
    return _arranged(tuple(polygons))


@lru_cache(maxsize=_KEPT)
def _arranged(polygons: tuple[bytes, ...]) -> Arrangement:
    return arrangement(polygons)
