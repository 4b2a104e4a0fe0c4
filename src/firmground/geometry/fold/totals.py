"""The fold: what the claims on every cell make of it, for any day and any part of the claims, in one scan.

Claims lie on a cell like sheets in a stack, in the order in which they are applied. A table says what each kind of
claim makes of each state; folding a stack is a walk along it:

    stack   kind 1, kind 4, kind 2      state  0 -> after[0, 1] -> after[., 4] -> after[., 2]
                                        label  of the last state: in which total the area of the cell counts

A question about another day stops earlier in the stack; one about what was known earlier leaves claims out. The cells
stay, since cutting ground by further polygons never changes a sum (``cells``). So every answer is one pass over the
stacks, exact in whole square millimetres, at a few nanoseconds for each claim on each cell.

    totals     how much ground has each label          ``changes.history``   the same for all days at once
    settled    what each cell is, and who decided it   ``asking.findings``   which claims ask a person
               (sums by any key: ``stacks.summed``)    ``left.left``         what is left of each area

What the kinds and labels mean is for the caller to say, who also knows which ground obeys further rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled
from firmground.geometry.fold.stacks import Flags, Int8s, Int32s, Ints, Stacks

Int16s = NDArray[np.int16]

ALWAYS = 2**31 - 1
"""A day after all days, and a record after all records."""


class Claims(NamedTuple):
    """What claims say: one place of every array for each claim, in the order in which claims are applied.

    Attributes:
        kind: int8, the column of the table.
        day: int32, from which day it is so; never decreasing. Any whole numbers that count days.
        recorded: int32, when it became known: its place in the ledger, or the rank of the instant.
        accepted: int32, the day from which it is accepted; ``ALWAYS`` where it is not.
    """

    kind: Int8s
    day: Int32s
    recorded: Int32s
    accepted: Int32s


class Rules(NamedTuple):
    """The table of states, as data. State 0 is that of ground of which nothing is said; its label is 0.

    Attributes:
        after: int16 (states, kinds), the state after a claim of a kind.
        label: int8 (states), in which total ground of that state counts.
        claimed: int8 (kinds), the label that a claim of that kind gives and that it can be accepted for; -1: none.
        finding: int8 (states, kinds), the number of what the step asks a person; 0: nothing.
        rank: int8 (labels), how hazardous it is, from 0; -1: no hazard.
        gives_back: bool (kinds), whether a claim gives ground back to what held it before (``left``).
    """

    after: Int16s
    label: Int8s
    claimed: Int8s
    finding: Int8s
    rank: Int8s
    gives_back: Flags


@dataclass(frozen=True, eq=False)
class Settled:
    """What every stack is at the end of a day.

    Attributes:
        state: int16 (n), the state; ``Rules.label`` says in which total it counts.
        decided: int32 (n), the claim that last changed the label; -1: none did.
        accepted: bool (n), whether what stands is accepted.
    """

    state: Int16s
    decided: Int32s
    accepted: Flags


def plain_claims(kind: Int8s, day: Int32s, recorded: Int32s | None = None) -> Claims:
    """Return claims of which none is accepted.

    Args:
        kind: The column of the table.
        day: From which day it is so; never decreasing.
        recorded: When each became known; None: all were always known.
    """
    known = np.zeros(len(kind), dtype=np.int32) if recorded is None else recorded.astype(np.int32)
    never = np.full(len(kind), ALWAYS, dtype=np.int32)
    return Claims(kind.astype(np.int8), day.astype(np.int32), known, never)


def plain_rules(after: Int16s, label: Int8s) -> Rules:
    """Return rules of which no step asks anybody and no label is hazardous.

    Args:
        after: (states, kinds) the state after a claim of a kind.
        label: (states) the label of a state.
    """
    states, kinds = after.shape
    return Rules(
        after.astype(np.int16),
        label.astype(np.int8),
        np.full(kinds, -1, dtype=np.int8),
        np.zeros((states, kinds), dtype=np.int8),
        np.full(int(label.max()) + 1, -1, dtype=np.int8),
        np.zeros(kinds, dtype=np.bool_),
    )


def totals(stacks: Stacks, claims: Claims, rules: Rules, *, on_day: int, known_until: int = ALWAYS) -> Ints:
    """Return int64 (labels) the square millimetres of each label at the end of a day, in one scan.

    Args:
        stacks: The ground.
        claims: What is claimed of it.
        rules: The table of states.
        on_day: Claims of later days are left out.
        known_until: Claims recorded later are left out.
    """
    after, label, labels = rules.after, rules.label, len(rules.rank)
    known = claims.day, claims.recorded, claims.kind
    return _totals(stacks.offsets, stacks.claims, stacks.area_mm2, *known, after, label, labels, on_day, known_until)


def settled(stacks: Stacks, claims: Claims, rules: Rules, *, on_day: int, known_until: int = ALWAYS) -> Settled:
    """Return what every stack is at the end of a day, and which claim decided it.

    Args:
        stacks: The ground.
        claims: What is claimed of it.
        rules: The table of states.
        on_day: Claims of later days are left out.
        known_until: Claims recorded later are left out.
    """
    table = rules.after, rules.label, rules.claimed
    return Settled(*_settled(stacks.offsets, stacks.claims, *claims, *table, on_day, known_until))


@compiled
def _totals(
    offsets: Ints, members: Int32s, area_mm2: Ints,
    day: Int32s, recorded: Int32s, kind: Int8s, after: Int16s, label: Int8s, labels: int, on_day: int, known_until: int,
) -> Ints:  # fmt: skip
    sums = np.zeros(labels, dtype=np.int64)
    for index in range(len(area_mm2)):
        state = 0
        for at in range(offsets[index], offsets[index + 1]):
            claim = members[at]
            if day[claim] > on_day:
                break
            if recorded[claim] <= known_until:
                state = after[state, kind[claim]]
        sums[label[state]] += area_mm2[index]
    return sums


@compiled
def _settled(
    offsets: Ints, members: Int32s, kind: Int8s, day: Int32s, recorded: Int32s, accepted: Int32s,
    after: Int16s, label: Int8s, claimed: Int8s, on_day: int, known_until: int,
) -> tuple[Int16s, Int32s, Flags]:  # fmt: skip
    states = np.zeros(len(offsets) - 1, dtype=np.int16)
    deciding = np.full(len(offsets) - 1, -1, dtype=np.int32)
    are_accepted = np.zeros(len(offsets) - 1, dtype=np.bool_)
    for index in range(len(offsets) - 1):
        state, decided, is_accepted = 0, -1, False
        for at in range(offsets[index], offsets[index + 1]):
            claim = members[at]
            if day[claim] > on_day:
                break
            if recorded[claim] > known_until:
                continue
            before, state = label[state], after[state, kind[claim]]
            if label[state] != before:
                decided, is_accepted = claim, False
            if accepted[claim] <= on_day and claimed[kind[claim]] == label[state]:
                is_accepted = True
        states[index], deciding[index], are_accepted[index] = state, decided, is_accepted
    return states, deciding, are_accepted
