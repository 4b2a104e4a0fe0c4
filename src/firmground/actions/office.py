"""The office: the ledger with what actions and questions need around it. ``wiring`` makes it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

import msgspec

from firmground.actions.grounds import Grounds
from firmground.actions.ports import ContentStore, SubmissionStore
from firmground.checks.context import Context, frame_of
from firmground.clock import Clock
from firmground.errors import GeometryUnsound, NotInLedger
from firmground.geometry.covers import cover
from firmground.ledger.batches import Head
from firmground.ledger.ports import LedgerStore, Recorded
from firmground.ledger.standing import Fold, Stood, is_danger, standing
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body
from firmground.records.operations import Operation
from firmground.records.submissions import StagedRow
from firmground.state.land import is_polygon
from firmground.state.picture import Picture

_PICTURES_KEPT = 12


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """An operation as it stands: its id, its short name in addresses, and what is said of it."""

    id: str
    number: str
    body: Operation
    entry: Entry

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone whose local days are the operation's days."""
        return ZoneInfo(self.body.timezone)


@dataclass(frozen=True, slots=True, eq=False)
class HeldRows:
    """The held rows of an operation as they were read last.

    Attributes:
        mark: What the store said of them before they were read.
        rows: The rows, oldest submission first.
        danger: The entries among them that speak of danger, as if they had been received just now.
        said: Digest of those entries.
    """

    mark: tuple[int, int]
    rows: Sequence[StagedRow]
    danger: Sequence[Recorded]
    said: bytes


_NOTHING_HELD = HeldRows((0, 0), (), (), b"")


@dataclass
class Office:
    """What actions work with. Pictures are kept by what they were worked out from, so a stale one cannot answer."""

    ledger: LedgerStore
    contents: ContentStore
    submissions: SubmissionStore
    public_keys: Callable[[], Mapping[str, bytes]]
    clock: Clock
    grounds: Grounds | None = None
    _recorded: dict[str, tuple[Head, list[Recorded]]] = field(default_factory=dict, repr=False)
    _held: dict[str, HeldRows] = field(default_factory=dict, repr=False)
    _pictures: OrderedDict[tuple[object, ...], Picture] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def operations(self) -> list[OperationRecord]:
        """Return all operations, by number."""
        latest: dict[str, Entry] = {}
        recorded = self.ledger.of_kind("operation")
        for operation in {one.entry.operation for one in recorded}:
            said = [one for one in recorded if one.entry.operation == operation]
            if len(said) > 1:  # told again or corrected: what was decided about it counts
                said = self.recorded(operation, self.ledger.head())
            stood = standing(said, fold=Fold.OFFICIAL)
            latest |= {one.entry.thing: one.entry for one in stood.of_kind("operation")}
        records = [
            OperationRecord(entry.thing, entry.number, read_body(entry.body, Operation), entry)
            for entry in latest.values()
        ]
        return sorted(records, key=lambda record: record.number)

    def operation(self, number: str) -> OperationRecord:
        """Return the operation with this number.

        Raises:
            NotInLedger: There is none; the message names those there are.
        """
        known = self.operations()
        for record in known:
            if record.number == number:
                return record
        names = ", ".join(record.number for record in known) or "none yet"
        raise NotInLedger(f"There is no operation {number!r}. Known here: {names}.")

    def today(self, operation: OperationRecord) -> date:
        """Return the present local day of an operation."""
        return self.clock().astimezone(operation.zone).date()

    def last_day(self, operation: OperationRecord) -> date:
        """Return the day at which a clock at rest stands: today; of a reconstruction the last day it reconstructs."""
        today, until = self.today(operation), operation.entry.true_until
        return min(today, until - timedelta(days=1)) if operation.body.is_reconstruction and until else today

    def head(self, operation: OperationRecord, as_known_on: date | None) -> Head:
        """Return up to where the ledger was known at the end of a local day; None: now."""
        if as_known_on is None:
            return self.ledger.head()
        midnight = datetime.combine(as_known_on + timedelta(days=1), time(), operation.zone).astimezone(UTC)
        return self.ledger.head_at(midnight - timedelta(microseconds=1))

    def picture(
        self, operation: OperationRecord, *, fold: Fold, as_known_on: date | None, organisation: str = ""
    ) -> Picture:
        """Return the picture of an operation as known on a day (None: now), in a fold.

        Args:
            operation: The operation.
            fold: Official, or cautious; the cautious one as known now also holds rows that are held and speak of
                danger.
            as_known_on: A local day; what was recorded until its end is known. None: now.
            organisation: Number of an organisation: only entries that credit it. Empty: all.
        """
        head = self.head(operation, as_known_on)
        held = self.held(operation) if fold is Fold.CAUTIOUS and as_known_on is None else _NOTHING_HELD
        key = (operation.id, head, fold, organisation, held.said)
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = self._worked_out(operation, head, fold, organisation, held.danger)
                while len(self._pictures) > _PICTURES_KEPT:
                    self._pictures.popitem(last=False)
            self._pictures.move_to_end(key)
            return self._pictures[key]

    def _worked_out(
        self, operation: OperationRecord, head: Head, fold: Fold, organisation: str, held: Sequence[Recorded]
    ) -> Picture:
        if self.grounds:
            self.grounds.recall(operation.id, self.recorded(operation.id, self.ledger.head()))
        recorded = [*self.recorded(operation.id, head), *held]
        if organisation:
            recorded = [one for one in recorded if _credits(one, organisation)]
        return Picture(recorded, fold)

    def recorded(self, operation: str, head: Head) -> list[Recorded]:
        """Return all entries of an operation known at a head, in the order of recording."""
        kept_head, kept = self._recorded.get(operation, (Head(head.office, -1), []))
        if kept_head == head:
            return kept
        found = self.ledger.recorded(operation, upto=head)
        if kept_head.number < head.number:
            self._recorded[operation] = (head, found)
        return found

    def standing_entries(self, operation: OperationRecord) -> list[Stood]:
        """Return what stands now, approved or not, for checks of new records against it."""
        recorded = self.recorded(operation.id, self.ledger.head())
        gone = standing(recorded, fold=Fold.OFFICIAL)
        replaced = {*gone.superseded, *gone.withdrawn}
        return [
            Stood(one, False)
            for one in recorded
            if one.entry.id not in replaced and one.entry.kind not in ("decision", "withdrawal", "submission")
        ]

    def organisations(self, operation: OperationRecord) -> dict[str, str]:
        """Return the number of each organisation of an operation by its name, short name and number, lower case."""
        numbers: dict[str, str] = {}
        for stood in self.picture(operation, fold=Fold.OFFICIAL, as_known_on=None).standing.of_kind("organisation"):
            for name in (stood.entry.number, stood.entry.body.get("name", ""), stood.entry.body.get("short_name", "")):
                if name:
                    numbers[str(name).casefold()] = stood.entry.number
        return numbers

    def context(
        self,
        operation: OperationRecord,
        *,
        accepted: Mapping[str, str] | None = None,
        without: str = "",
        without_submission: str = "",
        numbers_stated: bool = True,
    ) -> Context:
        """Return what the checks of new records need to know of an operation.

        Args:
            operation: The operation.
            accepted: What a mapping declares in place of the file, by field.
            without: An entry that is left out of what is known: the one that is being corrected.
            without_submission: A submission whose entries are left out: the one that is being judged again.
            numbers_stated: Whether the visible numbers of the new records stand in their file.
        """
        known = [
            stood.entry
            for stood in self.standing_entries(operation)
            if stood.entry.id != without
            and not (without_submission and stood.entry.source and stood.entry.source.submission == without_submission)
        ]
        began, ended = frame_of(known)
        return Context(
            operation=operation.body,
            operation_number=operation.number,
            today=self.today(operation),
            known=known,
            accepted=dict(accepted or {}),
            began=began,
            ended=ended,
            numbers_stated=numbers_stated,
        )

    def held(self, operation: OperationRecord) -> HeldRows:
        """Return the held rows of an operation; the very same object while none of them has changed.

        The rows are read once for each change of them. A broken polygon is covered by the hull of its points, so that
        it is shown before anybody has mended it.
        """
        mark = self.submissions.held_mark(operation.id)
        kept = self._held.get(operation.id)
        if kept is not None and kept.mark == mark:
            return kept
        now = self.clock()
        rows = self.submissions.held(operation.id)
        danger = [
            Recorded(_covered(_completed(entry)), self.ledger.office, 0, row.position, now)
            for row in rows
            for entry in held_entries(row)
            if is_danger(entry)
        ]
        said = hashlib.sha256(msgspec.json.encode([one.entry for one in danger])).digest()
        self._held[operation.id] = found = HeldRows(mark, rows, danger, said)
        return found


def held_entries(row: StagedRow) -> list[Entry]:
    """Return the entries of a held row as far as they could be read; one that cannot be an entry is left out."""
    entries = []
    for plain in row.entries:
        try:
            entries.append(msgspec.convert(plain, Entry))
        except msgspec.ValidationError:
            continue
    return entries


def _completed(entry: Entry) -> Entry:
    """Return a held entry with what it must say and does not: of unknown status a hazard is suspected."""
    lacking = {name: value for name, value in _LACKING.get(entry.kind, {}).items() if name not in entry.body}
    completed = {**entry.body, **lacking}
    try:
        read_body(completed, KINDS[entry.kind].body)
    except msgspec.ValidationError:
        kept = {name: entry.body[name] for name in ("event", "state", "verdict") if name in entry.body}
        completed = {**kept, **_LACKING.get(entry.kind, {})}
    return msgspec.structs.replace(entry, body=completed)


_LACKING: Mapping[str, Mapping[str, object]] = {
    "hazard_area": {"status": "suspected"},
    "ordnance_lot": {"category": "other", "quantity": 1},
}
"""What a held row is taken to say where it could not be read, so that its danger is shown before anybody answers."""


def _covered(entry: Entry) -> Entry:
    if not is_polygon(entry):
        return entry
    try:
        return msgspec.structs.replace(entry, geometry=cover(entry.wkb).hex())
    except GeometryUnsound:
        return msgspec.structs.replace(entry, geometry="")


def _credits(one: Recorded, organisation: str) -> bool:
    """Return whether an entry credits an organisation; deeds speak of all."""
    deeds = ("decision", "withdrawal", "redaction", "received", "submission")
    return one.entry.kind in deeds or any(party.organisation == organisation for party in one.entry.parties)
