"""An entry as it is kept: the canonical form, which is the truth, and the columns beside it, which are derived."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import rfc8785

from firmground.errors import GeometryUnsound, RecordRefused
from firmground.geometry.measures import box
from firmground.ledger.canonical import canonical, entry_hash
from firmground.records.entry import Entry

COLUMNS = (
    "id", "office", "batch", "position", "hash", "form", "thing", "number", "kind", "operation", "tier", "true_from",
    "true_until", "author", "place", "quantity", "category", "supersedes", "withdraws", "submission", "row_position",
    "wkb", "min_lon", "min_lat", "max_lon", "max_lat",
)  # fmt: skip
"""The columns of ``ledger_entry`` in the order of ``Written.row``."""

Box = tuple[float, float, float, float]

_INEXACT = 2**53
"""From here on not every whole number is a double; RFC 8785 refuses integers of this size."""

_WITH_EXPONENT = 1e21
"""From here on RFC 8785 writes a number with an exponent, so that it is read as a float again."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry ready to be kept.

    Attributes:
        entry: The entry.
        form: Its canonical form as text.
        hash: SHA-256 of the form, hex.
        box: West, south, east, north in degrees; None without geometry.
    """

    entry: Entry
    form: str
    hash: str
    box: Box | None

    def row(self, office: str, batch: int, position: int) -> tuple[Any, ...]:
        """Return the values of ``COLUMNS`` for a place in a chain."""
        entry = self.entry
        return (
            entry.id,
            office,
            batch,
            position,
            self.hash,
            self.form,
            entry.thing,
            entry.number,
            entry.kind,
            entry.operation,
            entry.tier.value,
            entry.true_from.isoformat() if entry.true_from else None,
            entry.true_until.isoformat() if entry.true_until else None,
            entry.author,
            entry.place,
            _number(entry.body.get("quantity")),
            _text(entry.body.get("category")),
            entry.supersedes,
            entry.withdraws,
            entry.source.submission if entry.source else "",
            entry.source.position if entry.source else None,
            entry.wkb or None,
            *(self.box or (None, None, None, None)),
        )


def written(entry: Entry) -> Written:
    """Return an entry ready to be kept.

    Raises:
        RecordRefused: Its body holds what JSON or a database cannot say (NaN, U+0000), or a name is missing.
        GeometryUnsound: Its geometry is not hex of WKB, or an empty shape.
    """
    for name in ("id", "thing", "number", "kind", "operation", "author"):
        if not getattr(entry, name):
            raise RecordRefused(f"Entry {entry.id or '(no id)'} says no {name}. Every entry needs one.")
    form = _form(entry)
    return Written(entry, form.decode("utf-8"), entry_hash(form), _box(entry))


def _form(entry: Entry) -> bytes:
    name = f"Entry {entry.id} ({entry.kind} {entry.number})"
    try:
        form = canonical(entry)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise RecordRefused(
            f"{name} holds a value that cannot be written exactly: {error}. Use plain text, and finite numbers."
        ) from error
    if b"\\u0000" in form and _has_nul(msgspec.to_builtins(entry)):
        raise RecordRefused(f"{name} holds the character U+0000, which no database keeps. Remove it from the source.")
    if _has_too_large(entry.body):
        raise RecordRefused(f"{name} holds a whole number of 2^53 or more, which is not exact. Write it as text.")
    return form


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    return any(map(_has_nul, _parts(value)))


def _has_too_large(value: object) -> bool:
    """Return whether a float would be written as a whole number that cannot be written again once it is read."""
    if isinstance(value, float):
        return _INEXACT <= abs(value) < _WITH_EXPONENT
    return any(map(_has_too_large, _parts(value)))


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return value if isinstance(value, (list, tuple)) else ()


def _box(entry: Entry) -> Box | None:
    if not entry.geometry:
        return None
    try:
        found = box(entry.wkb)
    except (ValueError, GeometryUnsound) as error:
        raise GeometryUnsound(
            f"Entry {entry.id} ({entry.kind} {entry.number}): its geometry is not a shape in hex WKB ({error}). "
            "Leave the geometry empty where there is none."
        ) from error
    if not all(math.isfinite(side) for side in found):
        raise GeometryUnsound(f"Entry {entry.id} ({entry.kind} {entry.number}): a coordinate is not a finite number.")
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
