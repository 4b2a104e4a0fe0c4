"""Every question: what the pieces answer together is what the whole ground answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmground.batch.files import PieceGround, write
from firmground.batch.pieces import cut
from firmground.batch.questions import DayChanges, DayTotals, WholeCells
from firmground.batch.run import run
from firmground.errors import ReportUnreadable
from firmground.geometry.cells.cells import cells
from firmground.geometry.fold.changes import history
from firmground.geometry.fold.stacks import Stacks
from firmground.geometry.fold.totals import Claims, totals
from tests.batch.grounds import LABELS, claims, rules, same, stars, tasks
from tests.geometry.drawings import drawings, placed
from tests.promises.worlds import CASES

COUNT = 300


def _stacks(polygons):
    whole = cells(polygons)
    return Stacks(whole.offsets, whole.members, whole.area_mm2, np.arange(len(whole)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pieces")
    write(folder, stars(COUNT), claims(COUNT), keys={"task": tasks(COUNT)}, grid_bits=20, most=25)
    return folder


def test_cells_of_pieces_are_the_cells(folder):
    assert run(folder, WholeCells()) == cells(stars(COUNT))


@pytest.mark.parametrize("on_day", [-1, 0, 12, 99])
@pytest.mark.parametrize("known_until", [10, 99])
def test_totals_of_a_day_as_known_on_another(folder, on_day, known_until):
    until = {"on_day": on_day, "known_until": known_until}

    together = run(folder, DayTotals(rules(), **until))

    assert together.tolist() == totals(_stacks(stars(COUNT)), claims(COUNT), rules(), **until).tolist()


def test_the_history_is_that_of_the_whole(folder):
    together = run(folder, DayChanges(rules()))

    whole = history(_stacks(stars(COUNT)), claims(COUNT), rules())
    assert len(whole.day) > 50
    assert same(together, whole)


def test_the_history_as_known_earlier_is_that_of_the_whole(folder):
    together = run(folder, DayChanges(rules(), known_until=9))

    assert same(together, history(_stacks(stars(COUNT)), claims(COUNT), rules(), known_until=9))


def test_the_ground_of_each_task_is_as_if_there_were_no_other(folder):
    together = run(folder, DayChanges(rules(), by="task"))

    assert sorted(set(together.key.tolist())) == [0, 1, 2, 3, 4, 5]
    for task in range(6):
        of_task = np.flatnonzero(tasks(COUNT) == task)
        alone = _stacks([stars(COUNT)[index] for index in of_task])
        said = Claims(*(column[of_task] for column in claims(COUNT)))
        whole = history(alone, said, rules())
        is_its = together.key == task
        assert np.array_equal(together.area_mm2[is_its], whole.area_mm2)
        assert np.array_equal(together.day[is_its], whole.day)


def _grounds(polygons, said, grid_bits, most):
    for piece in cut(polygons, grid_bits=grid_bits, most=most).pieces:
        rows = np.sort(np.concatenate([piece.own, piece.halo]))
        held = Claims(*(column[rows] for column in said))
        key = {"unit": (rows % 2).astype(np.int32)}
        yield PieceGround(rows.astype(np.int32), [polygons[row] for row in rows], np.isin(rows, piece.own), held, key)


@CASES
@given(st.lists(drawings(), max_size=8), st.integers(0, 99), st.integers(8, 20), st.integers(1, 4))
def test_any_ground_in_any_pieces_has_the_same_history_and_totals(drawn, seed, grid_bits, most):
    polygons, said = [placed(one) for one in drawn], claims(len(drawn), seed=seed)
    pieces = list(_grounds(polygons, said, grid_bits, most))
    days, ended = DayChanges(rules()), DayTotals(rules(), on_day=15)

    together = days.added([days.of_piece(piece) for piece in reversed(pieces)])
    sums = ended.added([ended.of_piece(piece) for piece in pieces])

    stacks = _stacks(polygons)
    assert same(together, history(stacks, said, rules()))
    assert sums.tolist() == totals(stacks, said, rules(), on_day=15).tolist()
    assert together.totals(LABELS, on_day=15)[1:].tolist() == sums[1:].tolist()


def test_shapes_without_claims_answer_only_where_they_lie(tmp_path):
    write(tmp_path, stars(20))

    assert run(tmp_path, WholeCells()) == cells(stars(20))
    with pytest.raises(ReportUnreadable, match="with claims"):
        run(tmp_path, DayChanges(rules()))


def test_what_was_not_written_cannot_be_asked_by(folder):
    with pytest.raises(ReportUnreadable, match="unit"):
        run(folder, DayChanges(rules(), by="unit"))


def test_no_ground_has_no_cells_no_totals_and_no_history(tmp_path):
    write(tmp_path, [], claims(0))

    assert len(run(tmp_path, WholeCells())) == 0
    assert run(tmp_path, DayTotals(rules(), on_day=9)).tolist() == [0] * LABELS
    assert len(run(tmp_path, DayChanges(rules())).day) == 0
