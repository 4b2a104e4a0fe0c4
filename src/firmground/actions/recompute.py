"""Recompute: cut the ground of operations anew and keep it, or compare what is kept with that. Nothing is entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from firmground.actions.office import Office, OperationRecord
from firmground.errors import NotAllowed
from firmground.geometry.cells.cells import Cells, cells
from firmground.records.entry import Entry
from firmground.state.kept_ground import ACCOUNTS, Cut, CutGround, account_of, cut_anew, polygons_of


class Outcome(Enum):
    """What became of the ground of one account."""

    KEPT = "kept"
    """Cut anew and kept."""

    IDENTICAL = "identical"
    """What is kept is what comes out, to the square millimetre."""

    DIFFERENT = "different"
    """What is kept is not what comes out."""

    NOT_KEPT = "not kept"
    """Nothing is kept, or not of the polygons that the ledger has now: it will be cut anew when it is asked for."""


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first cell that differs: numbers of the things whose polygons cover it, and its area, whole mm2; 0: none."""

    covered_by: tuple[str, ...]
    kept_mm2: int
    anew_mm2: int


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What became of one account of one operation: its polygons that cut the ground, and the cells, as cut anew."""

    operation: str
    account: str
    polygons: int
    cells: int
    outcome: Outcome
    difference: FirstDifference | None = None


def recompute(
    office: Office, operations: Sequence[OperationRecord], *, is_check: bool = False, cut: Cut = cells
) -> Iterator[Recomputed]:
    """Cut the ground of operations anew, account by account.

    Args:
        office: Where.
        operations: Which.
        is_check: Nothing is kept; what is kept is compared with what comes out.
        cut: Works out the cells of polygons: on threads, or on a cluster.

    Yields:
        What became of each account that has polygons.

    Raises:
        NotAllowed: This office keeps no cells.
    """
    if office.grounds is None:
        raise NotAllowed("This office keeps no cells of ground: its storage was put together without.")
    for operation in operations:
        entries = [one.entry for one in office.recorded(operation.id, office.ledger.head())]
        for account in ACCOUNTS:
            polygons = polygons_of(entries, account)
            if not polygons:
                continue
            if is_check:
                kept = office.grounds.store.kept(operation.id, account, polygons)
                yield _compared(operation.number, account, kept, cut_anew(polygons, cut=cut), entries)
            else:
                ground = office.grounds.recompute(operation.id, account, entries, cut=cut)
                yield Recomputed(operation.number, account, len(ground.polygons), len(ground.cells), Outcome.KEPT)


def _compared(
    operation: str, account: str, kept: CutGround | None, anew: CutGround, entries: Sequence[Entry]
) -> Recomputed:
    difference = None if kept is None else _first_difference(kept, anew, entries)
    outcome = Outcome.NOT_KEPT if kept is None else Outcome.DIFFERENT if difference else Outcome.IDENTICAL
    return Recomputed(operation, account, len(anew.polygons), len(anew.cells), outcome, difference)


def _first_difference(kept: CutGround, anew: CutGround, entries: Sequence[Entry]) -> FirstDifference | None:
    """Return the first cell, in the order of the covering polygons, whose area is not the same."""
    places = {wkb: place for place, wkb in enumerate(anew.polygons)}
    if kept.cells == anew.cells and list(kept.polygons) == list(anew.polygons):
        return None
    was = _areas(kept.cells, [places.get(wkb, -1) for wkb in kept.polygons])
    now = _areas(anew.cells, list(range(len(anew.polygons))))
    apart = [covering for covering in was.keys() | now.keys() if was.get(covering) != now.get(covering)]
    if not apart:
        return None
    first = min(apart)
    numbers = {entry.wkb: entry.number for entry in reversed(entries) if account_of(entry)}
    covered_by = tuple(numbers[anew.polygons[place]] if place >= 0 else "" for place in first)
    return FirstDifference(covered_by, was.get(first, 0), now.get(first, 0))


def _areas(found: Cells, places: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Return areas by covering polygons; those that are left of a cell when polygons of place -1 are not counted."""
    areas: dict[tuple[int, ...], int] = {}
    bounds = zip(found.offsets[:-1].tolist(), found.offsets[1:].tolist(), found.area_mm2.tolist(), strict=True)
    members = found.members.tolist()
    for start, end, area_mm2 in bounds:
        covering = tuple(sorted(places[member] for member in members[start:end] if places[member] >= 0))
        if covering:
            areas[covering] = areas.get(covering, 0) + area_mm2
    return {covering: area_mm2 for covering, area_mm2 in areas.items() if area_mm2}
