"""``firmground readers`` as a user runs it: from an empty database on PostgreSQL to a real ogrinfo as a sign-in."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

from firmground.cli.keys import KEYS
from tests.cli.test_exits import _firmground

_REPORT = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"number": "AW-1", "date": "2017-10-02", "activity": "checked"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[40.1, 35.3], [40.102, 35.3], [40.102, 35.302], [40.1, 35.302], [40.1, 35.3]]],
            },
        }
    ],
}
_MAPPING = "kind: area_worked\ncolumns:\n  number: number\n  date: true_from\n  activity: activity\n"


@pytest.fixture
def office(postgres_server, tmp_path):
    """Run a command on an empty database of a private cluster, whose owner may make roles and nothing else."""
    postgres_server.command(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'ledger_owner') THEN "
        "CREATE ROLE ledger_owner LOGIN CREATEROLE; CREATE ROLE map_reader LOGIN; END IF; END $$"
    )
    postgres_server.command("CREATE DATABASE readers_asked OWNER ledger_owner")
    try:
        postgres_server.command("CREATE EXTENSION postgis", database="readers_asked")
        url = postgres_server.url("readers_asked", "ledger_owner")
        yield lambda *typed: _firmground(tmp_path / "data", *typed, DATABASE_URL=url)
    finally:
        postgres_server.command("DROP DATABASE readers_asked WITH (FORCE)")


def _imported(office, tmp_path):
    (tmp_path / "work.geojson").write_text(json.dumps(_REPORT), encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(_MAPPING, encoding="utf-8")
    assert office("operation", "open", "one", "--name", "One").returncode == 0
    said = office("import", tmp_path / "work.geojson", "--operation", "one", "--mapping", tmp_path / "mapping.yaml")
    assert said.returncode == 0, said.stderr


def _answer(said):
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def _look(line, *layer):
    """Run the line that the command said, as the shell would."""
    words = [word for word in shlex.split(line) if not word.startswith("PGPASSWORD=")]
    return subprocess.run([*words, *layer], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.postgres
def test_a_sign_in_that_is_let_in_as_the_answer_says_sees_the_records_with_ogrinfo(office, postgres_server, tmp_path):
    if not shutil.which("ogrinfo"):
        pytest.skip("LOUD SKIP: no ogrinfo here (gdal-bin)")
    _imported(office, tmp_path)

    answer = _answer(office("readers", "--json"))
    postgres_server.command(answer["grants"][1])
    layers = _look(answer["ogrinfo"])
    work = _look(answer["ogrinfo"], "area_worked")

    assert list(answer) == list(KEYS["readers"])
    assert re.search(r"^\d+: area_worked$", layers, re.MULTILINE)
    assert "Feature Count: 1" in work
    assert "number (String) = AW-1" in work
    assert "POLYGON ((40.1 35.3,40.102 35.3," in work
    assert "ledger_entry" not in layers


@pytest.mark.postgres
def test_a_second_run_makes_nothing_and_says_so(office):
    first, second, told = office("readers", "--json"), office("readers", "--json"), office("readers")

    assert _answer(first)["made"]
    assert _answer(second) == {**_answer(first), "made": []}
    assert told.stdout.startswith("Nothing to make: every view is that of this version.\n")


@pytest.mark.postgres
def test_the_text_names_schemas_roles_views_and_the_next_steps(office):
    told = office("readers")

    assert told.returncode == 0, told.stderr
    assert re.search(r"^public_records +firmground_public +[1-9][0-9]* ", told.stdout, re.MULTILINE)
    assert "    GRANT firmground_staff TO map_reader;\n" in told.stdout
    assert "dbname=readers_asked user=map_reader schemas=staff_records" in told.stdout


@pytest.mark.postgres
def test_a_sign_in_that_may_not_make_roles_is_told_what_to_ask_for(office, postgres_server, tmp_path):
    postgres_server.command("ALTER ROLE ledger_owner NOCREATEROLE")
    try:
        said = office("readers")
    finally:
        postgres_server.command("ALTER ROLE ledger_owner CREATEROLE")

    assert said.returncode == 8
    assert "ALTER ROLE ledger_owner CREATEROLE;" in said.stderr


@pytest.mark.postgres
def test_the_server_warns_on_start_until_the_views_are_made(office, postgres_server, tmp_path):
    url = postgres_server.url("readers_asked", "ledger_owner")
    first = _first_lines(tmp_path, url)
    assert office("readers").returncode == 0
    second = _first_lines(tmp_path, url)

    assert any("firmground readers" in line for line in first)
    assert not any("firmground readers" in line for line in second)


def _first_lines(tmp_path, url):
    """Serve until the page answers, and return what was written by then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "FIRMGROUND_DATA": str(tmp_path / "data"), "DATABASE_URL": url}
    command = [sys.executable, "-c", "from firmground.cli.main import main; main()", "serve", "--port", str(port)]
    said = tmp_path / "said"
    with said.open("w", encoding="utf-8") as written:
        run = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT, env=environment)
        try:
            _await(port)
        finally:
            run.terminate()
            run.wait(timeout=20)
    return said.read_text(encoding="utf-8").splitlines()


def _await(port):
    """Ask for a page: it is answered once everything that is said on start is said."""
    for _ in range(300):
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as asked:
            try:
                asked.request("GET", "/sign-in")
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                assert asked.getresponse().status == 200
                return
    raise AssertionError("The server did not answer within 30 s.")


def test_on_sqlite_it_leaves_with_8_says_what_to_do_and_makes_no_ledger(tmp_path):
    said = _firmground(tmp_path / "new", "readers", "--json")

    assert said.returncode == 8
    assert json.loads(said.stderr)["code"] == "settings.unsound"
    assert "DATABASE_URL=postgresql://" in json.loads(said.stderr)["message"]
    assert not (tmp_path / "new" / "ledger.sqlite3").exists()
