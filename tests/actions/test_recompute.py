"""Recompute: the kept cells of an office are those of its ledger, and a wrong one is named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from firmground.actions import grounds as grounds_module
from firmground.actions.grounds import Grounds
from firmground.actions.recompute import Outcome, recompute
from firmground.errors import NotAllowed, StorageUnreachable
from firmground.geometry.cells.cells import Cells
from firmground.ledger.standing import Fold
from firmground.state import arranged
from firmground.state.kept_ground import CutGround
from firmground.storage.ground import SqlGrounds
from tests.ledgers import entry, hazard, square


@pytest.fixture
def office(office, using):
    office.grounds = Grounds(SqlGrounds(using=using))
    office.ledger._follow = office.grounds.store.follow
    return office


def _enter(office, operation, *entries):
    import msgspec

    office.ledger.append([msgspec.structs.replace(one, operation=operation.id) for one in entries])


def _ground(office, operation):
    _enter(
        office,
        operation,
        hazard("HA-1", 1, square(40.1, 35.3)),
        hazard("HA-2", 2, square(40.1005, 35.3)),
        entry("AW-1", "area_worked", 3, geometry=square(40.1, 35.3), activity="checked"),
    )


def test_recomputing_keeps_the_ground_of_both_accounts_and_checking_finds_it_identical(office, operation):
    _ground(office, operation)
    assert [one.outcome for one in recompute(office, [operation], is_check=True)] == [Outcome.NOT_KEPT] * 2

    made = list(recompute(office, [operation]))
    _enter(office, operation, hazard("HA-3", 2, square(40.1002, 35.3003)))
    checked = list(recompute(office, [operation], is_check=True))

    assert [(one.account, one.polygons, one.cells, one.outcome) for one in made] == [
        ("land", 2, 3, Outcome.KEPT),
        ("activity", 1, 1, Outcome.KEPT),
    ]
    assert [(one.outcome, one.difference) for one in checked] == [(Outcome.IDENTICAL, None)] * 2


def test_a_cell_that_is_kept_wrongly_is_named_by_the_numbers_that_cover_it(office, operation):
    _ground(office, operation)
    list(recompute(office, [operation]))
    store = office.grounds.store
    entries = [one.entry for one in office.recorded(operation.id, office.ledger.head())]
    polygons = [one.wkb for one in entries if one.kind == "hazard_area"]
    kept = store.kept(operation.id, "land", polygons)
    wrong = Cells(kept.cells.offsets, kept.cells.members, kept.cells.area_mm2 + np.array([0, 7, 0]))
    store.keep(operation.id, "land", CutGround(kept.polygons, (), wrong))

    land = next(recompute(office, [operation], is_check=True))

    assert land.outcome is Outcome.DIFFERENT
    assert land.difference.covered_by == ("HA-1", "HA-2")
    assert land.difference.kept_mm2 - land.difference.anew_mm2 == 7


def test_an_operation_without_ground_says_nothing(office, operation):
    assert list(recompute(office, [operation])) == []


def test_an_office_without_a_store_cannot_recompute(office, operation):
    office.grounds = None

    with pytest.raises(NotAllowed):
        list(recompute(office, [operation]))


def test_questions_are_answered_from_the_kept_cells(office, operation, monkeypatch):
    monkeypatch.setattr(grounds_module, "_WORTH_KEEPING", 1)
    _ground(office, operation)
    list(recompute(office, [operation]))
    monkeypatch.setattr(arranged, "cells", _never)
    monkeypatch.setattr("firmground.state.kept_ground.cells", _never)

    picture = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=None)

    assert sum(amount.value for amount in picture.land.totals(on_day=date(2017, 10, 9)).values()) > 0


def _never(*_):
    raise AssertionError("the ground was cut anew")


def test_the_first_question_keeps_the_ground_for_the_next_process(office, operation, monkeypatch):
    monkeypatch.setattr(grounds_module, "_WORTH_KEEPING", 1)
    _ground(office, operation)
    _ = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None)

    assert [one.outcome for one in recompute(office, [operation], is_check=True)] == [Outcome.IDENTICAL] * 2


def test_a_store_that_cannot_keep_stops_no_answer(office, operation, monkeypatch):
    monkeypatch.setattr(grounds_module, "_WORTH_KEEPING", 1)
    _ground(office, operation)

    def full(*_):
        raise StorageUnreachable("The disk is full.")

    monkeypatch.setattr(office.grounds.store, "keep", full)
    picture = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=None)

    assert len(picture.land.hazards(on_day=date(2017, 10, 9))) == 2
