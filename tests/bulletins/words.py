"""A small operation of three days, for the tests of bulletins."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from firmground.bulletins.bulletin import Draft, draft
from firmground.bulletins.published import Published, exact
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold
from firmground.records.entry import Entry
from firmground.records.operations import Operation
from firmground.records.words import Bulletin
from firmground.state.picture import Picture
from tests.ledgers import START, entry, square

OPERATION = Operation(name="Test operation", timezone="UTC", is_reconstruction=True)
FIRST, SECOND, THIRD = (date(2017, 10, day) for day in (1, 2, 3))


def organisation(number: str, name: str) -> Entry:
    """Return an organisation by its number."""
    return msgspec.structs.replace(entry(number, "organisation"), body={"name": name})


def checked(number: str, day: int, west: float, *, parties: tuple[str, ...] = ("A", "B"), **more: object) -> Entry:
    """Return ground checked: a square of about a hectare."""
    ground = square(west, 35.3, 0.001)
    said = {"activity": "checked", "method": "rapid_search"} | more
    return entry(number, "area_worked", day, geometry=ground, parties=parties, **said)


def buildings(number: str, day: int, count: int, **more: object) -> Entry:
    """Return buildings checked."""
    return entry(number, "building_checked", day, parties=("A", "B"), buildings=count, **more)


def destroyed(number: str, day: int, count: int, category: str = "ied") -> Entry:
    """Return ordnance of which only the destruction is told."""
    return entry(number, "ordnance_lot", day, parties=("A",), event="destroyed", category=category, quantity=count)


FRAME = (organisation("A", "Mine Action Centre"), organisation("B", "Engineer Specialists"))


def picture(recorded: list[Recorded]) -> Picture:
    """Return the official picture."""
    return Picture(recorded, Fold.OFFICIAL)


def told(known: Picture, day: date, previous: Published | None = None) -> Draft:
    """Return the bulletin of a day."""
    return draft(known, OPERATION, "test", on_day=day, previous=previous)


def published(made: Draft) -> Published:
    """Return a draft as the ledger would hold it once published."""
    figures = {
        line.figure: {"day": exact(line.day), "total": exact(line.total), "previous": line.previous}
        for line in made.lines
    }
    return Published("entry", made.on_day, START + timedelta(days=9), Bulletin(title=made.title, figures=figures))
