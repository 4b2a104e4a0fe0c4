"""An office upon a fresh SQLite file, with a clock that the test sets."""

from __future__ import annotations

import pytest


@pytest.fixture
def office(sqlite_database, tmp_path, clock):
    from firmground.settings import load
    from firmground.wiring import make_office

    configured = load({"FIRMGROUND_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{sqlite_database}"})
    return make_office(configured, clock)


@pytest.fixture
def operation(office, clock):
    from tests.bulletins.offices import FIRST, SECOND, enter, evening, first_day, opened, second_day

    clock.instant = evening(FIRST)
    operation = opened(office)
    enter(office, operation, *first_day())
    clock.instant = evening(SECOND)
    enter(office, operation, *second_day())
    return operation
