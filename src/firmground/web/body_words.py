"""The body of an entry as people read it: labels, units, codes in words, numbers of the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS
from firmground.web.code_words import code_words
from firmground.web.numbers import THIN_SPACE

_HIDDEN = frozenset({"batch", "entries", "overrides", "settles"})
"""Fields of deeds that their page tells in its own words."""


def value_words(spec: FieldSpec, value: object) -> str:
    """Return a value of a field as people read it; nothing said is a dash."""
    if value is None or value == "" or value == []:
        return "\u2013"
    match spec.type:
        case "code":
            return code_words(spec.name, str(value))
        case "flag":
            return _("yes") if value else _("no")
        case "date":
            return _day(str(value))
        case "number" | "integer":
            return _number(value, spec.unit)
        case "list":
            return ", ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
    return str(value)


def body_lines(kind: str, body: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what a body says, field by field in the kind's order; fields that the kind does not know stand last."""
    specs = KINDS[kind].fields
    known = {spec.name for spec in specs}
    lines = [
        {"label": _(spec.label), "value": value_words(spec, body[spec.name]), "name": spec.name}
        for spec in specs
        if spec.name not in _HIDDEN and body.get(spec.name) not in (None, "", [], ())
    ]
    further = [name for name in body if name not in known]
    return lines + [{"label": name, "value": str(body[name]), "name": name} for name in further]


def _day(said: str) -> str:
    try:
        return date_format(date.fromisoformat(said[:10]))
    except ValueError:
        return said


def _number(value: object, unit: str) -> str:
    if not isinstance(value, (int, float)):
        return str(value)
    words = str(format_decimal(value, "#,##0.######", locale=(get_language() or "en").replace("-", "_")))
    shown = {"m2": "m\u00b2", "m3": "m\u00b3"}.get(unit, unit)
    return f"{words}{THIN_SPACE}{shown}" if unit else words
