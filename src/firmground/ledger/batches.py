"""Batches: how entries are appended. Each names the one before and is signed by its office.

The Merkle tree is that of RFC 6962 section 2.1: leaves are SHA-256(0x00 + entry hash), nodes
SHA-256(0x01 + left + right), split at the largest power of two below the count; an empty batch does not exist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firmground.errors import PromiseBroken

FIRST = "0" * 64
"""What the first batch of a chain names as the batch before."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch of an office's chain.

    Attributes:
        office: The office whose chain this is.
        number: Place in the chain, 1 is the first.
        previous: Hash of the batch before, ``FIRST`` for the first.
        root: Merkle root over the hashes of the entries, in their order.
        count: How many entries it holds; at least 1.
        recorded_at: When the office learned them, UTC; never before the batch before.
        signature: Ed25519 over the hash of the batch, hex.
    """

    office: str
    number: int
    previous: str
    root: str
    count: int
    recorded_at: datetime
    signature: str = ""

    @property
    def hash(self) -> str:
        """Return the SHA-256 over everything but the signature, hex."""
        head = (self.office, self.number, self.previous, self.root, self.count, instant_text(self.recorded_at))
        return hashlib.sha256(rfc8785.dumps(head)).hexdigest()


class Head(msgspec.Struct, frozen=True):
    """Up to where an office's chain is known: what "as known on" is resolved to. Number 0: nothing yet."""

    office: str
    number: int


def instant_text(instant: datetime) -> str:
    """Return an instant as ``2017-11-14T18:30:00.000000Z``: fixed width, so that text sorts as time."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def merkle_root(hashes: Sequence[str]) -> str:
    """Return the Merkle root over entry hashes (hex), in their order.

    Raises:
        PromiseBroken: There is no entry; an empty batch is never made.
    """
    if not hashes:
        raise PromiseBroken("A batch without entries cannot be closed.")
    return _tree([hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in hashes]).hex()


def _tree(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _tree(leaves[:split]) + _tree(leaves[split:])).digest()


def close_batch(
    hashes: Sequence[str], *, office: str, after: Batch | None, now: datetime, sign: Callable[[bytes], bytes]
) -> Batch:
    """Return the batch that follows ``after`` in the office's chain and holds the entries with these hashes.

    Args:
        hashes: Entry hashes in the order in which the entries stand in the batch; at least one.
        office: The office whose chain grows.
        after: The last batch of the chain, None for the first.
        now: The clock's instant; where the clock went backwards, the instant of ``after`` is taken.
        sign: Signs the bytes of the batch's hash with the office's key.
    """
    recorded_at = max(now.astimezone(UTC), after.recorded_at) if after else now.astimezone(UTC)
    batch = Batch(
        office=office,
        number=after.number + 1 if after else 1,
        previous=after.hash if after else FIRST,
        root=merkle_root(hashes),
        count=len(hashes),
        recorded_at=recorded_at,
    )
    return msgspec.structs.replace(batch, signature=sign(bytes.fromhex(batch.hash)).hex())


def is_signed_by(batch: Batch, public_key: bytes) -> bool:
    """Return whether the batch's signature is that of the Ed25519 key (32 raw bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(batch.signature), bytes.fromhex(batch.hash))
    except (InvalidSignature, ValueError):
        return False
    return True
