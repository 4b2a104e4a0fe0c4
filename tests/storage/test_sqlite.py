"""What the promises rest on, asked of a live connection, not of the settings."""

import shutil
import sqlite3

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from tests.cast import an_entry, square
from tests.databases import at_sqlite, migrate


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        ("busy_timeout", 30_000),
    ],
)
def test_a_live_connection_has_the_settings_that_the_promises_need(sqlite_database, pragma, value):
    with connections["default"].cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")

        assert cursor.fetchone()[0] == value


def test_a_transaction_takes_the_write_lock_at_its_start(sqlite_database):
    with transaction.atomic():
        other = sqlite3.connect(sqlite_database, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_the_boxes_are_sound_and_agree_with_the_entries(sqlite_database, clock, tmp_path):
    ledger = SqlLedger("centre", clock, OfficeKey(tmp_path, "centre").sign)
    ledger.append([an_entry(geometry=square(40 + 0.01 * n, 35)) for n in range(300)] + [an_entry(geometry="")])

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rtreecheck('ledger_box')")
        assert cursor.fetchone()[0] == "ok"
        cursor.execute(
            "SELECT count(*) FROM ledger_entry AS entry JOIN ledger_box AS box ON box.seq = entry.seq "
            "WHERE box.min_lon <= entry.min_lon AND box.max_lon >= entry.max_lon "
            "AND box.min_lat <= entry.min_lat AND box.max_lat >= entry.max_lat"
        )
        assert cursor.fetchone()[0] == 300
        cursor.execute("SELECT count(*) FROM ledger_box")
        assert cursor.fetchone()[0] == 300


def test_an_entry_without_its_batch_cannot_be_committed(sqlite_database):
    insert = (
        "INSERT INTO ledger_entry (id, office, batch, position, hash, form, thing, number, kind, operation, tier, "
        "author, place, category, supersedes, withdraws, submission) "
        "VALUES ('x', 'centre', 1, 0, hex(zeroblob(32)), '{}', '', '', '', '', '', '', '', '', '', '', '')"
    )
    connection = sqlite3.connect(sqlite_database, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN")
    connection.execute(insert)

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("COMMIT")
    connection.close()


def test_migrations_say_all_that_the_models_say(sqlite_database):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, skip_checks=True)


def test_migrating_again_changes_nothing(sqlite_database, tmp_path):
    connections["default"].close()
    copied = tmp_path / "copied.sqlite3"
    shutil.copy(sqlite_database, copied)

    with at_sqlite(copied):
        migrate("default")

    with sqlite3.connect(sqlite_database) as before, sqlite3.connect(copied) as after:
        dumps = [list(connection.iterdump()) for connection in (before, after)]
    before.close()
    after.close()
    assert dumps[0] == dumps[1]
