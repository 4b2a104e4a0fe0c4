"""``firmground figures --by``: a figure in parts, as text and as JSON."""

from __future__ import annotations

import pytest

from tests.bulletins.offices import NUMBER, SECOND, enter
from tests.ledgers import square
from tests.state.test_units import unit

DAY = SECOND.isoformat()


@pytest.fixture
def ledger_with_units(ledger_of_two_days):
    from firmground import wiring

    units = [unit("SY01", square(40.0, 35.0, 0.1005)), unit("SY02", square(40.1, 35.0, 0.5))]
    enter(wiring.office(), ledger_of_two_days, *units)


def _parts(command, *typed):
    said = command("figures", NUMBER, *typed, "--on-day", DAY, "--json")
    assert said.code == 0, said.err
    return said.answer["figures"][0], said.answer["breakdown"]


@pytest.mark.parametrize("by", ["organisation", "task", "unit"])
def test_the_parts_of_a_figure_add_up_to_it(command, ledger_with_units, by):
    figure, told = _parts(command, "area-checked", "--by", by)

    assert told["by"] == by
    assert sum(part["total"] for part in told["parts"]) == figure["total"] > 0
    assert all(sum(part["evidence"].values()) == part["total"] for part in told["parts"])


def test_units_come_with_their_names_and_their_shared_ground(command, ledger_with_units):
    _, told = _parts(command, "area-checked", "--by", "unit")

    assert told["level"] == 3
    assert [overlap["units"] for overlap in told["overlaps"]] == [["SY01", "SY02"]]


def test_parts_stand_in_a_table_that_ends_with_the_sum(command, ledger_of_two_days):
    said = command("figures", NUMBER, "area-checked", "--by", "task", "--on-day", DAY)

    assert said.code == 0
    assert "no task stated" in said.out
    assert "adds up to" in said.out.splitlines()[-1]


def test_without_the_name_of_a_figure_nothing_is_divided(command, ledger_of_two_days):
    said = command("figures", NUMBER, "--by", "task")

    assert said.code == 2
    assert "say its NAME" in said.err


def test_units_that_are_not_known_are_asked_for(command, ledger_of_two_days):
    said = command("figures", NUMBER, "area-checked", "--by", "unit", "--on-day", DAY)

    assert said.code != 0
    assert "No admin unit with a polygon is known" in said.err
