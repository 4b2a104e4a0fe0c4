"""Roads: kilometres along the line, each counted once; checked stretches are activity and open nothing.

A stretch counts by its place along a named road (from, to). A stretch without one counts along its own line, lines of
the same ground once. A closure that names a road and no place on it closes all of that road. Lengths are millimetres.

Every piece of road is folded at once, on arrays. Pieces on which readings clash, or on which a closure may have been
recorded late, are few: they are weighed one by one by ``road_words``, which is the definition of the fold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.chainage import FARTHEST_MM, Pieces, pieces_along
from firmground.geometry.lines import are_lines, pieces_of_lines
from firmground.ledger.standing import Fold, Stood
from firmground.records.entry import Entry
from firmground.records.roads import StretchState
from firmground.state.evidence import Amount
from firmground.state.road_words import STATES, RoadWords, Word, day_of, state_of

_Ints = NDArray[np.int64]
_Place = tuple[str, int, int]
"""A road, and from where to where along it, in millimetres."""

_CHECKED = -1
_NEVER = np.iinfo(np.int64).max
_FARTHEST_M = FARTHEST_MM / 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RoadChange:
    """Road that changes its state on a day, in mm; None: nothing was said of it before."""

    day: date
    before: StretchState | None
    after: StretchState
    length_mm: int


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
    def pieces(self) -> Pieces:
        """Return all pieces of road; the stretches over each are indexes into ``stretches``."""
        places = sorted(self._placed.items())
        drawn = [index for index in sorted(self._drawn) if index not in self._placed]
        roads, begins, ends = zip(*(place for _, place in places), strict=True) if places else ((), (), ())
        along = pieces_along(roads, begins, ends).renamed([index for index, _ in places])
        return along.beside(pieces_of_lines([self.stretches[index].wkb for index in drawn]).renamed(drawn))

    @cached_property
    def _placed(self) -> dict[int, _Place]:
        """Return the place along a road of each stretch that has one, by its index."""
        said = ((index, _place_of(entry)) for index, entry in enumerate(self.stretches))
        placed = {index: place for index, place in said if place}
        return placed | self._whole_roads(placed)

    @cached_property
    def _drawn(self) -> frozenset[int]:
        """Return the stretches with a line; of a row that is held it may be anything, and then it has none."""
        told = [index for index, entry in enumerate(self.stretches) if entry.geometry]
        sound = are_lines([self.stretches[index].wkb for index in told])
        return frozenset(index for index, is_line in zip(told, sound, strict=True) if is_line)

    def _whole_roads(self, known: Mapping[int, _Place]) -> dict[int, _Place]:
        """Return the closures that name a road and no place on it, each as all that is known of the road."""
        closures = {
            index: str(entry.body.get("road", ""))
            for index, entry in enumerate(self.stretches)
            if index not in known and index not in self._drawn and state_of(entry) is StretchState.CLOSED
        }
        ends: dict[str, set[int]] = {road: set() for road in closures.values()}
        for on_road, begin, end in known.values() if ends else ():
            if on_road in ends:
                ends[on_road] |= {begin, end}
        return {index: (road, min(ends[road]), max(ends[road])) for index, road in closures.items() if ends[road]}

    @cached_property
    def _days(self) -> _Ints:
        """Return the day of each stretch as an ordinal; they ascend."""
        return np.array([day_of(entry).toordinal() for entry in self.stretches], dtype=np.int64)

    @cached_property
    def _states(self) -> _Ints:
        """Return for each stretch the index of its state in ``STATES``; checked is below all of them."""
        codes = {StretchState.CHECKED.value: _CHECKED} | {state.value: code for code, state in enumerate(STATES)}
        return np.array([codes[entry.body["state"]] for entry in self.stretches], dtype=np.int64)

    def checked(self, *, on_day: date) -> Amount:
        """Return the road checked up to the end of a day, in mm, each part with the entry that was first."""
        return self._first_checked(self._days <= on_day.toordinal())

    def checked_increase(self, *, on_day: date) -> Amount:
        """Return the increase of the road checked on one day, in mm."""
        return self._first_checked(self._days == on_day.toordinal())

    def _first_checked(self, counts: NDArray[np.bool_]) -> Amount:
        stretches, lengths = self._first_checks
        kept = counts[stretches]
        return self._amount(stretches[kept], lengths[kept])

    @cached_property
    def _first_checks(self) -> tuple[_Ints, _Ints]:
        """Return, for every piece that was ever checked, the stretch that was first, and its length."""
        pieces = self.pieces
        checks = np.where(self._states[pieces.members] == _CHECKED, pieces.members, _NEVER)
        first = pieces.folded(np.minimum, checks)
        checked = first != _NEVER
        return first[checked], pieces.lengths_mm[checked]

    def reported(self, *, on_day: date) -> Amount:
        """Return the naive sum of the checked stretches up to the end of a day, in mm."""
        pieces = self.pieces
        told = (self._states == _CHECKED) & (self._days <= on_day.toordinal())
        kept = told[pieces.members]
        return self._amount(pieces.members[kept], pieces.lengths_mm[pieces.of_members()[kept]])

    def _amount(self, stretches: _Ints, lengths_mm: _Ints) -> Amount:
        """Return the amount that lengths add up to, each told by one stretch."""
        sums = np.zeros(len(self.stretches), dtype=np.int64)
        np.add.at(sums, stretches, lengths_mm)
        told = np.flatnonzero(sums)
        return Amount.of(
            (self.stretches[index].id, length) for index, length in zip(told.tolist(), sums[told].tolist(), strict=True)
        )

    def by_state(self, *, on_day: date) -> dict[StretchState, Amount]:
        """Return the road by state at the end of a day, in mm: the last word on it; on one day a closure wins.

        What several readings open counts where all of them do, as the least and the earliest of them. In the cautious
        fold a closure recorded after an opening that it is dated before holds until a person has settled it.
        """
        pieces, (turns, spoken) = self.pieces, self._turns
        known = np.searchsorted(self._days[spoken], on_day.toordinal(), side="right")
        said = turns[pieces.members]
        last = pieces.folded(np.maximum, np.where(said < known, said, -1))
        last[self._weighed] = -1
        plain = np.flatnonzero(last >= 0)
        tellers, lengths = spoken[last[plain]], pieces.lengths_mm[plain]
        states = self._states[tellers]
        amounts = {
            state: self._amount(tellers[states == code], lengths[states == code]) for code, state in enumerate(STATES)
        }
        for piece in self._weighed.tolist():
            word = self._last_word(piece, on_day)
            if word is not None:
                amounts[word.state] += Amount.of([(word.entry.id, int(pieces.lengths_mm[piece]))])
        return amounts

    @cached_property
    def _turns(self) -> tuple[_Ints, _Ints]:
        """Return the turn of each stretch among those that say a state (checked: beyond all), and these by turn."""
        ids = np.empty(len(self.stretches), dtype=np.int64)
        ids[sorted(range(len(ids)), key=lambda index: self.stretches[index].id)] = np.arange(len(ids))
        order = np.lexsort((ids, self._states, self._days))
        spoken = order[self._states[order] != _CHECKED]
        turns = np.full(len(ids), _NEVER)
        turns[spoken] = np.arange(len(spoken))
        return turns, spoken

    @cached_property
    def _words(self) -> RoadWords:
        return RoadWords(self.stood, self.is_cautious)

    def _last_word(self, piece: int, on_day: date) -> Word | None:
        covering = (self.stretches[index] for index in self.pieces.covering(piece))
        return self._words.last([one for one in covering if day_of(one) <= on_day and _is_word(one)])

    @cached_property
    def _weighed(self) -> _Ints:
        """Return the pieces that are weighed one by one: readings clash on them, or a closure may be late."""
        torn = [bool(self._words.clash_of(one)) and _is_opening(one) for one in self.stretches]
        is_weighed = self.pieces.folded(np.logical_or, np.array(torn, dtype=bool)[self.pieces.members])
        return np.flatnonzero(is_weighed | self._maybe_late) if self.is_cautious else np.flatnonzero(is_weighed)

    @cached_property
    def _maybe_late(self) -> NDArray[np.bool_]:
        """Return for each piece whether a closure was recorded after an opening, and one is dated before an opening."""
        pieces, days = self.pieces, self._days
        closing = np.array([not _is_opening(one) and _is_word(one) for one in self.stretches], dtype=bool)
        closing &= np.array([not self.stood[one.id].settled for one in self.stretches], dtype=bool)
        opening = np.array([_is_opening(one) for one in self.stretches], dtype=bool)
        known = np.array([_instant(self.stood[one.id].known_since) for one in self.stretches], dtype=np.int64)
        recorded = np.array([_instant(self.stood[one.id].recorded.recorded_at) for one in self.stretches], np.int64)
        first_known, last_opened = np.where(opening, known, _NEVER), np.where(opening, days, -1)
        last_recorded, first_closed = np.where(closing, recorded, -1), np.where(closing, days, _NEVER)
        is_after = pieces.folded(np.minimum, first_known[pieces.members]) < pieces.folded(
            np.maximum, last_recorded[pieces.members]
        )
        is_before: NDArray[np.bool_] = pieces.folded(np.minimum, first_closed[pieces.members]) <= pieces.folded(
            np.maximum, last_opened[pieces.members]
        )
        return is_after & is_before

    def changes(self) -> list[RoadChange]:
        """Return every change of state of the road, summed by day and states, in their order.

        In one pass. Up to the end of a day they add up to ``by_state`` of that day, to the millimetre.
        """
        sums: dict[tuple[int, int, int], int] = defaultdict(int)
        for key, length in (*self._plain_changes(), *self._weighed_changes()):
            sums[key] += length
        return [
            RoadChange(date.fromordinal(day), STATES[before] if before >= 0 else None, STATES[after], length)
            for (day, before, after), length in sorted(sums.items())
        ]

    def curves(self, days: Sequence[date]) -> dict[StretchState, list[int]]:
        """Return the road of each state in mm at the end of each of several days, all in one pass.

        They are the values of ``by_state``, without the entries.
        """
        steps: dict[StretchState, dict[date, int]] = {state: defaultdict(int) for state in STATES}
        for change in self.changes():
            steps[change.after][change.day] += change.length_mm
            if change.before:
                steps[change.before][change.day] -= change.length_mm
        return {state: _running(of_days, days) for state, of_days in steps.items()}

    def _plain_changes(self) -> Iterable[tuple[tuple[int, int, int], int]]:
        pieces, (turns, spoken) = self.pieces, self._turns
        bits = len(spoken).bit_length()
        said = turns[pieces.members]
        is_told = said != _NEVER
        is_told[np.isin(pieces.of_members(), self._weighed)] = False
        keys = np.sort((pieces.of_members()[is_told] << bits) | said[is_told])
        piece, teller = keys >> bits, spoken[keys & ((1 << bits) - 1)]
        after, days = self._states[teller], self._days[teller]
        before = np.concatenate([[-1], after[:-1]])[: len(after)]
        before[np.flatnonzero(np.diff(piece, prepend=-1))] = -1
        return _summed(days, before, after, pieces.lengths_mm[piece])

    def _weighed_changes(self) -> Iterable[tuple[tuple[int, int, int], int]]:
        for piece in self._weighed.tolist():
            days = sorted({int(self._days[index]) for index in self.pieces.covering(piece)})
            words = [self._last_word(piece, date.fromordinal(day)) for day in days]
            states = [STATES.index(word.state) if word else -1 for word in words]
            for (_, before), (day, after) in pairwise([(0, -1), *zip(days, states, strict=True)]):
                if before != after:
                    yield (day, before, after), int(self.pieces.lengths_mm[piece])

    def stated(self, *, on_day: date) -> Amount:
        """Return lengths stated without a line or a place along a road, in mm, up to the end of a day."""
        return Amount.of(
            (entry.id, round(float(entry.body["stated_length_m"]) * 1000))
            for index, entry in enumerate(self.stretches)
            if index not in self._drawn and index not in self._placed and _is_number(entry.body.get("stated_length_m"))
            if day_of(entry) <= on_day
        )


def road_account(stood: Iterable[Stood], *, fold: Fold = Fold.OFFICIAL) -> RoadAccount:
    """Return the road account of the entries that stand, in any order; states that are not known here say nothing."""
    by_id = {one.entry.id: one for one in stood if one.entry.kind == "road_stretch" and _is_known(one.entry)}
    entries = sorted((one.entry for one in by_id.values()), key=lambda entry: (day_of(entry), entry.id))
    return RoadAccount(tuple(entries), by_id, fold is Fold.CAUTIOUS)


def _place_of(entry: Entry) -> _Place | None:
    """Return where along a named road a stretch is; None where it does not say, or says a place that no road has."""
    road, begin_m, end_m = (entry.body.get(name) for name in ("road", "from_m", "to_m"))
    if not road or not _is_number(begin_m) or not _is_number(end_m):
        return None
    if max(abs(begin_m), abs(end_m)) >= _FARTHEST_M:
        return None
    begin, end = round(begin_m * 1000), round(end_m * 1000)
    return (str(road), begin, end) if begin <= end else (str(road), end, begin)


def _is_number(said: object) -> TypeGuard[int | float]:
    return isinstance(said, int | float)


def _is_known(entry: Entry) -> bool:
    return entry.body.get("state") in {state.value for state in StretchState}


def _is_word(entry: Entry) -> bool:
    """Return whether a stretch says a state; checked is none."""
    return state_of(entry) is not StretchState.CHECKED


def _is_opening(entry: Entry) -> bool:
    return entry.body["state"] not in (StretchState.CHECKED.value, StretchState.CLOSED.value)


def _running(of_days: Mapping[date, int], days: Sequence[date]) -> list[int]:
    """Return what amounts by day add up to at the end of each of several days."""
    known = sorted(of_days)
    totals = [0, *accumulate(of_days[day] for day in known)]
    return [totals[bisect_right(known, day)] for day in days]


def _instant(at: datetime) -> int:
    """Return an instant in whole microseconds."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _summed(days: _Ints, before: _Ints, after: _Ints, lengths_mm: _Ints) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Return the sum of lengths for each (day, state before, state after)."""
    kinds = len(STATES) + 1
    keys, kind_of = np.unique((days * kinds + before + 1) * kinds + after + 1, return_inverse=True)
    sums = np.zeros(len(keys), dtype=np.int64)
    np.add.at(sums, kind_of.reshape(-1), lengths_mm)
    for key, length in zip(keys.tolist(), sums.tolist(), strict=True):
        rest, later = divmod(key, kinds)
        day, earlier = divmod(rest, kinds)
        if earlier != later:
            yield (day, earlier - 1, later - 1), length
