"""The canonical form of an entry and its hash.

The form is RFC 8785 JSON of the entry alone: no batch, no time of recording, so that the same entry has the same hash
in every office. Fields at their defaults are written out, so that a later default cannot change an old hash; a field
that is added to ``Entry`` later must be left out of the form while it is at its default.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785

from firmground.records.entry import Entry


def canonical(entry: Entry) -> bytes:
    """Return the entry as RFC 8785 JSON in UTF-8.

    Raises:
        rfc8785.CanonicalizationError: The body holds what JSON cannot say exactly: NaN, infinity, or an integer
            beyond 2^53.
    """
    plain: dict[str, Any] = msgspec.to_builtins(entry)
    return rfc8785.dumps(plain)


def from_canonical(form: bytes) -> Entry:
    """Return the entry that a canonical form says.

    Raises:
        msgspec.ValidationError: The form is not an entry.
    """
    return msgspec.json.decode(form, type=Entry)


def entry_hash(form: bytes) -> str:
    """Return the SHA-256 of a canonical form, in lower-case hex."""
    return hashlib.sha256(form).hexdigest()
