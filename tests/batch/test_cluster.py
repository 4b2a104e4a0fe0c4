"""A cluster of two workers on this machine: the answers of one core, also when a worker is killed in the middle."""

import os
import signal
import sys

import pytest

from firmground.batch import cluster
from firmground.batch import run as running
from firmground.batch.files import write
from firmground.batch.questions import DayChanges, WholeCells
from firmground.batch.run import cells_on_cluster, run
from firmground.errors import ReportUnreadable, SettingsUnsound, StorageUnreachable
from firmground.geometry.cells.cells import cells
from tests.batch.clusters import started
from tests.batch.grounds import claims, rules, same, stars, tasks

COUNT = 600


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    with started(tmp_path_factory.mktemp("cluster"), 2) as made:
        yield made


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pieces")
    polygons = stars(COUNT, spread_deg=0.02)
    return write(folder, polygons, claims(COUNT), keys={"task": tasks(COUNT)}, grid_bits=20, most=25)


def test_a_cluster_answers_what_threads_answer_to_the_last_number(two_workers, pieces):
    told = []

    on_cluster = run(
        pieces.folder, WholeCells(), scheduler=two_workers.address, progress=lambda *done: told.append(done)
    )

    assert on_cluster == run(pieces.folder, WholeCells(), threads=1) == cells(stars(COUNT, spread_deg=0.02))
    assert told == [(done + 1, len(pieces.names)) for done in range(len(pieces.names))]


@pytest.mark.parametrize("by", ["", "task"])
def test_the_history_is_the_same_on_a_cluster(two_workers, pieces, by):
    on_cluster = run(pieces.folder, DayChanges(rules(), by=by), scheduler=two_workers.address)

    assert len(on_cluster.day) > 50
    assert same(on_cluster, run(pieces.folder, DayChanges(rules(), by=by), threads=1))


def test_cells_of_polygons_leave_no_file_behind(two_workers, tmp_path):
    polygons = stars(80)

    assert cells_on_cluster(polygons, two_workers.address, shared=tmp_path / "shared") == cells(polygons)
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_broken_piece_is_named_and_nothing_is_answered(two_workers, tmp_path):
    written = write(tmp_path, stars(80), grid_bits=20, most=10)
    (tmp_path / written.names[3]).write_bytes(b"no Parquet")

    with pytest.raises(ReportUnreadable, match=written.names[3]):
        run(tmp_path, WholeCells(), scheduler=two_workers.address)


def test_a_worker_of_another_version_gets_no_piece(two_workers, pieces, monkeypatch):
    monkeypatch.setattr(cluster, "standing", lambda: "another")

    with pytest.raises(SettingsUnsound, match="another version"):
        run(pieces.folder, WholeCells(), scheduler=two_workers.address)


def test_a_worker_killed_in_the_middle_changes_nothing(tmp_path):
    polygons = stars(1500, spread_deg=0.012)
    written = write(tmp_path / "pieces", polygons, claims(1500), grid_bits=18, most=30)
    with started(tmp_path, 2) as made:
        run(written.folder, DayChanges(rules()), scheduler=made.address)
        killed = []

        def kill(done, total):
            if done == 5:
                os.kill(made.workers[0].pid, signal.SIGKILL)
                killed.append((done, total, made.workers[0].wait()))

        after = run(written.folder, DayChanges(rules()), scheduler=made.address, progress=kill)

    assert killed == [(5, len(written.names), -signal.SIGKILL)]
    assert len(written.names) > 40
    assert same(after, run(written.folder, DayChanges(rules()), threads=1))


def test_without_any_worker_left_a_run_ends_with_what_to_do(tmp_path, pieces, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE_S", 2)
    monkeypatch.setattr(cluster, "LOOK_S", 1)
    with started(tmp_path, 0) as made, pytest.raises(StorageUnreachable, match="Start workers"):
        run(pieces.folder, WholeCells(), scheduler=made.address)


def test_a_scheduler_that_goes_away_ends_the_run(tmp_path, pieces):
    with started(tmp_path, 1) as made, pytest.raises(StorageUnreachable, match="went away"):
        run(pieces.folder, WholeCells(), scheduler=made.address, progress=lambda *_: made.scheduler.kill())


def test_no_scheduler_at_the_address_is_said(pieces, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)

    with pytest.raises(StorageUnreachable, match="No Dask scheduler"):
        run(pieces.folder, WholeCells(), scheduler="tcp://127.0.0.1:9")


def test_without_dask_a_cluster_cannot_be_named_but_threads_answer(pieces, monkeypatch):
    monkeypatch.setitem(sys.modules, "firmground.batch.cluster", None)

    with pytest.raises(SettingsUnsound, match=r"firmground\[cluster\]"):
        run(pieces.folder, WholeCells(), scheduler="tcp://127.0.0.1:9")
    assert running.run(pieces.folder, WholeCells(), threads=3) == run(pieces.folder, WholeCells(), threads=1)
