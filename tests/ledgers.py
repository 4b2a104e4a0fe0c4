"""Small ledgers for tests: entries in a few words, recorded in batches with a scripted time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from firmground.ledger.ids import derived_id, thing_id
from firmground.ledger.ports import Recorded
from firmground.records.entry import Entry, Party
from firmground.records.kinds import KINDS
from firmground.records.tiers import Tier

OPERATION = thing_id("centre", "operation", "test")
START = datetime(2017, 10, 1, 16, 0, tzinfo=UTC)


def square(west: float, south: float, side_deg: float = 0.001) -> str:
    """Return the hex WKB of a square, counterclockwise, little endian."""
    return polygon(
        [(west, south), (west + side_deg, south), (west + side_deg, south + side_deg), (west, south + side_deg)]
    )


def polygon(corners: list[tuple[float, float]]) -> str:
    """Return the hex WKB of a polygon without holes."""
    import struct

    ring = [*corners, corners[0]]
    head = struct.pack("<BII", 1, 3, 1) + struct.pack("<I", len(ring))
    points = (struct.pack("<dd", round(lon, 9), round(lat, 9)) for lon, lat in ring)
    return (head + b"".join(points)).hex()


def entry(
    number: str,
    kind: str,
    day: int | None = 1,
    *,
    geometry: str = "",
    name: str = "",
    supersedes: str = "",
    withdraws: str = "",
    parties: tuple[str, ...] = (),
    tier: Tier | None = None,
    author: str = "P-0001",
    **body: object,
) -> Entry:
    """Return an entry of the test operation; ``day`` is a day of October 2017; its id is derived from ``name``."""
    return Entry(
        id=derived_id("test", name or f"{kind} {number} {day} {sorted(body.items())} {geometry} {supersedes}"),
        thing=thing_id(OPERATION, kind, number),
        number=number,
        kind=kind,
        operation=OPERATION,
        tier=tier or KINDS[kind].tier,
        author=author,
        body=body,
        true_from=None if day is None else date(2017, 10, day),
        parties=tuple(Party(party) for party in parties),
        geometry=geometry,
        supersedes=supersedes,
        withdraws=withdraws,
    )


def hazard(number: str, day: int, geometry: str = "", status: str = "suspected", **more: object) -> Entry:
    """Return a hazard area."""
    return entry(number, "hazard_area", day, geometry=geometry, status=status, **more)


def release(number: str, day: int, geometry: str = "", product: str = "cleared", **more: object) -> Entry:
    """Return a land release product."""
    return entry(number, "land_release", day, geometry=geometry, product=product, **more)


def decision(verdict: str, *targets: Entry, author: str = "P-0002", **more: object) -> Entry:
    """Return a decision over entries."""
    ids = [target.id for target in targets]
    return entry(
        f"decision {verdict} {author} {ids} {more}",
        "decision",
        None,
        author=author,
        verdict=verdict,
        entries=ids,
        **more,
    )


def recorded(*batches: list[Entry], start: datetime = START, every: timedelta = timedelta(days=1)) -> list[Recorded]:
    """Return the entries as recorded, one batch a day from the start on."""
    return [
        Recorded(one, "centre", number, position, start + (number - 1) * every)
        for number, batch in enumerate(batches, start=1)
        for position, one in enumerate(batch)
    ]


def approved(*entries: Entry) -> list[list[Entry]]:
    """Return a batch with the entries and a batch that approves them."""
    return [list(entries), [decision("approved", *entries)]]
