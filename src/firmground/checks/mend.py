"""Mend shapes: only where there is no doubt about what was meant, and never without a finding."""

from __future__ import annotations

from firmground.checks.candidates import TOO_THIN, grouped
from firmground.checks.findings import N_, Finding
from firmground.checks.geometry import (
    fault_in_words,
    few_points,
    geometry_invalid,
    geometry_out_of_range,
    geometry_repaired,
    geometry_unreadable,
)
from firmground.checks.rules import Told
from firmground.errors import GeometryUnsound
from firmground.geometry import validity
from firmground.geometry.lattice import on_lattice


def mended(wkb: bytes, *, about: str = "") -> tuple[bytes | None, Finding | None]:
    """Return the working copy of a shape, on the lattice and sound, with the finding about what was done to it.

    A broken ring is repaired only where GEOS's structure and linework repairs agree within 0.1 % of the area; the
    finding shows both areas. A sound shape comes back on the lattice and an empty one as no bytes, both
    without a finding.

    Args:
        wkb: The shape as it came, WGS 84, longitude then latitude, degrees.
        about: "row 12" or the id of the entry.

    Returns:
        The working copy, or None where it is held: then the finding stops the record and says why. Keep the shape as
        it came in the held entry, so that it can be shown; ``examine`` judges it again.
    """
    try:
        seen = validity.examine(wkb)
    except GeometryUnsound:
        return None, geometry_unreadable.finding(
            about, Told("geometry", N_("bytes that are no shape"), N_("a shape as WKB"))
        )
    if seen.is_empty:
        return b"", None
    if not seen.is_in_range:
        said, expected = N_("coordinates beyond the globe"), N_("longitude -180 to 180 and latitude -90 to 90")
        return None, geometry_out_of_range.finding(about, Told("geometry", said, expected))
    if seen.has_too_few_points:
        return None, few_points.finding(about, Told("geometry", str(seen.distinct_points), "≥ 3"))
    return _on_lattice(wkb, about, seen)


def _on_lattice(wkb: bytes, about: str, seen: validity.Validity) -> tuple[bytes | None, Finding | None]:
    try:
        copy = on_lattice(wkb)
        if validity.examine(copy).is_valid:
            return copy, None
        repair = validity.repair(copy)
    except GeometryUnsound:
        return None, _broken(about, seen.reason or TOO_THIN)
    if repair.wkb is None:
        return None, _broken(about, seen.reason)
    return repair.wkb, _repaired(about, seen, repair)


def _broken(about: str, reason: str) -> Finding:
    return geometry_invalid.finding(about, Told("geometry", fault_in_words(reason), N_("rings that do not cross")))


def _repaired(about: str, seen: validity.Validity, repair: validity.Repair) -> Finding:
    structure, linework = repair.structure_area_mm2 / 1e6, repair.linework_area_mm2 / 1e6
    values = {
        "reason": fault_in_words(seen.reason),
        "structure": f"{grouped(structure, 1)} m2",
        "linework": f"{grouped(linework, 1)} m2",
        "apart": f"{repair.difference_share * 100:.4f} %",
    }
    said = f"{values['structure']} / {values['linework']}"
    return geometry_repaired.finding(about, Told("geometry", said, N_("rings that do not cross"), values))
