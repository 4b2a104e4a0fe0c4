"""``firmground figures``: the figures of an operation, under both clocks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, clocks, columns, say
from firmground.cli.owner import ready

if TYPE_CHECKING:
    from firmground.bulletins.breakdown import Breakdown
    from firmground.bulletins.figures import Figure, Value
    from firmground.state.picture import Picture
    from firmground.state.whereabouts import Key


@click.command()
@click.argument("operation")
@click.argument("name", required=False)
@click.option("--organisation", default="", help="Only what this organisation (its number) is credited with.")
@click.option(
    "--by",
    type=click.Choice(["organisation", "task", "unit", "hazard", "activity"]),
    default=None,
    metavar="WHAT",
    help="NAME in parts that add up to it: by organisation, task, unit, hazard or activity.",
)
@click.option("--level", type=int, default=0, help="Level of the admin units of --by unit; the lowest known otherwise.")
@clocks
@as_json
def figures(
    operation: str,
    name: str | None,
    organisation: str,
    by: str | None,
    level: int,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Say the official figures of OPERATION, or the one called NAME with the entries that add up to it."""
    from firmground.bulletins.figures import value_of
    from firmground.bulletins.registry import FIGURES
    from firmground.ledger.standing import Fold

    if by and not name:
        raise click.UsageError(
            "--by divides one figure: say its NAME, as in `firmground figures OPERATION NAME --by unit`."
        )
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
    divided = _divided(wanted[0], picture, by, day, level) if by else None
    known = f"as known on {as_known_on}" if as_known_on else "as known now"
    head = f"{record.body.name}, on {day}, {known}\n"
    numbers = {entry: picture.by_id[entry].entry.number for value in values[:1] for entry in value.total.by_entry}
    text = _one(values[0], numbers) if name else _all(values)
    if divided:
        names = _unit_names(picture, divided)
        answer["breakdown"], text = _parts_said(divided, names), _in_parts(values[0], divided, names)
    say(answer, head + text, is_json=is_json)


def _divided(figure: Figure, picture: Picture, by: str, on_day: date, level: int) -> Breakdown:
    from firmground.bulletins.belonging import By
    from firmground.bulletins.breakdown import broken_down

    return broken_down(figure, picture, By(by), on_day=on_day, level=level)


def _unit_names(picture: Picture, divided: Breakdown) -> dict[str, str]:
    """Return the names of the units by code; empty where no units divide."""
    from firmground.bulletins.breakdown import names_of_units

    if not divided.level:
        return {}
    return {code: name for code, (name, _) in names_of_units(picture, divided.level, on_day=divided.on_day).items()}


def _parts_said(divided: Breakdown, names: dict[str, str]) -> dict[str, Any]:
    parts = [
        {
            "key": list(part.key) if isinstance(part.key, tuple) else None,
            "name": names.get(part.key[0]) if isinstance(part.key, tuple) else None,
            "rest": None if isinstance(part.key, tuple) else part.key.value,
            "total": part.total.value,
            "increase": part.increase.value,
            "evidence": dict(part.total.by_entry),
        }
        for part in divided.parts
    ]
    overlaps = [{"units": [one, other], "mm2": area} for one, other, area in divided.overlaps]
    return {
        "by": divided.by.value,
        "level": divided.level or None,
        "parts": parts,
        "credited": divided.credited(),
        "overlaps": overlaps,
    }


def _in_parts(value: Value, divided: Breakdown, names: dict[str, str]) -> str:
    from firmground.bulletins.wording import signed, spelled

    unit = divided.figure.unit
    by = f"{divided.by.value} (level {divided.level})" if divided.level else divided.by.value
    rows = [
        (_key_words(divided, part.key, names), spelled(part.total.value, unit), signed(part.increase.value, unit))
        for part in divided.parts
    ]
    total = ("adds up to", spelled(value.total.value, unit), signed(value.increase.value, unit))
    shared = [
        f"{one} and {other} share {spelled(area, unit)}: it counts for {one}." for one, other, area in divided.overlaps
    ]
    table = columns([(by, "value", "that day"), *rows, total], numbers=frozenset({1, 2}))
    return "\n".join([f"{divided.figure.title}: {_words(value)}", "", table, *shared])


def _key_words(divided: Breakdown, key: Key, names: dict[str, str]) -> str:
    if isinstance(key, tuple):
        return " + ".join(f"{one} {names.get(one, '')}".strip() for one in key)
    whats = {"organisation": "organisation", "task": "task", "unit": "admin unit", "hazard": "hazard area"}
    what = whats.get(divided.by.value, "area worked or checked")
    return {"outside": f"outside every {what}", "no_place": "no place stated"}.get(key.value, f"no {what} stated")


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
