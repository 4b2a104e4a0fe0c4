"""What a broken disk, a changed database and odd words do to the commands: one sentence, one code, JSON where asked."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.cli.test_exits import _firmground, made

__all__ = ["made"]


@pytest.fixture
def changed(made, tmp_path):
    """Return a function that changes a copy of the ledger behind its triggers and gives what verify says."""

    def _changed(sql: str):
        folder = tmp_path / "changed"
        shutil.copytree(made, folder)
        with closing(sqlite3.connect(folder / "ledger.sqlite3")) as database:
            (entry,) = database.execute("SELECT id FROM ledger_entry WHERE seq = 1").fetchone()
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            assert database.execute(sql).rowcount == 1
            database.commit()
        return entry, _firmground(folder, "verify", "--json")

    return _changed


@pytest.mark.parametrize(
    "change",
    [
        "form = replace(form, 'One', 'Two')",
        "form = CAST(replace(form, 'One', 'On' || x'ff') AS TEXT)",
        "form = x'fffe00'",
        "form = '{'",
        "operation = 'another'",
        "kind = 'team'",
        "tier = 'public' || tier",
        "thing = 'another'",
        "withdraws = id",
        "true_from = '2001-01-01'",
    ],
)
def test_one_changed_value_of_an_entry_leaves_with_9_and_names_the_entry(changed, change):
    entry, said = changed(f"UPDATE ledger_entry SET {change} WHERE seq = 1")

    assert said.returncode == 9, said.stderr
    answer = json.loads(said.stderr)
    assert answer["code"] == "ledger.seal-broken"
    assert entry in answer["message"]


@pytest.mark.parametrize(
    "change", ["signature = x'00'", "signature = ''", "root = replace(hex(zeroblob(32)), '00', '11')"]
)
def test_one_changed_value_of_a_batch_leaves_with_9(changed, change):
    _, said = changed(f"UPDATE ledger_batch SET {change} WHERE number = 1")

    assert said.returncode == 9, said.stderr
    assert "batch 1 of office centre" in json.loads(said.stderr)["message"]


def test_one_flipped_byte_in_the_file_itself_is_found(made, tmp_path):
    folder = tmp_path / "flipped"
    shutil.copytree(made, folder)
    path = folder / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (entry,) = database.execute("SELECT id FROM ledger_entry WHERE form LIKE '%\"One\"%'").fetchone()
    content = bytearray(path.read_bytes())
    at = content.index(b'"name":"One"') + 9
    content[at] ^= 0x80
    path.write_bytes(content)

    said = _firmground(folder, "verify", "--json")

    assert said.returncode == 9, said.stderr
    assert entry in json.loads(said.stderr)["message"]


@pytest.mark.parametrize("what", ["not a database", "a folder", "cut short"])
def test_a_database_that_cannot_be_read_leaves_with_7_and_one_sentence(made, tmp_path, what):
    folder = tmp_path / "away"
    shutil.copytree(made, folder)
    path = folder / "ledger.sqlite3"
    content = path.read_bytes()
    for file in folder.glob("ledger.sqlite3*"):
        file.unlink()
    if what == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"no database, only words" * 99 if what == "not a database" else content[: len(content) // 2])

    for typed in (("verify",), ("figures", "one"), ("operation", "list")):
        said = _firmground(folder, *typed, "--json")
        assert said.returncode == 7, f"{typed}: {said.stderr}"
        assert json.loads(said.stderr)["code"] == "storage.unreachable"


def test_a_data_folder_that_cannot_be_made_leaves_with_7_and_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    said = _firmground(tmp_path / "file" / "data", "operation", "list", "--json")

    assert said.returncode == 7
    assert "FIRMGROUND_DATA" in json.loads(said.stderr)["message"]


@pytest.mark.parametrize(
    "typed",
    [
        ("figures", "one", "--on-day", "0001-01-01"),
        ("figures", "one", "--as-known-on", "9999-12-31"),
        ("figures", "one", "--on-day", "2017-W46-2"),
        ("state", "one", "--lon", "nan", "--lat", "35"),
        ("state", "one", "--lon", "40", "--lat", "inf"),
        ("state", "one", "--lon", "40"),
        ("figures",),
        ("nothing",),
    ],
)
def test_words_that_a_command_does_not_take_leave_with_2_also_as_json(made, typed):
    said = _firmground(made, *typed, "--json")

    assert said.returncode == 2, said.stderr
    assert said.stdout == ""
    assert json.loads(said.stderr)["code"] == "usage"


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_are_answered_in_json(made, day):
    for clock in ("--on-day", "--as-known-on"):
        said = _firmground(made, "figures", "one", clock, day, "--json")
        assert said.returncode in (0, 4), said.stderr
        json.loads(said.stdout or said.stderr, parse_constant=pytest.fail)
