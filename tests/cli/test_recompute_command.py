"""``firmground recompute`` as a user runs it: kept, compared, and a wrong cell named with an exit code."""

from __future__ import annotations

import numpy as np

from firmground.cli.keys import KEYS
from firmground.geometry.cells.cells import Cells
from firmground.state.kept_ground import ACCOUNTS, CutGround, polygons_of


def test_the_ground_is_kept_and_then_found_identical(ledger_of_two_days, command):
    number = ledger_of_two_days.number
    before = command("recompute", "--check", "--json")
    made = command("recompute", number, "--threads", "2", "--json")
    after = command("recompute", number, "--check", "--json")

    assert (before.code, made.code, after.code) == (0, 0, 0)
    assert made.answer.keys() == KEYS["recompute"].keys()
    assert {one["outcome"] for one in before.answer["operations"]} == {"not kept"}
    assert {one["outcome"] for one in made.answer["operations"]} == {"kept"}
    assert {one["outcome"] for one in after.answer["operations"]} == {"identical"}
    assert {one["account"] for one in made.answer["operations"]} <= set(ACCOUNTS)


def test_people_read_a_table(ledger_of_two_days, command):
    said = command("recompute")

    assert said.out.splitlines()[0].split() == ["operation", "account", "polygons", "cells", "outcome"]
    assert ledger_of_two_days.number in said.out


def test_a_wrong_cell_is_named_and_the_exit_code_says_so(ledger_of_two_days, command):
    from firmground.wiring import office

    command("recompute")
    store, operation = office().grounds.store, ledger_of_two_days
    entries = [one.entry for one in office().recorded(operation.id, office().ledger.head())]
    account = next(account for account in ACCOUNTS if polygons_of(entries, account))
    kept = store.kept(operation.id, account, polygons_of(entries, account))
    area_mm2 = kept.cells.area_mm2 + np.eye(1, len(kept.cells), dtype=np.int64)[0]
    store.keep(
        operation.id, account, CutGround(kept.polygons, (), Cells(kept.cells.offsets, kept.cells.members, area_mm2))
    )

    said = command("recompute", "--check")

    assert said.code == 1
    assert "comes out as" in said.err
    assert operation.number in said.err


def test_an_operation_that_is_not_there_is_named(ledger_of_two_days, command):
    assert command("recompute", "nowhere").code == 4
