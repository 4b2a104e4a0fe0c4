"""Corrections and withdrawals: new entries that say what an older one should have said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from firmground.errors import RecordRefused
from firmground.geometry.measures import box
from firmground.ledger.ids import authored_id
from firmground.records.entry import Entry


def correction(
    of: Entry,
    *,
    author: str,
    body: Mapping[str, Any],
    true_from: date | None,
    true_until: date | None = None,
    geometry: str | None = None,
) -> Entry:
    """Return the entry that supersedes another: same thing, kind and operation, in the same place.

    A correction keeps its place, so that a computation cut into pieces equals the whole: its geometry touches the box
    of the original, and a polygon stays a polygon. Moving something is a withdrawal and a new entry.

    Args:
        of: The entry that is corrected; itself a correction or not.
        author: Account number of who corrects.
        body: The whole body as it should have been.
        true_from: First local day on which it was so.
        true_until: Day on which it was no longer so (excluded), None: open.
        geometry: Hex WKB on the lattice; None keeps the original's.

    Raises:
        RecordRefused: The geometry lies elsewhere, a polygon would be lost, or ``of`` is a deed, which cannot be
            corrected.
    """
    if of.kind in ("decision", "withdrawal", "received", "redaction", "submission"):
        raise RecordRefused(f"Entry {of.id} is a {of.kind}; it cannot be corrected. Enter a new one.")
    where = of.geometry if geometry is None else geometry
    if _is_polygon(of.geometry) and not _is_polygon(where):
        raise RecordRefused(
            f"The correction of {of.number} takes away the polygon of the entry {of.id}, so that its ground would be "
            "lost. Give the polygon as it should have been, or withdraw the entry."
        )
    if not _keeps_place(of.geometry, where):
        raise RecordRefused(
            f"The correction of {of.number} lies elsewhere than the entry {of.id}. "
            "Withdraw the entry and enter a new one at the right place."
        )
    return msgspec.structs.replace(
        of,
        id=authored_id(),
        author=author,
        body=dict(body),
        true_from=true_from,
        true_until=true_until,
        geometry=where,
        as_given=of.as_given if geometry is None else "",
        source=None,
        supersedes=of.id,
        withdraws="",
    )


def _is_polygon(geometry: str) -> bool:
    """Return whether hex WKB is a polygon or several (types 3 and 6, little endian)."""
    return geometry[2:4] in ("03", "06")


def _keeps_place(old: str, new: str) -> bool:
    if old == new or not old or not new:
        return True
    west, south, east, north = box(bytes.fromhex(old))
    new_west, new_south, new_east, new_north = box(bytes.fromhex(new))
    return new_west <= east and west <= new_east and new_south <= north and south <= new_north
