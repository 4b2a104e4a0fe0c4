"""The kept cells of every operation's ground: brought into memory before questions are asked, and cut anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from firmground.errors import EntryOvertaken, StorageUnreachable
from firmground.geometry.cells.cells import cells
from firmground.ledger.ports import Recorded
from firmground.records.entry import Entry
from firmground.state.arranged import StoredGround, remember
from firmground.state.kept_ground import ACCOUNTS, Cut, CutGround, GroundStore, cut_anew, polygons_of

_WORTH_KEEPING = 1000
"""Ground of fewer polygons is cut sooner than it is read."""


@dataclass
class Grounds:
    """The grounds of all operations, by operation and account."""

    store: GroundStore
    _recalled: dict[str, Sequence[Recorded]] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, str], tuple[CutGround, StoredGround]] = field(default_factory=dict, repr=False)

    def recall(self, operation: str, recorded: Sequence[Recorded]) -> None:
        """Have the cells of an operation's ground at hand: as they are kept, else cut anew, and then kept.

        That they cannot be kept now stops nobody.

        Args:
            operation: Its id.
            recorded: All that the ledger has of it now, in the order of recording; the very same list while that is
                the same.
        """
        if self._recalled.get(operation) is not recorded:
            self._read_or_cut(operation, [one.entry for one in recorded])
            self._recalled[operation] = recorded
        for account in ACCOUNTS:
            if (operation, account) in self._known:
                remember(self._known[operation, account][1])

    def _read_or_cut(self, operation: str, entries: Sequence[Entry]) -> None:
        for account in ACCOUNTS:
            polygons = polygons_of(entries, account)
            if len(polygons) < _WORTH_KEEPING:
                continue
            ground = self.store.kept(operation, account, polygons)
            if ground is None:
                ground = cut_anew(polygons)
                with suppress(StorageUnreachable, EntryOvertaken):
                    self.store.keep(operation, account, ground)
            self._index(operation, account, ground)

    def recompute(self, operation: str, account: str, entries: Sequence[Entry], *, cut: Cut = cells) -> CutGround:
        """Cut the ground of an account anew, keep it, and return it.

        Args:
            operation: Its id.
            account: One of ``ACCOUNTS``.
            entries: All that the ledger has of it now, in the order of recording.
            cut: Works out the cells.
        """
        ground = cut_anew(polygons_of(entries, account), cut=cut)
        self.store.keep(operation, account, ground)
        return ground

    def _index(self, operation: str, account: str, ground: CutGround) -> None:
        known = self._known.get((operation, account))
        if known is None or known[0] is not ground:
            index = {wkb: place for place, wkb in enumerate(ground.polygons)}
            self._known[operation, account] = ground, StoredGround(index, ground.cells)
