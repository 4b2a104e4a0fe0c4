"""Roads: kilometres along the line, each counted once; checked stretches are activity and open nothing.

A stretch counts by its place along a named road (from, to). A stretch without one counts along its own line, lines of
the same ground once. A closure that names a road and no place on it closes all of that road. Lengths are millimetres.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from firmground.geometry.lines import Interval, atoms_of_intervals, atoms_of_lines
from firmground.geometry.measures import length_mm
from firmground.ledger.standing import Fold, Stood
from firmground.records.entry import Entry
from firmground.records.roads import StretchState
from firmground.state.evidence import Amount

_STATES = (StretchState.ASSESSED, StretchState.VERIFIED, StretchState.CLEARED, StretchState.CLOSED)


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of road that the same stretches cover: their indexes in order, and its length."""

    covering: tuple[int, ...]
    length_mm: int


@dataclass(frozen=True, slots=True)
class _Word:
    """What is said of a piece of road, by an entry, from a day on."""

    entry: Entry
    state: StretchState
    day: date


@dataclass(frozen=True)
class RoadAccount:
    """The stretches of an operation, as known at one head and in one fold.

    Attributes:
        stretches: By day and then by entry id.
        stood: How each of them stands, by entry id.
        is_cautious: Whether closures recorded late hold until a person has settled them.
    """

    stretches: tuple[Entry, ...]
    stood: Mapping[str, Stood] = field(default_factory=dict)
    is_cautious: bool = False

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Return all pieces of road."""
        along, intervals = list(self._placed), list(self._placed.values())
        drawn = [index for index, entry in enumerate(self.stretches) if index not in self._placed and entry.geometry]
        lines = [self.stretches[index].wkb for index in drawn]
        named = [Atom(_mapped(covering, along), length) for covering, length in atoms_of_intervals(intervals)]
        own = [Atom(_mapped(covering, drawn), length) for covering, length in atoms_of_lines(lines)]
        return (*named, *own)

    @cached_property
    def _placed(self) -> dict[int, Interval]:
        """Return the place along a road of each stretch that has one, by its index."""
        placed = {index: _interval(entry) for index, entry in enumerate(self.stretches) if _is_along(entry)}
        return placed | self._whole_roads(placed.values())

    def _whole_roads(self, known: Iterable[Interval]) -> dict[int, Interval]:
        """Return the closures that name a road and no place on it, each as all that is known of the road."""
        ends: dict[str, set[int]] = defaultdict(set)
        for interval in known:
            ends[interval.road] |= {interval.from_mm, interval.to_mm}
        return {
            index: Interval(road, min(ends[road]), max(ends[road]))
            for index, entry in enumerate(self.stretches)
            if _state(entry) is StretchState.CLOSED and not _is_along(entry) and not entry.geometry
            if (road := str(entry.body.get("road", ""))) in ends
        }

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
        """Return the road by state at the end of a day, in mm: the last word on it; on one day a closure wins.

        What several readings open counts where all of them do, as the least and the earliest of them. In the cautious
        fold a closure recorded after an opening that it is dated before holds until a person has settled it.
        """
        lines: dict[StretchState, list[tuple[str, int]]] = {state: [] for state in _STATES}
        for atom in self.atoms:
            last = self._last_word(atom, on_day)
            if last is not None:
                lines[last.state].append((last.entry.id, atom.length_mm))
        return {state: Amount.of(parts) for state, parts in lines.items()}

    def _last_word(self, atom: Atom, on_day: date) -> _Word | None:
        said = [
            self.stretches[index]
            for index in atom.covering
            if _state(self.stretches[index]) is not StretchState.CHECKED and _day_of(self.stretches[index]) <= on_day
        ]
        words = self._words(said)
        late = self._late_closures(words) if self.is_cautious else []
        last = max(words, key=lambda word: (word.day, _STATES.index(word.state), word.entry.id), default=None)
        return late[-1] if late else last

    def _words(self, said: Sequence[Entry]) -> list[_Word]:
        """Return what is said of a piece of road, readings of one stretch that clash brought down to what all open."""
        words: list[_Word] = []
        torn: dict[str, list[_Word]] = defaultdict(list)
        for entry in said:
            word = _Word(entry, _state(entry), _day_of(entry))
            clash = self.stood[entry.id].clash if entry.id in self.stood else ""
            (torn[clash] if clash and word.state is not StretchState.CLOSED else words).append(word)
        for clash, readings in torn.items():
            if len(readings) == self._readings[clash]:
                words.append(_least(readings))
        return words

    @cached_property
    def _readings(self) -> Counter[str]:
        return Counter(one.clash for one in self.stood.values() if one.clash)

    def _late_closures(self, words: Sequence[_Word]) -> list[_Word]:
        openings = [(self.stood[word.entry.id], word.day) for word in words if word.state is not StretchState.CLOSED]
        closures = [(self.stood[word.entry.id], word) for word in words if word.state is StretchState.CLOSED]
        return [
            word
            for closed, word in closures
            if not closed.settled
            and any(opened.known_since < closed.recorded.recorded_at and word.day <= day for opened, day in openings)
        ]

    def stated(self, *, on_day: date) -> Amount:
        """Return lengths stated without a line or a place along a road, in mm, up to the end of a day."""
        return Amount.of(
            (entry.id, _mm(entry, "stated_length_m"))
            for index, entry in enumerate(self.stretches)
            if not entry.geometry and index not in self._placed and _is_number(entry.body.get("stated_length_m"))
            if _day_of(entry) <= on_day
        )


def road_account(stood: Iterable[Stood], *, fold: Fold = Fold.OFFICIAL) -> RoadAccount:
    """Return the road account of the entries that stand, in any order; states that are not known here say nothing."""
    by_id = {one.entry.id: one for one in stood if one.entry.kind == "road_stretch" and _is_known(one.entry)}
    entries = sorted((one.entry for one in by_id.values()), key=lambda entry: (_day_of(entry), entry.id))
    return RoadAccount(tuple(entries), by_id, fold is Fold.CAUTIOUS)


def stretch_length_mm(entry: Entry) -> int:
    """Return the length that one stretch reports: along its road, or along its line; 0 where it has neither."""
    if _is_along(entry):
        interval = _interval(entry)
        return interval.to_mm - interval.from_mm
    return length_mm(entry.wkb) if entry.geometry else 0


def _is_along(entry: Entry) -> bool:
    body = entry.body
    return bool(body.get("road")) and _is_number(body.get("from_m")) and _is_number(body.get("to_m"))


def _interval(entry: Entry) -> Interval:
    ends = sorted((_mm(entry, "from_m"), _mm(entry, "to_m")))
    return Interval(str(entry.body["road"]), ends[0], ends[1])


def _mapped(covering: Sequence[int], positions: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(positions[index] for index in covering))


def _mm(entry: Entry, field_name: str) -> int:
    return round(float(entry.body[field_name]) * 1000)


def _is_number(said: object) -> bool:
    return isinstance(said, int | float)


def _is_known(entry: Entry) -> bool:
    return entry.body.get("state") in {state.value for state in StretchState}


def _least(readings: Sequence[_Word]) -> _Word:
    """Return the least that readings of one stretch open, as of the earliest day of them."""
    least = min(readings, key=lambda word: (_STATES.index(word.state), word.entry.id))
    return _Word(least.entry, least.state, min(word.day for word in readings))


def _state(entry: Entry) -> StretchState:
    return StretchState(str(entry.body["state"]))


def _day_of(entry: Entry) -> date:
    return entry.true_from or date.min
