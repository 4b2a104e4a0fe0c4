"""The whole comparison at a few hundred claims, with the peers that are here: all agree, and the page says so."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bench.ground import main
from bench.page import write
from bench.results import TOLERANCE, Result, Results, Run, growth
from bench.rows import rows


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("bench")
    asked = ["--here", "--claims", "200", "--large", "400", "--repeats", "1", "--methods", "ours.ground", "peers.geos"]
    kept = ["--results", str(folder / "results.json"), "--write", str(folder / "performance.md")]
    only = ["--only", "history", "table", "state", "again"]
    assert main([*asked, *kept, *only]) == 0
    return folder


def test_every_method_agrees_with_ours(measured) -> None:
    runs = json.loads((measured / "results.json").read_text())["runs"]
    compared = {key: run["difference"] for key, run in runs.items()}
    assert {key.split(" ")[0] for key in compared} == {
        "ours.ground.again",
        "ours.ground.history",
        "ours.ground.history_by_table",
        "ours.ground.state",
        "peers.geos.history",
        "peers.geos.painted",
        "peers.geos.painted_by_table",
        "peers.geos.state",
    }
    assert not [run["failed"] for run in runs.values() if run["failed"]]
    assert all(0 <= difference < TOLERANCE for difference in compared.values())
    assert all(difference == 0 for key, difference in compared.items() if key.startswith("ours."))


def test_the_page_states_machine_versions_aims_and_times(measured) -> None:
    page = (measured / "performance.md").read_text()
    assert "cores; memory" in page
    assert "GEOS 3." in page
    assert "| GEOS, painted claim by claim (every day) | 200 | 1 |" in page
    assert "at least 10 times the fastest peer" in page


def test_no_time_is_printed_of_a_method_whose_totals_differ(tmp_path) -> None:
    results = Results(tmp_path / "results.json")
    row = next(row for row in rows(200, 400) if row.name == "table")
    ours, peer = row.runs
    results.keep(ours, Result(cpu_s=[0.5], wall_s=[0.5], version="ours", difference=0.0))
    results.keep(peer, Result(cpu_s=[7.25], wall_s=[7.25], version="theirs", difference=10 * TOLERANCE))
    page = write(results, [row], tmp_path / "performance.md").read_text()
    assert "7.25" not in page
    assert "**no: totals disagree**" in page
    assert "totals differ by 1.0e-05" in page


def test_a_row_that_misses_its_aim_says_no(tmp_path) -> None:
    results = Results(tmp_path / "results.json")
    row = next(row for row in rows(200, 400) if row.name == "table")
    for run, seconds in zip(row.runs, (1.0, 3.0), strict=True):
        results.keep(run, Result(cpu_s=[seconds], wall_s=[seconds], difference=0.0))
    page = write(results, [row], tmp_path / "performance.md").read_text()
    assert "**no**: 3.0 times GEOS painted by the same table" in page


def test_growth_is_the_exponent_of_the_count(tmp_path) -> None:
    results = Results(tmp_path / "results.json")
    runs = [Run("ours.ground", "history", f"sites-{count}") for count in (100, 1_000, 10_000)]
    for run, count in zip(runs, (100, 1_000, 10_000), strict=True):
        results.keep(run, Result(cpu_s=[3e-5 * count**1.5], wall_s=[1.0]))
    assert np.isclose(growth(results, runs), 1.5)


def test_results_are_kept_in_their_file(tmp_path) -> None:
    run = Run("peers.geos", "state", "sites-200")
    Results(tmp_path / "results.json").keep(run, Result(cpu_s=[1.0], wall_s=[2.0], rss_mb=3.0, version="GEOS"))
    again = Results(tmp_path / "results.json")
    assert again[run] == Result(cpu_s=[1.0], wall_s=[2.0], rss_mb=3.0, version="GEOS")
    assert Run("peers.geos", "state", "sites-400") not in again


def test_methods_of_several_sizes_are_drawn_as_lines(tmp_path) -> None:
    results = Results(tmp_path / "results.json")
    row = next(row for row in rows(2_000, 20_000) if row.name == "growth")
    for run in row.runs:
        results.keep(run, Result(cpu_s=[0.001], wall_s=[0.001], difference=0.0))
    write(results, [row], tmp_path / "performance.md")
    picture = (tmp_path / "pictures" / "performance.svg").read_text()
    assert picture.startswith("<svg")
    assert picture.count("<polyline") == 6
    assert "PostGIS, lateral union" in picture
