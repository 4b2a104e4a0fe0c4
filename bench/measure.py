"""One method, one piece of work, in a process of its own: prints CPU seconds, wall seconds and memory as JSON.

Every method is a module with one function for each work that it can do. The function is given the claims, makes ready
what is not measured (tables loaded and indexed), and returns what is measured: a function without arguments.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.processes import peak_mb
from bench.questions import Cut, Ground, made


def main() -> None:
    """Measure what the command line names."""
    asked = _asked()
    method = importlib.import_module(f"bench.{asked.method}")
    if hasattr(method, "WORKERS"):
        method.WORKERS = asked.workers
    ground = made(asked.data)
    work = getattr(method, asked.work)
    small = made("sites-200")
    started = time.perf_counter()
    _ready(work, small, asked)()
    first_s = time.perf_counter() - started
    run = _ready(work, ground, asked)
    cpu_s, wall_s, answer = [], [], None
    for _ in range(asked.repeats):
        cpu, wall = _cpu_s(method), time.perf_counter()
        answer = run()
        cpu_s.append(_cpu_s(method) - cpu)
        wall_s.append(time.perf_counter() - wall)
    if hasattr(method, "check"):
        method.check()
    if answer is not None:
        np.save(asked.answer, answer)
    told = {
        "cpu_s": cpu_s,
        "wall_s": wall_s,
        "first_s": first_s,
        "rss_mb": _peak_mb(method),
        "version": method.version(),
        **(method.told() if hasattr(method, "told") else {}),
    }
    print(json.dumps(told))
    if hasattr(method, "end"):
        method.end()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", help="module under bench, as peers.geos")
    parser.add_argument("work", help="function of that module, as state")
    parser.add_argument("data", help="name of the claims, as sites-1000")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--on-day", type=int)
    parser.add_argument("--known-on", type=int)
    parser.add_argument("--answer", type=Path, required=True, help="file for the answer, an array")
    return parser.parse_args()


def _ready(work: Callable[..., Any], ground: Ground, asked: argparse.Namespace) -> Callable[[], Any]:
    if asked.on_day is None:
        return work(ground)
    return work(ground, Cut(asked.on_day, asked.known_on))


def _cpu_s(method: Any) -> float:  # noqa: ANN401 - a module
    """Return user and system seconds of this process, its ended children, and the server that does the work."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + ended.ru_utime + ended.ru_stime
    return own + (method.server_cpu_s() if hasattr(method, "server_cpu_s") else 0.0)


def _peak_mb(method: Any) -> float:  # noqa: ANN401 - a module
    if hasattr(method, "server_peak_mb"):
        return float(method.server_peak_mb())
    return peak_mb(os.getpid())


if __name__ == "__main__":
    main()
