import sqlite3

import psycopg
import pytest
from django import db

from firmground.errors import (
    EntryOvertaken,
    FirmgroundError,
    NotInLedger,
    RecordRefused,
    SettingsUnsound,
    StorageUnreachable,
)
from firmground.storage.faults import translated
from firmground.storage.ledger import SqlLedger

TABLE = {
    db.IntegrityError: EntryOvertaken,
    sqlite3.IntegrityError: EntryOvertaken,
    psycopg.errors.UniqueViolation: EntryOvertaken,
    db.DataError: RecordRefused,
    psycopg.errors.StringDataRightTruncation: RecordRefused,
    db.ProgrammingError: SettingsUnsound,
    psycopg.errors.InsufficientPrivilege: SettingsUnsound,
    db.OperationalError: StorageUnreachable,
    db.InterfaceError: StorageUnreachable,
    db.InternalError: StorageUnreachable,
    db.DatabaseError: StorageUnreachable,
    sqlite3.OperationalError: StorageUnreachable,
    psycopg.OperationalError: StorageUnreachable,
    psycopg.errors.DiskFull: StorageUnreachable,
    PermissionError: StorageUnreachable,
    FileNotFoundError: StorageUnreachable,
}


@pytest.mark.parametrize(("said", "ours"), TABLE.items(), ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_what_a_driver_says_comes_in_our_words(said, ours):
    with pytest.raises(FirmgroundError) as raised, translated("Appending 3 entries"):
        raise said("in the driver's words")

    assert type(raised.value) is ours
    assert raised.value.message.startswith("Appending 3 entries failed. ")
    assert "driver" not in raised.value.message
    assert raised.value.details == {"cause": "in the driver's words"}


def test_our_own_errors_pass_as_they_are():
    error = NotInLedger("There is none.")

    with pytest.raises(NotInLedger) as raised, translated("Reading"):
        raise error

    assert raised.value is error


def test_a_bug_is_not_hidden():
    with pytest.raises(ZeroDivisionError), translated("Reading"):
        raise ZeroDivisionError


def test_a_database_that_is_away_is_said_to_be_away(tmp_path, clock):
    from tests.databases import at_sqlite

    with at_sqlite(tmp_path / "no folder" / "ledger.sqlite3"), pytest.raises(StorageUnreachable, match="Reading"):
        SqlLedger("centre", clock, bytes).head()
