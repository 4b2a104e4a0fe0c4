"""The ledger on SQLite and PostgreSQL: appended to and read, never changed. Keeps the promise of ``ledger.ports``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.db import connections, transaction

from firmground.clock import Clock
from firmground.errors import EntryOvertaken, NotInLedger
from firmground.ledger.batches import Batch, Head, close_batch, instant_text
from firmground.ledger.ports import Recorded, StoredEntry
from firmground.records.entry import Entry
from firmground.storage.columns import COLUMNS, Box, Written, written
from firmground.storage.faults import translated

_CHUNK = 500
"""Values in one question; SQLite permitted 999 for many years."""

_BATCH = "office, number, previous, root, count, recorded_at, signature"
_ENTRIES = (
    "SELECT entry.form, entry.office, entry.batch, entry.position, closed.recorded_at FROM ledger_entry AS entry "
    "JOIN ledger_batch AS closed ON closed.office = entry.office AND closed.number = entry.batch"
)
_DECODER = msgspec.json.Decoder(Entry)

Follow = Callable[[Sequence[Entry], Callable[[str, Box, int], Sequence[Recorded]]], None]

Row = tuple[Any, ...]
T = TypeVar("T")


_ASKED_BY = (
    "thing",
    "number",
    "kind",
    "operation",
    "tier",
    "true_from",
    "true_until",
    "author",
    "supersedes",
    "withdraws",
)
"""Columns by which entries are asked for, called like the entry's fields."""


def _beside(values: Sequence[object]) -> dict[str, str]:
    return {name: str(value or "") for name, value in zip(_ASKED_BY, values, strict=True)}


class SqlLedger:
    """One office's view of the ledger in the database.

    Appending is one transaction under one lock an office (SQLite: the write lock, taken at the start; PostgreSQL: an
    advisory lock until the end of the transaction). What is slow (canonical form, hash, box) is done before the lock.
    """

    def __init__(
        self,
        office: str,
        clock: Clock,
        sign: Callable[[bytes], bytes],
        *,
        using: str = "default",
        follow: Follow | None = None,
    ) -> None:
        """Keep what appending needs; nothing is opened yet.

        Args:
            office: The office whose chain is appended to.
            clock: Where ``recorded_at`` comes from.
            sign: Signs with the office's Ed25519 key.
            using: Name of Django's connection.
            follow: Told of the entries of each batch and how to find others near them, within its transaction.
        """
        self.office = office
        self._clock = clock
        self._sign = sign
        self._using = using
        self._follow = follow

    def append(self, entries: Sequence[Entry]) -> Batch | None:
        """Append entries as one batch, all or none, and return it; see ``ledger.ports``.

        Raises:
            EntryOvertaken: An id is there with another content, or a number is taken by another thing.
            RecordRefused: An entry cannot be written exactly.
            GeometryUnsound: A geometry is not WKB.
            StorageUnreachable: The database is away; nothing was appended.
        """
        ready = _without_repeats([written(entry) for entry in entries])
        with translated(f"Appending {len(entries)} entries"), transaction.atomic(using=self._using):
            self._lock()
            new = self._not_there(ready)
            if not new:
                return None
            self._refuse_taken_numbers(new)
            batch = close_batch(
                [one.hash for one in new], office=self.office, after=self._last(), now=self._clock(), sign=self._sign
            )
            self._insert(new, batch)
            if self._follow:
                self._follow([one.entry for one in new], self.touching)
            return batch

    def head(self) -> Head:
        """Return the end of this office's chain."""
        rows = self._ask("SELECT max(number) FROM ledger_batch WHERE office = %s", [self.office])
        return Head(self.office, rows[0][0] or 0)

    def head_at(self, instant: datetime) -> Head:
        """Return up to where this office's chain was known at an instant (included)."""
        rows = self._ask(
            "SELECT max(number) FROM ledger_batch WHERE office = %s AND recorded_at <= %s",
            [self.office, instant_text(instant)],
        )
        return Head(self.office, rows[0][0] or 0)

    def recorded(self, operation: str, *, upto: Head) -> list[Recorded]:
        """Return all entries of an operation known at a head, in the order of recording (then batch and position).

        Known are the head's own chain and what it says to have received of others.
        """
        known = self._known(upto)
        chains = " OR ".join("(entry.office = %s AND entry.batch <= %s)" for _ in known)
        values = [operation, *(part for chain in known.items() for part in chain)]
        return self._read(f"operation = %s AND ({chains})", values)

    def entry(self, entry_id: str) -> Recorded:
        """Return one entry.

        Raises:
            NotInLedger: There is none with this id.
        """
        found = self._read("id = %s", [entry_id])
        if not found:
            raise NotInLedger(f"There is no entry {entry_id}. Look for it by the number of its thing.")
        return found[0]

    def of_thing(self, thing: str) -> list[Recorded]:
        """Return all entries that speak of a thing, in the order in which they were recorded."""
        return self._read("thing = %s", [thing])

    def of_kind(self, kind: str) -> list[Recorded]:
        """Return all entries of a kind in all operations, in the order in which they were recorded."""
        return self._read("kind = %s", [kind])

    def of_submission(self, submission: str) -> list[Recorded]:
        """Return all entries that an import made, in the order in which they were recorded."""
        return self._read("submission <> '' AND submission = %s", [submission])

    def touching(self, operation: str, box: Box, at_most: int | None = None) -> list[Recorded]:
        """Return the entries whose boxes touch a box (west, south, east, north), in the order of recording.

        Args:
            operation: Id of the operation.
            box: Degrees.
            at_most: So many of them, any; None: all.
        """
        limit = "" if at_most is None else f" LIMIT {int(at_most)}"
        west, south, east, north = box
        exact = "operation = %s AND max_lon >= %s AND min_lon <= %s AND max_lat >= %s AND min_lat <= %s"
        values: list[object] = [operation, west, east, south, north]
        if connections[self._using].vendor == "sqlite":
            near = (
                "SELECT seq FROM ledger_box WHERE max_lon >= %s AND min_lon <= %s AND max_lat >= %s AND min_lat <= %s"
            )
            by_box = f"+{exact} AND seq IN ({near}){limit}"  # the plus keeps SQLite from reading the whole operation
            return self._read(by_box, [*values, west, east, south, north])
        near = "geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
        return self._read(f"{exact} AND {near}{limit}", [*values, west, south, east, north])

    def next_number(self, operation: str, prefix: str) -> str:
        """Return the next free visible number, as HA-0001. Two who ask at once get the same: append refuses one."""
        start = f"{prefix}-"
        rows = self._ask(
            "SELECT DISTINCT number FROM ledger_entry WHERE operation = %s AND number >= %s AND number < %s",
            [operation, start, f"{prefix}."],
        )
        tails = (row[0].removeprefix(start) for row in rows)
        highest = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
        return f"{start}{highest + 1:04d}"

    def batches(self) -> Iterator[Batch]:
        """Yield all batches of all chains, by office and number."""
        yield from (_batch(row) for row in self._ask(f"SELECT {_BATCH} FROM ledger_batch ORDER BY office, number", []))

    def stored(self, batch: Batch) -> list[StoredEntry]:
        """Return the entries of a batch as they are kept, in their order."""
        is_postgres = connections[self._using].vendor == "postgresql"
        form = "convert_to(form, 'UTF8')" if is_postgres else "CAST(form AS BLOB)"  # bytes, also where they are no text
        rows = self._ask(
            f"SELECT id, position, {form}, hash, {', '.join(_ASKED_BY)} FROM ledger_entry "
            "WHERE office = %s AND batch = %s ORDER BY position",
            [batch.office, batch.number],
        )
        return [
            StoredEntry(id_, batch.office, batch.number, position, bytes(said), hash_, _beside(beside))
            for id_, position, said, hash_, *beside in rows
        ]

    def _ask(self, sql: str, values: Sequence[Any]) -> list[Row]:
        with translated("Reading the ledger"), connections[self._using].cursor() as cursor:
            cursor.execute(sql, list(values))
            return list(cursor.fetchall())

    def _read(self, condition: str, values: Sequence[object]) -> list[Recorded]:
        """Return entries by a condition, in the order of recording, then office, batch and position."""
        rows = self._ask(f"{_ENTRIES} WHERE {condition}", values)
        instants = {row[4]: _instant(row[4]) for row in rows}
        found = [
            Recorded(_DECODER.decode(form), office, batch, position, instants[recorded_at])
            for form, office, batch, position, recorded_at in rows
        ]
        found.sort(key=lambda one: (one.recorded_at, one.office, one.batch, one.position))
        return found

    def _known(self, upto: Head) -> dict[str, int]:
        """Return up to which batch each chain is known at a head."""
        rows = self._ask(
            "SELECT form FROM ledger_entry WHERE kind = 'received' AND office = %s AND batch <= %s",
            [upto.office, upto.number],
        )
        known = {upto.office: upto.number}
        for row in rows:
            body = _DECODER.decode(row[0]).body
            if body["office"] != upto.office:
                known[body["office"]] = max(known.get(body["office"], 0), int(body["number"]))
        return known

    def _lock(self) -> None:
        if connections[self._using].vendor == "postgresql":
            digest = hashlib.sha256(f"firmground ledger {self.office}".encode()).digest()
            self._ask("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])

    def _last(self) -> Batch | None:
        sql = f"SELECT {_BATCH} FROM ledger_batch WHERE office = %s ORDER BY number DESC LIMIT 1"
        rows = self._ask(sql, [self.office])
        return _batch(rows[0]) if rows else None

    def _not_there(self, ready: Sequence[Written]) -> list[Written]:
        """Return what is not there yet; refuse an id that is there with another content."""
        there: dict[str, Row] = {}
        for chunk in _chunks([one.entry.id for one in ready]):
            marks = ", ".join(["%s"] * len(chunk))
            rows = self._ask(f"SELECT id, hash, office, batch FROM ledger_entry WHERE id IN ({marks})", chunk)
            there |= {row[0]: row for row in rows}
        for one in ready:
            row = there.get(one.entry.id)
            if row and row[1] != one.hash:
                raise EntryOvertaken(
                    f"Entry {one.entry.id} ({one.entry.kind} {one.entry.number}) is in batch {row[3]} of office "
                    f"{row[2]} with another content (hash {row[1][:12]}, this one has {one.hash[:12]}). "
                    "An entry is never changed: enter a correction with an id of its own."
                )
        return [one for one in ready if one.entry.id not in there]

    def _refuse_taken_numbers(self, new: Sequence[Written]) -> None:
        """Refuse a number that names another thing of the same operation already, here or in the same batch."""
        things: dict[tuple[str, str], str] = {}
        operations = sorted({one.entry.operation for one in new})
        for operation in operations:
            numbers = sorted({one.entry.number for one in new if one.entry.operation == operation})
            for chunk in _chunks(numbers):
                marks = ", ".join(["%s"] * len(chunk))
                rows = self._ask(
                    f"SELECT DISTINCT number, thing FROM ledger_entry WHERE operation = %s AND number IN ({marks})",
                    [operation, *chunk],
                )
                things |= {(operation, number): thing for number, thing in rows}
        for one in new:
            key = (one.entry.operation, one.entry.number)
            named = things.setdefault(key, one.entry.thing)
            if named != one.entry.thing:
                raise EntryOvertaken(
                    f"The number {one.entry.number} names the thing {named} already; entry {one.entry.id} gives it to "
                    f"the thing {one.entry.thing}. Take another number, or speak of the thing that has it."
                )

    def _insert(self, new: Sequence[Written], batch: Batch) -> None:
        marks = ", ".join(["%s"] * len(COLUMNS))
        insert = f"INSERT INTO ledger_entry ({', '.join(COLUMNS)}) VALUES ({marks})"
        rows = [one.row(batch.office, batch.number, position) for position, one in enumerate(new)]
        with connections[self._using].cursor() as cursor:
            for chunk in _chunks(rows):
                cursor.executemany(insert, chunk)
            cursor.execute(
                f"INSERT INTO ledger_batch ({_BATCH}, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    batch.office,
                    batch.number,
                    batch.previous,
                    batch.root,
                    batch.count,
                    instant_text(batch.recorded_at),
                    batch.signature,
                    batch.hash,
                ],
            )


def _without_repeats(ready: Sequence[Written]) -> list[Written]:
    """Return each entry once; the same id twice with two contents is refused."""
    once: dict[str, Written] = {}
    for one in ready:
        kept = once.setdefault(one.entry.id, one)
        if kept.hash != one.hash:
            raise EntryOvertaken(
                f"Entry {one.entry.id} is given twice with two contents (hashes {kept.hash[:12]} and {one.hash[:12]}). "
                "Give one of them an id of its own."
            )
    return list(once.values())


def _batch(row: Row) -> Batch:
    office, number, previous, root, count, recorded_at, signature = row
    return Batch(
        office=office,
        number=number,
        previous=previous,
        root=root,
        count=count,
        recorded_at=_instant(recorded_at),
        signature=str(signature),
    )


def _instant(kept: object) -> datetime:
    return (kept if isinstance(kept, datetime) else datetime.fromisoformat(str(kept))).astimezone(UTC)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
