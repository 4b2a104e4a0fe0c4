"""What is said of a piece of road, and which of it is the last word: the definition, piece by piece."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.records.roads import StretchState

STATES = (StretchState.ASSESSED, StretchState.VERIFIED, StretchState.CLEARED, StretchState.CLOSED)
"""The states of a road, in the order in which they are applied on one day: a closure comes last."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a piece of road, by an entry, from a day on."""

    entry: Entry
    state: StretchState
    day: date

    @property
    def turn(self) -> tuple[date, int, str]:
        """Return when the word's turn comes."""
        return (self.day, STATES.index(self.state), self.entry.id)


@dataclass(frozen=True)
class RoadWords:
    """How words on one piece of road are weighed.

    Attributes:
        stood: How each stretch stands, by entry id.
        is_cautious: Whether closures recorded late hold until a person has settled them.
    """

    stood: Mapping[str, Stood] = field(default_factory=dict)
    is_cautious: bool = False

    def last(self, said: Sequence[Entry]) -> Word | None:
        """Return the last word of stretches that say a state of one piece, in any order; None: nothing is said.

        What several readings open counts where all of them do, as the least and the earliest of them. In the cautious
        fold a closure recorded after an opening that it is dated before holds until a person has settled it.
        """
        words = sorted(self._weighed(said), key=lambda word: word.turn)
        late = self._late_closures(words) if self.is_cautious else []
        told = late or words
        return told[-1] if told else None

    def _weighed(self, said: Sequence[Entry]) -> list[Word]:
        """Return what is said of a piece of road, readings of one stretch that clash brought down to what all open."""
        words: list[Word] = []
        torn: dict[str, list[Word]] = defaultdict(list)
        for entry in said:
            word = Word(entry, state_of(entry), day_of(entry))
            clash = self.clash_of(entry)
            (torn[clash] if clash and word.state is not StretchState.CLOSED else words).append(word)
        for clash, readings in torn.items():
            if len(readings) == self._readings[clash]:
                words.append(_least(readings))
        return words

    def clash_of(self, entry: Entry) -> str:
        """Return the entry over which a stretch clashes with other readings, or empty."""
        return self.stood[entry.id].clash if entry.id in self.stood else ""

    @cached_property
    def _readings(self) -> Counter[str]:
        return Counter(one.clash for one in self.stood.values() if one.clash)

    def _late_closures(self, words: Sequence[Word]) -> list[Word]:
        openings = [(self.stood[word.entry.id], word.day) for word in words if word.state is not StretchState.CLOSED]
        closures = [(self.stood[word.entry.id], word) for word in words if word.state is StretchState.CLOSED]
        return [
            word
            for closed, word in closures
            if not closed.settled
            and any(opened.known_since < closed.recorded.recorded_at and word.day <= day for opened, day in openings)
        ]


def _least(readings: Sequence[Word]) -> Word:
    """Return the least that readings of one stretch open, as of the earliest day of them."""
    least = min(readings, key=lambda word: (STATES.index(word.state), word.entry.id))
    return Word(least.entry, least.state, min(word.day for word in readings))


def state_of(entry: Entry) -> StretchState:
    """Return what a stretch says."""
    return StretchState(str(entry.body["state"]))


def day_of(entry: Entry) -> date:
    """Return the day from which a stretch says so; what is not dated has always been so."""
    return entry.true_from or date.min
