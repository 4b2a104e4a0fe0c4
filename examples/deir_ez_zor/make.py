"""The steps of the demonstration: what was entered and decided, in order, each at its hour.

A step is one batch of the office's chain under a scripted clock: it becomes known at ``recorded_at``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from examples.deir_ez_zor.days import DAYS
from examples.deir_ez_zor.ground import mistyped, point_wkb, polygon_wkb, shifted
from examples.deir_ez_zor.published import SEP_29
from examples.deir_ez_zor.records import (
    AUTHORITY,
    OFFICER,
    TIMEZONE,
    TRAINING_UNIT,
    Book,
    events_of,
    frame,
)
from examples.deir_ez_zor.reports import Report, Telling
from examples.deir_ez_zor.training import WITHDRAWN, WITHDRAWN_ON, Item, items
from firmground.geometry.measures import area_mm2
from firmground.ledger.ids import derived_id
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body
from firmground.records.land import AreaWorked

CORRECTED = (date(2017, 10, 17), 3)
"""Day and team of the polygon that is first reported with a corner mistyped."""

CORRECTED_ON = date(2017, 10, 19)
"""The day on which its correction is recorded and approved."""

TWICE = (date(2017, 11, 8), 6)
"""Day and team of the polygon that is entered a second time, in a wrong place."""

TWICE_WITHDRAWN_ON = date(2017, 11, 10)
"""The day on which the second one is withdrawn."""

_MORNING, _REPORTS, _LATE_REPORTS, _CORRECTIONS = time(7, 0), time(19, 30), time(19, 50), time(20, 20)
_DECISIONS, _RELEASES, _SECOND_PERSON = time(21, 10), time(21, 30), time(21, 50)
_WRONG_PLACE_DEG = (-0.021, -0.034)
_AUTHORITY_DECIDES = frozenset({"land_release", "inspection"})


@dataclass(frozen=True, slots=True)
class Step:
    """One batch.

    Attributes:
        recorded_at: When the office learns it, UTC; never before the step before.
        entries: Entries in their order; deeds stand in steps after what they decide on.
    """

    recorded_at: datetime
    entries: list[Entry]


def steps() -> Iterator[Step]:
    """Yield the whole demonstration, step by step in chain order: the same entries on every run."""
    book = Book()
    opening = frame(book)
    yield Step(_instant(SEP_29, _MORNING), opening)
    desk = _Desk(book, to_approve=[entry for entry in opening if KINDS[entry.kind].gated])
    for day, reports in zip(DAYS, Telling(book).reports(), strict=True):
        yield from desk.evening(day, reports)


@dataclass
class _Desk:
    """The office's desk: what has come in, what waits, and what is decided in the evening."""

    book: Book
    to_approve: list[Entry]
    _waiting: list[Report] = field(default_factory=list)
    _later: list[tuple[date, Entry]] = field(default_factory=list)
    _corrections: dict[date, Entry] = field(default_factory=dict)
    _wrong: dict[date, Entry] = field(default_factory=dict)

    def evening(self, day: date, reports: list[Report]) -> Iterator[Step]:
        """Yield what is entered and decided on one evening."""
        in_time = [entry for report in reports if report.arrives == day for entry in self._as_told(report)]
        in_time += [*events_of(self.book, day), *self._training(day)]
        self._waiting += [report for report in reports if report.arrives > day]
        arrived = [report for report in self._waiting if report.arrives == day]
        late = [entry for report in arrived for entry in report.entries]
        amended = self._amended(day)
        for at, entries in ((_REPORTS, in_time), (_LATE_REPORTS, late), (_CORRECTIONS, amended)):
            if entries:
                yield Step(_instant(day, at), entries)
        self.to_approve += [*in_time, *late, *amended]
        yield from self._decisions(day)

    def _decisions(self, day: date) -> Iterator[Step]:
        held = {entry.id for on, entry in self._later if on > day}
        due = [entry for entry in self.to_approve if entry.id not in held]
        self.to_approve = [entry for entry in self.to_approve if entry.id in held]
        own = [entry for entry in due if entry.kind not in _AUTHORITY_DECIDES]
        releases = [entry for entry in due if entry.kind in _AUTHORITY_DECIDES]
        yield Step(_instant(day, _DECISIONS), [self.book.decision(own, author=OFFICER)])
        if releases:
            yield Step(_instant(day, _RELEASES), [self.book.decision(releases, author=AUTHORITY)])
        if day == WITHDRAWN_ON:
            withdrawals = [entry for entry in own if entry.kind == "withdrawal"]
            second = self.book.decision(
                withdrawals, author=AUTHORITY, reason="Second person: the hazard area was entered in the wrong place."
            )
            yield Step(_instant(day, _SECOND_PERSON), [second])

    def _as_told(self, report: Report) -> list[Entry]:
        """Return a report's entries as they are first entered, faults and all."""
        if (report.day, report.team) == CORRECTED:
            return [self._mistyped(entry, report) for entry in report.entries]
        if (report.day, report.team) == TWICE:
            return [*report.entries, self._twice(report)]
        return report.entries

    def _mistyped(self, entry: Entry, report: Report) -> Entry:
        """Return the polygon as it was mistyped, and keep its correction; other entries as they are."""
        if entry.id not in report.strips or CORRECTED_ON in self._corrections:
            return entry
        self._corrections[CORRECTED_ON] = msgspec.structs.replace(
            entry, id=derived_id("demonstration", "correction", entry.id), supersedes=entry.id
        )
        wkb = mistyped(report.strips[entry.id])
        body = {**entry.body, "stated_area_m2": _stated_m2(wkb)}
        return msgspec.structs.replace(entry, geometry=wkb.hex(), body=body)

    def _twice(self, report: Report) -> Entry:
        """Return the report's first polygon once more, as a new thing in a wrong place."""
        entry_id, strip = next(iter(report.strips.items()))
        first = next(entry for entry in report.entries if entry.id == entry_id)
        again = self.book.entry(
            first.kind,
            read_body(first.body, AreaWorked),
            report.day,
            parties=[party.organisation for party in first.parties],
            geometry=shifted(strip, *_WRONG_PLACE_DEG),
        )
        self._wrong[TWICE_WITHDRAWN_ON] = again
        return again

    def _amended(self, day: date) -> list[Entry]:
        """Return the corrections and withdrawals of an evening."""
        corrections = [self._corrections[day]] if day in self._corrections else []
        reason = "Entered twice, the second time with mistyped coordinates."
        if day == WITHDRAWN_ON:
            reason = "Entered in the wrong place; entered again in the right one as HA-0009."
        return [*corrections, *([self.book.withdrawal(self._wrong[day], reason=reason)] if day in self._wrong else [])]

    def _training(self, day: date) -> list[Entry]:
        """Return the records of the training sector that are entered on a day."""
        entries = []
        for item in items():
            if item.day == day:
                entry = self._trained(item)
                entries.append(entry)
                if item.approved_days_later:
                    self._later.append((day + timedelta(days=item.approved_days_later), entry))
                if item.number == WITHDRAWN:
                    self._wrong[WITHDRAWN_ON] = entry
        return entries

    def _trained(self, item: Item) -> Entry:
        geometry = b""
        if item.ring:
            geometry = polygon_wkb(list(item.ring))
        elif item.point:
            geometry = point_wkb(item.point)
        return self.book.entry(
            item.kind,
            item.body,
            item.day,
            number=item.number,
            parties=[TRAINING_UNIT],
            geometry=geometry,
            place="",
        )


def _stated_m2(wkb: bytes) -> float:
    return float(round(area_mm2(wkb) / 1e8) * 100)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(TIMEZONE)).astimezone(UTC)
