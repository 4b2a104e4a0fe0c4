"""Options that several commands take, and how answers are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from firmground.clock import asked_day

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A local day of the operation, as 2017-11-14."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or refuse with what to write instead."""
        if isinstance(value, date):
            return value
        try:
            return asked_day(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2017-11-14.", param, ctx)


def clocks(command: Command) -> Command:
    """Add the two clocks: ``--on-day`` and ``--as-known-on``."""
    known = click.option(
        "--as-known-on", type=Day(), help="As the ledger knew it at the end of this day. Left out: now."
    )
    day = click.option(
        "--on-day", type=Day(), help="What was so at the end of this local day. Left out: the present day."
    )
    return day(known(command))


def as_json(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "is_json", is_flag=True, help="Answer as JSON; errors too.")(command)


def say(answer: Mapping[str, Any], text: str, *, is_json: bool) -> None:
    """Write an answer: as JSON with sorted keys left as they are, or as text for people."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain) if is_json else text)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def columns(rows: Sequence[tuple[str, ...]], *, numbers: frozenset[int] = frozenset()) -> str:
    """Return rows as columns of text, those named flush right; empty where there are no rows."""
    if not rows:
        return ""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if index in numbers else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)
