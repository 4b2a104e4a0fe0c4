"""Daily reports: what each team tells of each day, as entries that name their daily progress."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from examples.deir_ez_zor.days import SEED
from examples.deir_ez_zor.ground import Strip, place_in, point_wkb
from examples.deir_ez_zor.ordnance import Lot
from examples.deir_ez_zor.plans import LATE, STRUCK, Check, Plan, plans
from examples.deir_ez_zor.records import MACHINES, PEOPLE, TEAMS, Book, team_number, team_parties
from examples.deir_ez_zor.roads import Stretch
from firmground.geometry.measures import area_mm2, vertices
from firmground.records.buildings import BuildingChecked
from firmground.records.entry import Entry
from firmground.records.fields import Body
from firmground.records.land import Activity, AreaWorked, Method
from firmground.records.operations import DailyProgress
from firmground.records.ordnance import LotEvent, OrdnanceLot
from firmground.records.roads import RoadStretch, StretchState

_STOPPAGES = (
    "Dust storm from noon: work stopped for four hours",
    "Machine under repair: one lane by hand only",
    "Convoy passing: road kept free for two hours",
    "Rubble has to be moved before the lane can go on",
)
_NO_WORK = "Dust storm all day: no work"
_OFTEN_STOPPED = 0.08
_FULL_HOURS = (7.0, 7.5, 8.0, 8.5, 9.0)
_SHORT_HOURS = (4.0, 5.0, 5.5)
_DEMOLITION_GROUND = "Demolition ground"


@dataclass(frozen=True, slots=True)
class Report:
    """What one team tells of one day.

    Attributes:
        day: The day.
        team: Number of the team.
        arrives: The day in the evening of which it is recorded.
        entries: The daily progress, and everything that names it.
        strips: The polygons, by id of the entry that tells of them.
    """

    day: date
    team: int
    arrives: date
    entries: list[Entry]
    strips: dict[str, Strip]


@dataclass
class Telling:
    """Turns plans into reports. A lot found on one day and destroyed on the next keeps its number and its place."""

    book: Book
    rng: random.Random = field(default_factory=lambda: random.Random(SEED + 4))
    _named: dict[str, str] = field(default_factory=dict)
    _found: dict[Lot, tuple[str, bytes]] = field(default_factory=dict)

    def reports(self) -> Iterator[list[Report]]:
        """Yield the reports of every day, one of each team."""
        days = plans()
        for plan, after in zip(days, [*days[1:], None], strict=True):
            found_only = [lot for lot in after.lots if lot.is_of_day_before] if after else []
            yield [self._report(plan, team, found_only) for team in TEAMS]

    def _report(self, plan: Plan, team: int, found_only: list[Lot]) -> Report:
        progress = self._progress(plan.day, team)
        saying = _Saying(self.book, plan.day, team, progress.number)
        areas = [(saying.area(strip), strip) for strip in plan.strips if strip.team == team]
        entries = [progress, *(entry for entry, _ in areas)]
        entries.extend(saying.stretch(stretch) for stretch in plan.stretches if stretch.team == team)
        entries.extend(self._check(saying, check, plan) for check in plan.checks if check.team == team)
        for lot in plan.lots:
            if lot.team == team:
                entries.extend(self._destroyed(saying, lot, plan))
        for lot in found_only:
            if lot.team == team:
                entries.extend(self._found_and_moved(saying, lot, plan))
        arrives = LATE.get((plan.day, team), plan.day)
        return Report(plan.day, team, arrives, entries, {entry.id: strip for entry, strip in areas})

    def _progress(self, day: date, team: int) -> Entry:
        hours, stoppage = self.rng.choice(_FULL_HOURS), ""
        if STRUCK.get(day) == team:
            hours, stoppage = 0.0, _NO_WORK
        elif self.rng.random() < _OFTEN_STOPPED:
            hours, stoppage = self.rng.choice(_SHORT_HOURS), self.rng.choice(_STOPPAGES)
        body = DailyProgress(
            team=team_number(team),
            people=PEOPLE[team - 1],
            machines=MACHINES[team - 1],
            hours=hours,
            stoppage=stoppage,
        )
        return self.book.entry("daily_progress", body, day, parties=team_parties(team))

    def _check(self, saying: _Saying, check: Check, plan: Plan) -> Entry:
        place = self._place(plan, check.team)
        known = self._named.get(check.name, "")
        entry = saying.check(check, known, place)
        if check.name:
            self._named.setdefault(check.name, entry.number)
        return entry

    def _destroyed(self, saying: _Saying, lot: Lot, plan: Plan) -> list[Entry]:
        if lot.is_of_day_before:
            number, place = self._found.pop(lot)
            return [saying.lot(lot, LotEvent.DESTROYED, number, place)]
        place = self._place(plan, lot.team)
        found = saying.lot(lot, LotEvent.FOUND, "", place)
        return [found, saying.lot(lot, LotEvent.DESTROYED, found.number, place)]

    def _found_and_moved(self, saying: _Saying, lot: Lot, plan: Plan) -> list[Entry]:
        place = self._place(plan, lot.team)
        found = saying.lot(lot, LotEvent.FOUND, "", place)
        self._found[lot] = (found.number, place)
        return [found, saying.lot(lot, LotEvent.MOVED, found.number, place)]

    def _place(self, plan: Plan, team: int) -> bytes:
        """Return a place where the team was that day: in one of its polygons, or else on its stretch of road."""
        strips = [strip for strip in plan.strips if strip.team == team]
        if strips:
            return point_wkb(place_in(self.rng.choice(strips).wkb, self.rng))
        stretch = next(stretch for stretch in plan.stretches if stretch.team == team)
        return point_wkb(self.rng.choice(vertices(stretch.wkb)[0]))


@dataclass(frozen=True, slots=True)
class _Saying:
    """Makes the entries of one team's day."""

    book: Book
    day: date
    team: int
    report: str

    def area(self, strip: Strip) -> Entry:
        body = AreaWorked(
            activity=Activity.CHECKED,
            method=Method.RAPID_SEARCH,
            stated_area_m2=float(round(area_mm2(strip.wkb) / 1e8) * 100),
            sector=strip.sector,
            team=team_number(self.team),
            report=self.report,
            note="Checked again on purpose: heavy vehicles had passed" if strip.is_again else "",
        )
        return self._entry("area_worked", body, strip.wkb)

    def stretch(self, stretch: Stretch) -> Entry:
        body = RoadStretch(
            state=StretchState.CHECKED,
            road=stretch.road.name,
            from_m=float(stretch.from_m),
            to_m=float(stretch.to_m),
            team=team_number(self.team),
            report=self.report,
        )
        return self._entry("road_stretch", body, stretch.wkb)

    def check(self, check: Check, number: str, place: bytes) -> Entry:
        body = BuildingChecked(
            buildings=check.buildings,
            use=check.use,
            socially_important=bool(check.name),
            team=team_number(self.team),
            report=self.report,
            note=check.name,
        )
        return self._entry("building_checked", body, place, number, self.day.isoformat())

    def lot(self, lot: Lot, event: LotEvent, number: str, place: bytes) -> Entry:
        body = OrdnanceLot(
            event=event,
            category=lot.category,
            quantity=lot.quantity,
            depth_cm=lot.depth_cm,
            moved_to=_DEMOLITION_GROUND if event is LotEvent.MOVED else "",
            team=team_number(self.team),
            report=self.report,
        )
        return self._entry("ordnance_lot", body, place, number, event.value)

    def _entry(self, kind: str, body: Body, geometry: bytes, number: str = "", part: str = "") -> Entry:
        return self.book.entry(
            kind, body, self.day, number=number, part=part, parties=team_parties(self.team), geometry=geometry
        )
