"""What the ledger needs of whoever keeps it. ``storage`` keeps this promise on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from firmground.ledger.batches import Batch, Head
from firmground.records.entry import Entry


class Recorded(msgspec.Struct, frozen=True):
    """An entry with where and when the ledger learned it.

    Attributes:
        entry: What was said.
        office: The chain in which it stands.
        batch: Number of its batch; 0 for a row that is held and not entered.
        position: Its place in the batch, 0 is the first.
        recorded_at: When the office learned it, UTC.
    """

    entry: Entry
    office: str
    batch: int
    position: int
    recorded_at: datetime


class StoredEntry(msgspec.Struct, frozen=True):
    """An entry as it is kept, for verification: the canonical form, and what stands beside it.

    ``beside`` has the columns by which entries are asked for, by the name of the entry's field; empty: not asked.
    """

    id: str
    office: str
    batch: int
    position: int
    form: bytes
    hash: str
    beside: Mapping[str, str] = {}


class LedgerStore(Protocol):
    """Keeps batches and entries, and never changes one."""

    office: str

    def append(self, entries: Sequence[Entry]) -> Batch | None:
        """Append entries as one batch, all or none, and return it.

        Entries that are already there, equal to the letter, are passed over; None: all of them were.

        Raises:
            EntryOvertaken: An id is there with another content (a clash), or a number is taken by another thing.
            StorageUnreachable: The database is away; nothing was appended.
        """

    def head(self) -> Head:
        """Return the end of this office's chain."""

    def head_at(self, instant: datetime) -> Head:
        """Return up to where this office's chain was known at an instant (included)."""

    def recorded(self, operation: str, *, upto: Head) -> list[Recorded]:
        """Return all entries of an operation known at a head, in the order of batch and position."""

    def entry(self, entry_id: str) -> Recorded:
        """Return one entry.

        Raises:
            NotInLedger: There is none with this id.
        """

    def of_thing(self, thing: str) -> list[Recorded]:
        """Return all entries that speak of a thing, in the order in which they were recorded."""

    def of_kind(self, kind: str) -> list[Recorded]:
        """Return all entries of a kind in all operations, in the order in which they were recorded."""

    def next_number(self, operation: str, prefix: str) -> str:
        """Return the next free visible number, as HA-0001."""

    def batches(self) -> Iterator[Batch]:
        """Yield all batches of all chains, by office and number."""

    def stored(self, batch: Batch) -> list[StoredEntry]:
        """Return the entries of a batch as they are kept, in their order."""
