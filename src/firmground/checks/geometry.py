"""Rules about shapes. Areas and places are never repeated in a sentence, since not everybody may see them."""

from __future__ import annotations

from collections.abc import Iterator

from firmground.checks.candidates import TOO_THIN, Box, Candidate, grouped
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, record_rule, told_elsewhere

LONGEST_EDGE_M = 5_000.0
"""Two neighbouring points of a polygon farther apart than this ask a person (geocheck's default)."""

_NEEDS_EXTENT = frozenset({"area_worked", "land_release", "survey_report", "road_stretch"})
_POLYGONS = ("Polygon", "MultiPolygon")


@record_rule(
    "geometry_unreadable",
    Weight.STOPS,
    says="A geometry that cannot be read as a shape.",
    message=N_("The geometry cannot be read: {said}. Give {expected}, taken again from its source."),
    source="IMAS 05.10 (position of every record)",
    because="There is no shape that could be entered.",
)
def geometry_unreadable(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of bytes that are no shape."""
    if candidate.entry.geometry and candidate.shape is None:
        yield Told("geometry", N_("bytes that are no shape"), N_("a shape as WKB"))


@record_rule(
    "geometry_empty",
    Weight.STOPS,
    says="Work, release, survey without evidence or road without shape, stated area, stated length or place on a road.",
    message=N_("This {label} has no extent: {said}. Give {expected}, or leave the record out."),
    source="IMAS 05.10; data-quality rule 3",
    because="Nothing could be counted or drawn, and nobody could say which ground is meant.",
)
def geometry_empty(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a record that is about ground and does not say which, nor how much."""
    kind = candidate.entry.kind
    if kind not in _NEEDS_EXTENT or _has_shape(candidate) or _has_stated_extent(candidate):
        return
    if kind == "survey_report" and candidate.text("result") != "no_evidence":
        return
    expected = (
        N_("a line, from and to along a named road, or a stated length")
        if kind == "road_stretch"
        else N_("a polygon, or a stated area above 0")
    )
    yield Told("geometry", N_("no geometry"), expected, {"label": candidate.kind.label if candidate.kind else kind})


def _has_shape(candidate: Candidate) -> bool:
    if candidate.entry.geometry and candidate.shape is None:
        return True
    return candidate.shape is not None and not candidate.shape.is_empty


def _has_stated_extent(candidate: Candidate) -> bool:
    if candidate.entry.kind != "road_stretch":
        return (candidate.number("stated_area_m2") or 0) > 0
    along = candidate.number("from_m") is not None and candidate.number("to_m") is not None
    return (along and bool(candidate.text("road"))) or (candidate.number("stated_length_m") or 0) > 0


@record_rule(
    "extent_not_mapped",
    Weight.NOTES,
    says="A hazard area without a polygon: it is listed as such and counts as open.",
    message=N_("The hazard area has {said}. It counts as open with its extent not mapped; add {expected} when known."),
    source="IMAS 07.11; data-quality rule 3",
)
def extent_not_mapped(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a hazard area that is a point or nothing at all."""
    if candidate.entry.kind != "hazard_area" or (candidate.entry.geometry and candidate.shape is None):
        return
    if candidate.shape is None or candidate.shape.is_empty:
        yield Told("geometry", N_("no geometry"), N_("a polygon"))
    elif candidate.shape.kind not in _POLYGONS:
        yield Told("geometry", N_("only a point"), N_("a polygon"))


@record_rule(
    "ground_not_mapped",
    Weight.NOTES,
    says="Work, release or survey without evidence without a polygon: its stated area is counted apart.",
    message=N_("This {label} has {said}: it changes no ground on the map. Add {expected} when known."),
    source="IMAS 07.11 (a polygon of every piece); data-quality rule 3",
)
def ground_not_mapped(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a record about ground that is a point or a stated area only; an empty one has a rule of its own."""
    kind = candidate.entry.kind
    if kind not in _NEEDS_EXTENT or kind == "road_stretch" or candidate.kind is None:
        return
    if candidate.shape is not None and not candidate.shape.is_empty:
        said = "" if candidate.shape.kind in _POLYGONS else N_("only a point")
    else:
        said = N_("only a stated area") if not _has_shape(candidate) and _has_stated_extent(candidate) else ""
    if said:
        yield Told("geometry", said, N_("a polygon"), {"label": candidate.kind.label})


@record_rule(
    "geometry_wrong_type",
    Weight.STOPS,
    says="A shape of a type that the kind does not have, as a line for an area.",
    message=N_("A record of the kind {label} cannot have the shape {said}. Give {expected}."),
    source="IMAS 05.10",
    because="An area without inside and a road without length cannot be counted.",
)
def geometry_wrong_type(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a shape of the wrong type."""
    if candidate.kind is None or candidate.shape is None or candidate.shape.kind in candidate.kind.geometry:
        return
    allowed = ", ".join(sorted(candidate.kind.geometry)) or N_("no shape")
    yield Told("geometry", candidate.shape.kind, allowed, {"label": candidate.kind.label})


@record_rule(
    "geometry_out_of_range",
    Weight.STOPS,
    says="Coordinates that are no longitude and latitude.",
    message=N_("The geometry has {said}. State the coordinate system of the source; expected is {expected}."),
    source="RFC 7946; data-quality rule 16",
    because="There is no such place on the earth.",
)
def geometry_out_of_range(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of coordinates beyond 180 degrees of longitude or 90 of latitude."""
    if candidate.shape is not None and not candidate.shape.is_empty and not candidate.shape.is_in_range:
        yield Told("geometry", N_("coordinates beyond the globe"), N_("longitude -180 to 180 and latitude -90 to 90"))


@record_rule(
    "few_points",
    Weight.STOPS,
    says="A polygon with fewer than three different points, or a line with fewer than two.",
    message=N_(
        "The shape has {said} different points. Expected are {expected}: take the missing points from the report."
    ),
    source="geocheck_obj_TYPE_few_vertices_polys",
    because="It encloses nothing and leads nowhere.",
)
def few_points(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a shape that has too few different points to be one."""
    least = _least_points(candidate)
    if candidate.shape is not None and candidate.shape.distinct_points < least:
        yield Told("geometry", str(candidate.shape.distinct_points), f"≥ {least}")


def _least_points(candidate: Candidate) -> int:
    if candidate.shape is None or candidate.shape.is_empty:
        return 0
    return 3 if candidate.shape.kind in _POLYGONS else 2 if "Line" in candidate.shape.kind else 0


@record_rule(
    "geometry_invalid",
    Weight.STOPS,
    says="A shape that crosses itself or is broken otherwise, and cannot be repaired beyond doubt.",
    message=N_("The shape is not sound: {said}. Draw it again as {expected}."),
    source="geocheck_obj_TYPE_invalid_polys",
    because="Its area depends on how it is read, so that ground could be counted as released that was not.",
)
def geometry_invalid(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a shape that is not sound, with the reason; too few points are told by their own rule."""
    shape = candidate.shape
    if shape is None or shape.is_empty or shape.is_valid or shape.distinct_points < _least_points(candidate):
        return
    yield Told("geometry", fault_in_words(shape.reason), N_("rings that do not cross"))


_FAULTS = {
    "Self-intersection": N_("a ring crosses itself or another"),
    "Ring Self-intersection": N_("a ring touches itself"),
    "Hole lies outside shell": N_("a hole lies outside"),
    "Holes are nested": N_("holes lie in each other"),
    "Interior is disconnected": N_("its inside falls apart"),
    "Nested shells": N_("parts lie in each other"),
    "Duplicate Rings": N_("a ring is given twice"),
    "Too few points in geometry component": N_("a part has too few points"),
    "Invalid Coordinate": N_("a coordinate is no number"),
    TOO_THIN: N_("it is thinner than 0.1 mm"),
}


def fault_in_words(reason: str) -> str:
    """Return what GEOS says of a fault in plain words, a message id; a fault that is not listed as GEOS says it."""
    return _FAULTS.get(reason, reason)


geometry_repaired = told_elsewhere(
    "geometry_repaired",
    Weight.NOTES,
    says="A broken ring that was repaired, since both ways of repair agree within 0.1 % of the area.",
    message=N_(
        "The shape was repaired ({reason}; expected are {expected}): {structure} as repaired, {linework} the other "
        "way, {apart} apart. Compare it with the report."
    ),
    source="geocheck_obj_TYPE_invalid_polys",
)


@record_rule(
    "repeated_points",
    Weight.NOTES,
    says="The same point twice in a row.",
    message=N_("The shape says the same point twice in a row, {said} times. It was kept; expected are {expected}."),
    source="geocheck_duplicate_polygon_points",
)
def repeated_points(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of points that are repeated; the area stays the same."""
    if candidate.shape is not None and candidate.shape.repeated_points:
        yield Told("geometry", str(candidate.shape.repeated_points), N_("different points"))


@record_rule(
    "points_at_one_place",
    Weight.NOTES,
    says="Several loose points of a record, two of them at the same place.",
    message=N_("Of the points {said} stand where another one stands. Expected are {expected}."),
    source="geocheck_duplicate_points",
)
def points_at_one_place(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of loose points that are given twice."""
    shape = candidate.shape
    if shape is not None and shape.kind == "MultiPoint" and shape.distinct_points < shape.points:
        yield Told("geometry", str(shape.points - shape.distinct_points), N_("points at different places"))


@record_rule(
    "long_edge",
    Weight.ASKS,
    says="Two neighbouring points of a polygon more than 5,000 m apart.",
    message=N_("Two neighbouring points lie {said} apart; expected is {expected}. Look for a digit that is wrong."),
    source="geocheck_adv_distance_polygon_points (5,000 m)",
)
def long_edge(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a polygon with an edge so long that a coordinate is probably mistyped; 5,000 m itself passes.

    Borders of admin units run straight for longer.
    """
    shape = candidate.shape
    if candidate.entry.kind == "admin_unit" or shape is None or shape.kind not in _POLYGONS:
        return
    if shape.longest_edge_m > LONGEST_EDGE_M:
        yield Told("geometry", f"{grouped(shape.longest_edge_m)} m", f"≤ {grouped(LONGEST_EDGE_M)} m")


@record_rule(
    "coordinates_swapped",
    Weight.ASKS,
    says="Outside the operation's country, but inside it when longitude and latitude are swapped.",
    message=N_("The shape lies {said}. With longitude and latitude swapped it lies inside: expected is {expected}."),
    source="data-quality rule 3",
)
def coordinates_swapped(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a shape whose coordinates seem to stand in the wrong order."""
    country = context.operation.country_box
    if candidate.box is None or country is None or _inside(candidate.box, country):
        return
    west, south, east, north = candidate.box
    if _inside((south, west, north, east), country):
        yield Told("geometry", N_("outside the country"), N_("longitude first, then latitude"))


@record_rule(
    "outside_country",
    Weight.ASKS,
    says="Any part of the shape outside the box of the operation's country.",
    message=N_("The shape lies {said}; expected is {expected}. Look at the coordinate system and at each point."),
    source="data-quality rule 3",
)
def outside_country(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a shape that leaves the country's box and would leave it swapped too; touching is inside."""
    country = context.operation.country_box
    if candidate.box is None or country is None or _inside(candidate.box, country):
        return
    west, south, east, north = candidate.box
    if not _inside((south, west, north, east), country):
        yield Told("geometry", N_("outside the country"), N_("a place in the country"))


def _inside(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
