"""The mapping as a form: one line for each column, one for each field that no column gives, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from firmground.intake.mapping import ENTRY_FIELDS, DateRule, ReportMapping
from firmground.intake.rows import Row, Table
from firmground.intake.said import is_blank, plain, text_of
from firmground.intake.units import UNITS, factor
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS
from firmground.web.code_words import code_words

SETTINGS = ("sheet", "layer", "crs", "encoding", "delimiter", "header_row", "decimal")
"""What has to be said to open some files, as it stands in addresses and forms."""

SAMPLES = 3
_CODES_SHOWN = 40
_LOOKED_AT = 2000


def entry_label(field: str) -> str:
    """Return a field of the entry itself in words."""
    return {
        "true_from": _("First day on which it was so"),
        "true_until": _("Day on which it was no longer so"),
        "number": _("Number that people use"),
        "place": _("Place (P-code)"),
        "organisation": _("Organisation"),
        "lon": _("Longitude"),
        "lat": _("Latitude"),
        "wkt": _("Shape as WKT"),
    }[field]


def specs_of(kind: str) -> dict[str, FieldSpec]:
    """Return every field that a column may give, the entry's own after the kind's."""
    types = {"true_from": "date", "true_until": "date", "lon": "number", "lat": "number"}
    own = {spec.name: spec for spec in KINDS[kind].fields} if kind in KINDS else {}
    entry = {name: FieldSpec(name, types.get(name, "text"), "", (), "", False) for name in ENTRY_FIELDS}
    return own | entry


def field_words(spec: FieldSpec) -> str:
    """Return a field in words, with its unit."""
    words = _(spec.label) if spec.label else entry_label(spec.name)
    return f"{words} ({spec.unit})" if spec.unit else words


def settings_of(said: Mapping[str, str]) -> ReportMapping:
    """Return the settings that open a file, as an address or a form says them; what is no setting is left out."""
    kept = {name: said.get(name, "").strip() for name in SETTINGS if said.get(name, "").strip()}
    header = kept.pop("header_row", "")
    decimal = kept.pop("decimal", "")
    return msgspec.structs.replace(
        ReportMapping(),
        **kept,
        header_row=int(header) if header.isdecimal() and int(header) > 0 else 1,
        decimal=decimal if decimal in (".", ",") else "",
    )


def column_lines(table: Table, mapping: ReportMapping, because: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a line for each column: sample values, the field that it goes to, and what that field asks for."""
    specs = specs_of(mapping.kind)
    return [_line(index, column, table.rows, mapping, specs, because) for index, column in enumerate(table.columns)]


def _line(
    index: int,
    column: str,
    rows: Sequence[Row],
    mapping: ReportMapping,
    specs: Mapping[str, FieldSpec],
    because: Mapping[str, str],
) -> dict[str, Any]:
    field = mapping.columns.get(column, "")
    spec = specs.get(field)
    rule = mapping.dates.get(field, DateRule())
    in_parts = next((name for name, one in mapping.dates.items() if column in (one.year, one.month, one.day)), "")
    return {
        "index": index,
        "column": column,
        "samples": _samples(rows, column, SAMPLES),
        "field": field,
        "in_parts": entry_label(in_parts) if in_parts in ENTRY_FIELDS else in_parts,
        "why": because.get(column, ""),
        "units": [unit for unit in UNITS if spec and factor(unit, spec.unit) is not None] if spec and spec.unit else [],
        "unit": mapping.units.get(field, spec.unit if spec else ""),
        "is_date": bool(spec and spec.type == "date"),
        "formats": " | ".join(rule.formats),
        "last_day": rule.last_day,
        "is_end": field == "true_until",
        "codes": _code_lines(rows, column, spec, mapping) if spec and spec.type == "code" else [],
    }


def _samples(rows: Sequence[Row], column: str, most: int) -> list[str]:
    said = (text_of(row.fields.get(column)) for row in rows[:_LOOKED_AT] if not is_blank(row.fields.get(column)))
    return list(islice(dict.fromkeys(said), most))


def _code_lines(rows: Sequence[Row], column: str, spec: FieldSpec, mapping: ReportMapping) -> list[dict[str, Any]]:
    known = mapping.codes.get(spec.name, {})
    said = dict.fromkeys([*_samples(rows, column, _CODES_SHOWN), *(text for text in known if text)])
    return [
        {
            "said": text,
            "code": known.get(text) or next((code for code in spec.codes if plain(code) == plain(text)), ""),
            "choices": [(code, code_words(spec.name, code)) for code in spec.codes],
        }
        for text in said
    ]


def unsaid_lines(mapping: ReportMapping) -> list[dict[str, Any]]:
    """Return a line for each field that no column gives: what it always is, or what is accepted in its place."""
    given = {*mapping.columns.values(), *(name for name, rule in mapping.dates.items() if rule.year)}
    return [
        {
            "name": spec.name,
            "words": field_words(spec),
            "required": spec.required,
            "is_date": spec.type == "date",
            "choices": [(code, code_words(spec.name, code)) for code in spec.codes],
            "value": _text(mapping.constants.get(spec.name, mapping.accept.get(spec.name, ""))),
            "is_accepted": spec.name in mapping.accept,
        }
        for spec in specs_of(mapping.kind).values()
        if spec.name not in given and spec.name not in ("lon", "lat", "wkt")
    ]


def _text(said: str | list[str]) -> str:
    return said if isinstance(said, str) else "; ".join(said)


def mapping_of(said: Mapping[str, str], columns: Sequence[str], base: ReportMapping) -> ReportMapping:
    """Return the mapping that the form says; what the form does not show stays as in the base.

    Args:
        said: The fields of the form.
        columns: Column names of the file, in its order; the form numbers them.
        base: The mapping that the form was made from.
    """
    specs = specs_of(base.kind)
    fields = {column: said.get(f"field-{index}", "") for index, column in enumerate(columns)}
    chosen = {column: field for column, field in fields.items() if field in specs}
    place = {field: index for index, field in enumerate(fields.values()) if field in specs}
    settings = settings_of(said)
    return msgspec.structs.replace(
        base,
        **{name: getattr(settings, name) for name in SETTINGS},
        columns=chosen,
        units=_units(said, place, specs),
        dates=_dates(said, place, base),
        codes=_codes(said, place, specs, base),
        constants=_unsaid(said, specs, chosen, base, is_accepted=False),
        accept=_unsaid(said, specs, chosen, base, is_accepted=True),
        accepted_by=said.get("accepted_by", "").strip(),
        geometry=base.geometry,
    )


def _units(said: Mapping[str, str], place: Mapping[str, int], specs: Mapping[str, FieldSpec]) -> dict[str, str]:
    units = {field: said.get(f"unit-{index}", "") for field, index in place.items()}
    return {field: unit for field, unit in units.items() if unit and unit != specs[field].unit}


def _dates(said: Mapping[str, str], place: Mapping[str, int], base: ReportMapping) -> dict[str, DateRule]:
    kept = {field: rule for field, rule in base.dates.items() if rule.year}
    for field, index in place.items():
        formats = tuple(one.strip() for one in said.get(f"dates-{index}", "").split("|") if one.strip())
        last_day = bool(said.get(f"last-{index}"))
        if formats or last_day:
            kept[field] = DateRule(formats=formats, last_day=last_day)
    return kept


def _codes(
    said: Mapping[str, str], place: Mapping[str, int], specs: Mapping[str, FieldSpec], base: ReportMapping
) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for field, index in place.items():
        if specs[field].type != "code":
            kept = base.codes.get(field, {})
        else:
            told = {
                name.removeprefix(f"said-{index}-"): text
                for name, text in said.items()
                if name.startswith(f"said-{index}-")
            }
            chosen = {text: said.get(f"code-{index}-{number}", "") for number, text in told.items()}
            blank = {text: code for text, code in base.codes.get(field, {}).items() if not text}
            kept = blank | {text: code for text, code in chosen.items() if code and code != text}
        if kept:
            codes[field] = kept
    return codes


def _unsaid(
    said: Mapping[str, str],
    specs: Mapping[str, FieldSpec],
    chosen: Mapping[str, str],
    base: ReportMapping,
    *,
    is_accepted: bool,
) -> dict[str, str | list[str]]:
    """Return what fields without a column always are, or what is accepted in their place."""
    before = base.accept if is_accepted else {}
    kept: dict[str, str | list[str]] = {field: value for field, value in before.items() if field in chosen.values()}
    for name, spec in specs.items():
        value = said.get(f"always-{name}", "").strip()
        if not value or name in chosen.values() or bool(said.get(f"accept-{name}")) is not is_accepted:
            continue
        kept[name] = [one.strip() for one in value.split(";")] if spec.type == "list" else value
    return kept
