"""Ids: UUIDv7 for what is authored, UUIDv8 for what is derived from a source."""

from __future__ import annotations

import hashlib
from uuid import UUID

import rfc8785
from uuid6 import uuid7


def authored_id() -> str:
    """Return a new UUIDv7: unique, and in the order of time within one machine."""
    return str(uuid7())


def derived_id(*parts: str | int) -> str:
    """Return the UUIDv8 that is derived from the parts: equal parts, equal id, in every office.

    The 122 free bits are the first of the SHA-256 of the parts as an RFC 8785 array (RFC 9562 section 5.8).

    Example:
        >>> derived_id("a", 1) == derived_id("a", 1), derived_id("a", 1) == derived_id("a", 2)
        (True, False)
    """
    digest = bytearray(hashlib.sha256(rfc8785.dumps(list(parts))).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return str(UUID(bytes=bytes(digest)))


def imported_entry_id(submission: str, position: int, kind: str, part: int, attempt: int) -> str:
    """Return the id of an imported entry.

    Args:
        submission: Id of the submission, itself derived from the digest of the raw file.
        position: Row in the file, 1 is the first.
        kind: Kind of the entry.
        part: Which of the entries that one row makes, 0 is the first.
        attempt: 1, or higher when an import of the same file was withdrawn before.
    """
    return derived_id("entry", submission, position, kind, part, attempt)


def thing_id(operation: str, kind: str, number: str) -> str:
    """Return the id of the thing that people know by a number in an operation: the same in every office."""
    return derived_id("thing", operation, kind, number)
