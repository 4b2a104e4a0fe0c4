"""Figures as doors: a tile's context, and the address of a figure with both clocks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firmground.bulletins.figures import Basis, Value
from firmground.web.asking import Asking
from firmground.web.numbers import amount_words, figure_words
from firmground.web.words import title_words


def address(asking: Asking, name: str, view: str = "figure", **more: str) -> str:
    """Return the address of a figure, or of a download of it, with both clocks and whatever else is asked."""
    return reverse(view, args=[asking.operation.number, name]) + with_query(asking.query, **more)


def with_query(query: str, **more: str) -> str:
    """Return the clocks' query (with its question mark, or empty) with more words in it; empty ones are left out."""
    words = "&".join(f"{key}={value}" for key, value in more.items() if value)
    if not words:
        return query
    return f"{query}&{words}" if query else f"?{words}"


def tile(asking: Asking, value: Value) -> dict[str, Any]:
    """Return the context of ``figure_tile.html`` for a value; nothing on record is said so, never a nought."""
    words = figure_words(value)
    has_evidence = bool(value.total.by_entry)
    changed = value.per is None and value.increase.value
    delta = amount_words(value.increase.value, value.figure.unit, scale_of=value.total.value) if changed else None
    is_still = value.per is None and has_evidence and not changed
    return {
        "key": value.figure.name,
        "url": address(asking, value.figure.name),
        "name": title_words(value.figure),
        "value": words.value if has_evidence else None,
        "decimals": words.decimals,
        "unit": words.unit,
        "delta": delta.value if delta else None,
        "still_words": _("no change on the day") if is_still else "",
        "delta_words": _("on the day") if value.figure.basis is Basis.RUNNING_TOTAL else _("since the day before"),
        "scope": "",
        "day_words": _("On %(day)s") % {"day": date_format(asking.on_day)},
        "known_words": known_words(asking),
        "records": len(value.total.by_entry),
        "full": words.full,
    }


def known_words(asking: Asking) -> str:
    """Return the second clock in words."""
    if asking.as_known_on is None:
        return _("as known now")
    return _("as known on %(day)s") % {"day": date_format(asking.as_known_on)}
