"""``firmground operation``: open an operation, or list them."""

from __future__ import annotations

from typing import Any

import click

from firmground.cli.options import as_json, columns, say
from firmground.cli.owner import OWNER_NUMBER, ready


@click.group()
def operation() -> None:
    """Open an operation, or list them."""


@operation.command("open")
@click.argument("number")
@click.option("--name", required=True, help="Name of the operation.")
@click.option("--timezone", default="UTC", show_default=True, help="Time zone (IANA) whose local days are its days.")
@click.option("--country", default="", help="Country, ISO 3166-1 alpha-3.")
@click.option("--box", type=float, nargs=4, metavar="WEST SOUTH EAST NORTH", help="Box of the country, degrees.")
@click.option(
    "--organisation",
    "organisations",
    multiple=True,
    metavar="NUMBER=NAME",
    help="An organisation: the number that records credit, and its name as it names itself. As often as needed.",
)
@click.option("--reconstruction", is_flag=True, help="Label it everywhere as a reconstruction, not real records.")
@as_json
def open_(
    number: str,
    name: str,
    timezone: str,
    country: str,
    box: tuple[float, float, float, float] | None,
    organisations: tuple[str, ...],
    reconstruction: bool,
    is_json: bool,
) -> None:
    """Open an operation under NUMBER: its short name in addresses, lower-case letters, digits and hyphens."""
    from firmground.actions.open_operation import open_operation
    from firmground.records.operations import Operation, Organisation

    _refuse_unknown_timezone(timezone)
    body = Operation(name=name, timezone=timezone, country=country, country_box=box, is_reconstruction=reconstruction)
    named = [_named(said) for said in organisations]
    parties = tuple((code, Organisation(name=words)) for code, words in named)
    opened = open_operation(ready(), OWNER_NUMBER, number, body, organisations=parties)
    answer = {"operation": opened.number, "id": opened.id, "name": opened.body.name}
    say(answer, f"Opened {opened.number}: {opened.body.name}.", is_json=is_json)


@operation.command("list")
@as_json
def list_(is_json: bool) -> None:
    """List the operations of this ledger."""
    known: list[dict[str, Any]] = [
        {"operation": one.number, "id": one.id, "name": one.body.name} for one in ready().operations()
    ]
    text = columns([(one["operation"], one["name"]) for one in known]) or (
        "No operation yet. Open one: firmground operation open NUMBER --name NAME"
    )
    say({"operations": known}, text, is_json=is_json)


def _named(said: str) -> tuple[str, str]:
    code, _, name = said.partition("=")
    if not code.strip() or not name.strip():
        raise click.BadParameter(f"{said!r} is not NUMBER=NAME.", param_hint="--organisation")
    return code.strip(), name.strip()


def _refuse_unknown_timezone(name: str) -> None:
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise click.BadParameter(f"{name!r} is not an IANA time zone, as Asia/Damascus.", param_hint="--timezone")
