"""Rules about road stretches: their place along the road, their length and their width."""

from __future__ import annotations

from collections.abc import Iterator

from firmground.checks.candidates import Candidate, grouped, label
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.land import NOTED_SHARE, STOPPED_SHARE
from firmground.checks.rules import Told, record_rule
from firmground.errors import GeometryUnsound
from firmground.geometry.measures import length_mm

WIDEST_M = 60.0
"""A width above this asks: six lanes with shoulders measure less, so that a length or other unit is probable."""


@record_rule(
    "from_after_to",
    Weight.STOPS,
    says="A stretch that ends where it begins or before.",
    message=N_("The stretch runs {said}. Expected is {expected}."),
    source="IMAS 05.10; roads are counted along the line",
    because="It has no length; which of the two is wrong only the reporter knows.",
)
def from_after_to(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a stretch whose from is not before its to."""
    start, end = candidate.number("from_m"), candidate.number("to_m")
    if candidate.entry.kind == "road_stretch" and start is not None and end is not None and start >= end:
        yield Told("to_m", f"{grouped(start)} m – {grouped(end)} m", N_("a from before the to"))


@record_rule(
    "length_differs",
    Weight.NOTES,
    says="Stated and measured length differ by more than 5 %, up to 20 %.",
    message=N_("The stated length is {said}, the measured one {expected}: {share} apart. The measured one counts."),
    source="data-quality rule 2, for lengths",
)
def length_differs(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Note a difference between 5 and 20 % of the measured length; 5 % itself passes."""
    measured = _measured_m(candidate)
    if NOTED_SHARE < _length_share(candidate, measured) <= STOPPED_SHARE:
        yield _lengths_told(candidate, measured)


@record_rule(
    "length_contradicts",
    Weight.STOPS,
    says="Stated and measured length differ by more than 20 %.",
    message=N_("The stated length is {said}, the measured one {expected}: {share} apart. Correct one of them."),
    source="data-quality rule 2, for lengths",
    may_be_overridden=True,
    because="Odometers and drawn lines differ on bad roads; the measured one counts and the stated is kept.",
)
def length_contradicts(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a difference of more than 20 % of the measured length."""
    measured = _measured_m(candidate)
    if _length_share(candidate, measured) > STOPPED_SHARE:
        yield _lengths_told(candidate, measured)


def _measured_m(candidate: Candidate) -> float:
    """Return the length from and to along the road, otherwise of the line; 0: neither is there."""
    if candidate.entry.kind != "road_stretch" or candidate.number("stated_length_m") is None:
        return 0.0
    start, end = candidate.number("from_m"), candidate.number("to_m")
    if start is not None and end is not None:
        return max(0.0, end - start)
    if candidate.shape is None or "Line" not in candidate.shape.kind:
        return 0.0
    try:
        return length_mm(candidate.entry.wkb) / 1000
    except GeometryUnsound:
        return 0.0


def _length_share(candidate: Candidate, measured_m: float) -> float:
    stated = candidate.number("stated_length_m")
    return abs(stated - measured_m) / measured_m if stated is not None and measured_m else 0.0


def _lengths_told(candidate: Candidate, measured_m: float) -> Told:
    stated = candidate.number("stated_length_m") or 0.0
    share = f"{_length_share(candidate, measured_m) * 100:.1f} %"
    return Told("stated_length_m", f"{grouped(stated)} m", f"{grouped(measured_m)} m", {"share": share})


@record_rule(
    "width_missing",
    Weight.ASKS,
    says="A stretch verified or cleared without its width.",
    message=N_("A stretch that was {said} needs its width: beside it the ground is as it was. Give {expected}."),
    source="IMAS 05.10; width is what convoys are led by",
    answered_by=("width_m",),
)
def width_missing(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a verified or cleared stretch without a width."""
    state = candidate.text("state")
    if candidate.entry.kind == "road_stretch" and state in ("verified", "cleared") and not candidate.number("width_m"):
        yield Told("width_m", state, N_("the width in m"), {"label": label("road_stretch", "width_m")})


@record_rule(
    "width_implausible",
    Weight.ASKS,
    says="A stretch wider than 60 m.",
    message=N_("The width is {said}. Expected is {expected}: look at the unit, or say why."),
    source="domain.md e2 rules 17 and 18",
)
def width_implausible(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a width that no road has; 60 m itself passes."""
    width = candidate.number("width_m")
    if candidate.entry.kind == "road_stretch" and width is not None and width > WIDEST_M:
        yield Told("width_m", f"{width:g} m", f"≤ {WIDEST_M:g} m")
