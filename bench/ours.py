"""Firmground: cells from stored geometry, then one scan for any question. Runs in Firmground's own environment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

import numpy as np
from numpy.typing import NDArray

from bench.questions import ALL, Cut, Ground
from bench.rules import LATEST, NOTHING, TABLE
from firmground.geometry.cells import cells, cells_of
from firmground.geometry.changes import history as history_of
from firmground.geometry.fold import Claims, Rules, plain_claims, plain_rules, totals
from firmground.geometry.neighbours import neighbours
from firmground.geometry.packing import pack
from firmground.geometry.stacks import Stacks, stacked

WORKERS = 1
Floats = NDArray[np.float64]


def version() -> str:
    """Return what runs."""
    try:
        return f"NumPy {np.__version__}, Numba {version_of('numba')}"
    except PackageNotFoundError:
        return f"NumPy {np.__version__}, no Numba"


def state(ground: Ground) -> Callable[[], Floats]:
    """From stored geometry to the totals of the last day; the latest claim wins."""
    return lambda: _in_order(_totals(_stacks(ground), _claims(ground), _rules(LATEST), ALL))


def history(ground: Ground) -> Callable[[], Floats]:
    """From stored geometry to the totals of every day; the latest claim wins."""
    return lambda: _daily(ground, _rules(LATEST))


def history_by_table(ground: Ground) -> Callable[[], Floats]:
    """The same by the transition table."""
    return lambda: _daily(ground, _rules(TABLE))


def kernel(ground: Ground) -> Callable[[], None]:
    """Only what is shared out over workers: the strips along all boundaries, shapes packed and neighbours known."""
    packed = pack(ground.claims.wkb.tolist())
    near = neighbours(packed)
    shares = np.array_split(np.arange(len(packed.polygon)), 4 * WORKERS)

    def run() -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda share: cells_of(packed, near, share), shares))

    return run


def again(ground: Ground, cut: Cut = ALL) -> Callable[[], Floats]:
    """Another pair of days, asked of stored cells: one scan."""
    stacks, claims, rules = _stacks(ground), _claims(ground), _rules(LATEST)
    return lambda: _in_order(_totals(stacks, claims, rules, cut))


def _stacks(ground: Ground) -> Stacks:
    order = ground.counting(ALL)
    each = np.arange(len(order) + 1)
    return stacked(cells(ground.claims.wkb[order].tolist(), threads=WORKERS), each, each[:-1].astype(np.int32))


def _claims(ground: Ground) -> Claims:
    order, claims = ground.counting(ALL), ground.claims
    return plain_claims(claims.says[order], claims.day[order], claims.recorded[order])


def _rules(after: list[list[int]]) -> Rules:
    """Return a table by claim and status as one by state and kind, in which state 0 is ground of which nothing is said.

    State n + 1 is the status n.
    """
    by_state = np.array(after, dtype=np.int16).T + 1
    states = np.concatenate([by_state[NOTHING:], by_state[:NOTHING]])
    return plain_rules(states, np.arange(NOTHING + 1, dtype=np.int8))


def _totals(stacks: Stacks, claims: Claims, rules: Rules, cut: Cut) -> NDArray[np.int64]:
    return totals(stacks, claims, rules, on_day=cut.on_day, known_until=cut.known_on)


def _in_order(sums: NDArray[np.int64]) -> Floats:
    return sums[1:] / 1e6


def _daily(ground: Ground, rules: Rules) -> Floats:
    changes = history_of(_stacks(ground), _claims(ground), rules)
    sums = np.zeros((ground.days, NOTHING + 1), dtype=np.int64)
    day = changes.day - ground.first_day
    np.add.at(sums, (day, changes.after), changes.area_mm2)
    np.subtract.at(sums, (day, changes.before), changes.area_mm2)
    return sums[:, 1:] / 1e6
