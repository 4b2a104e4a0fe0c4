"""A record that wants to be entered, with what several rules need to know of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from firmground.errors import GeometryUnsound
from firmground.geometry import validity
from firmground.geometry.lattice import on_lattice
from firmground.geometry.measures import area_m2, box
from firmground.records.entry import Entry
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS, Kind

Box = tuple[float, float, float, float]
"""West, south, east, north; degrees."""

TOO_THIN = "Too thin"
"""The fault of a shape of which nothing is left on the lattice; GEOS has no name for it."""


@dataclass(frozen=True)
class Candidate:
    """A record that wants to be entered.

    Attributes:
        entry: The entry.
        kind: Its kind, None where there is no such kind.
        shape: What can be seen of its geometry; None: it has none, or it cannot be read.
        box: Where its geometry lies; None: no geometry.
    """

    entry: Entry
    kind: Kind | None
    shape: validity.Validity | None = None
    box: Box | None = None

    @property
    def about(self) -> str:
        """Return what findings call it: "row 12" of a row of a file, otherwise the id of the entry."""
        return about(self.entry)

    @property
    def is_sound_polygon(self) -> bool:
        """Return whether it has a polygon that an area can be worked out of."""
        shape = self.shape
        return (
            shape is not None
            and shape.kind in ("Polygon", "MultiPolygon")
            and not shape.is_empty
            and shape.is_valid
            and shape.is_in_range
        )

    @cached_property
    def measured_m2(self) -> float | None:
        """Return the area of a sound polygon; None where there is none, or of a size that no ground has."""
        try:
            return area_m2(self.entry.wkb) if self.is_sound_polygon else None
        except GeometryUnsound:
            return None

    def text(self, name: str) -> str:
        """Return a field of the body as text; empty where it is not said."""
        value = self.entry.body.get(name)
        return "" if value is None else str(value).strip()

    def number(self, name: str) -> float | None:
        """Return a field of the body as a number; None where it is not said or is none."""
        return number_of(self.entry.body, name)

    def is_declared(self, name: str, accepted: Mapping[str, str]) -> bool:
        """Return whether a field holds only what the mapping declares in place of a statement."""
        return bool(accepted.get(name)) and self.text(name) == accepted[name]


@dataclass(frozen=True, slots=True)
class File:
    """All records that are judged together, and what is known already without what they replace."""

    candidates: Sequence[Candidate]
    known: Sequence[Entry]


def candidate_of(entry: Entry) -> Candidate:
    """Return an entry with what the rules need to know of it; a geometry that cannot be read gives no shape."""
    kind = KINDS.get(entry.kind)
    try:
        shape = validity.examine(entry.wkb) if entry.geometry else None
    except (GeometryUnsound, ValueError):
        return Candidate(entry, kind)
    if shape is None or shape.is_empty:
        return Candidate(entry, kind, shape)
    if shape.is_valid and shape.is_in_range and not _survives_lattice(entry.wkb):
        shape = dataclasses.replace(shape, is_valid=False, reason=TOO_THIN)
    return Candidate(entry, kind, shape, box(entry.wkb))


def _survives_lattice(wkb: bytes) -> bool:
    """Return whether something is left of a sound shape once it lies on the lattice.

    A shape may have its points on the lattice and still be nothing there: in degrees they are not quite in one line.
    """
    try:
        return bool(on_lattice(wkb))
    except GeometryUnsound:
        return False


def about(entry: Entry) -> str:
    """Return what findings call an entry: "row 12" of a row of a file, otherwise its id."""
    return f"row {entry.source.position}" if entry.source else entry.id


def number_of(body: Mapping[str, Any], name: str) -> float | None:
    """Return a field of a body as a finite number; None where it is not said or is none."""
    value = body.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and value is not None else None


@cache
def fields(kind: str) -> tuple[FieldSpec, ...]:
    """Return the fields of a kind's body."""
    return KINDS[kind].fields


def label(kind: str, name: str) -> str:
    """Return the label of a field, a message id; the name itself where the kind does not know it."""
    return next((spec.label for spec in fields(kind) if spec.name == name), name)


def grouped(value: float, digits: int = 0) -> str:
    """Return a number for a sentence, thousands apart by a narrow space, as in 12 345."""
    return f"{value:_.{digits}f}".replace("_", "\u202f")
