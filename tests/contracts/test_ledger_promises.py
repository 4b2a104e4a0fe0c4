"""The promises of ``ledger.ports.LedgerStore``, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmground.errors import EntryOvertaken, GeometryUnsound, NotInLedger, RecordRefused
from firmground.ledger.batches import FIRST, Head
from firmground.ledger.canonical import canonical
from firmground.ledger.verify import verify
from firmground.records.entry import Party, Source
from firmground.records.tiers import Tier
from firmground.storage.columns import COLUMNS
from firmground.storage.keys import OfficeKey
from tests.cast import OPERATION, OTHER_OPERATION, an_entry, square

HEAD_OF_NOTHING = Head("centre", 0)


def test_what_is_appended_is_read_back_equal(ledger):
    entries = [
        an_entry(body={"status": "suspected", "name": "حقل", "unknown_field": [1, 2.5, None, {"a": True}]}),
        an_entry("ordnance_lot", body={"event": "found", "category": "uxo", "quantity": 3}, place="SY0901"),
        an_entry(source=Source("a-file", 7), geometry="", as_given="37S DU 1", true_until=date(2018, 1, 1)),
    ]

    batch = ledger.append(entries)

    recorded = ledger.recorded(OPERATION, upto=ledger.head())
    assert [one.entry for one in recorded] == entries
    assert [(one.office, one.batch, one.position) for one in recorded] == [("centre", 1, i) for i in range(3)]
    assert {one.recorded_at for one in recorded} == {batch.recorded_at}


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    body=st.dictionaries(_TEXT, _VALUES, max_size=4),
    true_from=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    as_given=_TEXT,
    place=_TEXT,
    tier=st.sampled_from(Tier),
    parties=st.lists(st.builds(Party, _TEXT, _TEXT), max_size=3).map(tuple),
)
def test_whatever_can_be_said_is_read_back_equal_and_hashes_alike(ledger, **said):
    entry = an_entry("team", **said)

    ledger.append([entry])

    kept = ledger.entry(entry.id).entry
    assert kept == entry
    assert canonical(kept) == canonical(entry)


def test_an_empty_ledger_has_a_head_of_nothing(ledger):
    assert ledger.head() == HEAD_OF_NOTHING
    assert ledger.recorded(OPERATION, upto=ledger.head()) == []
    assert list(ledger.batches()) == []


def test_the_same_entries_twice_change_nothing(ledger):
    entries = [an_entry(), an_entry()]
    first = ledger.append(entries)

    second = ledger.append(list(reversed(entries)))

    assert first.number == 1
    assert second is None
    assert ledger.head().number == 1


def test_only_what_is_new_is_entered(ledger):
    known, new = an_entry(), an_entry()
    ledger.append([known])

    batch = ledger.append([known, new, new])

    assert (batch.number, batch.count) == (2, 1)
    assert ledger.entry(new.id).position == 0


def test_another_content_under_the_same_id_is_refused_and_names_both(ledger):
    entry, bystander = an_entry(), an_entry()
    ledger.append([entry])
    clash = msgspec.structs.replace(entry, body={"status": "suspected"})

    with pytest.raises(EntryOvertaken, match=rf"{entry.id}.*batch 1 of office centre.*hash \w+, this one has"):
        ledger.append([bystander, clash])

    assert ledger.head().number == 1
    with pytest.raises(NotInLedger):
        ledger.entry(bystander.id)


def test_two_contents_under_one_id_in_one_batch_are_refused(ledger):
    entry = an_entry()

    with pytest.raises(EntryOvertaken, match="twice with two contents"):
        ledger.append([entry, msgspec.structs.replace(entry, place="SY0901")])


def test_a_number_that_names_another_thing_is_refused(ledger):
    ledger.append([an_entry(number="HA-9001")])
    another = an_entry(number="HA-9001", thing=an_entry().id)

    with pytest.raises(EntryOvertaken, match="HA-9001 names the thing"):
        ledger.append([another])


def test_a_number_names_one_thing_within_one_batch(ledger):
    with pytest.raises(EntryOvertaken, match="HA-9002 names the thing"):
        ledger.append([an_entry(number="HA-9002"), an_entry(number="HA-9002", thing=an_entry().id)])


def test_the_same_number_in_another_operation_is_another_thing(ledger):
    batch = ledger.append([an_entry(number="HA-9003"), an_entry(number="HA-9003", operation=OTHER_OPERATION)])

    assert batch.count == 2


def test_entries_are_found_by_id_thing_kind_and_submission(ledger):
    first = an_entry(source=Source("a-file", 1))
    second = msgspec.structs.replace(first, id=an_entry().id, supersedes=first.id, source=None)
    other = an_entry("team", body={"name": "Team 1"}, source=Source("a-file", 2))
    ledger.append([first])
    ledger.append([second, other])

    assert ledger.entry(second.id).entry == second
    assert [one.entry.id for one in ledger.of_thing(first.thing)] == [first.id, second.id]
    assert [one.entry.id for one in ledger.of_kind("team")] == [other.id]
    assert [one.entry.id for one in ledger.of_submission("a-file")] == [first.id, other.id]


def test_an_unknown_entry_is_said_to_be_unknown(ledger):
    with pytest.raises(NotInLedger, match="no entry nothing"):
        ledger.entry("nothing")


def test_as_known_at_a_head_leaves_later_entries_out(ledger):
    early, late = an_entry(), an_entry()
    ledger.append([early])
    head = ledger.head()
    ledger.append([late])

    assert [one.entry.id for one in ledger.recorded(OPERATION, upto=head)] == [early.id]
    assert ledger.recorded(OPERATION, upto=HEAD_OF_NOTHING) == []


def test_the_head_at_an_instant_includes_what_was_recorded_at_it(ledger):
    first = ledger.append([an_entry()])
    second = ledger.append([an_entry()])
    just = timedelta(microseconds=1)

    assert ledger.head_at(first.recorded_at - just).number == 0
    assert ledger.head_at(first.recorded_at).number == 1
    assert ledger.head_at(second.recorded_at - just).number == 1
    assert ledger.head_at(second.recorded_at).number == 2


def test_recorded_at_never_decreases_when_the_clock_goes_backwards(ledger, clock):
    clock.instant = datetime(2017, 11, 14, 12, tzinfo=UTC)
    ledger.append([an_entry()])
    clock.instant = datetime(2017, 11, 13, 12, tzinfo=UTC)
    ledger.append([an_entry()])
    clock.instant = datetime(2017, 11, 15, 12, tzinfo=UTC)
    ledger.append([an_entry()])

    days = [batch.recorded_at.day for batch in ledger.batches()]

    assert days == [14, 14, 15]
    assert verify(ledger, public_keys={}).holds


def test_the_chain_verifies_with_the_offices_key(ledger, using, tmp_path):
    for size in (1, 2, 3, 7):
        ledger.append([an_entry() for _ in range(size)])
    keys = OfficeKey(tmp_path, "centre", using=using).public_keys()

    result = verify(ledger, public_keys=keys)

    assert result.holds, result.broken
    assert (result.batches, result.entries, result.unknown_offices) == (4, 13, ())
    assert next(ledger.batches()).previous == FIRST


def test_more_entries_than_one_question_holds_come_back_in_order(ledger):
    entries = [an_entry() for _ in range(1203)]

    ledger.append(entries)

    assert [one.entry.id for one in ledger.recorded(OPERATION, upto=ledger.head())] == [one.id for one in entries]
    assert ledger.append(entries) is None


def test_the_next_number_follows_the_highest_of_its_prefix_and_operation(ledger):
    ledger.append([an_entry(number="HA-0007"), an_entry(number="HA-old"), an_entry("team", number="TEAM-0100")])
    ledger.append([an_entry(number="HA-0050", operation=OTHER_OPERATION)])

    assert ledger.next_number(OPERATION, "HA") == "HA-0008"
    assert ledger.next_number(OPERATION, "LR") == "LR-0001"


def test_entries_are_found_by_their_box(ledger):
    here, there = an_entry(geometry=square(40.1, 35.3)), an_entry(geometry=square(40.2, 35.3))
    ledger.append([here, there, an_entry(geometry="")])

    found = ledger.touching(OPERATION, (40.1005, 35.3005, 40.15, 35.31))

    assert [one.entry.id for one in found] == [here.id]
    assert ledger.touching(OPERATION, (41.0, 35.3, 41.1, 35.4)) == []
    assert len(ledger.touching(OPERATION, (40.0, 35.0, 41.0, 36.0))) == 2


@pytest.mark.parametrize("geometry", ["zz", "0102", "not hex"])
def test_a_geometry_that_is_no_shape_is_refused(ledger, geometry):
    with pytest.raises(GeometryUnsound, match="not a shape in hex WKB"):
        ledger.append([an_entry(geometry=geometry)])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, 1e17, [-1e20], "a\x00b", {"\x00": 1}, "\ud800"])
def test_a_value_that_cannot_be_kept_exactly_is_refused(ledger, value):
    with pytest.raises(RecordRefused, match=r"Entry .* \(hazard_area HA-"):
        ledger.append([an_entry(body={"status": "suspected", "note": value})])


def test_a_backslash_that_only_looks_like_the_zero_character_is_kept(ledger):
    entry = an_entry(body={"status": "suspected", "note": r"path \u0000"})

    ledger.append([entry])

    assert ledger.entry(entry.id).entry == entry


_COPY = "INSERT INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry"
_COPY_BATCH = "INSERT INTO ledger_batch SELECT * FROM ledger_batch"
_CHANGES = (
    "UPDATE ledger_entry SET form = '{}' WHERE id = '{id}'",
    "UPDATE ledger_entry SET tier = 'public'",
    "UPDATE ledger_batch SET count = 1",
    "UPDATE ledger_office_key SET public_key = hash FROM ledger_batch",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_batch",
    "DELETE FROM ledger_office_key",
    _COPY,
    f"{_COPY} WHERE true ON CONFLICT (id) DO UPDATE SET tier = 'public'",
    _COPY_BATCH,
    f"{_COPY_BATCH} WHERE true ON CONFLICT (office, number) DO UPDATE SET count = 1",
)
_ONLY_SQLITE = (
    "REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    "REPLACE INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry",
    "INSERT OR IGNORE INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry",
    "UPDATE OR REPLACE ledger_entry SET id = 'x'",
    "REPLACE INTO ledger_batch SELECT * FROM ledger_batch",
    "REPLACE INTO ledger_office_key SELECT * FROM ledger_office_key",
)
_ONLY_POSTGRES = (
    "TRUNCATE ledger_entry",
    "TRUNCATE ledger_batch CASCADE",
    "TRUNCATE ledger_office_key",
    f"{_COPY} WHERE false ON CONFLICT (id) DO UPDATE SET tier = 'public'",
    "SET session_replication_role = replica; DELETE FROM ledger_entry",
)


@pytest.mark.parametrize(
    ("using", "change"),
    [
        *(pytest.param("sqlite", change, id=f"sqlite: {change}") for change in _CHANGES + _ONLY_SQLITE),
        *(
            pytest.param("postgres", change, id=f"postgres: {change}", marks=pytest.mark.postgres)
            for change in _CHANGES + _ONLY_POSTGRES
        ),
    ],
    indirect=["using"],
)
def test_the_database_refuses_every_change(ledger, using, change):
    ledger.append([an_entry(), an_entry()])
    kept = _everything(using)
    sql = change.replace("{id}", ledger.of_kind("hazard_area")[0].entry.id).replace("{columns}", ", ".join(COLUMNS))

    with pytest.raises(DatabaseError), transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(sql)

    assert _everything(using) == kept


def test_a_closed_batch_takes_no_further_entry(ledger, using):
    ledger.append([an_entry()])
    sql = (
        "INSERT INTO ledger_entry (id, office, batch, position, hash, form, thing, number, kind, operation, tier, "
        "author, place, category, supersedes, withdraws, submission) SELECT 'new', office, batch, 1, hash, form, "
        "thing, number, kind, operation, tier, author, place, category, supersedes, withdraws, submission "
        "FROM ledger_entry"
    )

    with pytest.raises(DatabaseError, match="closed"), connections[using].cursor() as cursor:
        cursor.execute(sql)


def test_a_batch_that_does_not_follow_the_last_one_is_refused(ledger, using):
    ledger.append([an_entry()])
    sql = (
        "INSERT INTO ledger_batch (office, number, previous, root, count, recorded_at, signature, hash) "
        "SELECT office, %s, previous, root, count, recorded_at, signature, root FROM ledger_batch"
    )

    for number in (1, 2, 3):
        with (
            pytest.raises(DatabaseError, match="does not follow"),
            transaction.atomic(using=using),
            connections[using].cursor() as cursor,
        ):
            cursor.execute(sql, [number])


def _everything(using):
    with connections[using].cursor() as cursor:
        kept = []
        for table in ("ledger_entry", "ledger_batch", "ledger_office_key"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            kept.append([tuple(map(bytes_of, row)) for row in cursor.fetchall()])
        return kept


def bytes_of(value):
    return bytes(value) if isinstance(value, memoryview) else value
