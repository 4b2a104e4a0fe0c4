"""Mend shapes: only where there is no doubt about what was meant, and never without a finding."""

from __future__ import annotations

from firmground.checks.candidates import grouped
from firmground.checks.findings import Finding
from firmground.checks.geometry import few_points, geometry_invalid, geometry_repaired
from firmground.checks.rules import Told
from firmground.errors import GeometryUnsound
from firmground.geometry import validity


def mended(wkb: bytes, *, about: str = "") -> tuple[bytes | None, Finding | None]:
    """Return a shape that is sound, with the finding about what was done to it.

    A broken ring is repaired only where GEOS's structure and linework repairs agree within 0.1 % of the area; the
    finding shows both areas. A shape that is sound or empty comes back as it is, without a finding.

    Args:
        wkb: The shape, WGS 84, longitude then latitude, degrees.
        about: "row 12" or the id of the entry.

    Returns:
        The shape, or None where it is held: then the finding stops the record and says why. Keep the broken shape in
        the held entry, so that it can be shown; ``examine`` tells the same of it again.

    Raises:
        GeometryUnsound: The bytes are no shape.
    """
    seen = validity.examine(wkb)
    if seen.is_empty or seen.is_valid:
        return wkb, None
    if seen.has_too_few_points:
        said = f"{seen.distinct_points} different points"
        return None, few_points.finding(about, Told("geometry", said, "3 or more"))
    try:
        repair = validity.repair(wkb)
    except GeometryUnsound:
        return None, _broken(about, seen)
    if repair.wkb is None:
        return None, _broken(about, seen)
    return repair.wkb, _repaired(about, seen, repair)


def _broken(about: str, seen: validity.Validity) -> Finding:
    return geometry_invalid.finding(about, Told("geometry", seen.reason, "rings that do not cross"))


def _repaired(about: str, seen: validity.Validity, repair: validity.Repair) -> Finding:
    structure, linework = repair.structure_area_mm2 / 1e6, repair.linework_area_mm2 / 1e6
    said = (
        f"{grouped(structure, 1)} m2 by structure, {grouped(linework, 1)} m2 by linework, "
        f"{repair.difference_share * 100:.4f} % apart"
    )
    return geometry_repaired.finding(about, Told("geometry", said, "rings that do not cross", {"reason": seen.reason}))
