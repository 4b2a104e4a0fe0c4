"""``firmground recompute --cluster``: the workers of a cluster make what the threads of one machine make."""

from __future__ import annotations

from tests.batch.clusters import started


def test_ground_cut_on_a_cluster_is_that_of_this_machine_and_leaves_no_piece_behind(
    ledger_of_two_days, command, tmp_path
):
    shared = tmp_path / "shared"
    with started(tmp_path, 2) as cluster:
        made = command("recompute", "--cluster", cluster.address, "--shared", str(shared), "--json")
    on_threads = command("recompute", "--check", "--json")

    assert (made.code, on_threads.code) == (0, 0)
    assert {one["outcome"] for one in made.answer["operations"]} == {"kept"}
    assert {one["outcome"] for one in on_threads.answer["operations"]} == {"identical"}
    assert list(shared.iterdir()) == []


def test_a_cluster_that_is_away_is_said_and_what_is_kept_stays(ledger_of_two_days, command, tmp_path, monkeypatch):
    from firmground.batch import cluster

    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    command("recompute")

    said = command("recompute", "--cluster", "tcp://127.0.0.1:9", "--shared", str(tmp_path / "shared"))

    assert said.code == 7
    assert "No Dask scheduler" in said.err
    assert command("recompute", "--check").code == 0
    assert list((tmp_path / "shared").iterdir()) == []
