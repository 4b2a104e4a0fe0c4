"""The list of figures: each is defined here once. ``docs/figures.md`` is generated from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from firmground.bulletins.figures import Basis, Curve, Evaluate, Figure, Group, Unit, difference
from firmground.records.ordnance import COUNTED_APART, Category, LotEvent
from firmground.records.roads import StretchState
from firmground.state.evidence import NOTHING, Amount
from firmground.state.land_table import Status
from firmground.state.ordnance import remaining
from firmground.state.picture import Picture


def _status(*statuses: Status) -> Evaluate:
    def amount(picture: Picture, day: date) -> Amount:
        totals = picture.land.totals(on_day=day)
        result = NOTHING
        for status in statuses:
            result = result + totals.get(status, NOTHING)
        return result

    return amount


def _status_curve(*statuses: Status) -> Curve:
    def values(picture: Picture, days: Sequence[date]) -> list[int]:
        curves = picture.land.curves(days)
        return [sum(day) for day in zip(*(curves[status] for status in statuses), strict=True)]

    return values


def _apart(name: str) -> Evaluate:
    return lambda picture, day: picture.land.apart(on_day=day)[name]


def _stated(*claims: str) -> Evaluate:
    def amount(picture: Picture, day: date) -> Amount:
        stated = picture.land.stated(on_day=day)
        return sum((stated.get(claim, NOTHING) for claim in claims), NOTHING)

    return amount


def _open_hazards(*, status: str = "", is_mapped: bool | None = None) -> Evaluate:
    def amount(picture: Picture, day: date) -> Amount:
        return Amount.of(
            (hazard.entry_id, 1)
            for hazard in picture.land.hazards(on_day=day)
            if hazard.is_open
            and (not status or hazard.status == status)
            and (is_mapped is None or hazard.is_mapped == is_mapped)
        )

    return amount


def _road(state: StretchState) -> Evaluate:
    return lambda picture, day: picture.roads.by_state(on_day=day)[state]


def _road_curve(state: StretchState) -> Curve:
    return lambda picture, days: picture.roads.curves(days)[state]


def _ordnance(event: LotEvent, category: Category | None = None) -> Evaluate:
    return lambda picture, day: picture.ordnance.amount(event, on_day=day, category=category)


def _deployed(what: str) -> Evaluate:
    return lambda picture, day: picture.people.deployed(what, on_day=day)


def _person_days(picture: Picture, day: date) -> Amount:
    return picture.people.person_days(on_day=day)


_CHECKED = "Ground whose polygon was reported as checked, searched or worked on, each square metre once, by the day of the first report. Activity: it releases nothing."
_IMAS_0711 = "IMAS 07.11 (land release)"
_TOTAL, _STATE, _RATIO = Basis.RUNNING_TOTAL, Basis.STATE, Basis.RATIO
_MM2, _MM = Unit.SQUARE_MILLIMETRE, Unit.MILLIMETRE

_LAND = (
    Figure(
        "area-checked",
        "Area checked",
        _CHECKED,
        "Wording of the reports; no standard calls it land release",
        _MM2,
        _TOTAL,
        Group.ACTIVITY,
        lambda picture, day: picture.activity.total(on_day=day),
    ),
    Figure(
        "area-reported",
        "Area checked, sum of the reports",
        "The polygons of the reports added up one by one; ground that was reported twice counts twice. It stands beside the area checked to show what overlaps.",
        "domain rule: worked is not finished",
        _MM2,
        _TOTAL,
        Group.ACTIVITY,
        lambda picture, day: picture.activity.reported(on_day=day),
        is_public=False,
    ),
    Figure(
        "area-reworked",
        "Ground checked again",
        "Ground of reports that earlier reports, or others of the same day, had covered already: the sum of the reports less the area checked.",
        "domain rule: worked is not finished",
        _MM2,
        _TOTAL,
        Group.ACTIVITY,
        lambda picture, day: difference(picture.activity.reported(on_day=day), picture.activity.total(on_day=day)),
        is_public=False,
    ),
    Figure(
        "area-checked-stated",
        "Area checked, stated without a polygon",
        "Areas that reports state without a polygon. Overlaps cannot be seen; never added to measured areas.",
        "design rule: stated apart from measured",
        _MM2,
        _TOTAL,
        Group.ACTIVITY,
        lambda picture, day: picture.activity.stated(on_day=day),
    ),
    Figure(
        "area-cancelled",
        "Area cancelled",
        "Ground released by non-technical survey, that still stands so: union of approved products, no overlap.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.RELEASE,
        _status(Status.CANCELLED),
        curve=_status_curve(Status.CANCELLED),
    ),
    Figure(
        "area-reduced",
        "Area reduced",
        "Ground released by technical survey, that still stands so: union of approved products, no overlap.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.RELEASE,
        _status(Status.REDUCED),
        curve=_status_curve(Status.REDUCED),
    ),
    Figure(
        "area-cleared",
        "Area cleared",
        "Ground released by clearance to a depth or to agreed parameters, that still stands so: union of approved products, no overlap.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.RELEASE,
        _status(Status.CLEARED),
        curve=_status_curve(Status.CLEARED),
    ),
    Figure(
        "area-released",
        "Area released",
        "Cancelled, reduced and cleared together. Checked ground is not in it.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.RELEASE,
        _status(Status.CANCELLED, Status.REDUCED, Status.CLEARED),
        curve=_status_curve(Status.CANCELLED, Status.REDUCED, Status.CLEARED),
    ),
    Figure(
        "area-released-accepted",
        "Area released, control accepted",
        "Released ground whose product an inspection has accepted. Only this counts as released in public and for access.",
        "IMAS 07.40 (monitoring)",
        _MM2,
        _STATE,
        Group.RELEASE,
        _apart("accepted"),
    ),
    Figure(
        "area-released-no-hazard",
        "Area released without a hazard on record",
        "Released ground on which no hazard area was recorded; accepted and counted apart.",
        "design rule",
        _MM2,
        _STATE,
        Group.RELEASE,
        _apart("no_hazard_recorded"),
        is_public=False,
    ),
    Figure(
        "area-released-stated",
        "Area released, stated without a polygon",
        "Areas of release products that state an area without a polygon. Never added to measured areas.",
        "design rule: stated apart from measured",
        _MM2,
        _TOTAL,
        Group.RELEASE,
        _stated("cancelled", "reduced", "cleared"),
    ),
    Figure(
        "area-sha",
        "Suspected hazardous area remaining",
        "Ground suspected on indirect evidence and not yet released.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.REMAINING,
        _status(Status.SHA),
        curve=_status_curve(Status.SHA),
    ),
    Figure(
        "area-cha",
        "Confirmed hazardous area remaining",
        "Ground confirmed by direct evidence and not yet released.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.REMAINING,
        _status(Status.CHA),
        curve=_status_curve(Status.CHA),
    ),
    Figure(
        "area-restricted",
        "Restricted area remaining",
        "Ground that could not be done; counts as hazard.",
        "IMAS 09.13 (building clearance)",
        _MM2,
        _STATE,
        Group.REMAINING,
        _status(Status.RESTRICTED),
        curve=_status_curve(Status.RESTRICTED),
    ),
    Figure(
        "area-remaining",
        "Hazardous area remaining",
        "Suspected, confirmed and restricted ground together.",
        _IMAS_0711,
        _MM2,
        _STATE,
        Group.REMAINING,
        _status(Status.SHA, Status.CHA, Status.RESTRICTED),
        curve=_status_curve(Status.SHA, Status.CHA, Status.RESTRICTED),
    ),
    Figure(
        "area-hazard-stated",
        "Hazardous area, stated without a polygon",
        "Areas of hazard areas that state an area without a polygon. Never added to measured areas.",
        "design rule: stated apart from measured",
        _MM2,
        _STATE,
        Group.REMAINING,
        _stated("sha", "cha", "restricted"),
    ),
    Figure(
        "area-reopened",
        "Released ground reopened",
        "Ground that was released and is hazardous again.",
        "design rule",
        _MM2,
        _STATE,
        Group.REMAINING,
        _apart("reopened"),
    ),
    Figure(
        "hazards-open",
        "Hazard areas open",
        "Hazard areas of which ground remains, counted as things; a partly released one counts as one. Those without a polygon count until a release names them.",
        _IMAS_0711,
        Unit.AREA,
        _STATE,
        Group.REMAINING,
        _open_hazards(),
        is_public=False,
    ),
    Figure(
        "hazards-open-suspected",
        "Suspected hazard areas open",
        "Open hazard areas that are suspected.",
        _IMAS_0711,
        Unit.AREA,
        _STATE,
        Group.REMAINING,
        _open_hazards(status="suspected"),
        is_public=False,
    ),
    Figure(
        "hazards-open-confirmed",
        "Confirmed hazard areas open",
        "Open hazard areas that are confirmed.",
        _IMAS_0711,
        Unit.AREA,
        _STATE,
        Group.REMAINING,
        _open_hazards(status="confirmed"),
        is_public=False,
    ),
    Figure(
        "hazards-unmapped",
        "Hazard areas open, extent not mapped",
        "Open hazard areas without a polygon.",
        "design rule",
        Unit.AREA,
        _STATE,
        Group.REMAINING,
        _open_hazards(is_mapped=False),
        is_public=False,
    ),
)

_ROADS = (
    Figure(
        "road-checked",
        "Road checked",
        "Road reported as checked, along the line, each metre once. Activity: it opens nothing.",
        "Wording of the reports",
        _MM,
        _TOTAL,
        Group.ROADS,
        lambda picture, day: picture.roads.checked(on_day=day),
    ),
    Figure(
        "road-reported",
        "Road checked, sum of the reports",
        "The stretches of the reports added up one by one.",
        "domain rule: worked is not finished",
        _MM,
        _TOTAL,
        Group.ROADS,
        lambda picture, day: picture.roads.reported(on_day=day),
        is_public=False,
    ),
    *(
        Figure(
            f"road-{state.value}",
            f"Road {state.value}",
            f"Road whose last word is: {state.value}; on one day a closure wins.",
            "IMAS activity classes for roads",
            _MM,
            _STATE,
            Group.ROADS,
            _road(state),
            curve=_road_curve(state),
        )
        for state in (StretchState.ASSESSED, StretchState.VERIFIED, StretchState.CLEARED, StretchState.CLOSED)
    ),
    Figure(
        "road-stated",
        "Road, stated without a line",
        "Lengths that reports state without a line or a place along a road. Never added to measured lengths.",
        "design rule: stated apart from measured",
        _MM,
        _TOTAL,
        Group.ROADS,
        lambda picture, day: picture.roads.stated(on_day=day),
    ),
)

_BUILDINGS = (
    Figure(
        "buildings-checked",
        "Buildings checked",
        "Buildings checked; one with its own number counts once, however often it is checked.",
        "IMAS 09.13 (building clearance)",
        Unit.BUILDING,
        _TOTAL,
        Group.BUILDINGS,
        lambda picture, day: picture.buildings.total(on_day=day),
    ),
    Figure(
        "social-sites-checked",
        "Socially important buildings checked",
        "Buildings checked that serve the public: schools, hospital, substations and the like.",
        "Wording of the reports",
        Unit.BUILDING,
        _TOTAL,
        Group.BUILDINGS,
        lambda picture, day: picture.buildings.total(on_day=day, only_important=True),
    ),
)

_ORDNANCE = (
    Figure(
        "ordnance-found",
        "Explosive objects found",
        "Items found, without small-arms ammunition and bulk explosive. A lot of which only the destruction is told was found the same day (inferred).",
        "IMAS 09.30 (EOD)",
        Unit.ITEM,
        _TOTAL,
        Group.ORDNANCE,
        _ordnance(LotEvent.FOUND),
    ),
    Figure(
        "ordnance-destroyed",
        "Explosive objects destroyed",
        "Items destroyed, without small-arms ammunition and bulk explosive.",
        "IMAS 09.30 (EOD)",
        Unit.ITEM,
        _TOTAL,
        Group.ORDNANCE,
        _ordnance(LotEvent.DESTROYED),
    ),
    Figure(
        "ordnance-moved",
        "Explosive objects moved",
        "Items moved to another place before destruction.",
        "IMAS 09.30 (EOD)",
        Unit.ITEM,
        _TOTAL,
        Group.ORDNANCE,
        _ordnance(LotEvent.MOVED),
        is_public=False,
    ),
    Figure(
        "ordnance-remaining",
        "Explosive objects found, not yet destroyed",
        "Found less destroyed.",
        "IMAS 09.30 (EOD)",
        Unit.ITEM,
        _STATE,
        Group.ORDNANCE,
        lambda picture, day: remaining(picture.ordnance, on_day=day),
        is_public=False,
    ),
    *(
        Figure(
            f"ordnance-{event.value}-{category.value.replace('_', '-')}",
            f"{category.value.replace('_', ' ').capitalize()}, {event.value}",
            "Items of this category."
            if category not in COUNTED_APART
            else "Items of this category; kept apart, never in the ordnance total.",
            "IMAS 09.30 (EOD)",
            Unit.ITEM,
            _TOTAL,
            Group.ORDNANCE,
            _ordnance(event, category),
        )
        for category in Category
        for event in (LotEvent.FOUND, LotEvent.DESTROYED)
    ),
)

_EFFORT = (
    Figure(
        "people-deployed",
        "People deployed",
        "People present on the day.",
        "Wording of the reports",
        Unit.PERSON,
        _STATE,
        Group.EFFORT,
        _deployed("people"),
    ),
    Figure(
        "machines-deployed",
        "Machines deployed",
        "Machines present on the day.",
        "Wording of the reports",
        Unit.MACHINE,
        _STATE,
        Group.EFFORT,
        _deployed("machines"),
    ),
    Figure(
        "teams-deployed",
        "Teams deployed",
        "Teams present on the day.",
        "Wording of the reports",
        Unit.TEAM,
        _STATE,
        Group.EFFORT,
        _deployed("teams"),
    ),
    Figure(
        "days-worked",
        "Days worked",
        "Days on which any work is on record.",
        "design rule",
        Unit.DAY,
        _TOTAL,
        Group.EFFORT,
        lambda picture, day: picture.people.days_worked(on_day=day),
    ),
    Figure(
        "area-per-person-day",
        "Area checked per person and day",
        "Area checked, divided by the people present summed over the days worked: all people present count.",
        "domain table of productivity benchmarks",
        Unit.M2_PER_PERSON_DAY,
        _RATIO,
        Group.EFFORT,
        lambda picture, day: picture.activity.total(on_day=day),
        per=_person_days,
    ),
    Figure(
        "objects-per-hectare",
        "Explosive objects destroyed per hectare checked",
        "Explosive objects destroyed, divided by the area checked.",
        "domain table of density benchmarks",
        Unit.ITEM_PER_HECTARE,
        _RATIO,
        Group.EFFORT,
        _ordnance(LotEvent.DESTROYED),
        per=lambda picture, day: picture.activity.total(on_day=day),
    ),
)

FIGURES: Mapping[str, Figure] = {figure.name: figure for figure in (*_LAND, *_ROADS, *_BUILDINGS, *_ORDNANCE, *_EFFORT)}
"""Every figure by name, in the order in which people are shown them."""


def table() -> str:
    """Return the registry as the Markdown of ``docs/figures.md``."""
    lines = [
        "# Figures",
        "",
        "Generated by `make docs` from `src/firmground/bulletins/figures.py`. All figures are official: approved",
        "entries only. Areas are m2, lengths m, worked out in whole mm2 and mm; nothing is counted twice.",
        "",
        "| name | title | what exactly | unit | basis | standard or source | may be published |",
        "|---|---|---|---|---|---|---|",
    ]
    for figure in FIGURES.values():
        public = "yes" if figure.is_public else "no"
        lines.append(
            f"| `{figure.name}` | {figure.title} | {figure.definition} | {figure.unit.value} | {figure.basis.value} "
            f"| {figure.standard} | {public} |"
        )
    return "\n".join([*lines, ""])
