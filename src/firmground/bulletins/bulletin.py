"""A bulletin for a day: what the last 24 hours brought, the running total, and how the lines add up.

Every line holds ``previous published total + new + corrections = total``. New is what the days since the previous
bulletin brought, as known now; corrections are what is known differently now of the days it had told. A draft is plain
data: publishing keeps it as it is, and the same sheet can be made from it years later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec

from firmground.bulletins.figures import Basis, Figure, Unit, Value, value_of
from firmground.bulletins.published import Published
from firmground.bulletins.registry import FIGURES
from firmground.bulletins.sentences import Paragraph, Subject, paragraphs, remarks
from firmground.bulletins.wording import day_words, is_noticed
from firmground.records.kinds import read_body
from firmground.records.operations import DatedEvent, Operation
from firmground.state.picture import Picture


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a bulletin, exact in the figure's base unit.

    Attributes:
        figure: Name of the figure.
        title: Its title as told, English.
        group: The heading that it stands under.
        unit: The base unit.
        day: The increase of the last 24 hours; of a figure that tells a state its change since the day before.
        total: The running total, or the state, at the end of the day.
        previous: What the previous bulletin told, None where there was none.
        new: What the days since the previous bulletin brought, as known now; everything where there was none.
        corrections: What is known differently now of the days that the previous bulletin had told.
    """

    figure: str
    title: str
    group: str
    unit: Unit
    day: int
    total: int
    previous: int | None
    new: int
    corrections: int

    @property
    def adds_up(self) -> bool:
        """Return whether previous + new + corrections = total."""
        return (self.previous or 0) + self.new + self.corrections == self.total

    @property
    def is_corrected(self) -> bool:
        """Return whether what was told before is known differently now, by more than how ground was cut."""
        return is_noticed(self.corrections, self.total, self.unit)

    @property
    def is_told(self) -> bool:
        """Return whether the line is shown: its figure is always told, or something is in it."""
        return self.figure in ALWAYS_TOLD or any((self.day, self.total, self.previous, self.new, self.corrections))


class Event(msgspec.Struct, frozen=True):
    """A dated event of the day, and who stated it (an office, never a person)."""

    title: str
    stated_by: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin before it is published, and what is kept of it afterwards.

    Attributes:
        operation: Short name of the operation in addresses.
        operation_name: Its name.
        title: The bulletin's heading.
        on_day: Its day; figures are those of the day's end.
        language: Language of its words.
        is_reconstruction: Whether it tells of a reconstruction, not of real records.
        previous_day: Day of the bulletin before it, None: it is the first.
        lines: All public figures, in the order of the registry; those with nothing in them are not shown.
        paragraphs: The text, in pieces, so that each number leads to its figure.
        events: Dated events of the day.
        remarks: Remarks on plausibility, and corrections in words.
        organisations: Names of the organisations credited on the day, as they name themselves.
    """

    operation: str
    operation_name: str
    title: str
    on_day: date
    language: str = "en"
    is_reconstruction: bool = False
    previous_day: date | None = None
    lines: tuple[Line, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    events: tuple[Event, ...] = ()
    remarks: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    @property
    def has_corrections(self) -> bool:
        """Return whether anything that was told before is known differently now."""
        return any(line.is_corrected for line in self.lines)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the draft, hex: two drafts that tell the same have the same."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


ALWAYS_TOLD = frozenset({"area-checked", "road-checked", "buildings-checked", "ordnance-destroyed"})
"""Figures that a bulletin tells even where nothing is in them: nought is news as well."""


def public_figures() -> tuple[Figure, ...]:
    """Return the figures that a bulletin may tell: public, and amounts, not ratios."""
    return tuple(figure for figure in FIGURES.values() if figure.is_public and figure.basis is not Basis.RATIO)


def draft(picture: Picture, operation: Operation, number: str, *, on_day: date, previous: Published | None) -> Draft:
    """Return the bulletin of a day.

    Args:
        picture: The operation in the official fold.
        operation: What is said of the operation.
        number: Its short name in addresses.
        on_day: The day; the bulletin tells of its end.
        previous: The last bulletin published for an earlier day, None: this is the first.
    """
    values = {figure.name: value_of(figure, picture, on_day=on_day) for figure in public_figures()}
    lines = tuple(line_of(value, picture, previous) for value in values.values())
    subject = Subject.of(picture, values, on_day=on_day)
    return Draft(
        operation=number,
        operation_name=operation.name,
        title=f"Bulletin of {day_words(on_day)}",
        on_day=on_day,
        is_reconstruction=operation.is_reconstruction,
        previous_day=previous.day if previous else None,
        lines=lines,
        paragraphs=paragraphs(subject),
        events=tuple(_events(picture, on_day)),
        remarks=remarks(picture, on_day=on_day, corrected=_corrected(lines), previous=previous),
        organisations=subject.organisations,
    )


def line_of(value: Value, picture: Picture, previous: Published | None) -> Line:
    """Return the line of a figure, beside what was published before."""
    told = previous.total(value.figure.name) if previous else None
    if previous is None or told is None:
        new, corrections = value.total.value, 0
    else:
        known_now = value.figure.amount(picture, previous.day).value
        new, corrections = value.total.value - known_now, known_now - told
    return Line(
        figure=value.figure.name,
        title=value.figure.title,
        group=value.figure.group.value,
        unit=value.figure.unit,
        day=value.increase.value,
        total=value.total.value,
        previous=told,
        new=new,
        corrections=corrections,
    )


def _corrected(lines: Iterable[Line]) -> list[tuple[str, int, Unit]]:
    return [(line.title, line.corrections, line.unit) for line in lines if line.is_corrected]


def _events(picture: Picture, on_day: date) -> Iterable[Event]:
    for stood in picture.standing.of_kind("dated_event"):
        if stood.entry.true_from == on_day:
            body = read_body(stood.entry.body, DatedEvent)
            yield Event(body.title, body.stated_by)


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a published bulletin: all that its sheet is made from, whatever the ledger learns later.

    Attributes:
        told: The bulletin.
        map_svg: The map picture, empty: none.
        map_words: What the map shows, in words.
    """

    told: Draft
    map_svg: str = ""
    map_words: str = ""
