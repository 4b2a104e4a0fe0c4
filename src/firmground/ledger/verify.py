"""Verification: chains, roots and signatures, and the first place where one does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from firmground.ledger.batches import FIRST, Batch, is_signed_by, merkle_root
from firmground.ledger.canonical import entry_hash, from_canonical
from firmground.ledger.ports import LedgerStore, StoredEntry


@dataclass(frozen=True, slots=True)
class Verification:
    """What verification found.

    Attributes:
        batches: Batches that hold, up to the first that does not.
        entries: Entries that hold, up to the first that does not.
        broken: What is broken first, in words; empty: everything holds.
        broken_entry: Id of the first broken entry, empty where a batch as a whole is broken or nothing is.
        unknown_offices: Offices whose public key is not known here: intact, but by an unknown key.
    """

    batches: int
    entries: int
    broken: str = ""
    broken_entry: str = ""
    unknown_offices: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether everything holds."""
        return not self.broken


def verify(store: LedgerStore, *, public_keys: Mapping[str, bytes]) -> Verification:
    """Return whether every entry, batch and chain holds, and name the first that does not.

    Args:
        store: The ledger.
        public_keys: Raw Ed25519 keys by office. An office that is not in it is reported, not refused.
    """
    batches = entries = 0
    before: Batch | None = None
    unknown: set[str] = set()
    for batch in store.batches():
        before = before if before and before.office == batch.office else None
        stored = store.stored(batch)
        broken_entry, broken = _broken_in(batch, before, stored, public_keys.get(batch.office))
        if broken:
            return Verification(batches, entries, broken, broken_entry, tuple(sorted(unknown)))
        if batch.office not in public_keys:
            unknown.add(batch.office)
        batches, entries, before = batches + 1, entries + len(stored), batch
    return Verification(batches, entries, unknown_offices=tuple(sorted(unknown)))


def _broken_in(
    batch: Batch, before: Batch | None, stored: list[StoredEntry], public_key: bytes | None
) -> tuple[str, str]:
    """Return the first broken entry of a batch and what is broken; two empty strings where it holds."""
    name = f"batch {batch.number} of office {batch.office}"
    for kept in stored:
        trouble = _trouble_of(kept)
        if trouble:
            return kept.id, f"{name}: entry {kept.id} {trouble}"
    if len(stored) != batch.count:
        return "", f"{name} holds {len(stored)} entries, {batch.count} were signed"
    if merkle_root([kept.hash for kept in stored]) != batch.root:
        return "", f"{name}: the Merkle root is not that of its entries (their order or number changed)"
    if batch.previous != (before.hash if before else FIRST) or batch.number != (before.number + 1 if before else 1):
        return "", f"{name} does not follow the batch before it"
    if before and batch.recorded_at < before.recorded_at:
        return "", f"{name} was recorded before the batch before it"
    if public_key is not None and not is_signed_by(batch, public_key):
        return "", f"{name}: the signature is not that of the office's key"
    return "", ""


def _trouble_of(kept: StoredEntry) -> str:
    if entry_hash(kept.form) != kept.hash:
        return "does not have the hash that was signed: its content was changed"
    try:
        entry = from_canonical(kept.form)
    except msgspec.DecodeError:
        return "cannot be read as an entry: its content and its hash were changed"
    if entry.id != kept.id:
        return "stands under another id than its own"
    wrong = [name for name, value in kept.beside.items() if str(getattr(entry, name) or "") != value]
    return f"is found by another {wrong[0]} than the one that was signed" if wrong else ""
