"""Firmground: pieces of the plane from GeoParquet, on threads of one process or on a Dask cluster of this machine."""

from __future__ import annotations

from collections.abc import Callable
from os import getpid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.ours.ground import Floats, claims_of, daily, rules_of, version
from bench.processes import peak_mb, ran_s
from bench.questions import ALL, Ground
from bench.rules import LATEST
from firmground.batch.files import write
from firmground.batch.questions import DayChanges
from firmground.batch.run import run

__all__ = ["end", "on_dask", "on_threads", "server_cpu_s", "server_peak_mb", "version"]

WORKERS = 2
_folders: list[TemporaryDirectory[str]] = []
_clusters: list[Any] = []


def on_threads(ground: Ground) -> Callable[[], Floats]:
    """From pieces on disk to the totals of every day, on threads."""
    folder, question = _written(ground), DayChanges(rules_of(LATEST))
    return lambda: daily(ground, run(folder, question, threads=WORKERS))


def on_dask(ground: Ground) -> Callable[[], Floats]:
    """The same on worker processes of a Dask cluster that runs already and has compiled its loops."""
    from distributed import LocalCluster

    if not _clusters:
        _clusters.append(LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None))
    address = _clusters[0].scheduler_address
    folder, question = _written(ground), DayChanges(rules_of(LATEST))
    return lambda: daily(ground, run(folder, question, scheduler=address))


def end() -> None:
    """End the cluster and remove the pieces."""
    for cluster in _clusters:
        cluster.close()
    for folder in _folders:
        folder.cleanup()


def server_cpu_s() -> float:
    """Return the seconds that the workers have run."""
    return sum(ran_s(worker.pid) for cluster in _clusters for worker in cluster.workers.values())


def server_peak_mb() -> float:
    """Return the memory of this process, or of all workers together."""
    return sum(peak_mb(worker.pid) for cluster in _clusters for worker in cluster.workers.values()) or peak_mb(getpid())


def _written(ground: Ground) -> Path:
    _folders.append(TemporaryDirectory(prefix="firmground-bench-"))
    folder = Path(_folders[-1].name)
    write(folder, ground.claims.wkb[ground.counting(ALL)].tolist(), claims_of(ground))
    return folder
