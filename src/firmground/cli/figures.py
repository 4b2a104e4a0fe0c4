"""``firmground figures``: the figures of an operation, under both clocks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, clocks, columns, say
from firmground.cli.owner import ready

if TYPE_CHECKING:
    from firmground.bulletins.figures import Value


@click.command()
@click.argument("operation")
@click.argument("name", required=False)
@click.option("--organisation", default="", help="Only what this organisation (its number) is credited with.")
@clocks
@as_json
def figures(
    operation: str,
    name: str | None,
    organisation: str,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Say the official figures of OPERATION, or the one called NAME with the entries that add up to it."""
    from firmground.bulletins.figures import value_of
    from firmground.bulletins.registry import FIGURES
    from firmground.ledger.standing import Fold

    wanted = [_figure(name)] if name else list(FIGURES.values())
    office = ready()
    record = office.operation(operation)
    day = on_day or office.last_day(record)
    picture = office.picture(record, fold=Fold.OFFICIAL, as_known_on=as_known_on, organisation=organisation)
    values = [value_of(figure, picture, on_day=day) for figure in wanted]
    answer: dict[str, Any] = {
        "operation": record.number,
        "on_day": day,
        "as_known_on": as_known_on,
        "organisation": organisation,
        "figures": [_said(value, with_evidence=name is not None) for value in values],
    }
    known = f"as known on {as_known_on}" if as_known_on else "as known now"
    head = f"{record.body.name}, on {day}, {known}\n"
    numbers = {entry: picture.by_id[entry].entry.number for value in values[:1] for entry in value.total.by_entry}
    text = _one(values[0], numbers) if name else _all(values)
    say(answer, head + text, is_json=is_json)


def _figure(name: str) -> Any:  # noqa: ANN401 - a Figure; its type is not loaded before it is needed
    from difflib import get_close_matches

    from firmground.bulletins.registry import FIGURES
    from firmground.errors import NotInLedger

    if name not in FIGURES:
        near = ", ".join(get_close_matches(name, FIGURES, n=3, cutoff=0.4)) or "see docs/figures.md"
        raise NotInLedger(f"There is no figure {name!r}. Near to it: {near}.")
    return FIGURES[name]


def _said(value: Value, *, with_evidence: bool) -> dict[str, Any]:
    figure = value.figure
    said: dict[str, Any] = {
        "figure": figure.name,
        "title": figure.title,
        "unit": figure.unit.value,
        "basis": figure.basis.value,
        "total": value.total.value,
        "increase": value.increase.value,
        "per": value.per.value if value.per else None,
        "value": value.number,
        "is_public": figure.is_public,
    }
    return said | {"evidence": dict(value.total.by_entry)} if with_evidence else said


def _words(value: Value) -> str:
    from firmground.bulletins.wording import spelled

    return f"{value.number:,.1f}" if value.per is not None else spelled(value.total.value, value.figure.unit)


def _all(values: list[Value]) -> str:
    from firmground.bulletins.wording import signed

    rows = [
        (
            value.figure.name,
            _words(value),
            "" if value.per else signed(value.increase.value, value.figure.unit),
            value.figure.title,
        )
        for value in values
    ]
    return columns([("figure", "value", "that day", "title"), *rows], numbers=frozenset({1, 2}))


def _one(value: Value, numbers: dict[str, str]) -> str:
    from firmground.bulletins.wording import signed, spelled

    unit = value.figure.unit
    lines = [
        f"{value.figure.title}: {_words(value)} (that day {signed(value.increase.value, unit)})",
        value.figure.definition,
        "",
    ]
    parts = sorted(value.total.by_entry.items(), key=lambda part: -abs(part[1]))
    evidence = [(numbers.get(entry, ""), entry, spelled(part, unit)) for entry, part in parts]
    total = ("", "adds up to", spelled(value.total.value, unit))
    return "\n".join([*lines, columns([*evidence, total], numbers=frozenset({2}))])
