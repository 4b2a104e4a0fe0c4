"""The form of a correction: made from the fields of the kind, and read back into a whole body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from firmground.clock import asked_day
from firmground.errors import FirmgroundError, RecordRefused
from firmground.geometry.formats import from_wkt
from firmground.geometry.lattice import on_lattice
from firmground.records.entry import Entry
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS
from firmground.web.code_words import code_words


def fields_view(entry: Entry, typed: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return every field of an entry's kind with what it says now, or what was typed into a form that was refused."""
    return [
        {
            "name": spec.name,
            "label": _(spec.label),
            "unit": spec.unit,
            "type": spec.type,
            "required": spec.required,
            "value": _text(entry.body.get(spec.name)) if typed is None else typed.get(spec.name, ""),
            "choices": [(code, code_words(spec.name, code)) for code in spec.codes],
        }
        for spec in KINDS[entry.kind].fields
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return "; ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)


def body_of(entry: Entry, said: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole body as the form says it; what the kind does not know is kept as it was.

    Raises:
        RecordRefused: A value is not of its field; the message names the field.
    """
    specs = KINDS[entry.kind].fields
    known = {spec.name for spec in specs}
    body = {name: value for name, value in entry.body.items() if name not in known}
    for spec in specs:
        value = _value(spec, said.get(spec.name, "").strip(), entry.body.get(spec.name))
        if value is not None:
            body[spec.name] = value
        elif spec.required:
            raise RecordRefused(_("%(field)s is needed. Say it.") % {"field": _(spec.label)})
    return body


def _value(spec: FieldSpec, said: str, before: object) -> Any:  # noqa: ANN401 - any JSON value
    if spec.type == "flag":
        return True if said else None
    if not said:
        return None
    try:
        match spec.type:
            case "integer":
                return int(said)
            case "number":
                return _number(said)
            case "date":
                return date.fromisoformat(said).isoformat()
            case "list":
                return _list(said, before)
    except ValueError:
        words = _("%(field)s says %(said)s, which cannot be read. Numbers are written as 12.5, days as 2017-11-14.")
        raise RecordRefused(words % {"field": _(spec.label), "said": said}) from None
    return said


def _number(said: str) -> float | int:
    number = float(said)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError
    return int(number) if number.is_integer() and "." not in said else number


def _list(said: str, before: object) -> list[Any]:
    parts = [one.strip() for one in said.split(";") if one.strip()]
    are_numbers = isinstance(before, (list, tuple)) and all(isinstance(one, (int, float)) for one in before) and before
    return [float(one) for one in parts] if are_numbers else parts


def told_day(said: Mapping[str, str], name: str) -> date | None:
    """Return a day of the form; None: not said.

    Raises:
        RecordRefused: It is not a day.
    """
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        return asked_day(text)
    except ValueError:
        raise RecordRefused(_("%(said)s is not a day. Write it as 2017-11-14.") % {"said": text}) from None


def geometry_of(said: Mapping[str, str]) -> str | None:
    """Return the shape that the form gives as WKT, on the lattice, hex; None: the original's is kept.

    Raises:
        RecordRefused: The text is no WKT.
    """
    text = said.get("wkt", "").strip()
    if not text:
        return None
    try:
        return on_lattice(from_wkt(text)).hex()
    except FirmgroundError as error:
        raise RecordRefused(_("The shape cannot be read: %(why)s") % {"why": error.message}) from None
