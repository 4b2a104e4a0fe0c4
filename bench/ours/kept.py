"""Firmground: one more claim with the durable commit: entered, signed, synced, and the kept cells follow."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from tempfile import TemporaryDirectory

from bench.newcomers import newcomers
from bench.ours.ground import version
from bench.questions import Ground
from bench.sites import CLASSES, HAZARDS
from bench.stopwatch import Stopwatch

__all__ = ["check", "end", "one_more_kept", "told", "version"]

_folder = TemporaryDirectory(prefix="firmground-bench-")
_AT_ONCE = 50_000
_operations: list[str] = []
_watch = Stopwatch()
told = _watch.told


def one_more_kept(ground: Ground) -> Callable[[], None]:
    """Enter one claim after the other, each a batch of its own."""
    os.environ["FIRMGROUND_DATA"] = _folder.name  # noqa: TID251 - a ledger of its own for this run
    from firmground.actions.open_operation import open_operation
    from firmground.records.operations import Operation
    from firmground.wiring import office, prepare

    prepare()
    ledger = office().ledger
    body = Operation(name="Bench", timezone="UTC", country_box=(36.0, 32.0, 43.0, 39.0))
    operation = open_operation(office(), "P-0001", f"bench-{len(ground.claims)}", body).id
    claims, new = ground.claims, newcomers(ground)
    entered = _entries(operation, 0, claims.wkb.tolist(), claims.says.tolist(), claims.day.tolist())
    for first in range(0, len(entered), _AT_ONCE):
        ledger.append(entered[first : first + _AT_ONCE])
    office().grounds.recompute(operation, "land", entered)
    _operations[:] = [operation]
    days = [int(claims.day.max()) - index for index in range(len(new.wkb))]
    coming = _entries(operation, len(claims), new.wkb.tolist(), new.says.tolist(), days)

    def run() -> None:
        for entry in coming:
            with _watch.one():
                ledger.append([entry])

    _watch.each_ms.clear()
    return run


def check() -> None:
    """Hold the kept cells, which followed claim by claim, to cells cut anew.

    Raises:
        SystemExit: They are not the same.
    """
    from firmground.geometry.cells.cells import cells
    from firmground.state.kept_ground import polygons_of
    from firmground.wiring import office

    ledger, kept = office().ledger, office().grounds.store
    for operation in _operations:
        entries = [one.entry for one in ledger.recorded(operation, upto=ledger.head())]
        followed = kept.kept(operation, "land", polygons_of(entries, "land"))
        if followed is None or followed.cells != cells(followed.polygons):
            raise SystemExit("The cells that were kept are not those that are cut anew.")


def end() -> None:
    """Remove the ledger."""
    _folder.cleanup()


def _entries(operation: str, first: int, shapes: list[bytes], says: list[int], days: list[int]) -> list:
    from firmground.ledger.ids import derived_id
    from firmground.records.entry import Entry
    from firmground.records.tiers import Tier

    def entry(number: int, wkb: bytes, said: int, day: int) -> Entry:
        is_hazard = said < HAZARDS
        return Entry(
            id=derived_id(operation, number),
            thing=derived_id(operation, "thing", number),
            number=f"{'HA' if is_hazard else 'LR'}-{number}",
            kind="hazard_area" if is_hazard else "land_release",
            operation=operation,
            tier=Tier.STAFF,
            author="P-0001",
            body={"status": CLASSES[said]} if is_hazard else {"product": CLASSES[said], "depth_cm": 20},
            true_from=date.fromordinal(date(1970, 1, 1).toordinal() + day),
            geometry=wkb.hex(),
        )

    return [
        entry(number, wkb, said, day)
        for number, (wkb, said, day) in enumerate(zip(shapes, says, days, strict=True), start=first)
    ]
