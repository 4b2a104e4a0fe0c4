"""Promise 10: an acknowledged submission survives `kill -9` at any moment, and nothing is half entered."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from tests.promises.importer import ROWS, report
from tests.promises.worlds import DEEP

KILLS = 50 if DEEP else 6
FILES = 12
REPOSITORY = Path(__file__).parents[2]


def _run(data: Path, reports: Path, *, kill_after_s: float | None) -> list[str]:
    """Run the importer and return what it acknowledged; with a time: it is killed that long after it was ready."""
    environment = {**os.environ, "FIRMGROUND_DATA": str(data), "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.promises.importer", str(reports)],
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        env=environment,
        text=True,
    ) as process:
        said = [process.stdout.readline().strip()]
        timer = threading.Timer(kill_after_s or 0, process.send_signal, [signal.SIGKILL])
        if kill_after_s is not None:
            timer.start()
        said += [line.strip() for line in process.stdout]
        timer.cancel()
    return said


def _entries(data: Path) -> Counter[int]:
    with sqlite3.connect(data / "ledger.sqlite3") as database:
        rows = database.execute("SELECT batch, count(*) FROM ledger_entry WHERE kind = 'ordnance_lot' GROUP BY batch")
        return Counter(dict(rows.fetchall()))


def test_what_was_acknowledged_survives_a_kill_at_any_moment_and_nothing_is_half_entered(tmp_path):
    data, reports = tmp_path / "data", tmp_path / "reports"
    reports.mkdir()
    chance = random.Random(20171114)
    acknowledged: dict[str, str] = {}
    cut_short = 0
    for round_number in range(KILLS):
        for path in reports.glob("*.csv"):
            path.unlink()
        for number in range(FILES):
            name = f"{round_number:02d}-{number:02d}.csv"
            (reports / name).write_bytes(report(100 * (round_number * FILES + number)))
        said = _run(data, reports, kill_after_s=chance.uniform(0.0, 1.2))
        cut_short += "done" not in said
        acknowledged |= {name: batch for verb, name, batch in _steps(said) if verb == "entered"}
        by_batch = _entries(data)
        assert set(by_batch.values()) <= {ROWS - 1}, "a batch is whole or not there"
        assert all(by_batch[int(batch)] == ROWS - 1 for batch in acknowledged.values())
    last = _run(data, reports, kill_after_s=None)

    assert last[-1] == "done"
    assert cut_short >= KILLS // 2, "the kills came too late to prove anything"
    verified = subprocess.run(
        [Path(sys.executable).with_name("firmground"), "verify"],
        env={**os.environ, "FIRMGROUND_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr


def _steps(said: list[str]) -> list[list[str]]:
    return [line.split() for line in said if len(line.split()) == 3]
