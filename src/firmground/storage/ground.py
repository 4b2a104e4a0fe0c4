"""The cells of every operation's ground, kept in the database so that nobody has to wait for them to be cut anew.

A ground is kept as it was last cut, in parts, with a row for every polygon that came since: what it changed, and from
which polygons that was worked out. On reading it is believed only if every digest fits: the polygons that it was cut
from are the first ones of the ledger, each change speaks of polygons that came before it, and all of them together are
what the ledger has. What does not fit is told by no more than slowness: the ground is cut anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connections, transaction

from firmground.errors import GeometryUnsound, PromiseBroken
from firmground.geometry.cells.cells import ENGINE, Cells, added
from firmground.geometry.cells.increments import Increments
from firmground.geometry.measures import box
from firmground.ledger.ports import Recorded
from firmground.records.entry import Entry
from firmground.state.kept_ground import CutGround, account_of
from firmground.storage.faults import translated
from firmground.storage.models import KeptCells, KeptChange, KeptGround

_PART_BYTES = 4 << 20
_FOLDED_IN = 1000
"""After so many changes the whole is written anew by whoever reads it."""

_AT_ONCE = 32
"""Up to so many polygons of a batch are followed one by one; after more the ground is cut anew when it is read."""

_NEIGHBOURS = 500
"""A polygon that may touch more entries than this is not followed either."""

_FIND = f"SELECT id FROM {KeptGround._meta.db_table} WHERE operation = %s AND account = %s AND engine = %s"
_INSERT = f"INSERT INTO {KeptChange._meta.db_table} (ground_id, polygons, moved, digest) VALUES (%s, %s, %s, %s)"

Touching = Callable[[str, tuple[float, float, float, float], int], Sequence[Recorded]]
"""Entries of an operation whose boxes touch a box, at most so many; of entries that come in just now too."""


@dataclass(frozen=True, eq=False)
class _Read:
    """A ground that was read: its row, its last change, how many changes were read, places of polygons, the ground."""

    row: int
    change: int
    changes: int
    places: dict[bytes, int]
    ground: CutGround


class SqlGrounds:
    """Keeps grounds in the database; see ``state.kept_ground.GroundStore``."""

    def __init__(self, *, using: str = "default") -> None:
        """Keep what reading needs; nothing is opened yet.

        Args:
            using: Name of Django's connection.
        """
        self._using = using
        self._read: dict[tuple[str, str], _Read] = {}

    def kept(self, operation: str, account: str, polygons: Sequence[bytes]) -> CutGround | None:
        """Return the kept ground of an account, None where it was not worked out from these very polygons."""
        with translated("Reading the cells of the ground"):
            row = self._row(operation, account)
            if row is None:
                return None
            left_out = set(_split(row.left_out))
            wanted = [wkb for wkb in polygons if not left_out or _digest(wkb) not in left_out]
            known = self._read.get((operation, account))
            if known is None or known.row != row.pk:
                known = self._base(row, wanted)
            if known is not None:
                known = self._with_changes(known, wanted)
            if known is None:
                return None
        self._read[operation, account] = known
        if known.changes >= _FOLDED_IN:
            unsound = [wkb for wkb in polygons if left_out and _digest(wkb) in left_out]
            self.keep(operation, account, replace(known.ground, left_out=unsound))
        return known.ground

    def keep(self, operation: str, account: str, ground: CutGround) -> None:
        """Keep the ground of an account, in place of what was kept of it."""
        raw, made_from = _written(ground.cells), _digest_of_all(ground.polygons)
        with translated("Keeping the cells of the ground"), transaction.atomic(using=self._using):
            KeptGround.objects.using(self._using).filter(operation=operation, account=account).delete()
            row = KeptGround.objects.using(self._using).create(
                operation=operation,
                account=account,
                engine=ENGINE,
                polygons=len(ground.polygons),
                made_from=made_from,
                left_out=b"".join(map(_digest, ground.left_out)),
                digest=_sealed(made_from.encode(), raw),
            )
            for number, start in enumerate(range(0, len(raw), _PART_BYTES)):
                part = raw[start : start + _PART_BYTES]
                KeptCells.objects.using(self._using).create(ground=row, number=number, part=part)
        places = {wkb: place for place, wkb in enumerate(ground.polygons)}
        self._read[operation, account] = _Read(row.pk, 0, 0, places, ground)

    def follow(self, entries: Sequence[Entry], touching: Touching) -> None:
        """Write down what entries that come in just now change, in the transaction in which they come in.

        What cannot be followed is left to whoever reads the ground next: it does not fit then and is cut anew.
        """
        waiting = [entry for entry in entries if account_of(entry)]
        for operation, account in sorted({(entry.operation, account_of(entry)) for entry in waiting}):
            coming = [entry for entry in waiting if (entry.operation, account_of(entry)) == (operation, account)]
            ground = self._locked(operation, account) if len(coming) <= _AT_ONCE else None
            if ground is not None:
                self._follow(ground, coming, touching)

    def _follow(self, ground: int, coming: Sequence[Entry], touching: Touching) -> None:
        """Write down what entries of one account change, one after the other; stop where one cannot be followed."""
        operation, account = coming[0].operation, account_of(coming[0])
        for place, entry in enumerate(coming):
            later = {one.id for one in coming[place:]}
            found = touching(operation, box(entry.wkb), _NEIGHBOURS + 1)
            if len(found) > _NEIGHBOURS:
                return
            there = [one.entry for one in found if one.entry.id not in later and account_of(one.entry) == account]
            near = list(dict.fromkeys(one.wkb for one in there))
            if entry.wkb in near:
                continue
            try:
                _, change = Increments(near).add(entry.wkb)
            except (GeometryUnsound, PromiseBroken):
                return
            raw, digests = _written(change), b"".join(map(_digest, [*near, entry.wkb]))
            self._do(_INSERT, [ground, digests, raw, _sealed(digests, raw)])

    def _locked(self, operation: str, account: str) -> int | None:
        """Return the row of a ground and hold it until the transaction ends, so that none comes in unseen meanwhile."""
        is_postgres = connections[self._using].vendor == "postgresql"
        rows = self._do(f"{_FIND} FOR UPDATE" if is_postgres else _FIND, [operation, account, ENGINE])
        return int(rows[0][0]) if rows else None

    def _do(self, sql: str, values: Sequence[int | str | bytes]) -> list[tuple[Any, ...]]:
        """Ask or write without the mapper, which would take longer than all the rest of following a claim."""
        with connections[self._using].cursor() as cursor:
            cursor.execute(sql, list(values))
            return list(cursor.fetchall()) if cursor.description else []

    def _row(self, operation: str, account: str) -> KeptGround | None:
        rows = KeptGround.objects.using(self._using)
        return rows.filter(operation=operation, account=account, engine=ENGINE).first()

    def _base(self, row: KeptGround, wanted: Sequence[bytes]) -> _Read | None:
        """Return the ground as it was last cut, if it was cut from the first polygons of the ledger."""
        first = wanted[: row.polygons]
        if len(first) < row.polygons or _digest_of_all(first) != row.made_from:
            return None
        parts = KeptCells.objects.using(self._using).filter(ground=row).order_by("number")
        raw = b"".join(bytes(part) for part in parts.values_list("part", flat=True))
        if _sealed(row.made_from.encode(), raw) != row.digest:
            return None
        places = {wkb: place for place, wkb in enumerate(first)}
        return _Read(row.pk, 0, 0, places, CutGround(first, (), _read(raw)))

    def _with_changes(self, known: _Read, wanted: Sequence[bytes]) -> _Read | None:
        """Return a ground with what changed since, if that makes it the ground of all polygons that are wanted."""
        rows = KeptChange.objects.using(self._using).filter(ground=known.row, pk__gt=known.change).order_by("pk")
        changes = list(rows)
        if not changes:
            return known if known.places.keys() >= set(wanted) else None
        known_by = {_digest(wkb): wkb for wkb in wanted}
        places, moved, last = dict(known.places), [known.ground.cells], known.change
        for change in changes:
            named = [known_by.get(digest, b"") for digest in _split(change.polygons)]
            if not named or not named[-1]:
                break  # of a polygon that came after those that are wanted
            sealed = _sealed(bytes(change.polygons), bytes(change.moved))
            if named[-1] in places or sealed != change.digest or any(one not in places for one in named[:-1]):
                return None
            places[named[-1]] = len(places)
            moved.append(_renamed(_read(bytes(change.moved)), [places[one] for one in named]))
            last = change.pk
        if not places.keys() >= set(wanted):
            return None
        return _Read(known.row, last, known.changes + len(moved) - 1, places, CutGround(list(places), (), added(moved)))


def _renamed(change: Cells, places: Sequence[int]) -> Cells:
    """Return a change with the places of its polygons in the whole, ascending in each cell."""
    members = np.array(places, dtype=np.int32)[change.members]
    for start, end in zip(change.offsets[:-1], change.offsets[1:], strict=True):
        members[start:end].sort()
    return Cells(change.offsets, members, change.area_mm2)


def _written(cells: Cells) -> bytes:
    """Return cells as bytes: how many, how many members, then lengths, members and areas."""
    head = np.array([len(cells), len(cells.members)], dtype="<i8")
    lengths, members = np.diff(cells.offsets).astype("<i4"), cells.members.astype("<i4")
    return b"".join(one.tobytes() for one in (head, lengths, members, cells.area_mm2.astype("<i8")))


def _read(raw: bytes) -> Cells:
    count, listed = np.frombuffer(raw, dtype="<i8", count=2).tolist()
    lengths = np.frombuffer(raw, dtype="<i4", count=count, offset=16)
    members = np.frombuffer(raw, dtype="<i4", count=listed, offset=16 + 4 * count).astype(np.int32)
    area_mm2 = np.frombuffer(raw, dtype="<i8", count=count, offset=16 + 4 * (count + listed)).astype(np.int64)
    return Cells(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), members, area_mm2)


def _digest(wkb: bytes) -> bytes:
    return hashlib.sha256(wkb).digest()


def _digest_of_all(polygons: Sequence[bytes]) -> str:
    """Return one digest of polygons in their order; a WKB says itself where it ends."""
    return hashlib.sha256(b"".join([f"{ENGINE} {len(polygons)} ".encode(), *polygons])).hexdigest()


def _sealed(made_from: bytes, raw: bytes) -> str:
    """Return the digest by which a change of stored bytes is noticed, or that another program wrote them."""
    return hashlib.sha256(b"".join([f"{ENGINE} {len(made_from)} ".encode(), made_from, raw])).hexdigest()


def _split(digests: bytes | memoryview) -> list[bytes]:
    raw = bytes(digests)
    return [raw[start : start + 32] for start in range(0, len(raw), 32)]
