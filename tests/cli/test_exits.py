"""Exit codes: every error has one, and real processes leave with it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from firmground import errors
from firmground.cli.exits import EXIT_OF, MEANINGS
from firmground.cli.main import run
from firmground.cli.reference import table


def _kinds(root):
    return [root, *(kind for one in root.__subclasses__() for kind in _kinds(one))]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder with one operation, made by the program itself."""
    folder = tmp_path_factory.mktemp("made")
    said = _firmground(folder, "operation", "open", "one", "--name", "One")
    assert said.returncode == 0, said.stderr
    return folder


def _firmground(folder, *typed, **settings):
    environment = {"PATH": os.environ["PATH"], "FIRMGROUND_DATA": str(folder), **settings}
    return subprocess.run(
        [sys.executable, "-c", "from firmground.cli.main import main; main()", *typed],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def test_every_error_has_an_exit_code_with_a_meaning():
    assert set(EXIT_OF) == set(_kinds(errors.FirmgroundError))
    assert set(EXIT_OF.values()) <= set(MEANINGS)


def test_an_operation_that_is_not_there_leaves_with_4_and_one_sentence(made):
    said = _firmground(made, "figures", "two")

    assert said.returncode == 4
    assert said.stderr == "There is no operation 'two'. Known here: one.\n"
    assert said.stdout == ""


def test_an_error_as_json_has_its_stable_code(made):
    said = _firmground(made, "state", "two", "--json")

    assert said.returncode == 4
    assert json.loads(said.stderr)["code"] == "ledger.not-in-ledger"


def test_settings_that_contradict_each_other_leave_with_8(made):
    said = _firmground(made, "verify", FIRMGROUND_HTTPS="perhaps")

    assert said.returncode == 8
    assert "Write true or false" in said.stderr


def test_a_database_that_is_away_leaves_with_7(made):
    said = _firmground(made, "operation", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert said.returncode == 7, said.stderr


def test_a_wrong_option_leaves_with_2(made):
    assert _firmground(made, "figures", "one", "--on-day", "yesterday").returncode == 2


def test_a_changed_entry_leaves_with_9_and_is_named(made, tmp_path):
    folder = tmp_path / "changed"
    shutil.copytree(made, folder)
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (entry,) = database.execute("SELECT id FROM ledger_entry LIMIT 1").fetchone()
        database.execute("UPDATE ledger_entry SET form = replace(form, 'One', 'Two') WHERE id = ?", [entry])
        database.commit()

    said = _firmground(folder, "verify")

    assert _firmground(made, "verify").returncode == 0
    assert said.returncode == 9
    assert entry in said.stderr


def test_a_failure_inside_is_said_to_be_a_bug_and_leaves_with_1(monkeypatch, capsys):
    from firmground.cli import main

    monkeypatch.setitem(main.COMMANDS, "verify", ("firmground.cli.nowhere:verify", ""))

    assert run(["verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().err.splitlines()[-1])["code"] == "promise-broken"


def test_help_loads_no_command(made):
    said = _firmground(made, "--help")

    assert said.returncode == 0
    assert "Check chains, roots and signatures of the whole ledger." in said.stdout


def test_the_page_of_commands_lists_every_command_and_code():
    page = table()

    for name in (
        "serve",
        "operation open",
        "people grant",
        "import",
        "figures",
        "state",
        "bulletin",
        "verify",
        "export",
    ):
        assert f"## `firmground {name}`" in page
    assert all(f"| {code} |" in page for code in MEANINGS)


def test_the_page_of_commands_in_docs_is_up_to_date():
    assert (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8") == table(), (
        "run `make docs`"
    )
