"""Ground that is kept: which entries cut the ground of which account, and what keeps its cells for the next time.

Cells are never the truth; the ledger is. Whoever keeps them says from which polygons they were worked out, and is
believed only where these are the very polygons that the ledger has now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from firmground.errors import GeometryUnsound
from firmground.geometry.cells.cells import Cells, cells
from firmground.geometry.lattice import are_sound
from firmground.records.entry import Entry
from firmground.state.activity import WORKED
from firmground.state.claims import claim_of, is_polygon

ACCOUNTS = ("land", "activity")
"""The accounts whose ground is kept, each by itself."""

Cut = Callable[[Sequence[bytes]], Cells]
"""Works out the cells of polygons (WKB, any order), as ``geometry.cells.cells`` does."""


def account_of(entry: Entry) -> str:
    """Return which account's ground an entry cuts, one of ``ACCOUNTS``; empty: none."""
    if not is_polygon(entry):
        return ""
    if entry.kind == WORKED:
        return "activity"
    return "land" if claim_of(entry) else ""


def polygons_of(entries: Iterable[Entry], account: str) -> list[bytes]:
    """Return the polygons (WKB) that cut the ground of an account, each once, in the order of the entries."""
    return list(dict.fromkeys(entry.wkb for entry in entries if account_of(entry) == account))


@dataclass(frozen=True, eq=False)
class CutGround:
    """Polygons, and the cells that they cut the ground into.

    Attributes:
        polygons: WKB, each once; members of cells are places in this.
        left_out: WKB of polygons that are not sound, which cut nothing.
        cells: The cells.
    """

    polygons: Sequence[bytes]
    left_out: Sequence[bytes]
    cells: Cells


def cut_anew(polygons: Sequence[bytes], *, cut: Cut = cells) -> CutGround:
    """Return the ground cut by polygons; those that are not sound are left out.

    Args:
        polygons: WKB, WGS 84, each once.
        cut: Works out the cells.
    """
    try:
        return CutGround(polygons, (), cut(polygons))
    except GeometryUnsound:
        judged = list(zip(polygons, are_sound(polygons), strict=True))
    sound = [wkb for wkb, is_sound in judged if is_sound]
    return CutGround(sound, [wkb for wkb, is_sound in judged if not is_sound], cut(sound))


class GroundStore(Protocol):
    """Keeps the cells of every operation's ground. A store that lost everything is slow, never wrong."""

    def kept(self, operation: str, account: str, polygons: Sequence[bytes]) -> CutGround | None:
        """Return the ground of an account, if its cells are kept and were worked out from these very polygons.

        Args:
            operation: Id of the operation.
            account: One of ``ACCOUNTS``.
            polygons: All that the ledger has of it now (``polygons_of``).
        """

    def keep(self, operation: str, account: str, ground: CutGround) -> None:
        """Keep the ground of an account, in place of what was kept of it."""
