"""The checks of GICHD's geocheck, by name, and the rules that do the same here; a table of them for docs/checks.md.

Behaviour is followed by name (github.com/GICHD/geocheck, README and queries); the code is our own. Firmground's shapes
carry no ids of their own for polygons and points, so checks of such ids are made of the visible numbers of things.
"""

from __future__ import annotations

from collections.abc import Mapping

GEOCHECK: Mapping[str, tuple[str, ...]] = {
    "geocheck_obj_TYPE_invalid_polys": ("geometry_invalid", "geometry_repaired"),
    "geocheck_obj_TYPE_few_vertices_polys": ("few_points",),
    "geocheck_duplicate_polygons": ("geometry_invalid", "identical_ground"),
    "geocheck_duplicate_polygon_polyid": ("number_twice",),
    "geocheck_duplicate_polygon_polyid_trimmed": ("number_almost_known",),
    "geocheck_duplicate_polygon_points": ("repeated_points", "geometry_invalid"),
    "geocheck_duplicate_polygon_point_localid": ("number_twice",),
    "geocheck_duplicate_polygon_point_localid_trimmed": ("number_almost_known",),
    "geocheck_duplicate_points": ("points_at_one_place", "default_coordinate"),
    "geocheck_duplicate_point_point_localid": ("number_twice",),
    "geocheck_duplicate_point_point_localid_trimmed": ("number_almost_known",),
    "geocheck_duplicate_localids": ("number_twice", "number_known"),
    "geocheck_duplicate_devices": ("lot_twice",),
    "geocheck_adv_distance_polygon_points": ("long_edge",),
    "geocheck_adv_overlapping_polygons": ("geometry_invalid", "overlap"),
}
"""Every check, and the rules that tell of the same."""


def table() -> str:
    """Return all checks of geocheck beside our rules as a Markdown table."""
    lines = ["| geocheck | rules here |", "|---|---|"]
    lines += [f"| {name} | {', '.join(f'`{rule}`' for rule in rules)} |" for name, rules in GEOCHECK.items()]
    return "\n".join(lines) + "\n"
