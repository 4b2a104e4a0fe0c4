"""What every method is asked, and the claims as each may have them: in degrees, or ready on a plane of equal areas.

The question is the same for all: the claim of the highest rank on a piece of ground says what it is. It is the rule
that programs without a transition table can answer too; ours answers it with a table in which the latest claim wins.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from bench.sites import CLASSES, Claims, crowd, sites

DATA = Path(__file__).parent / "data"
"""Made claims, kept between runs; not in version control."""

PLANE = "EPSG:6933"
"""A cylindrical projection of equal areas, in which peers measure; corners are projected, edges drawn anew."""


class Cut(NamedTuple):
    """Which claims count: up to a day, and recorded up to a day; by default all."""

    on_day: int = 2**31 - 1
    known_on: int = 2**31 - 1


ALL = Cut()


@dataclass(frozen=True)
class Ground:
    """Claims and where they are kept.

    Attributes:
        path: File of ``Claims.save``.
    """

    path: Path

    @cached_property
    def claims(self) -> Claims:
        """Return the claims in degrees."""
        return Claims.load(self.path)

    @cached_property
    def plane(self) -> NDArray[np.object_]:
        """Return the shapes of the claims as WKB on the plane."""
        return Claims.load(self.path.with_suffix(".plane.npz")).wkb

    def counting(self, cut: Cut) -> NDArray[np.int64]:
        """Return the indexes of the claims that count, in the order of rank."""
        claims = self.claims
        kept = np.flatnonzero((claims.day <= cut.on_day) & (claims.recorded <= cut.known_on))
        return kept[np.argsort(claims.rank[kept], kind="stable")]

    @property
    def first_day(self) -> int:
        """Return the first day of all claims."""
        return int(self.claims.day.min())

    @property
    def days(self) -> int:
        """Return how many days there are from the first to the last."""
        return int(self.claims.day.max()) - self.first_day + 1

    def per_day(self, day: NDArray[np.int_], says: NDArray[np.int_], area: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what is gained and lost summed by day and class: one row for every day, one column for every class."""
        place = (day - self.first_day) * len(CLASSES) + says
        sums = np.bincount(place, weights=area, minlength=self.days * len(CLASSES))
        return sums.reshape(self.days, len(CLASSES))


def per_class(says: NDArray[np.int_], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return areas summed by class."""
    return np.bincount(says, weights=area, minlength=len(CLASSES))


def made(name: str) -> Ground:
    """Return the claims of that name, made where they are not there yet.

    Args:
        name: ``sites-COUNT``, ``crowd-deep`` (5,000 claims on 1 km2), ``crowd-long`` (60 to 120 corners), ``bosnia``.
    """
    path = DATA / _made_by() / f"{name}.npz"
    if not path.exists():
        path.parent.mkdir(exist_ok=True, parents=True)
        _make(name).save(path)
    on_plane = path.with_suffix(".plane.npz")
    if not on_plane.exists():
        claims = Claims.load(path)
        replace(claims, wkb=project(shapely.from_wkb(claims.wkb))).save(on_plane)
    return Ground(path)


def _made_by() -> str:
    """Return the digest of what makes claims: claims of an older way of making are never taken for newer ones."""
    sources = (Path(__file__).with_name(name).read_bytes() for name in ("sites.py", "bosnia.py", "questions.py"))
    return hashlib.sha256(b"".join(sources)).hexdigest()[:12]


def _make(name: str) -> Claims:
    kind, _, which = name.partition("-")
    if kind == "sites":
        return sites(int(which))
    if name == "crowd-deep":
        return crowd(5_000, side_m=1_000, corners=(8, 16))
    if name == "crowd-long":
        return crowd(5_000, side_m=6_000, corners=(60, 120))
    if name == "bosnia":
        from bench.bosnia import bosnia

        return bosnia()
    raise SystemExit(f"No claims are known by the name of {name}.")


def project(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes in degrees as WKB on the plane."""
    to_plane = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)
    return shapely.to_wkb(shapely.transform(shapes, to_plane.transform, interleaved=False), byte_order=1)
