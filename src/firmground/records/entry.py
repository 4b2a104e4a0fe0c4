"""The entry: what was said once, by whom, of which thing, and when it was so on the ground."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from firmground.records.tiers import Tier


class Party(msgspec.Struct, frozen=True):
    """An organisation with its part in what is told.

    Attributes:
        organisation: The visible number of the organisation in the operation.
        part: What it did: ``did``, ``reported``, ``observed``, ``supported``.
    """

    organisation: str
    part: str = "did"


class Source(msgspec.Struct, frozen=True):
    """Where an entry comes from: a submission and the position in it (1 is the first row)."""

    submission: str
    position: int


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable entry of the ledger.

    Attributes:
        id: UUIDv7 of an authored entry, UUIDv8 of one derived from a source.
        thing: The stable id of what it speaks of.
        number: The visible number of the thing, as people use it: HA-0412.
        kind: A name of ``records.kinds.KINDS``.
        operation: The id of the operation's thing.
        tier: Who may see it.
        true_from: First local day on which it was so, in the operation's time zone; None: not stated.
        true_until: The day on which it was no longer so (excluded); None: open. It never releases ground.
        author: Account number of who entered it, never a name.
        parties: Organisations and their parts; more than one is joint work.
        source: Submission and position; None for an entry that was typed in.
        geometry: Hex of little-endian WKB, WGS 84 lon/lat on the 1e-9 degree lattice; empty: none.
        as_given: The coordinates as text in the frame they came in; empty where they were WGS 84 lon/lat.
        place: P-code, or empty.
        body: The kind's body as plain JSON values; unknown fields are kept.
        schema: Version of the body.
        supersedes: The entry that this one corrects, or empty.
        withdraws: The entry that this one withdraws, or empty.
    """

    id: str
    thing: str
    number: str
    kind: str
    operation: str
    tier: Tier
    author: str
    body: Mapping[str, Any]
    true_from: date | None = None
    true_until: date | None = None
    parties: tuple[Party, ...] = ()
    source: Source | None = None
    geometry: str = ""
    as_given: str = ""
    place: str = ""
    schema: int = 1
    supersedes: str = ""
    withdraws: str = ""

    @property
    def wkb(self) -> bytes:
        """Return the geometry as WKB bytes, empty where there is none."""
        return bytes.fromhex(self.geometry)
