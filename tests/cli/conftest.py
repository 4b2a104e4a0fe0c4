"""The command line in this process, upon a fresh copy of a small ledger."""

from __future__ import annotations

import json

import pytest

from tests.bulletins.offices import FIRST, SECOND, enter, evening, first_day, opened, second_day


@pytest.fixture
def ledger_of_two_days(sqlite_database, clock):
    """The small operation of the bulletins' tests, in the office that the commands ask."""
    from firmground import wiring
    from firmground.settings import settings

    wiring.office.cache_clear()
    office = wiring.make_office(settings(), clock)
    clock.instant = evening(FIRST)
    operation = opened(office)
    enter(office, operation, *first_day())
    clock.instant = evening(SECOND)
    enter(office, operation, *second_day())
    yield operation
    wiring.office.cache_clear()


class Said:
    """What a command left: its exit code and what it wrote."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def answer(self):
        return json.loads(self.out)


@pytest.fixture
def command(capsys):
    """Run a command in this process."""
    from firmground.cli.main import run

    def _run(*typed):
        capsys.readouterr()
        code = run([str(part) for part in typed])
        written = capsys.readouterr()
        return Said(code, written.out, written.err)

    return _run
