"""What survives: several writers at once, a kill in the middle, a redaction; and that a changed byte is found."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
from django.db import connections

from firmground.errors import EntryOvertaken, FirmgroundError
from firmground.ledger.verify import verify
from firmground.storage.contents import Contents
from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from tests.cast import OPERATION, an_entry
from tests.databases import at_sqlite

REPOSITORY = Path(__file__).parents[2]


def _keys(using, folder):
    return OfficeKey(folder, "centre", using=using).public_keys()


def test_writers_at_once_never_fork_the_chain(ledger, using, tmp_path):
    batches, troubles = 6, []

    def write(entries):
        try:
            for entry in entries:
                ledger.append([entry])
        except FirmgroundError as error:
            troubles.append(error)
        finally:
            connections[using].close()

    share = [[an_entry() for _ in range(batches)] for _ in range(4)]
    writers = [threading.Thread(target=write, args=(entries,)) for entries in share]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert troubles == []
    assert [batch.number for batch in ledger.batches()] == list(range(1, 4 * batches + 1))
    assert verify(ledger, public_keys=_keys(using, tmp_path)).holds
    assert len(ledger.recorded(OPERATION, upto=ledger.head())) == 4 * batches


def test_of_two_who_enter_one_id_at_once_one_is_overtaken(ledger, using):
    entry, outcomes = an_entry(), []
    start = threading.Barrier(2)

    def write(version):
        try:
            start.wait()
            outcomes.append(ledger.append([version]))
        except EntryOvertaken as error:
            outcomes.append(error)
        finally:
            connections[using].close()

    versions = (entry, msgspec.structs.replace(entry, place="SY0901"))
    writers = [threading.Thread(target=write, args=(version,)) for version in versions]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Batch", "EntryOvertaken"]
    assert ledger.head().number == 1


_WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from firmground.clock import system_clock
from firmground.settings import settings
from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from tests.cast import an_entry

ledger = SqlLedger("centre", system_clock, OfficeKey(settings().data_folder, "centre").sign)
while True:
    batch = ledger.append([an_entry(id=f"{sys.argv[1]}-{n}") for n in range(int(sys.argv[2]))])
    print(batch.number if batch else 0, flush=True)
    sys.argv[1] += "x"
"""


def _kill_while_writing(environment, run, wait_s):
    """Start a writer, kill it after its first acknowledged batch and a while; return the numbers acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, f"run{run}", "400"],
        env={**os.environ, **environment},
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        first = writer.stdout.readline()
        time.sleep(wait_s)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read()
    return [int(line) for line in [first, *rest.split("\n")] if line.strip()]


@pytest.fixture
def environment(using, request, tmp_path):
    if using == "default":
        url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(connections["postgres"].settings_dict["NAME"])
    return {"DATABASE_URL": url, "FIRMGROUND_DATA": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}


def test_a_kill_in_the_middle_leaves_nothing_half_entered(ledger, using, environment, tmp_path):
    for run, wait_s in enumerate((0.0, 0.05, 0.12)):
        acknowledged = _kill_while_writing(environment, run, wait_s)

        numbers = [batch.number for batch in ledger.batches()]
        result = verify(ledger, public_keys=_keys(using, tmp_path))
        assert acknowledged
        assert set(acknowledged) <= set(numbers)
        assert result.holds, result.broken
        assert result.entries == 400 * len(numbers)
        assert len(ledger.recorded(OPERATION, upto=ledger.head())) == result.entries
    assert ledger.append([an_entry()]).number == len(numbers) + 1


def test_a_redaction_leaves_verification_intact(ledger, using, tmp_path):
    contents = Contents(tmp_path / "contents", using=using)
    kept = contents.keep(b"what a witness said")
    ledger.append([an_entry("submission", body={"filename": "a.txt", "content": kept.reference})])

    contents.redact(kept.reference)
    ledger.append([an_entry("redaction", body={"content": kept.reference, "reason": "names a person"})])

    result = verify(ledger, public_keys=_keys(using, tmp_path))
    assert result.holds
    assert result.entries == 2
    assert not list((tmp_path / "contents").glob("??/??/*"))


@pytest.fixture
def sqlite_ledger(sqlite_database, clock, tmp_path):
    return SqlLedger("centre", clock, OfficeKey(tmp_path, "centre").sign)


_HARM = {
    "a changed byte of a form": (
        "UPDATE ledger_entry SET form = replace(form, 'confirmed', 'confirmeb') WHERE id = '{id}'",
        "does not have the hash",
    ),
    "a form and its hash changed alike": (
        "UPDATE ledger_entry SET hash = replace(hash, substr(hash, 1, 1), 'e'), form = form || ' ' WHERE id = '{id}'",
        "does not have the hash",
    ),
    "an entry under another id": ("UPDATE ledger_entry SET id = 'x' WHERE id = '{id}'", "another id than its own"),
    "an entry that is gone": ("DELETE FROM ledger_entry WHERE id = '{id}'", "holds 2 entries, 3 were signed"),
    "two entries that changed places": (
        "UPDATE ledger_entry SET position = 2 - position + 10 WHERE batch = 2",
        "Merkle root",
    ),
    "a batch at another time": (
        "UPDATE ledger_batch SET recorded_at = replace(recorded_at, '2017', '2019') WHERE number = 2",
        "signature",
    ),
    "a batch that is gone": (
        "DELETE FROM ledger_entry WHERE batch = 2; DELETE FROM ledger_batch WHERE number = 2",
        "batch 3 of office centre does not follow",
    ),
}


@pytest.mark.parametrize("harm", _HARM)
def test_what_was_changed_behind_the_triggers_is_named(sqlite_ledger, sqlite_database, tmp_path, harm):
    sql, said = _HARM[harm]
    for _ in range(3):
        sqlite_ledger.append([an_entry() for _ in range(3)])
    target = sqlite_ledger.recorded(OPERATION, upto=sqlite_ledger.head())[4].entry.id
    copied = _copy_without_triggers(sqlite_database, tmp_path / "copied.sqlite3")
    with sqlite3.connect(copied) as connection:
        connection.executescript(sql.replace("{id}", target))
    connection.close()

    with at_sqlite(copied):
        result = verify(sqlite_ledger, public_keys=_keys("default", tmp_path))

    assert said in result.broken
    assert result.batches == 1
    if said.startswith("does not have the hash"):
        assert result.broken_entry == target
    assert verify(sqlite_ledger, public_keys=_keys("default", tmp_path)).holds


def _copy_without_triggers(path, copied):
    connections["default"].close()
    shutil.copy(path, copied)
    with sqlite3.connect(copied) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    return copied
