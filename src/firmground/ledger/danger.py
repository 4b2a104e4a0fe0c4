"""Which entries speak of danger, and which open ground or road. Approval gates the second, never the first."""

from __future__ import annotations

from firmground.records.entry import Entry

_OPEN_STATES = frozenset({"assessed", "verified", "cleared"})


def is_danger(entry: Entry) -> bool:
    """Return whether an entry speaks of danger, so that the cautious fold holds it from the moment it is received."""
    body = entry.body
    match entry.kind:
        case "hazard_area" | "accident":
            return True
        case "inspection":
            return bool(body.get("verdict") == "failed")
        case "road_stretch":
            return bool(body.get("state") == "closed")
        case "ordnance_lot":
            return bool(body.get("event") == "found")
        case _:
            return False


def is_opening(entry: Entry) -> bool:
    """Return whether people could walk or drive somewhere because of an entry: a release, its acceptance, a road."""
    match entry.kind:
        case "land_release":
            return True
        case "inspection":
            return bool(entry.body.get("verdict") == "accepted")
        case "road_stretch":
            return entry.body.get("state") in _OPEN_STATES
        case _:
            return False
