"""What was measured, kept in a file, so that rows can be run one by one and the page be written from all of them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

_ASKS = {
    "again": "state",
    "on_dask": "history",
    "on_threads": "history",
    "one_more_kept": "one_more",
    "painted": "history",
    "painted_by_table": "history_by_table",
}
"""Works of another name that ask the same."""


@dataclass(frozen=True)
class Run:
    """One measurement: a method's work on claims of a name, on some workers, perhaps for a pair of days."""

    method: str
    work: str
    data: str
    workers: int = 1
    repeats: int = 3
    cut: tuple[int, int] | None = None

    @property
    def is_ours(self) -> bool:
        """Return whether Firmground does the work."""
        return self.method.startswith("ours.")

    @property
    def asks(self) -> str:
        """Return what is asked: runs that ask the same of the same claims have the same answer."""
        return _ASKS.get(self.work, self.work)

    @property
    def name(self) -> str:
        """Return method and work."""
        return f"{self.method}.{self.work}"

    @property
    def key(self) -> str:
        """Return what the results are kept under; repeats are no part of it."""
        cut = "" if self.cut is None else f" on {self.cut[0]} known {self.cut[1]}"
        return f"{self.name} {self.data} x{self.workers}{cut}"


@dataclass(frozen=True)
class Result:
    """What a measurement gave.

    Attributes:
        cpu_s: User and system seconds of each repeat.
        wall_s: Seconds of each repeat.
        first_s: Seconds of the first run, on 200 claims: compilation and loading are in it.
        rss_mb: Peak memory of the process.
        version: What ran.
        failed: Why there is no result, or empty.
        difference: Largest difference of any total from ours, as a part of all ground; None where nothing to compare.
        each_ms: Milliseconds of each of many small questions.
    """

    cpu_s: list[float] = field(default_factory=list)
    wall_s: list[float] = field(default_factory=list)
    first_s: float = 0.0
    rss_mb: float = 0.0
    version: str = ""
    failed: str = ""
    difference: float | None = None
    each_ms: list[float] = field(default_factory=list)


TOLERANCE = 1e-6
"""How far a total of a peer may differ from ours, as a part of all ground. Peers measure on a plane on which edges are
straight that are straight in degrees for us: some 1e-8 of a site."""

DRAWN = 0.005
"""How far the ground of a class in a tile may: corners are rounded to the tile's grid, after different simplifying."""


def agrees(result: Result, run: Run) -> bool:
    """Return whether a result agrees with ours; what was not compared does."""
    return (result.difference or 0.0) <= (DRAWN if run.work == "tile" else TOLERANCE)


class Verdict(NamedTuple):
    """Whether an aim is reached, and the numbers beside it."""

    is_reached: bool
    says: str


class NotMeasured(LookupError):
    """A result is asked for that is not there: it was never run here, or failed."""


class Results:
    """Results by measurement, in a JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, Result] = {}
        if path.exists():
            stored = json.loads(path.read_text(encoding="utf-8"))
            self.machine: dict[str, str] = stored["machine"]
            self.claims: dict[str, dict[str, str]] = stored["claims"]
            self._kept = {key: Result(**plain) for key, plain in stored["runs"].items()}
        else:
            self.machine, self.claims = {}, {}

    def __getitem__(self, run: Run) -> Result:
        if run not in self:
            raise NotMeasured(run.key)
        return self._kept[run.key]

    def __contains__(self, run: Run) -> bool:
        return run.key in self._kept and not self._kept[run.key].failed

    def get(self, run: Run) -> Result | None:
        """Return a result, failed or not, or None where it was never run."""
        return self._kept.get(run.key)

    def keep(self, run: Run, result: Result) -> None:
        """Keep a result and write the file."""
        self._kept[run.key] = result
        self.save()

    def save(self) -> None:
        """Write the file."""
        runs = {key: asdict(one) for key, one in sorted(self._kept.items())}
        plain = {"machine": self.machine, "claims": self.claims, "runs": runs}
        self.path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")

    def fastest(self, runs: Sequence[Run]) -> Run:
        """Return the run of the fewest CPU seconds among those that gave a result.

        Raises:
            NotMeasured: None did.
        """
        measured = [run for run in runs if run in self]
        if not measured:
            raise NotMeasured(runs[0].key)
        return min(measured, key=lambda run: cpu_s(self, run))

    def worst_difference(self, runs: Sequence[Run]) -> float:
        """Return the largest difference from ours of runs that gave a result."""
        return max((self[run].difference or 0.0 for run in runs if run in self), default=0.0)


def cpu_s(results: Results, run: Run) -> float:
    """Return the median of CPU seconds."""
    return median(results[run].cpu_s)


def wall_s(results: Results, run: Run) -> float:
    """Return the median of seconds."""
    return median(results[run].wall_s)


def wall_ms(results: Results, run: Run) -> float:
    """Return the median of milliseconds."""
    return 1_000 * wall_s(results, run)


def percentile_ms(results: Results, run: Run, percent: int) -> float:
    """Return under how many milliseconds that part of many small questions was answered."""
    each = sorted(results[run].each_ms)
    return each[min(len(each) - 1, len(each) * percent // 100)]


def ratio(results: Results, slow: Run, fast: Run) -> float:
    """Return how many times the CPU seconds of one run are those of another."""
    return cpu_s(results, slow) / cpu_s(results, fast)


def growth(results: Results, runs: Sequence[Run]) -> float:
    """Return the exponent with which CPU seconds grow with the number of claims: least squares of the logarithms."""
    points = [(math.log(claims_of(run)), math.log(cpu_s(results, run))) for run in runs]
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def claims_of(run: Run) -> int:
    """Return the number of claims of a run on made sites."""
    return int(run.data.rpartition("-")[2])
