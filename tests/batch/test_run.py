"""Runs on the threads of one machine, and what a process shows of itself before it is given work."""

import pytest

from firmground.batch import sample
from firmground.batch.files import write
from firmground.batch.questions import DayChanges, WholeCells
from firmground.batch.run import run
from firmground.errors import ReportUnreadable
from firmground.geometry.cells.cells import cells
from tests.batch.grounds import claims, rules, same, stars

COUNT = 200


@pytest.fixture
def written(tmp_path):
    return write(tmp_path / "pieces", stars(COUNT), claims(COUNT), grid_bits=20, most=15)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_answers_the_same(written, threads):
    assert run(written.folder, WholeCells(), threads=threads) == cells(stars(COUNT))
    assert same(run(written.folder, DayChanges(rules()), threads=threads), run(written.folder, DayChanges(rules())))


def test_progress_is_told_piece_by_piece_up_to_the_last(written):
    told = []

    run(written.folder, WholeCells(), progress=lambda *done: told.append(done))

    assert told == [(done + 1, len(written.names)) for done in range(len(written.names))]


def test_one_piece_that_is_broken_means_no_answer(written):
    (written.folder / written.names[-1]).write_bytes(b"no Parquet")

    with pytest.raises(ReportUnreadable, match=written.names[-1]):
        run(written.folder, WholeCells(), threads=3)


def test_a_folder_that_holds_nothing_cannot_be_asked(tmp_path):
    with pytest.raises(ReportUnreadable, match="write its pieces first"):
        run(tmp_path, WholeCells())


def test_a_process_stands_by_its_engine_and_what_it_measures(monkeypatch):
    is_now = sample.standing.__wrapped__()
    with monkeypatch.context() as other:
        other.setattr(sample, "_sources", list)
        without_engine = sample.standing.__wrapped__()
    with monkeypatch.context() as other:
        other.setattr(sample, "_STARS", 4)
        with_other_numbers = sample.standing.__wrapped__()

    assert sample.standing.__wrapped__() == is_now
    assert len({is_now, without_engine, with_other_numbers}) == 3


def test_the_sample_has_ground_that_several_cover_at_every_latitude():
    made = cells(sample._sample())

    assert (made.offsets[1:] - made.offsets[:-1]).max() >= 4
    assert set((made.members // 5).tolist()) == {0, 1, 2, 3, 4}
