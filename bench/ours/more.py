"""Firmground: one more claim among many, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bench.newcomers import newcomers
from bench.ours.ground import Floats, by_class, rules_of, totals_of, version
from bench.questions import ALL, Ground
from bench.rules import LATEST, NOTHING
from bench.stopwatch import Stopwatch
from firmground.geometry.cells.increments import Increments
from firmground.geometry.fold.stacks import stacked
from firmground.geometry.fold.totals import plain_claims

__all__ = ["one_more", "told", "version"]

_watch = Stopwatch()
told = _watch.told


def one_more(ground: Ground) -> Callable[[], Floats]:
    """What one more claim changes about each total: the cells that it moves, folded with it and without it."""
    order, claims, new = ground.counting(ALL), ground.claims, newcomers(ground)
    held = Increments(claims.wkb[order].tolist())
    place = np.argsort(np.argsort(np.concatenate([np.arange(len(order)), new.ranks]), kind="stable"), kind="stable")
    says = np.concatenate([claims.says[order], new.says])[np.argsort(place)]
    all_claims = plain_claims(says, np.zeros(len(says), dtype=np.int32))
    each, place = np.arange(len(place) + 1), place.astype(np.int32)
    rules = rules_of(LATEST)

    def run() -> Floats:
        moved = np.zeros((len(new.says), NOTHING))
        _watch.each_ms.clear()
        for index, wkb in enumerate(new.wkb.tolist()):
            with _watch.one():
                number, change = held.add(wkb)
                named = np.where(change.members == number, len(order) + index, change.members).astype(np.int32)
                stacks = stacked(replace(change, members=named), each, place)
                moved[index] = by_class(totals_of(stacks, all_claims, rules, ALL))
            held.remove(number)
        return moved

    return run
