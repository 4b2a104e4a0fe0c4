"""What proves an entry: its hash, the batch that it stands in, and whether the office's signature holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from firmground.actions.office import Office
from firmground.errors import NotInLedger
from firmground.ledger.batches import Batch, is_signed_by, merkle_root
from firmground.ledger.canonical import entry_hash
from firmground.ledger.ports import Recorded

_SHOWN_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves an entry.

    Attributes:
        hash: SHA-256 of the entry's canonical form, hex.
        batch: The batch that it stands in.
        is_intact: Whether the entry has the hash that was kept, and the batch the root that was signed.
        is_signed: Whether the signature is that of the office's known key.
        fingerprint: First digits of the SHA-256 of the office's public key; empty: the key is not known here.
    """

    hash: str
    batch: Batch
    is_intact: bool
    is_signed: bool
    fingerprint: str


def proof_of_entry(office: Office, recorded: Recorded) -> Proof:
    """Return what proves an entry that stands in the ledger. ``firmground verify`` proves the whole chain.

    Raises:
        NotInLedger: Its batch is not here.
    """
    batch = _batch(office, recorded)
    stored = office.ledger.stored(batch)
    own = next((one for one in stored if one.id == recorded.entry.id), None)
    hashes = [entry_hash(one.form) for one in stored]
    key = office.public_keys().get(batch.office)
    return Proof(
        hash=own.hash if own else "",
        batch=batch,
        is_intact=own is not None and len(stored) == batch.count and merkle_root(hashes) == batch.root,
        is_signed=key is not None and is_signed_by(batch, key),
        fingerprint=hashlib.sha256(key).hexdigest()[:_SHOWN_DIGITS] if key else "",
    )


def _batch(office: Office, recorded: Recorded) -> Batch:
    for batch in office.ledger.batches():
        if (batch.office, batch.number) == (recorded.office, recorded.batch):
            return batch
    raise NotInLedger(f"Batch {recorded.batch} of office {recorded.office} is not here.")
