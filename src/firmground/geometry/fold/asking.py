"""Asking: which claims ask a person, because of what the table says of a step, and on which ground."""

from __future__ import annotations

import numpy as np

from firmground.geometry.compiled import compiled
from firmground.geometry.fold.stacks import Int8s, Int32s, Ints, Stacks
from firmground.geometry.fold.totals import Claims, Int16s, Rules


def findings(stacks: Stacks, claims: Claims, rules: Rules, *, on_day: int) -> tuple[Ints, Int32s, Int8s]:
    """Return what asks a person up to the end of a day, as arrays: the stack, the claim, the number of the finding.

    They stand in the order of the stacks and, on each, in that of its claims.

    Args:
        stacks: The ground.
        claims: What is claimed of it.
        rules: The table of states; ``Rules.finding`` says which steps ask.
        on_day: Claims of later days are left out.
    """
    parts = [
        _findings(
            stacks.offsets, stacks.claims, claims.kind, claims.day, rules.after, rules.finding, first, last, on_day
        )
        for first, last in stacks.chunks()
    ]
    empty = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int8))
    stack, claim, finding = (np.concatenate(arrays) for arrays in zip(empty, *parts, strict=True))
    return stack, claim, finding


@compiled
def _findings(
    offsets: Ints, members: Int32s, kind: Int8s, day: Int32s,
    after: Int16s, finding: Int8s, first: int, last: int, on_day: int,
) -> tuple[Ints, Int32s, Int8s]:  # fmt: skip
    most = offsets[last] - offsets[first]
    asking_stack = np.empty(most, dtype=np.int64)
    asking = np.empty(most, dtype=np.int32)
    asked = np.empty(most, dtype=np.int8)
    known = 0
    for index in range(first, last):
        state = 0
        for at in range(offsets[index], offsets[index + 1]):
            claim = members[at]
            if day[claim] > on_day:
                break
            found = finding[state, kind[claim]]
            state = after[state, kind[claim]]
            if found:
                asking_stack[known], asking[known], asked[known] = index, claim, found
                known += 1
    return asking_stack[:known], asking[:known], asked[:known]
