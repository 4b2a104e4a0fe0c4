"""Questions that pieces answer apart, and how the answers are added: whole numbers, so in any order.

What a piece answers is no area yet: it is what the boundaries of its own polygons contribute, strips down to the
equator among it. Added up over all pieces it is, to the square millimetre, what the whole ground in one piece gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from firmground.batch.files import KEYS, PieceGround
from firmground.errors import ReportUnreadable
from firmground.geometry.cells.cells import Cells, added, cells_of
from firmground.geometry.cells.neighbours import Neighbours, neighbours
from firmground.geometry.cells.packing import Packed
from firmground.geometry.cells.soundness import pack_sound
from firmground.geometry.fold.changes import Changes, Tally, changes, history, merged
from firmground.geometry.fold.stacks import Ints, Stacks
from firmground.geometry.fold.totals import ALWAYS, Claims, Rules, totals

Answer = TypeVar("Answer")


class Question(Protocol[Answer]):
    """What can be asked of pieces."""

    def of_piece(self, ground: PieceGround) -> Answer:
        """Return what a piece contributes."""
        ...

    def added(self, answers: Sequence[Answer]) -> Answer:
        """Return the answer for the whole ground; the order of the contributions does not matter."""
        ...


@dataclass(frozen=True)
class WholeCells:
    """The cells themselves, with the indexes of the whole: the very ones of ``geometry.cells.cells``."""

    def of_piece(self, ground: PieceGround) -> Cells:
        """Return what a piece contributes to the cells."""
        return contributed(ground)

    def added(self, answers: Sequence[Cells]) -> Cells:
        """Return the cells."""
        return added(answers)


@dataclass(frozen=True, eq=False)
class DayTotals:
    """The totals at the end of a day: int64 square millimetres by label, as ``geometry.fold.totals``.

    Attributes:
        rules: The table of states.
        on_day: Claims of later days are left out.
        known_until: Claims recorded later are left out.
    """

    rules: Rules
    on_day: int
    known_until: int = ALWAYS

    def of_piece(self, ground: PieceGround) -> Ints:
        """Return what a piece contributes to each total."""
        until = {"on_day": self.on_day, "known_until": self.known_until}
        return totals(_stacks(ground), _claims(ground), self.rules, **until)

    def added(self, answers: Sequence[Ints]) -> Ints:
        """Return the totals."""
        sums = np.zeros(len(self.rules.rank), dtype=np.int64)
        for answer in answers:
            sums += answer
        return sums


@dataclass(frozen=True, eq=False)
class DayChanges:
    """What went from label to label on every day, as ``geometry.changes.history``.

    Attributes:
        rules: The table of states.
        known_until: Claims recorded later are left out.
        by: One of ``files.KEYS``: the ground of the claims of each organisation (task, unit) for itself, as if there
            were no others, under the key that its claims carry, 0 where they state none. Ground that two of them
            claim counts for both. Empty: all claims together, under the key 0.
    """

    rules: Rules
    known_until: int = ALWAYS
    by: str = ""

    def of_piece(self, ground: PieceGround) -> Changes:
        """Return what a piece contributes to each change."""
        claims = _claims(ground)
        if not self.by and self.known_until == ALWAYS:
            packed, near, own = _packed(ground)
            tally = Tally(claims, self.rules)
            return tally.changes(tally.of_parts(packed, near, own))
        stacks = _stacks(ground)
        if not self.by:
            return history(stacks, claims, self.rules, known_until=self.known_until)
        stacks, keys = _kept_apart(stacks, _key(ground, self.by))
        return history(stacks, claims, self.rules, known_until=self.known_until, keys=keys)

    def added(self, answers: Sequence[Changes]) -> Changes:
        """Return the changes."""
        return merged([changes([]), *answers])


def contributed(ground: PieceGround) -> Cells:
    """Return what the boundaries of the own polygons of a piece contribute, with the indexes of the whole.

    Raises:
        PromiseBroken: A boundary left a polygon that it had not entered: a bug.
    """
    local = _contributed(ground)
    return Cells(local.offsets, ground.index[local.members], local.area_mm2)


def _contributed(ground: PieceGround) -> Cells:
    """Return the same with the indexes of the piece: as these ascend with those of the whole, so do the members."""
    return cells_of(*_packed(ground))


def _packed(ground: PieceGround) -> tuple[Packed, Neighbours, Ints]:
    """Return the polygons of a piece, their neighbours, and which parts are of its own polygons."""
    packed = pack_sound(ground.polygons)
    return packed, neighbours(packed), np.flatnonzero(ground.is_own[packed.polygon])


def _stacks(ground: PieceGround) -> Stacks:
    cells = _contributed(ground)
    return Stacks(cells.offsets, cells.members, cells.area_mm2, np.arange(len(cells)))


def _claims(ground: PieceGround) -> Claims:
    if ground.claims is None:
        raise ReportUnreadable("The pieces say where polygons lie, not what is claimed: write them with claims.")
    return ground.claims


def _key(ground: PieceGround, name: str) -> Ints:
    if name not in ground.keys:
        held = ", ".join(ground.keys) or "none"
        raise ReportUnreadable(f"The pieces do not say {name} of claims (of {', '.join(KEYS)} they say: {held}).")
    return ground.keys[name].astype(np.int64)


def _kept_apart(stacks: Stacks, key: Ints) -> tuple[Stacks, Ints]:
    """Return each stack once for every key that its claims have, with the claims of that key; and the keys."""
    lying = np.repeat(np.arange(len(stacks)), np.diff(stacks.offsets))
    keys = key[stacks.claims]
    order = np.lexsort((keys, lying))
    lying, keys, held = lying[order], keys[order], stacks.claims[order]
    is_first = np.ones(len(held), dtype=np.bool_)
    is_first[1:] = (lying[1:] != lying[:-1]) | (keys[1:] != keys[:-1])
    starts = np.flatnonzero(is_first)
    offsets = np.concatenate([starts, [len(held)]])
    return Stacks(offsets, held, stacks.area_mm2[lying[starts]], stacks.cell[lying[starts]]), keys[starts]
