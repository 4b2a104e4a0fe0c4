"""All checks over many rows, beside validity and overlap by Shapely alone. CPU seconds of one run."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date

import shapely

from firmground.checks.context import Context
from firmground.checks.examine import examine
from firmground.ledger.ids import derived_id
from firmground.records.entry import Entry, Party
from firmground.records.operations import Operation
from firmground.records.tiers import Tier


def rows(count: int) -> Iterator[Entry]:
    """Yield release products whose squares overlap the next one by a tenth."""
    for n in range(count):
        west, south = 36.0 + (n % 150) * 0.0009, 35.0 + (n // 150) * 0.002
        yield Entry(
            id=derived_id("bench", n),
            thing=derived_id("bench", "thing", n),
            number=f"LR-{n}",
            kind="land_release",
            operation="bench",
            tier=Tier.STAFF,
            author="P-0001",
            body={"product": "cleared", "depth_cm": 20, "stated_area_m2": 9_000.0, "task": f"T-{n % 40}"},
            true_from=date(2017, 10, 1 + n % 28),
            parties=(Party("A"),),
            geometry=shapely.to_wkb(shapely.box(west, south, west + 0.001, south + 0.001), byte_order=1).hex(),
        )


def ours(entries: list[Entry]) -> int:
    """Return how many rows all checks say something about."""
    context = Context(operation=Operation(name="Bench"), operation_number="bench", today=date(2018, 1, 1))
    return sum(bool(findings) for findings in examine(entries, context=context))


def shapely_alone(entries: list[Entry]) -> int:
    """Return how many rows are invalid or overlap another, by Shapely."""
    shapes = shapely.from_wkb([entry.wkb for entry in entries])
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = first < second
    shared = shapely.area(shapely.intersection(shapes[first[apart]], shapes[second[apart]]))
    valid = shapely.is_valid(shapes)
    return int((~valid).sum()) + len({*first[apart][shared > 0], *second[apart][shared > 0]})


def main() -> None:
    """Time both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    entries = list(rows(count))
    for name, run in (("all checks", ours), ("Shapely: validity and overlap only", shapely_alone)):
        started = time.process_time()
        told = run(entries)
        print(f"{name}: {time.process_time() - started:.2f} CPU s for {count:,} rows, {told:,} rows told of")


if __name__ == "__main__":
    main()
