"""Roads: kilometres along the line, each counted once; checked stretches are activity and open nothing.

A stretch counts by its place along a named road (from, to). A stretch without one counts along its own line, lines of
the same ground once. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from firmground.geometry.lines import Interval, atoms_of_intervals, atoms_of_lines
from firmground.geometry.measures import length_mm
from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.records.roads import StretchState
from firmground.state.evidence import Amount

_STATES = (StretchState.ASSESSED, StretchState.VERIFIED, StretchState.CLEARED, StretchState.CLOSED)


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of road that the same stretches cover: their indexes in order, and its length."""

    covering: tuple[int, ...]
    length_mm: int


@dataclass(frozen=True)
class RoadAccount:
    """The stretches of an operation, by day and then by entry id, as known at one head and in one fold."""

    stretches: tuple[Entry, ...]

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Return all pieces of road."""
        along = [index for index, entry in enumerate(self.stretches) if _is_along(entry)]
        drawn = [index for index, entry in enumerate(self.stretches) if not _is_along(entry) and entry.geometry]
        intervals = [_interval(self.stretches[index]) for index in along]
        lines = [self.stretches[index].wkb for index in drawn]
        named = [Atom(_mapped(covering, along), length) for covering, length in atoms_of_intervals(intervals)]
        own = [Atom(_mapped(covering, drawn), length) for covering, length in atoms_of_lines(lines)]
        return (*named, *own)

    def checked(self, *, on_day: date) -> Amount:
        """Return the road checked up to the end of a day, in mm, each part with the entry that was first."""
        return Amount.of(line for line, day in self._first_checks if day <= on_day)

    def checked_increase(self, *, on_day: date) -> Amount:
        """Return the increase of the road checked on one day, in mm."""
        return Amount.of(line for line, day in self._first_checks if day == on_day)

    @cached_property
    def _first_checks(self) -> list[tuple[tuple[str, int], date]]:
        firsts = []
        for atom in self.atoms:
            checks = [index for index in atom.covering if _state(self.stretches[index]) is StretchState.CHECKED]
            if checks:
                first = self.stretches[checks[0]]
                firsts.append(((first.id, atom.length_mm), _day_of(first)))
        return firsts

    def reported(self, *, on_day: date) -> Amount:
        """Return the naive sum of the checked stretches up to the end of a day, in mm."""
        return Amount.of(
            (self.stretches[index].id, atom.length_mm)
            for atom in self.atoms
            for index in atom.covering
            if _state(self.stretches[index]) is StretchState.CHECKED and _day_of(self.stretches[index]) <= on_day
        )

    def by_state(self, *, on_day: date) -> dict[StretchState, Amount]:
        """Return the road by state at the end of a day, in mm: the last word on it; on one day a closure wins."""
        lines: dict[StretchState, list[tuple[str, int]]] = {state: [] for state in _STATES}
        for atom in self.atoms:
            last = self._last_word(atom, on_day)
            if last is not None:
                lines[_state(last)].append((last.id, atom.length_mm))
        return {state: Amount.of(parts) for state, parts in lines.items()}

    def _last_word(self, atom: Atom, on_day: date) -> Entry | None:
        said = [
            self.stretches[index]
            for index in atom.covering
            if _state(self.stretches[index]) is not StretchState.CHECKED and _day_of(self.stretches[index]) <= on_day
        ]
        return max(said, key=lambda entry: (_day_of(entry), _STATES.index(_state(entry)), entry.id), default=None)

    def stated(self, *, on_day: date) -> Amount:
        """Return lengths stated without a line or a place along a road, in mm, up to the end of a day."""
        return Amount.of(
            (entry.id, round(float(entry.body["stated_length_m"]) * 1000))
            for entry in self.stretches
            if not _is_along(entry) and not entry.geometry and entry.body.get("stated_length_m")
            if _day_of(entry) <= on_day
        )


def road_account(stood: Iterable[Stood]) -> RoadAccount:
    """Return the road account of the entries that stand, in any order."""
    entries = [one.entry for one in stood if one.entry.kind == "road_stretch"]
    return RoadAccount(tuple(sorted(entries, key=lambda entry: (_day_of(entry), entry.id))))


def stretch_length_mm(entry: Entry) -> int:
    """Return the length that one stretch reports: along its road, or along its line; 0 where it has neither."""
    if _is_along(entry):
        interval = _interval(entry)
        return interval.to_mm - interval.from_mm
    return length_mm(entry.wkb) if entry.geometry else 0


def _is_along(entry: Entry) -> bool:
    body = entry.body
    return bool(body.get("road")) and body.get("from_m") is not None and body.get("to_m") is not None


def _interval(entry: Entry) -> Interval:
    ends = sorted((round(float(entry.body["from_m"]) * 1000), round(float(entry.body["to_m"]) * 1000)))
    return Interval(str(entry.body["road"]), ends[0], ends[1])


def _mapped(covering: Sequence[int], positions: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(positions[index] for index in covering))


def _state(entry: Entry) -> StretchState:
    return StretchState(str(entry.body["state"]))


def _day_of(entry: Entry) -> date:
    return entry.true_from or date.min
