"""A small invented operation in a real ledger, with the people who look at it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from firmground.accounts.models import Person
from firmground.accounts.roles import GrantOf, Role
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord
from firmground.actions.open_operation import open_operation
from firmground.actions.publish_bulletin import publish_bulletin
from firmground.geometry.formats import from_geojson
from firmground.ledger.ids import authored_id, thing_id
from firmground.records.entry import Entry, Party
from firmground.records.kinds import KINDS
from firmground.records.operations import Operation, Organisation
from firmground.records.submissions import Outcome, Received, StagedRow
from firmground.settings import load
from firmground.wiring import make_office
from tests.cast import ScriptedClock

NUMBER = "north-sector"
HAZARD_CORNERS = [(40.12345, 35.31234), (40.12745, 35.31298), (40.12611, 35.31777)]
LOT_PLACE = (40.13579, 35.32468)
LOT_QUANTITY = 7351
HELD_PLACE = (40.14867, 35.33579)
HELD_QUANTITY = 6143
HELD_FILE = "alpha-finds.csv"
FIRST, SECOND, LAST = date(2017, 10, 2), date(2017, 10, 4), date(2017, 10, 6)


def polygon(corners: list[tuple[float, float]]) -> str:
    return from_geojson({"type": "Polygon", "coordinates": [[*corners, corners[0]]]}).hex()


def square(west: float, south: float, side: float = 0.01) -> str:
    return polygon([(west, south), (west + side, south), (west + side, south + side), (west, south + side)])


def point(place: tuple[float, float]) -> str:
    return from_geojson({"type": "Point", "coordinates": list(place)}).hex()


@dataclass
class SmallOperation:
    office: Office
    clock: ScriptedClock
    record: OperationRecord

    def entry(
        self,
        kind: str,
        number: str,
        day: date,
        *,
        geometry: str = "",
        parties: tuple[str, ...] = ("A",),
        **body: object,
    ) -> Entry:
        return Entry(
            id=authored_id(),
            thing=thing_id(self.record.id, kind, number),
            number=number,
            kind=kind,
            operation=self.record.id,
            tier=KINDS[kind].tier,
            author="P-0001",
            body=body,
            true_from=day,
            parties=tuple(Party(party) for party in parties),
            geometry=geometry,
        )

    def on(self, day: date, *entries: Entry, approve: bool = True) -> None:
        """Enter and, where wanted, approve entries in the evening of a day."""
        self.clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        self.office.ledger.append(list(entries))
        if approve:
            body = {"verdict": "approved", "entries": [one.id for one in entries]}
            self.office.ledger.append([deed(self.record, Actor("P-0002"), "decision", body)])

    def held(self, entry: Entry) -> Received:
        """Keep a file of organisation A with one row that is held, which says an entry."""
        received = self.office.submissions.receive(
            operation=self.record.id, filename=HELD_FILE, data=b"what,many\nfuze,6143\n", by="P-0009", organisation="A"
        )
        row = StagedRow(
            submission=received.id,
            position=1,
            outcome=Outcome.HELD,
            said={"what": "fuze", "many": str(HELD_QUANTITY)},
            entries=(msgspec.to_builtins(entry),),
        )
        self.office.submissions.stage(received.id, [row], mapping="")
        return received

    def batch_of(self, number: str) -> int:
        """Return the batch in which a thing was first told of."""
        recorded = self.office.recorded(self.record.id, self.office.ledger.head())
        return next(one.batch for one in recorded if one.entry.number == number)

    def found(self, number: str) -> Entry:
        recorded = self.office.recorded(self.record.id, self.office.ledger.head())
        return next(one.entry for one in recorded if one.entry.number == number)


def make_operation(folder: Path) -> SmallOperation:
    """Return the operation with three days of reports; the database that Django points at is empty before."""
    clock = ScriptedClock(datetime(2017, 10, 1, 8, tzinfo=UTC))
    office = make_office(load({"FIRMGROUND_DATA": str(folder)}), clock)
    body = Operation(name="North sector", country_box=(39.0, 34.0, 42.0, 37.0))
    names = (("A", Organisation(name="Alpha demining")), ("B", Organisation(name="Beta demining")))
    made = SmallOperation(office, clock, open_operation(office, "P-0001", NUMBER, body, organisations=names))
    _first_days(made)
    _danger(made)
    return made


def _first_days(made: SmallOperation) -> None:
    line = from_geojson({"type": "LineString", "coordinates": [[40.2, 35.3], [40.22, 35.3]]}).hex()
    checked = {"activity": "checked", "method": "rapid_search"}
    made.on(
        FIRST,
        made.entry("area_worked", "AW-0001", FIRST, geometry=square(40.2, 35.3), **checked),
        made.entry("road_stretch", "RS-0001", FIRST, geometry=line, state="checked"),
        made.entry("deployment", "DEP-0001", FIRST, people=50, machines=4, teams=3),
        made.entry("dated_event", "EV-0001", FIRST, event="start", title="Work began in the north"),
    )
    made.on(
        SECOND,
        made.entry(
            "area_worked",
            "AW-0002",
            SECOND,
            geometry=square(40.205, 35.3),
            parties=("A", "B"),
            sector="Dunes",
            **checked,
        ),
        made.entry("building_checked", "BC-0001", SECOND, parties=("B",), use="school", socially_important=True),
        made.entry("ordnance_lot", "OL-0001", SECOND, event="destroyed", category="mortar", quantity=120),
        made.entry("ordnance_lot", "OL-0002", SECOND, event="found", category="small_arms_ammunition", quantity=900),
        made.entry("area_worked", "AW-0003", SECOND, stated_area_m2=20_000.0, **checked),
    )


def _danger(made: SmallOperation) -> None:
    product = made.entry("land_release", "LR-0001", LAST, geometry=square(40.25, 35.35), product="cleared", depth_cm=20)
    made.on(
        LAST,
        made.entry("hazard_area", "HA-0777", LAST, geometry=polygon(HAZARD_CORNERS), status="confirmed"),
        product,
        made.entry("inspection", "QC-0001", LAST, verdict="accepted", releases=["LR-0001"]),
    )
    made.on(
        LAST,
        made.entry(
            "ordnance_lot",
            "OL-0888",
            LAST,
            geometry=point(LOT_PLACE),
            event="found",
            category="rocket",
            quantity=LOT_QUANTITY,
        ),
        approve=False,
    )
    where = point(HELD_PLACE)
    found = {"event": "found", "category": "fuze", "quantity": HELD_QUANTITY}
    made.held(made.entry("ordnance_lot", "OL-0999", LAST, geometry=where, **found))
    head = Actor("P-0003", (GrantOf(Role.HEAD, made.record.id),))
    publish_bulletin(made.office, head, made.record, on_day=LAST)


def people(operation: str) -> dict[str, Person | None]:
    """Return who looks: nobody signed in, somebody without a role, and one of each kind of eyes."""
    roles = {
        "guest": None,
        "viewer": (Role.VIEWER, ""),
        "other_operator": (Role.OPERATOR, "B"),
        "officer": (Role.INFORMATION_OFFICER, ""),
    }
    made: dict[str, Person | None] = {"stranger": None}
    for name, grant in roles.items():
        person = Person.objects.create_user(name)
        if grant:
            person.grant(grant[0], operation=operation, organisation=grant[1])
        made[name] = person
    return made


@contextmanager
def standing_in(office: Office):
    """Let every page ask this office instead of the process's own; the pages themselves are the real ones."""
    places = [module for name, module in sys.modules.items() if name.startswith("firmground.web.")]
    held = [(module, module.the_office) for module in places if hasattr(module, "the_office")]
    for module, _ in held:
        module.the_office = lambda: office
    try:
        yield
    finally:
        for module, kept in held:
            module.the_office = kept
