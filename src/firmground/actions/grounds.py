"""The kept cells of every operation's ground: brought into memory before questions are asked, and cut anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from firmground.errors import EntryOvertaken, StorageUnreachable
from firmground.geometry.cells import cells
from firmground.records.entry import Entry
from firmground.state.arranged import StoredGround, remember
from firmground.state.kept_ground import ACCOUNTS, Cut, CutGround, GroundStore, cut_anew, polygons_of

_WORTH_KEEPING = 1000
"""Ground of fewer polygons is cut sooner than it is read."""


@dataclass
class Grounds:
    """The grounds of all operations, by operation and account."""

    store: GroundStore
    _known: dict[tuple[str, str], tuple[CutGround, StoredGround]] = field(default_factory=dict, repr=False)

    def recall(self, operation: str, entries: Sequence[Entry]) -> None:
        """Have the cells of an operation's ground at hand: as they are kept, else cut anew, and then kept.

        That they cannot be kept now stops nobody.

        Args:
            operation: Its id.
            entries: All that the ledger has of it now, in the order of recording.
        """
        for account in ACCOUNTS:
            polygons = polygons_of(entries, account)
            if len(polygons) < _WORTH_KEEPING:
                continue
            ground = self.store.kept(operation, account, polygons)
            if ground is None:
                ground = cut_anew(polygons)
                with suppress(StorageUnreachable, EntryOvertaken):
                    self.store.keep(operation, account, ground)
            remember(self._indexed(operation, account, ground))

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

    def _indexed(self, operation: str, account: str, ground: CutGround) -> StoredGround:
        known = self._known.get((operation, account))
        if known is None or known[0] is not ground:
            known = ground, StoredGround({wkb: place for place, wkb in enumerate(ground.polygons)}, ground.cells)
            self._known[operation, account] = known
        return known[1]
