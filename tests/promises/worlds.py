"""Small invented worlds for the promises: squares of ground, claims, decisions, corrections, on few days."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st

from firmground.records.entry import Entry
from tests.ledgers import decision, entry, hazard, release, square

DEEP = os.environ.get("DEEP") == "true"
CASES = settings(max_examples=5000 if DEEP else 60, deadline=None, print_blob=True)

_SIDE = 0.0005
_days = st.integers(1, 8)


@st.composite
def grounds(draw: st.DrawFn) -> str:
    """Return a square on a coarse lattice, so that edges coincide, corners touch and squares nest."""
    west, south = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return square(40.1 + west * _SIDE, 35.3 + south * _SIDE, draw(st.integers(1, 3)) * _SIDE)


@st.composite
def claims(draw: st.DrawFn, number: int) -> Entry:
    """Return one claim on ground, or one report of work."""
    day, ground = draw(_days), draw(grounds())
    match draw(st.integers(0, 7)):
        case 0 | 1:
            return hazard(f"HA-{number}", day, ground, draw(st.sampled_from(["suspected", "confirmed", "restricted"])))
        case 2:
            return entry(
                f"SR-{number}", "survey_report", day, geometry=ground, survey="technical", result="no_evidence"
            )
        case 3:
            return entry(f"QC-{number}", "inspection", day, geometry=ground, verdict="failed")
        case 4:
            return entry(
                f"AW-{number}", "area_worked", day, geometry=ground, activity="checked", parties=draw(_PARTIES)
            )
        case _:
            product = draw(st.sampled_from(["cancelled", "reduced", "cleared"]))
            return release(f"LR-{number}", day, ground, product, depth_cm=20)


_PARTIES = st.sampled_from([("A",), ("B",), ("A", "B"), ()])


@st.composite
def lots(draw: st.DrawFn, number: int) -> Entry:
    """Return a fact about ordnance."""
    return entry(
        f"OL-{draw(st.integers(0, 3))}",
        "ordnance_lot",
        draw(_days),
        name=f"lot {number}",
        event=draw(st.sampled_from(["found", "destroyed", "moved"])),
        category=draw(st.sampled_from(["mortar", "ap_mine", "small_arms_ammunition"])),
        quantity=draw(st.integers(1, 50)),
    )


@st.composite
def stretches(draw: st.DrawFn, number: int) -> Entry:
    """Return a stretch along one of two roads."""
    start = draw(st.integers(0, 20)) * 100
    return entry(
        f"RS-{number}",
        "road_stretch",
        draw(_days),
        state=draw(st.sampled_from(["checked", "verified", "cleared", "closed"])),
        road=draw(st.sampled_from(["R1", "R2"])),
        from_m=start,
        to_m=start + draw(st.integers(1, 8)) * 100,
    )


@st.composite
def reports(draw: st.DrawFn, most: int = 8) -> list[Entry]:
    """Return different reports, some of them corrections of earlier ones in the same place."""
    made: list[Entry] = []
    for number in range(draw(st.integers(1, most))):
        shape = draw(st.integers(0, 9))
        if made and shape == 0:
            made.append(_corrected(draw, draw(st.sampled_from(made)), number))
        else:
            kind = claims if shape < 7 else draw(st.sampled_from([lots, stretches]))
            made.append(draw(kind(number)))
    return made


def _corrected(draw: st.DrawFn, of: Entry, number: int) -> Entry:
    body = dict(of.body) | {"note": f"corrected {number}"}
    day = draw(_days)
    return entry(
        of.number, of.kind, day, geometry=of.geometry, name=f"correction {number}", supersedes=of.id,
        parties=tuple(party.organisation for party in of.parties), **body,
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> list[list[Entry]]:
    """Return batches: reports in some grouping, then decisions over some of them."""
    made = draw(reports())
    cut = draw(st.integers(0, len(made)))
    batches = [batch for batch in (made[:cut], made[cut:]) if batch]
    chosen = [one for one in made if draw(st.booleans())]
    return [*batches, [decision("approved", *chosen)]] if chosen else batches
