"""A Dask cluster of processes on this machine, for the tests that need one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

START_S = 120


class Cluster:
    """A scheduler and workers without nannies: a killed worker stays dead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = folder / "scheduler.json"
        self.scheduler = self._started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        waited = time.monotonic() + START_S
        while not (told.exists() and told.read_text()):
            assert self.scheduler.poll() is None and time.monotonic() < waited, "the scheduler did not start"
            time.sleep(0.1)
        self.address = json.loads(told.read_text())["address"]
        self.workers: list[subprocess.Popen] = []

    def add_worker(self) -> None:
        place = self.folder / f"worker-{len(self.workers)}"
        limits = ("--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--host", "127.0.0.1")
        self.workers.append(self._started("worker", self.address, *limits, "--local-directory", str(place)))

    def _started(self, *typed: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", *typed, "--no-dashboard"]
        log = (self.folder / f"{typed[0]}.log").open("ab")
        with log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def started(folder, workers):
    """A cluster on 127.0.0.1 that ends with the test; its files and logs are in the folder."""
    made = Cluster(folder)
    try:
        for _ in range(workers):
            made.add_worker()
        yield made
    finally:
        made.end()
