"""The promises of the ledger as properties, through the real office upon SQLite."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from firmground.actions.office import Office, OperationRecord
from firmground.ledger.ids import derived_id, thing_id
from firmground.ledger.standing import Fold
from firmground.ledger.verify import verify
from firmground.records.kinds import plain_body
from firmground.records.operations import Operation
from tests.cast import ScriptedClock, an_entry
from tests.promises.test_state_promises import DAYS, _amounts
from tests.promises.worlds import CASES, worlds

CASES_ON_DISK = settings(CASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
_worlds_made = count()


@pytest.fixture
def office(sqlite_database, tmp_path):
    from firmground.storage.contents import Contents
    from firmground.storage.keys import OfficeKey
    from firmground.storage.ledger import SqlLedger
    from firmground.storage.submissions import Submissions

    clock = ScriptedClock()
    key = OfficeKey(tmp_path, "centre")
    contents = Contents(tmp_path / "contents", clock)
    made = Office(SqlLedger("centre", clock, key.sign), contents, Submissions(contents, clock), key.public_keys, clock)
    yield made
    assert verify(made.ledger, public_keys=made.public_keys()).holds, "what the property wrote must verify"


def _opened(office):
    """Open an operation of its own for a world, without asking for the thousands opened before."""
    number = f"world-{next(_worlds_made)}"
    body = Operation(name="World")
    thing = thing_id("centre", "operation", number)
    entry = an_entry("operation", number=number, thing=thing, operation=thing, body=plain_body(body))
    office.ledger.append([entry])
    return OperationRecord(thing, number, body, entry)


def _at_home(batches, operation, world="first"):
    """Return the batches as entries of an operation, under ids of their own; things keep theirs in all its worlds."""

    def own(text):
        return derived_id(operation.id, world, text) if text else ""

    def moved(entry):
        body = dict(entry.body)
        if "entries" in body:
            body["entries"] = [own(target) for target in body["entries"]]
        return msgspec.structs.replace(
            entry,
            id=own(entry.id),
            thing=derived_id(operation.id, entry.thing),
            operation=operation.id,
            supersedes=own(entry.supersedes),
            body=body,
        )

    return [[moved(entry) for entry in batch] for batch in batches]


def _state(office, operation, as_known_on=None):
    pictures = [office.picture(operation, fold=fold, as_known_on=as_known_on) for fold in Fold]
    return [_amounts(picture, day) for picture in pictures for day in (DAYS[3], DAYS[-1])]


@CASES_ON_DISK
@given(worlds())
def test_the_same_report_twice_changes_nothing(office, batches):
    operation = _opened(office)
    entries = _at_home(batches, operation)
    for batch in entries:
        office.ledger.append(batch)
    before, head = _state(office, operation), office.ledger.head()

    again = [office.ledger.append(batch) for batch in entries]

    assert again == [None] * len(entries)
    assert (office.ledger.head(), _state(office, operation)) == (head, before)


@CASES_ON_DISK
@given(worlds(), worlds())
def test_what_was_known_stays_known(office, batches, later):
    operation = _opened(office)
    for batch in _at_home(batches, operation):
        office.ledger.append(batch)
    known_on = office.today(operation)
    before = _state(office, operation, known_on)

    office.clock.instant += timedelta(days=2)
    for batch in _at_home(later, operation, "later"):
        office.ledger.append(batch)

    assert _state(office, operation, known_on) == before


@CASES_ON_DISK
@given(worlds())
def test_what_is_written_is_read_equal(office, batches):
    operation = _opened(office)
    entries = _at_home(batches, operation)
    for batch in entries:
        office.ledger.append(batch)

    read = [one.entry for one in office.ledger.recorded(operation.id, upto=office.ledger.head())]

    assert read[1:] == [entry for batch in entries for entry in batch]
