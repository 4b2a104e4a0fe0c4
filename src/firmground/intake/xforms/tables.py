"""The table of a form: its questions in their order, what each fills, and the mapping that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from firmground.intake.mapping import Making, ReportMapping
from firmground.intake.xforms.rows import FORM_ROW, REPEAT_ROW
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS

LANGUAGES = ("en", "ar", "fr", "ru")
Asked = Mapping[str, Any]
"""One question of a table: name, type, what it fills, its words in each language."""


@cache
def shared_words() -> Mapping[str, Any]:
    """Return what all forms share: words of codes, rules with the sentence that says them, questions."""
    folder = files("firmground.intake.xforms") / "words"
    return {
        name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name in ("codes", "rules", "questions")
    }


def read_table(text: str) -> Mapping[str, Any]:
    """Return the table of a form, shared questions put in where it uses them."""
    table: dict[str, Any] = yaml.safe_load(text)
    table["questions"] = _whole(table["questions"])
    return table


def _whole(questions: Sequence[Asked]) -> list[Asked]:
    whole: list[Asked] = []
    for one in questions:
        asked = {**shared_words()["questions"].get(one.get("use"), {}), **one}
        whole.append({**asked, "questions": _whole(one["questions"])} if "questions" in one else asked)
    return whole


def asked_of(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Asked]]:
    """Yield every question with its path and the path of the repeat that it stands in (empty: none)."""
    yield from _asked(table["questions"], "", "")


def _asked(questions: Sequence[Asked], path: str, repeat: str) -> Iterator[tuple[str, str, Asked]]:
    for one in questions:
        here = f"{path}{one['name']}"
        if "questions" in one:
            yield from _asked(one["questions"], f"{here}/", here if one["type"] == "repeat" else repeat)
        else:
            yield here, repeat, one


def field_of(table: Mapping[str, Any], one: Asked) -> FieldSpec:
    """Return the field of the records whose codes a question offers."""
    kind, _, name = str(one.get("codes") or targets(one)[0]).rpartition(".")
    return next(spec for spec in KINDS[kind or table["kind"]].fields if spec.name == name)


def targets(one: Asked) -> tuple[str, ...]:
    """Return what a question fills: ``field`` of every entry of its row, or ``kind.field`` of one; often nothing."""
    said = one.get("fills", ())
    return (said,) if isinstance(said, str) else tuple(said)


def mapping_of_form(table: Mapping[str, Any]) -> ReportMapping:
    """Return how the answers of a form become fields of entries."""
    asked = list(asked_of(table))
    return ReportMapping(
        title=str(table["title"]["en"]),
        decimal=".",
        columns={path: name for path, _, one in asked for name in targets(one) if "." not in name},
        several=tuple(_making(one, asked) for one in table["makes"]),
    )


def _making(made: Mapping[str, Any], asked: Sequence[tuple[str, str, Asked]]) -> Making:
    kind = str(made["kind"])
    columns = {
        path: name.partition(".")[2]
        for path, repeat, one in asked
        for name in targets(one)
        if name.startswith(f"{kind}.") and repeat == made.get("repeat", "")
    }
    shared = {
        path: name.partition(".")[2]
        for path, repeat, one in asked
        for name in targets(one)
        if name.startswith(f"{kind}.") and not repeat
    }
    return Making(
        kind=kind,
        columns=shared | columns,
        constants={name: str(value) for name, value in made.get("always", {}).items()},
        only_if=_only_if(made),
        geometry=bool(made.get("shape", False)),
    )


def _only_if(made: Mapping[str, Any]) -> tuple[str, ...]:
    if "repeat" in made:
        return (f"{REPEAT_ROW}{made['repeat']}",)
    return tuple(made.get("when", (FORM_ROW,)))
