"""The table of a form as XLSForm: sheets survey, choices and settings, a column of labels for each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from firmground.intake.xforms.converting import NAMESPACE
from firmground.intake.xforms.tables import LANGUAGES, Asked, asked_of, field_of, shared_words

LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "English (en)",
    "ar": "العربية (ar)",
    "fr": "Français (fr)",
    "ru": "Русский (ru)",
}
"""As phones and browsers need them: the tag in brackets says which way the language is written."""

MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same table gives the same bytes
_WORDED = ("label", "hint", "constraint_message")
_PLAIN = ("type", "name", "required", "relevant", "constraint", "calculation", "appearance", "parameters")
_PERSONAL = "bind::firmground:personal"


def workbook(table: Mapping[str, Any]) -> bytes:
    """Return the XLSX of a form's table."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": table["title"]["en"], "created": MADE})
        head = book.add_format({"bold": True})
        for name, rows in (
            ("survey", list(_survey(table))),
            ("choices", list(_choices(table))),
            ("settings", [_settings(table)]),
        ):
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns, head)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(columns) - 1, 0), 24)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    sheet.write_string(number, place, row.get(column, ""))
    return made.getvalue()


def _settings(table: Mapping[str, Any]) -> dict[str, str]:
    return {
        "form_title": table["title"]["en"],
        "form_id": table["form"],
        "version": str(table["version"]),
        "default_language": LANGUAGE_NAMES["en"],
        "namespaces": f'firmground="{NAMESPACE}"',
        "instance_name": str(table.get("instance_name", "")),
    }


def _survey(table: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield from _lines(table, table["questions"])


def _lines(table: Mapping[str, Any], questions: Sequence[Asked]) -> Iterator[dict[str, str]]:
    for one in questions:
        line = _line(table, one)
        if "questions" not in one:
            yield line
            continue
        what = "repeat" if one["type"] == "repeat" else "group"
        yield line | {"type": f"begin {what}"}
        yield from _lines(table, one["questions"])
        yield {"type": f"end {what}"}


def _line(table: Mapping[str, Any], one: Asked) -> dict[str, str]:
    line = dict.fromkeys(_PLAIN, "") | {name: str(one[name]) for name in _PLAIN if name in one}
    line["required"] = "yes" if one.get("required") else ""
    line[_PERSONAL] = "yes" if one.get("personal") else ""
    if one["type"] in ("code", "codes"):
        line["type"] = f"{'select_one' if one['type'] == 'code' else 'select_multiple'} {_list_name(table, one)}"
    line |= _words("label", one) | _words("hint", one.get("hint", {}))
    if one["type"] == "calculate":
        line |= dict.fromkeys(_words("label", {}), "")
    return line | _rule(one)


def _words(column: str, said: Mapping[str, Any]) -> dict[str, str]:
    return {f"{column}::{LANGUAGE_NAMES[tag]}": str(said.get(tag, "")) for tag in LANGUAGES}


def _rule(one: Asked) -> dict[str, str]:
    """Return constraint and its sentence; a rule with another question in it stands as ``not_before:start``."""
    name, _, other = str(one.get("rule", "")).partition(":")
    if not name:
        return _words("constraint_message", {})
    rule = shared_words()["rules"][name]
    constraint = str(rule["constraint"]).replace("{other}", f"${{{other}}}")
    return {"constraint": constraint} | _words("constraint_message", rule)


def _list_name(table: Mapping[str, Any], one: Asked) -> str:
    if "choices" in one:
        return f"{one['name']}_list"
    spec = field_of(table, one)
    return f"{spec.name}_{one['name']}" if one.get("leave_out") else spec.name


def _choices(table: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    done: set[str] = set()
    for _, _, one in asked_of(table):
        if one["type"] not in ("code", "codes") or _list_name(table, one) in done:
            continue
        done.add(_list_name(table, one))
        for code in one.get("choices") or field_of(table, one).codes:
            if code not in one.get("leave_out", ()):
                yield {"list_name": _list_name(table, one), "name": code} | _words(
                    "label", shared_words()["codes"][code]
                )
