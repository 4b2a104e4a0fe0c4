"""One definition of a field, from which mappings, forms, tables and checks are derived."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, get_args, get_origin

import msgspec


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all bodies. A field that a body does not know is kept by the entry and ignored here."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a person, a form or a mapping needs to know of one field.

    Attributes:
        name: The field's name in the body; the unit stands last in it.
        type: One of ``text``, ``number``, ``integer``, ``date``, ``code``, ``flag``, ``list``.
        unit: The unit of the value as kept, or empty.
        codes: The permitted codes in their order, empty where the field is not a code.
        label: English words for people, a message id of the catalogues.
        required: Whether a record without it is refused.
    """

    name: str
    type: str
    unit: str
    codes: tuple[str, ...]
    label: str
    required: bool


def said(label: str, unit: str = "") -> msgspec.Meta:
    """Return the annotation that carries a field's label and unit."""
    return msgspec.Meta(description=label, extra={"unit": unit})


def fields_of(body: type[Body]) -> tuple[FieldSpec, ...]:
    """Return the fields of a body in the order in which people are asked for them."""
    hints = typing.get_type_hints(body, include_extras=True)
    return tuple(_spec(field, hints[field.name]) for field in msgspec.structs.fields(body))


def _spec(field: msgspec.structs.FieldInfo, hint: object) -> FieldSpec:
    meta = msgspec.Meta()
    if get_origin(hint) is Annotated:
        inner, *metas = get_args(hint)
        hint, meta = inner, metas[0]
    kind, codes = _type_of(hint)
    unit = str((meta.extra or {}).get("unit", ""))
    return FieldSpec(field.name, kind, unit, codes, meta.description or field.name, bool(field.required))


def _type_of(hint: object) -> tuple[str, tuple[str, ...]]:
    plain: Any = _without_none(hint)
    if get_origin(plain) is tuple:
        return "list", ()
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return "code", tuple(member.value for member in plain)
    names = {bool: "flag", int: "integer", float: "number", date: "date"}
    return names.get(plain, "text"), ()


def _without_none(hint: object) -> object:
    if get_origin(hint) in (typing.Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint
