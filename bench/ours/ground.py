"""Firmground: cells from stored geometry, then one scan for any question. Runs in Firmground's own environment."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

import numpy as np
from numpy.typing import NDArray

from bench.questions import ALL, Cut, Ground
from bench.rules import LATEST, NOTHING, TABLE
from firmground.geometry.cells.cells import cells
from firmground.geometry.cells.neighbours import neighbours
from firmground.geometry.cells.packing import pack
from firmground.geometry.fold.changes import Changes, Tally
from firmground.geometry.fold.painted import history_of
from firmground.geometry.fold.stacks import Stacks, stacked
from firmground.geometry.fold.totals import Claims, Rules, plain_claims, plain_rules, totals

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
    return lambda: by_class(_changes(ground, LATEST).totals(NOTHING + 1))


def history(ground: Ground) -> Callable[[], Floats]:
    """From stored geometry to the totals of every day; the latest claim wins."""
    return lambda: daily(ground, _changes(ground, LATEST))


def history_by_table(ground: Ground) -> Callable[[], Floats]:
    """The same by the transition table."""
    return lambda: daily(ground, _changes(ground, TABLE))


def _changes(ground: Ground, table: list[list[int]]) -> Changes:
    """Return how totals changed, from cells, or painted where the ground is too deep for them."""
    polygons = ground.claims.wkb[ground.counting(ALL)].tolist()
    return history_of(polygons, claims_of(ground), rules_of(table), threads=WORKERS)[0]


def kernel(ground: Ground) -> Callable[[], None]:
    """Only what is shared out over workers: every boundary followed and folded, shapes packed and neighbours known."""
    packed = pack(ground.claims.wkb[ground.counting(ALL)].tolist())
    near, parts = neighbours(packed), np.arange(len(packed.polygon))
    tally = Tally(claims_of(ground), rules_of(LATEST))

    def run() -> None:
        tally.of_parts(packed, near, parts, threads=WORKERS)

    return run


def again(ground: Ground, cut: Cut = ALL) -> Callable[[], Floats]:
    """Another pair of days, asked of stored cells: one scan."""
    stacks, claims, rules = stacks_of(ground), claims_of(ground), rules_of(LATEST)
    return lambda: by_class(totals_of(stacks, claims, rules, cut))


def stacks_of(ground: Ground) -> Stacks:
    """Return the cells of all claims as stacks; claims are named by their rank."""
    order = ground.counting(ALL)
    each = np.arange(len(order) + 1)
    return stacked(cells(ground.claims.wkb[order].tolist(), threads=WORKERS), each, each[:-1].astype(np.int32))


def claims_of(ground: Ground) -> Claims:
    """Return what the claims say, in the order of rank."""
    order, claims = ground.counting(ALL), ground.claims
    return plain_claims(claims.says[order], claims.day[order], claims.recorded[order])


def rules_of(after: list[list[int]]) -> Rules:
    """Return a table by claim and status as one by state and kind, in which state 0 is ground of which nothing is said.

    State n + 1 is the status n.
    """
    by_state = np.array(after, dtype=np.int16).T + 1
    states = np.concatenate([by_state[NOTHING:], by_state[:NOTHING]])
    return plain_rules(states, np.arange(NOTHING + 1, dtype=np.int8))


def totals_of(stacks: Stacks, claims: Claims, rules: Rules, cut: Cut) -> NDArray[np.int64]:
    """Return the square millimetres of every label."""
    return totals(stacks, claims, rules, on_day=cut.on_day, known_until=cut.known_on)


def by_class(sums: NDArray[np.int64]) -> Floats:
    """Return square metres by class; ground of which nothing is said is left out."""
    return sums[1:] / 1e6


def daily(ground: Ground, changes: Changes) -> Floats:
    """Return what every class gained and lost on every day."""
    sums = np.zeros((ground.days, NOTHING + 1), dtype=np.int64)
    day = changes.day - ground.first_day
    np.add.at(sums, (day, changes.after), changes.area_mm2)
    np.subtract.at(sums, (day, changes.before), changes.area_mm2)
    return sums[:, 1:] / 1e6
