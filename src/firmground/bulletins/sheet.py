"""A bulletin as a sheet: words ready to be set, each number with the address of its figure. HTML and PDF share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

import msgspec

from firmground.bulletins.bulletin import Draft, Line
from firmground.bulletins.figures import Group
from firmground.bulletins.wording import CATEGORY_WORDS, balance, day_words, signed, spelled
from firmground.records.ordnance import Category

HEADINGS = {
    Group.ACTIVITY: "Ground checked (activity: it releases nothing)",
    Group.RELEASE: "Land released by approved products",
    Group.REMAINING: "Hazardous ground not released",
    Group.ROADS: "Roads",
    Group.BUILDINGS: "Buildings",
    Group.ORDNANCE: "Explosive ordnance",
    Group.EFFORT: "People and machines",
}
"""The headings of the lines, English."""

RECONSTRUCTION = "Reconstruction: not real records"


class SheetPiece(msgspec.Struct, frozen=True):
    """A piece of text, and where it leads; an empty address leads nowhere."""

    text: str
    url: str = ""


class SheetLine(msgspec.Struct, frozen=True):
    """A line in words; ``previous`` is empty where the figure was not published before."""

    figure: str
    title: str
    url: str
    day: str
    total: str
    previous: str
    new: str
    corrections: str


class SheetCategory(msgspec.Struct, frozen=True):
    """Ordnance of one category: found and destroyed, each in the last 24 hours and so far, with its figure."""

    title: str
    found_day: str
    found_total: str
    found_url: str
    destroyed_day: str
    destroyed_total: str
    destroyed_url: str


class SheetBlock(msgspec.Struct, frozen=True):
    """Lines under one heading."""

    heading: str
    lines: tuple[SheetLine, ...]


class SheetEvent(msgspec.Struct, frozen=True):
    """A dated event in words."""

    title: str
    stated_by: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is set on a bulletin's page.

    Attributes:
        title: Heading.
        operation: Name of the operation.
        label: The words that label a reconstruction, or empty.
        state: ``Draft, not published``, or when it was published, in words.
        blocks: Lines by heading.
        categories: Ordnance by category.
        has_corrections: Whether the columns of previous total, new and corrections are shown.
        previous_day: Day of the previous bulletin in words, or empty.
        paragraphs: The text.
        events: Dated events of the day.
        remarks: Remarks.
        clocks: Both dates in words, for the foot.
        address: The address of the bulletin's page, for the foot.
        map: The map picture as SVG, or empty.
        map_words: What the map shows, in words.
    """

    title: str
    operation: str
    label: str
    state: str
    blocks: tuple[SheetBlock, ...]
    categories: tuple[SheetCategory, ...]
    has_corrections: bool
    previous_day: str
    paragraphs: tuple[tuple[SheetPiece, ...], ...]
    events: tuple[SheetEvent, ...]
    remarks: tuple[str, ...]
    clocks: str
    address: str
    map: str = ""
    map_words: str = ""


def sheet(
    told: Draft,
    *,
    address: Callable[[str], str],
    known: str,
    state: str,
    map_svg: str = "",
    map_words: str = "",
) -> Sheet:
    """Return a bulletin as words with addresses.

    Args:
        told: The draft, or what was kept of a published bulletin.
        address: Gives the absolute address of a figure's page by its name; of the bulletin's own page by ``""``.
        known: As known when, in words: ``as known on 14 November 2017``.
        state: Draft, or published when, in words.
        map_svg: The map picture, empty: none.
        map_words: What the map shows.
    """
    shown = [line for line in told.lines if line.is_told and line.figure not in _OF_CATEGORY]
    return Sheet(
        title=told.title,
        operation=told.operation_name,
        label=RECONSTRUCTION if told.is_reconstruction else "",
        state=state,
        blocks=tuple(
            SheetBlock(HEADINGS[Group(group)], tuple(_line(line, address) for line in lines))
            for group, lines in groupby(shown, key=lambda line: line.group)
        ),
        categories=tuple(_categories(told, address)),
        has_corrections=told.has_corrections,
        previous_day=day_words(told.previous_day) if told.previous_day else "",
        paragraphs=tuple(
            tuple(SheetPiece(piece.text, address(piece.figure) if piece.figure else "") for piece in paragraph)
            for paragraph in told.paragraphs
        ),
        events=tuple(SheetEvent(event.title, event.stated_by) for event in told.events),
        remarks=told.remarks,
        clocks=f"On {day_words(told.on_day)}, {known}",
        address=address(""),
        map=map_svg,
        map_words=map_words,
    )


def _line(line: Line, address: Callable[[str], str]) -> SheetLine:
    read = balance(previous=line.previous or 0, corrections=line.corrections, total=line.total, unit=line.unit)
    return SheetLine(
        figure=line.figure,
        title=line.title,
        url=address(line.figure),
        day=signed(line.day, line.unit),
        total=read.total,
        previous="" if line.previous is None else read.previous,
        new=read.new,
        corrections=read.corrections,
    )


_OF_CATEGORY = {
    name: category
    for category in Category
    for name in (f"ordnance-{event}-{category.value.replace('_', '-')}" for event in ("found", "destroyed"))
}
"""The figures that are shown by category, in a table of their own."""


def _categories(told: Draft, address: Callable[[str], str]) -> Iterator[SheetCategory]:
    lines = {line.figure: line for line in told.lines}
    for category in Category:
        found, destroyed = (lines.get(name) for name, of in _OF_CATEGORY.items() if of is category)
        if found and destroyed and (found.is_told or destroyed.is_told):
            yield SheetCategory(
                CATEGORY_WORDS[category],
                *(signed(found.day, found.unit), spelled(found.total, found.unit), address(found.figure)),
                *(signed(destroyed.day, destroyed.unit), spelled(destroyed.total, destroyed.unit)),
                address(destroyed.figure),
            )


def addresses(base: str, operation: str, on_day: date, as_known_on: date | None) -> Callable[[str], str]:
    """Return what gives the absolute addresses of a bulletin's figures, and of its own page by an empty name.

    Args:
        base: The address of the server, as ``https://ledger.example``.
        operation: Short name of the operation.
        on_day: The bulletin's day.
        as_known_on: The day up to whose end the figures are known; None: the addresses follow what is known now.
    """
    query = f"?on_day={on_day}" + (f"&as_known_on={as_known_on}" if as_known_on else "")
    root = f"{base.rstrip('/')}/{operation}"
    return lambda name: f"{root}/figures/{name}{query}" if name else f"{root}/bulletins/{on_day}"
