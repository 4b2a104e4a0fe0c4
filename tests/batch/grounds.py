"""Ground for the tests of this station: stars strewn around a town, each claimed on some day."""

from __future__ import annotations

import numpy as np
import shapely

from firmground.geometry.fold.totals import ALWAYS, Claims, Rules

LABELS = 4
_CORNERS = 10


def stars(count: int, *, spread_deg: float = 0.01, reach_deg: float = 0.0008, seed: int = 7) -> list[bytes]:
    """Return polygons that overlap their neighbours; corners lie on 1e-7 degrees."""
    chance = np.random.default_rng(seed)
    middles = np.array((40.1, 35.3)) + chance.uniform(0, spread_deg, (count, 1, 2))
    angle = np.arange(_CORNERS) * 2 * np.pi / _CORNERS
    far = reach_deg * chance.uniform(0.4, 1, (count, _CORNERS))
    rings = np.round(middles + np.stack([far * np.cos(angle), far * np.sin(angle)], axis=2), 7)
    return shapely.to_wkb(shapely.polygons(rings), byte_order=1).tolist()


def claims(count: int, *, seed: int = 7) -> Claims:
    """Return what is claimed, on thirty days, some of it known late."""
    chance = np.random.default_rng(seed)
    day = np.sort(chance.integers(0, 30, count))
    return Claims(
        chance.integers(0, LABELS - 1, count).astype(np.int8),
        day.astype(np.int32),
        (day + chance.integers(0, 9, count)).astype(np.int32),
        np.full(count, ALWAYS, dtype=np.int32),
    )


def rules() -> Rules:
    """Return a table in which a claim of kind 0 does not change ground of label 3."""
    after = np.tile(np.arange(1, LABELS, dtype=np.int16), (LABELS, 1))
    after[3, 0] = 3
    none = np.full(LABELS - 1, -1, dtype=np.int8)
    rank = np.full(LABELS, -1, dtype=np.int8)
    gives_back = np.zeros(LABELS - 1, dtype=np.bool_)
    return Rules(after, np.arange(LABELS, dtype=np.int8), none, np.zeros(after.shape, dtype=np.int8), rank, gives_back)


def tasks(count: int, *, seed: int = 7) -> np.ndarray:
    """Return the task of each claim, 1 to 5; 0 where none is stated."""
    return np.random.default_rng(seed).integers(0, 6, count).astype(np.int32)


def same(one, other) -> bool:
    """Tell whether two lists of changes are the same, number by number."""
    names = ("key", "day", "before", "after", "area_mm2")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
