"""Entries of the demonstration: how they are numbered and addressed, and the frame of the operation.

Ids are derived, so that every run makes the same entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import shapely

from examples.deir_ez_zor.published import NOV_03, NOV_14, SEP_29
from examples.deir_ez_zor.sectors import COLUMNS, ROWS, mesh_at
from examples.deir_ez_zor.training import GROUND as TRAINING_GROUND
from firmground.geometry.lattice import on_lattice
from firmground.ledger.ids import derived_id, thing_id
from firmground.records.deeds import Decision, DecisionVerdict, Withdrawal
from firmground.records.entry import Entry, Party
from firmground.records.fields import Body
from firmground.records.kinds import KINDS, plain_body
from firmground.records.operations import DatedEvent, Deployment, EventKind, Operation, Organisation, Team

NUMBER = "deir-ez-zor-2017"
"""The operation's number, its short name in addresses."""

OPERATION = thing_id("demonstration", "operation", NUMBER)
"""Id of the operation."""

TIMEZONE = "Asia/Damascus"
"""The operation's days are local days here."""

OFFICER = "P-0001"
"""Account number of the information officer: enters, and decides over everything but releases."""

AUTHORITY = "P-0002"
"""Account number of the authority: alone approves releases and inspections."""

MINE_ACTION_CENTRE, SYRIAN_SPECIALISTS, TRAINING_UNIT = "IMAC", "SYR", "TRAIN"
"""Numbers of the organisations; the last one is invented."""

PLACE = "SY090100"
"""P-code of the sub-district Deir-ez-Zor (OCHA administrative boundaries of Syria)."""

PEOPLE = (18, 16, 17, 17, 19, 15, 18, 16, 17, 17)
"""People in each of the ten teams; 170 together."""

MACHINES = (5, 3, 4, 5, 4, 4, 5, 3, 4, 3)
"""Machines in each of the ten teams; 40 together."""

TEAMS = tuple(range(1, len(PEOPLE) + 1))
"""Numbers of the teams."""

ENDED = NOV_14 + timedelta(days=1)
"""The first day after the operation."""

_SYRIA = (35.6, 32.3, 42.4, 37.4)


@dataclass
class Book:
    """Gives entries their numbers and ids; everything in the order in which it is entered."""

    _numbers: Counter[str] = field(default_factory=Counter)

    def entry(
        self,
        kind: str,
        body: Body,
        day: date | None,
        *,
        number: str = "",
        part: str = "",
        parties: Sequence[str] = (),
        geometry: bytes = b"",
        place: str = PLACE,
        until: date | None = None,
    ) -> Entry:
        """Return an entry.

        Args:
            kind: Its kind.
            body: What is said.
            day: First local day on which it was so.
            number: Number of the thing it speaks of, empty: a new thing.
            part: Tells several entries about one thing apart.
            parties: Numbers of the organisations that did it.
            geometry: WKB on the lattice, empty: none.
            place: P-code, or empty.
            until: First day on which it was no longer so.
        """
        number = number or self._next(KINDS[kind].prefix)
        return Entry(
            id=derived_id("demonstration", kind, number, part),
            thing=OPERATION if kind == "operation" else thing_id(OPERATION, kind, number),
            number=number,
            kind=kind,
            operation=OPERATION,
            tier=KINDS[kind].tier,
            author=OFFICER,
            body=plain_body(body),
            true_from=day,
            true_until=until,
            parties=tuple(Party(organisation) for organisation in parties),
            geometry=geometry.hex(),
            place=place,
        )

    def decision(self, entries: Sequence[Entry], *, author: str, reason: str = "") -> Entry:
        """Return the approval of entries by an account."""
        body = Decision(verdict=DecisionVerdict.APPROVED, entries=tuple(entry.id for entry in entries), reason=reason)
        return self._deed("decision", body, author)

    def withdrawal(self, of: Entry, *, reason: str) -> Entry:
        """Return the withdrawal of an entry; it takes effect when approved."""
        return self._deed("withdrawal", Withdrawal(reason=reason, entries=(of.id,)), OFFICER)

    def _deed(self, kind: str, body: Body, author: str) -> Entry:
        self._numbers[kind] += 1
        deed_id = derived_id("demonstration", kind, self._numbers[kind])
        return Entry(
            id=deed_id,
            thing=deed_id,
            number=f"{kind}-{deed_id}",
            kind=kind,
            operation=OPERATION,
            tier=KINDS[kind].tier,
            author=author,
            body=plain_body(body),
        )

    def _next(self, prefix: str) -> str:
        self._numbers[prefix] += 1
        return f"{prefix}-{self._numbers[prefix]:04d}"


def team_number(team: int) -> str:
    """Return the visible number of a team."""
    return f"TEAM-{team:04d}"


def team_parties(team: int) -> tuple[str, ...]:
    """Return the organisations of a team: four teams of the one, four joint ones, two of the other (invented)."""
    if team <= 4:
        return (MINE_ACTION_CENTRE,)
    return (MINE_ACTION_CENTRE, SYRIAN_SPECIALISTS) if team <= 8 else (SYRIAN_SPECIALISTS,)


def frame(book: Book) -> list[Entry]:
    """Return the operation, its organisations, teams and deployment, and its start."""
    both = (MINE_ACTION_CENTRE, SYRIAN_SPECIALISTS)
    deployment = Deployment(
        people=sum(PEOPLE),
        machines=sum(MACHINES),
        teams=len(TEAMS),
        note="Published: over 170 people, 40 machines, 10 teams. How they divide between teams is invented.",
    )
    return [
        book.entry("operation", _operation(), SEP_29, number=NUMBER, geometry=_boundary(), until=ENDED),
        *(book.entry("organisation", body, SEP_29, number=number, place="") for number, body in _organisations()),
        *(_team(book, team) for team in TEAMS),
        book.entry("deployment", deployment, SEP_29, parties=both, until=ENDED),
        start(book),
    ]


def start(book: Book) -> Entry:
    """Return the start of the operation as a dated event."""
    event = DatedEvent(
        event=EventKind.START,
        title="Work in Deir ez-Zor begins",
        stated_by="Ministry of Defence of the Russian Federation (TASS, Sputnik, 29 September 2017)",
    )
    return book.entry("dated_event", event, SEP_29)


def events_of(book: Book, day: date) -> list[Entry]:
    """Return what is told of a day as dated events, apart from the start."""
    return [book.entry("dated_event", event, day) for on, event in _EVENTS if on == day]


_EVENTS = (
    (
        NOV_03,
        DatedEvent(
            event=EventKind.LIBERATION,
            title="Full liberation of the city announced",
            stated_by="Syrian military (SANA by TASS, 3 November 2017; REN TV, 4 November 2017)",
        ),
    ),
    (
        NOV_14,
        DatedEvent(
            event=EventKind.END,
            title="Checking of the city and nearby districts announced as finished",
            stated_by="Reconciliation centre (TASS, Sputnik, NTV, 14 November 2017)",
            note="Ground and roads were checked. That is activity and releases nothing.",
        ),
    ),
    (
        NOV_14,
        DatedEvent(
            event=EventKind.ANNOUNCEMENT,
            title="Operational group of the Higher national committee of Syria announced",
            stated_by="Reconciliation centre (TASS, 14 November 2017)",
            note="Announced, not deployed: to restore local administration and prepare the return of civilians.",
        ),
    ),
)


def _operation() -> Operation:
    return Operation(
        name="Deir ez-Zor 2017 (reconstruction)",
        timezone=TIMEZONE,
        country="SYR",
        country_box=_SYRIA,
        is_reconstruction=True,
        planned_area_m2=15_000_000.0,
        note=(
            "A reconstruction: the published figures are real, every field record is invented to add up to them. "
            "Planned area: up to 1,500 ha by the first estimate (TASS, Sputnik, 29 September 2017)."
        ),
    )


def _organisations() -> tuple[tuple[str, Organisation], ...]:
    return (
        (
            MINE_ACTION_CENTRE,
            Organisation(
                name="International Mine Action Centre of the Armed Forces of the Russian Federation",
                short_name="International Mine Action Centre",
                role="Checking and destruction",
            ),
        ),
        (
            SYRIAN_SPECIALISTS,
            Organisation(name="Syrian specialists", short_name="Syrian specialists", role="Checking and destruction"),
        ),
        (
            TRAINING_UNIT,
            Organisation(
                name="Training unit (invented)", short_name="Training unit (invented)", role="Survey and clearance"
            ),
        ),
    )


def _team(book: Book, team: int) -> Entry:
    body = Team(name=f"Team {team}", capability="Rapid search, disposal", people=PEOPLE[team - 1])
    return book.entry("team", body, SEP_29, number=team_number(team), parties=team_parties(team))


def _boundary() -> bytes:
    """Return the boundary: around the sectors of the city, and around the training sector."""
    rim = [mesh_at(column, 0) for column in range(COLUMNS + 1)]
    rim += [mesh_at(COLUMNS - 1e-9, row) for row in range(1, ROWS + 1)]
    rim += [mesh_at(column, ROWS) for column in range(COLUMNS - 1, -1, -1)]
    rim += [mesh_at(0, row) for row in range(ROWS - 1, 0, -1)]
    city = shapely.buffer(shapely.Polygon(rim), 0.003, join_style="mitre")
    training = shapely.buffer(shapely.Polygon(TRAINING_GROUND), 0.002, join_style="mitre")
    return on_lattice(shapely.to_wkb(shapely.MultiPolygon([city, training]), byte_order=1))
