"""``firmground overall``: the ground of all operations together, each square metre once, and by operation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, clocks, columns, say
from firmground.cli.owner import ready

if TYPE_CHECKING:
    from firmground.state.overall import Together


@click.command()
@clocks
@as_json
def overall(on_day: date | None, as_known_on: date | None, is_json: bool) -> None:
    """Say the official ground of all operations together, by status, each square metre once, and whose it is.

    Where two operations say different things of the same ground, the most hazardous counts.
    """
    from firmground.ledger.standing import Fold
    from firmground.state.overall import activity_overall, land_overall

    office = ready()
    records = office.operations()
    day = on_day or max((office.last_day(record) for record in records), default=office.clock().date())
    pictures = {
        record.number: office.picture(record, fold=Fold.OFFICIAL, as_known_on=as_known_on) for record in records
    }
    land = land_overall({number: picture.land for number, picture in pictures.items()}, on_day=day)
    worked = activity_overall({number: picture.activity for number, picture in pictures.items()}, on_day=day)
    told = {"checked": worked, **{status.value: together for status, together in land.items()}}
    answer: dict[str, Any] = {
        "on_day": day,
        "as_known_on": as_known_on,
        "operations": list(pictures),
        "ground_mm2": {name: _said(together) for name, together in told.items() if together},
    }
    say(answer, f"All operations together, on {day}\n" + _text(told), is_json=is_json)


def _said(together: Together) -> dict[str, Any]:
    parts = [{"operations": list(names), "mm2": area} for names, area in together.items()]
    return {"total": sum(together.values()), "parts": parts}


def _text(told: dict[str, Together]) -> str:
    from firmground.bulletins.figures import Unit
    from firmground.bulletins.wording import spelled

    rows = [("ground", "operations", "area")]
    for name, together in told.items():
        rows += [(name, " + ".join(names), spelled(area, Unit.SQUARE_MILLIMETRE)) for names, area in together.items()]
        if together:
            rows.append(("", "together, once", spelled(sum(together.values()), Unit.SQUARE_MILLIMETRE)))
    return columns(rows, numbers=frozenset({2}))
