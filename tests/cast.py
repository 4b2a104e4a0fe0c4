"""Standing people, places and clocks of the tests. All invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import msgspec
import shapely

from firmground.ledger.ids import derived_id, thing_id
from firmground.records.entry import Entry, Party
from firmground.records.kinds import KINDS

OPERATION = derived_id("tests", "operation")
OTHER_OPERATION = derived_id("tests", "another operation")
OFFICER = "P-0001"

_entries = count(1)


class ScriptedClock:
    """Gives an instant one second later at every question."""

    def __init__(self, instant=datetime(2017, 11, 14, 18, 30, tzinfo=UTC)):
        self.instant = instant

    def __call__(self):
        told = self.instant
        self.instant += timedelta(seconds=1)
        return told


def square(lon=40.1, lat=35.3, side_deg=0.001):
    """Return a square as hex WKB; its south-west corner is the place."""
    return shapely.box(lon, lat, lon + side_deg, lat + side_deg).wkb.hex()


def an_entry(kind="hazard_area", **said):
    """Return a sound entry of a kind, unlike any other before; what is said replaces what it would say."""
    part = next(_entries)
    number = said.pop("number", f"{KINDS[kind].prefix}-{part:04d}")
    operation = said.pop("operation", OPERATION)
    entry = Entry(
        id=derived_id("tests", "entry", part),
        thing=thing_id(operation, kind, number),
        number=number,
        kind=kind,
        operation=operation,
        tier=KINDS[kind].tier,
        author=OFFICER,
        body={"status": "confirmed"} if kind == "hazard_area" else {},
        true_from=date(2017, 10, 1),
        parties=(Party("ORG-0001"),),
        geometry=square() if kind == "hazard_area" else "",
    )
    return msgspec.structs.replace(entry, **said)
