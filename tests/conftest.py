"""What all tests share: Django set up once, databases copied from migrated templates, and no silent skips in CI."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_KEPT = Path(tempfile.mkdtemp(prefix="firmground-tests-"))
_SKIPPED: list[str] = []


def pytest_configure():
    """Set Django up over a passing data folder; nothing of the environment of whoever runs the tests comes in."""
    environment = os.environ
    for name in [name for name in environment if name.startswith("FIRMGROUND_")]:
        del environment[name]
    environment.pop("DATABASE_URL", None)
    environment["FIRMGROUND_DATA"] = str(_KEPT / "data")
    environment["DJANGO_SETTINGS_MODULE"] = "firmground.web.django_settings"
    import django

    django.setup()


def pytest_unconfigure():
    shutil.rmtree(_KEPT, ignore_errors=True)


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        _SKIPPED.append(report.nodeid)


def pytest_collectreport(report):
    if report.skipped:
        _SKIPPED.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if _SKIPPED and _in_ci() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if _SKIPPED and _in_ci():
        terminalreporter.section("SKIPPED UNDER CI=true: the run is red", red=True)
        for nodeid in _SKIPPED:
            terminalreporter.line(f"  {nodeid}")


def _in_ci():
    return os.environ.get("CI") == "true"


@pytest.fixture(scope="session")
def sqlite_template():
    """A migrated SQLite file. Tests copy it; nothing is ever flushed."""
    from tests.databases import at_sqlite, migrate

    template = _KEPT / "template.sqlite3"
    with at_sqlite(template):
        migrate("default")
    return template


@pytest.fixture
def sqlite_database(sqlite_template, tmp_path):
    """Django's default connection upon a fresh copy of a migrated SQLite file; gives the file's path."""
    from tests.databases import at_sqlite

    path = tmp_path / "ledger.sqlite3"
    shutil.copy(sqlite_template, path)
    with at_sqlite(path):
        yield path


@pytest.fixture(scope="session")
def postgres_server():
    """A private PostgreSQL cluster on a free loopback port, with a migrated template database."""
    from tests.databases import migrate
    from tests.postgres_server import PostgresServer, missing

    if missing():
        pytest.skip(f"LOUD SKIP: no PostgreSQL server with PostGIS here ({missing()} is not there)")
    server = PostgresServer()
    server.start()
    try:
        server.make_template(migrate)
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_database(postgres_server):
    """Django's connection "postgres" upon a fresh copy of the template database; gives the database's name."""
    with postgres_server.fresh_database() as name:
        yield name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def using(request):
    """The name of a Django connection to a fresh database: once on SQLite, once on PostgreSQL."""
    request.getfixturevalue(f"{request.param}_database")
    return {"sqlite": "default", "postgres": "postgres"}[request.param]


@pytest.fixture
def clock():
    """A scripted clock: each question is one second later; ``clock.instant`` may be set."""
    from tests.cast import ScriptedClock

    return ScriptedClock()


@pytest.fixture
def ledger(using, clock, tmp_path):
    """An empty ledger of the office "centre", on each database."""
    from firmground.storage.keys import OfficeKey
    from firmground.storage.ledger import SqlLedger

    key = OfficeKey(tmp_path, "centre", using=using)
    return SqlLedger("centre", clock, key.sign, using=using)
