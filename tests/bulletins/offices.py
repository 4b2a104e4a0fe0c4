"""A small operation in a real office upon a SQLite file: two organisations, two days of work, a hazard, a release."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from firmground.accounts.roles import GrantOf, Role
from firmground.actions.actor import Actor
from firmground.actions.decide import decide
from firmground.actions.office import Office, OperationRecord
from firmground.actions.open_operation import open_operation
from firmground.ledger.ids import thing_id
from firmground.records.deeds import DecisionVerdict
from firmground.records.entry import Entry
from firmground.records.operations import Operation, Organisation
from tests.ledgers import entry, hazard, release, square

OFFICER = Actor("P-0001", (GrantOf(Role.INFORMATION_OFFICER), GrantOf(Role.AUTHORITY), GrantOf(Role.HEAD)))
REVIEWER = Actor("P-0007", OFFICER.grants)
VIEWER = Actor("P-0009", (GrantOf(Role.VIEWER),))
NUMBER = "test-operation"
FIRST, SECOND = date(2017, 10, 1), date(2017, 10, 2)


def evening(day: date) -> datetime:
    """Return the instant at which a day's records come in."""
    return datetime(day.year, day.month, day.day, 16, 0, tzinfo=UTC)


def opened(office: Office) -> OperationRecord:
    """Open the operation with its two organisations."""
    body = Operation(
        name="Test operation (reconstruction)",
        timezone="UTC",
        country_box=(40.0, 35.0, 41.0, 36.0),
        is_reconstruction=True,
    )
    parties = (("A", Organisation(name="Mine Action Centre")), ("B", Organisation(name="Engineer Specialists")))
    return open_operation(office, OFFICER.number, NUMBER, body, organisations=parties)


def of(operation: OperationRecord, made: Entry) -> Entry:
    """Return an entry of the test ledgers as one of this operation."""
    return msgspec.structs.replace(made, operation=operation.id, thing=thing_id(operation.id, made.kind, made.number))


def enter(office: Office, operation: OperationRecord, *made: Entry, approve: bool = True) -> list[Entry]:
    """Append entries as one batch, and approve them in another."""
    entries = [of(operation, one) for one in made]
    office.ledger.append(entries)
    if approve:
        ids = [one.id for one in entries]
        decide(office, REVIEWER, operation, verdict=DecisionVerdict.APPROVED, entries=ids)
    return entries


def first_day() -> list[Entry]:
    """Return the records of the first day."""
    return [
        entry(
            "AW-1",
            "area_worked",
            1,
            geometry=square(40.1, 35.3, 0.002),
            parties=("A", "B"),
            activity="checked",
            method="rapid_search",
        ),
        entry("BC-1", "building_checked", 1, parties=("A",), buildings=8),
        entry("OL-1", "ordnance_lot", 1, parties=("A",), event="destroyed", category="ied", quantity=1500),
        entry("EV-1", "dated_event", 1, event="start", title="Work begins", stated_by="the centre"),
        hazard("HA-1", 1, square(40.2, 35.4, 0.003), "confirmed"),
    ]


def second_day() -> list[Entry]:
    """Return the records of the second day: one polygon lies half upon that of the first."""
    return [
        entry(
            "AW-2",
            "area_worked",
            2,
            geometry=square(40.101, 35.3, 0.002),
            parties=("B",),
            activity="checked",
            method="rapid_search",
        ),
        entry("OL-2", "ordnance_lot", 2, parties=("B",), event="destroyed", category="mortar", quantity=40),
        release("LR-1", 2, square(40.25, 35.45, 0.001), depth_cm=20),
    ]
