"""Windows: the ground of an account where it is looked at, cut and folded from the claims that are there, no others.

What lies outside of a window's box is incomplete in it and has to be clipped away (``geometry.tiles`` does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.cells import Cells, cells
from firmground.geometry.cells.packing import Ints
from firmground.geometry.cells.pieces import Pieces, pieces
from firmground.geometry.lattice import sound_copies
from firmground.geometry.nearby import Box, Nearby
from firmground.maps.kept import Kept
from firmground.records.entry import Entry
from firmground.state.activity import ActivityAccount
from firmground.state.arranged import StoredGround
from firmground.state.folded import Decided, FoldedGround
from firmground.state.land import LandAccount, Spot

_PIECES_KEPT = 3_000_000
"""Some 100 MB: all of Bosnia at every zoom, or the part of a larger country that is being looked at."""

_SOUND_KEPT = 400_000


class _Sound:
    """Copies of polygons that the engine can take; a polygon is looked at once, not at every head anew."""

    def __init__(self) -> None:
        self._copies: dict[bytes, bytes] = {}

    def of(self, polygons: Sequence[bytes]) -> list[bytes]:
        new = [wkb for wkb in polygons if wkb not in self._copies]
        if new:
            made = dict(zip(new, sound_copies(new), strict=True))
            surplus = len(self._copies) + len(made) - _SOUND_KEPT
            for wkb in list(islice(self._copies, max(0, surplus))):
                self._copies.pop(wkb, None)
            self._copies |= made
            return [made[wkb] if wkb in made else self._copies[wkb] for wkb in polygons]
        return [self._copies[wkb] for wkb in polygons]


_SOUND = _Sound()
_PIECES: Kept[Pieces] = Kept(_PIECES_KEPT, weigh=len)


def cut(polygons: Sequence[bytes]) -> tuple[dict[bytes, int], Pieces]:
    """Return the place of each different polygon among the members of the coverings, and the boundaries in pieces.

    Args:
        polygons: WKB, WGS 84; the same ones in the same order give the very same pieces.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself.
    """
    distinct = tuple(dict.fromkeys(polygons))
    index = {wkb: place for place, wkb in enumerate(distinct)}
    return index, _PIECES.of(distinct, lambda: pieces(_SOUND.of(distinct)))


@dataclass(frozen=True, eq=False)
class Looks:
    """What the ground of each covering of a window is at the end of a day, one place of every array for each.

    Attributes:
        label: int8, the status as its place in ``encoded.LABELS``; 0: nothing has been said of the ground.
        entry: int64, the number of the entry that decided it; -1: none did.
        is_accepted: bool, whether an inspection accepted the release that stands.
        is_reopened: bool, whether it was released and became hazardous again.
        entry_ids: The id of each entry, by its number.
    """

    label: NDArray[np.int8]
    entry: Ints
    is_accepted: NDArray[np.bool_]
    is_reopened: NDArray[np.bool_]
    entry_ids: Sequence[str]


@dataclass(frozen=True, eq=False)
class Window:
    """The status of ground in a box.

    Attributes:
        pieces: The boundaries of the polygons that are there.
        claims: Indexes into the account's claims, ascending: those that are there.
        folded: These claims laid on the coverings.
    """

    pieces: Pieces
    claims: Ints
    folded: FoldedGround

    def coverings(self) -> list[list[int]]:
        """Return the indexes of the account's claims over each covering of the pieces, ascending."""
        stacks: dict[int, list[int]] = {}
        for some in (self.folded.plain, self.folded.special):
            stacks |= {cell: self.claims[list(some.of(at))].tolist() for at, cell in enumerate(some.cell.tolist())}
        return [stacks.get(place, []) for place in range(len(self.pieces.offsets) - 1)]

    def looks(self, *, on_day: date) -> Looks:
        """Return what the ground is at the end of a day."""
        return _by_covering(self.folded.decided(on_day), len(self.pieces.offsets) - 1)


def _by_covering(decided: Decided, count: int) -> Looks:
    entry, label = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int8)
    accepted, reopened = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    label[decided.cell], entry[decided.cell] = decided.label, decided.entry
    accepted[decided.cell], reopened[decided.cell] = decided.is_accepted, decided.is_reopened
    return Looks(label, entry, accepted, reopened, decided.entry_ids)


class Ground:
    """The claims of an account in a tree of their boxes."""

    def __init__(self, land: LandAccount, *, until: date | None = None) -> None:
        """Read the claims.

        Args:
            land: The account.
            until: Claims of later days are left out, as if they were not known; None: all claims.
        """
        self.land = land
        self._kept = np.array([until is None or claim.day <= until for claim in land.claims], dtype=np.bool_)

    @cached_property
    def near(self) -> Nearby:
        """Return the claims' polygons."""
        return Nearby([claim.wkb for claim in self.land.claims])

    def claims_in(self, box: Box) -> Ints:
        """Return the indexes of the claims whose box meets a box, ascending."""
        found = self.near.in_box(box)
        return found[self._kept[found]]

    def at(self, lon: float, lat: float) -> list[int]:
        """Return the indexes of the claims that hold a place, ascending; their boundary belongs to them."""
        return [index for index in self.near.at(lon, lat) if self._kept[index]]

    def window(self, box: Box) -> Window:
        """Return the status of ground in a box (degrees)."""
        indexes = self.claims_in(box)
        return _WINDOWS.of((id(self), box), lambda: (self, self._window(indexes)))[1]

    def over(self, indexes: Ints) -> Window:
        """Return the status of the ground that some claims make by themselves, as if there were no others."""
        return self._window(indexes)

    def of_thing(self, thing: str) -> list[int]:
        """Return the indexes of the claims of a hazard area, ascending."""
        return self._by_thing.get(thing, [])

    @cached_property
    def _by_thing(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for index, claim in enumerate(self.land.claims):
            if claim.entry.kind == "hazard_area":
                found[claim.entry.thing].append(index)
        return found

    def measured(self, indexes: Ints) -> FoldedGround:
        """Return some claims laid on cells of exact area, as if there were no others."""
        distinct = list(dict.fromkeys(self.land.claims[index].wkb for index in indexes))
        index = {wkb: place for place, wkb in enumerate(distinct)}
        return self._folded(indexes, StoredGround(index, cells(_SOUND.of(distinct))))

    def _window(self, indexes: Ints) -> Window:
        index, cut_up = cut([self.land.claims[index].wkb for index in indexes])
        ones = np.ones(len(cut_up.offsets) - 1, dtype=np.int64)
        stored = StoredGround(index, Cells(cut_up.offsets, cut_up.members, ones))
        return Window(cut_up, indexes, self._folded(indexes, stored))

    def _folded(self, indexes: Ints, stored: StoredGround) -> FoldedGround:
        known = indexes.tolist()

        def of_spot(covering: Sequence[int], *, on_day: date) -> Spot:
            return self.land.spot([known[place] for place in covering], on_day=on_day)

        claims = [self.land.claims[index] for index in known]
        return FoldedGround.of(stored, claims, self.land.folding, self.land.taken_over, of_spot)

    @cached_property
    def _event_days(self) -> list[NDArray[np.int64]]:
        """Return, for each claim, the days on which it can change ground, as ordinals."""
        accepted = self.land.folding.accepted
        return [
            np.array([claim.day.toordinal(), *(one.day.toordinal() for one in accepted.get(claim.entry.number, ()))])
            for claim in self.land.claims
        ]

    def last_change(self, box: Box, *, on_day: date) -> int:
        """Return the last day, up to one, on which anything in a box could change, as its ordinal; 0: never."""
        indexes = self.claims_in(box)
        if not len(indexes):
            return 0
        days = np.concatenate([self._event_days[index] for index in indexes])
        return int(days[days <= on_day.toordinal()].max(initial=0))


_GROUNDS: Kept[Ground] = Kept(8)
_WINDOWS: Kept[tuple[Ground, Window]] = Kept(_PIECES_KEPT, weigh=lambda kept: len(kept[1].pieces))


def ground_of(land: LandAccount, *, until: date | None = None) -> Ground:
    """Return the claims of an account in a tree; of the same account the very same one.

    Args:
        land: The account.
        until: Claims of later days are left out, as if they were not known; None: all claims.
    """
    return _GROUNDS.of((id(land), until), lambda: Ground(land, until=until))


class Work:
    """The polygons of an activity account in a tree of their boxes."""

    def __init__(self, activity: ActivityAccount) -> None:
        """Read the polygons."""
        self.activity = activity
        self._days = np.array([_day(entry).toordinal() for entry in activity.worked], dtype=np.int64)

    @cached_property
    def near(self) -> Nearby:
        """Return the polygons of the reports of work."""
        return Nearby([entry.wkb for entry in self.activity.worked])

    def first_days(self, box: Box) -> tuple[Pieces, Ints]:
        """Return the boundaries in a box in pieces, and for each covering the ordinal of the first day of work."""
        indexes = self.near.in_box(box)
        polygons = [self.activity.worked[index].wkb for index in indexes]
        index, cut_up = cut(polygons)
        first = np.full(len(index), np.iinfo(np.int64).max)
        np.minimum.at(first, [index[wkb] for wkb in polygons], self._days[indexes])
        if not len(cut_up.members):
            return cut_up, np.zeros(0, dtype=np.int64)
        return cut_up, np.minimum.reduceat(first[cut_up.members], cut_up.offsets[:-1])

    def last_change(self, box: Box, *, on_day: date) -> int:
        """Return the last day, up to one, on which work in a box began, as its ordinal; 0: never."""
        days = self._days[self.near.in_box(box)]
        return int(days[days <= on_day.toordinal()].max(initial=0))


_WORKS: Kept[Work] = Kept(8)


def work_of(activity: ActivityAccount) -> Work:
    """Return the polygons of an activity account in a tree; of the same account the very same one."""
    return _WORKS.of(id(activity), lambda: Work(activity))


def _day(entry: Entry) -> date:
    return entry.true_from or date.min
