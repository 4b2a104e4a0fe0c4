"""The ground, measured beside every peer: `python -m bench.ground`, or `make bench-ground`.

Makes an environment of its own for the peers, runs every method in a process of its own, checks that the totals agree,
and only then writes times: docs/performance.md and its picture, from bench/results.json, where every result is kept.

    python -m bench.ground --only history state     some rows
    python -m bench.ground --missing                what has no result yet
    python -m bench.ground --page                   write the page from what is kept
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.cluster import missing
from bench.likeness import likeness
from bench.machine import described
from bench.page import write
from bench.questions import Ground, made
from bench.results import Result, Results, Run, agrees
from bench.rows import LARGE, MAIN, Row, rows

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "bench" / ".venv"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
_LONGEST_S = 3_600


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, write; returns 1 where totals disagree."""
    asked = _asked(arguments)
    results = Results(asked.results)
    chosen = [row for row in rows(asked.claims, asked.large) if not asked.only or row.name in asked.only]
    if not asked.page:
        results.machine = described()
        python = sys.executable if asked.here else _environment()
        for row in chosen:
            _measure(row, results, asked, python)
        for name in sorted({run.data for row in chosen for run in row.runs} & {f"sites-{asked.claims}", "bosnia"}):
            results.claims[name] = likeness(made(name))
        results.save()
    disagreeing = [run for row in chosen for run in row.runs if _disagrees(results, run)]
    for run in disagreeing:
        print(f"{run.key}: a total differs by {results[run].difference:.1e} of the ground; no time is printed of it.")
    if asked.write:
        print(f"Wrote {write(results, rows(asked.claims, asked.large), asked.write)}.")
    return 1 if disagreeing else 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="ROW", help="rows: " + ", ".join(row.name for row in rows()))
    parser.add_argument("--methods", nargs="+", metavar="METHOD", help="only these, as ours, peers.geos")
    parser.add_argument("--claims", type=int, default=MAIN, help="claims of the main rows (%(default)s)")
    parser.add_argument("--large", type=int, default=LARGE, help="claims of the largest runs (%(default)s)")
    parser.add_argument("--repeats", type=int, help="repeats of every run (3; 1 of the longest)")
    parser.add_argument("--missing", action="store_true", help="only what has no result yet")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page")
    parser.add_argument("--here", action="store_true", help="run peers in this environment, as far as it has them")
    parser.add_argument("--results", type=Path, default=ROOT / "bench" / "results.json", help="file of the results")
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "performance.md", help="the page")
    return parser.parse_args(arguments)


def _environment() -> str:
    """Return the Python of the peers; makes their environment where requirements are newer than it."""
    done = ENVIRONMENT / "done"
    if not done.exists() or done.stat().st_mtime < REQUIREMENTS.stat().st_mtime:
        print("Making an environment for the peers ...")
        uv = str(Path(sys.executable).parent / "uv")
        python = str(ENVIRONMENT / "bin" / "python")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-r", REQUIREMENTS], check=True)
        done.touch()
    return str(ENVIRONMENT / "bin" / "python")


def _measure(row: Row, results: Results, asked: argparse.Namespace, python: str) -> None:
    """Measure the runs of a row, ours first, so that every answer of a peer is compared with it."""
    for run in row.runs:
        if asked.methods and run.method not in asked.methods:
            continue
        if asked.missing and run in results:
            continue
        print(f"{row.name}: {run.key} ...", flush=True)
        result = _run(run, asked, sys.executable if run.is_ours else python)
        print(f"    {result.failed or _told(result)}", flush=True)
        results.keep(run, result)


def _run(run: Run, asked: argparse.Namespace, python: str) -> Result:
    """Run a method in a process of its own and compare its answer with ours."""
    ground = made(run.data)
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.npy"
        command = [python, "-m", "bench.measure", run.method, run.work, run.data, "--answer", str(answer)]
        command += ["--workers", str(run.workers), "--repeats", str(asked.repeats or run.repeats)]
        if run.cut:
            command += ["--on-day", str(run.cut[0]), "--known-on", str(run.cut[1])]
        if run.method == "peers.postgis" and (what := missing()):
            return Result(failed=f"not here: {what}")
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_LONGEST_S, check=False)
        except subprocess.TimeoutExpired:
            return Result(failed=f"took longer than {_LONGEST_S} s")
        if done.returncode:
            return Result(failed=_last_line(done.stderr))
        told = json.loads(done.stdout.splitlines()[-1])
        found = np.load(answer) if answer.exists() else None
    return Result(**told, difference=None if found is None else _difference(run, ground, found))


def _difference(run: Run, ground: Ground, found: NDArray[np.float64]) -> float:
    """Return the largest difference of any total, on any day, from ours, as a part of all ground; keeps ours.

    Raises:
        SystemExit: Ours has not answered yet.
    """
    cut = "" if run.cut is None else f".{run.cut[0]}.{run.cut[1]}"
    reference = ground.path.with_suffix(f".{run.asks}{cut}.npy")
    if run.is_ours and run.workers == 1:
        np.save(reference, found)
    if not reference.exists():
        raise SystemExit(f"{run.key} has nothing to be compared with: run ours of this row first.")
    ours = np.load(reference)
    if run.asks == "one_more":
        return float(np.abs(found - ours).max() / np.abs(ours).sum())
    if found.ndim == 2:
        found, ours = found.cumsum(axis=0), ours.cumsum(axis=0)
    return float(np.abs(found - ours).max() / np.abs(ours).sum(axis=-1).max())


def _disagrees(results: Results, run: Run) -> bool:
    return run in results and not agrees(results[run], run)


def _told(result: Result) -> str:
    seconds = sorted(result.cpu_s)[len(result.cpu_s) // 2]
    differs = "" if result.difference is None else f", totals differ by {result.difference:.0e}"
    return f"{seconds:.3f} CPU s, {result.rss_mb:.0f} MB{differs}"


def _last_line(text: str) -> str:
    lines: Iterable[str] = [line for line in text.splitlines() if line.strip()]
    return (list(lines) or ["no word said"])[-1].partition(" (/")[0]


if __name__ == "__main__":
    sys.exit(main())
