"""Exact areas of every status, beside Shapely painting one claim after the other. CPU seconds of one run."""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict

import shapely

from firmground.geometry.measures import areas_mm2
from firmground.geometry.overlay import arrangement

_STATUSES = ("suspected", "confirmed", "reduced", "cleared")


def claims(count: int) -> list[tuple[str, shapely.Polygon]]:
    """Return claims in clusters: an outline, and parts of it confirmed, reduced and cleared; seeded."""
    chance = random.Random(20171114)  # noqa: S311 - a bench
    made = []
    while len(made) < count:
        west, south = 40 + chance.random(), 35 + chance.random()
        outline = shapely.box(west, south, west + 0.0016, south + 0.0013)
        made.append(("suspected", outline))
        for status in _STATUSES[1:]:
            east, north = chance.uniform(0.0004, 0.0014), chance.uniform(0.0004, 0.0011)
            made.append((status, shapely.box(west, south, west + east, south + north)))
    return made[:count]


def ours(made: list[tuple[str, shapely.Polygon]]) -> dict[str, int]:
    """Return the area of each status in mm2: the last claim on a piece of ground decides."""
    totals: dict[str, int] = defaultdict(int)
    for cell in arrangement([shapely.to_wkb(shape, byte_order=1) for _, shape in made]).cells:
        totals[made[cell.covering[-1]][0]] += cell.area_mm2
    return dict(totals)


def painted(made: list[tuple[str, shapely.Polygon]]) -> dict[str, int]:
    """Return the same by cutting every claim from what later claims leave visible (STRtree, union, difference)."""
    shapes = [shape for _, shape in made]
    tree = shapely.STRtree(shapes)
    totals: dict[str, int] = defaultdict(int)
    for index, (status, shape) in enumerate(made):
        later = [shapes[other] for other in tree.query(shape, predicate="intersects") if other > index]
        visible = shape.difference(shapely.union_all(later)) if later else shape
        if not visible.is_empty:
            totals[status] += int(areas_mm2(shapely.from_wkb([shapely.to_wkb(visible)]))[0])
    return dict(totals)


def main() -> None:
    """Time both and compare their sums."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    made = claims(count)
    results = []
    for name, run in (("Firmground, arrangement", ours), ("Shapely, claim by claim", painted)):
        started = time.process_time()
        results.append(run(made))
        print(f"{name}: {time.process_time() - started:.2f} CPU s for {count:,} claims")
    worst = max(abs(results[0][status] - results[1][status]) / results[1][status] for status in results[1])
    print(f"largest difference of a total: {worst:.1e}")


if __name__ == "__main__":
    main()
