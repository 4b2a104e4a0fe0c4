"""The sentences of a bulletin, built from figures. Each number in them leads to its figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from firmground.bulletins.figures import Unit, Value, value_of
from firmground.bulletins.plausibility import Remark, density_remark, rate_remark
from firmground.bulletins.published import Published
from firmground.bulletins.registry import FIGURES
from firmground.bulletins.wording import day_words, listed, signed, spelled
from firmground.records.land import Method
from firmground.state.picture import Picture


class Piece(msgspec.Struct, frozen=True):
    """A piece of a sentence; a number names its figure, a plain word names none."""

    text: str
    figure: str = ""


Paragraph = tuple[Piece, ...]

CHECKED_WORDS = (
    "Checked means that teams went over ground, road or buildings. It is activity and releases no ground: where no "
    "release is told, treat ground as it was before. Nothing in this bulletin is a promise that ground is safe."
)
"""Stands under every bulletin that tells of anything checked."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the sentences speak of.

    Attributes:
        on_day: The day.
        since: The first day of work on record, None: no work.
        organisations: Names of those credited on the day, as they name themselves.
        is_joint: Whether any of the day's work was done by several together.
        values: The public figures on the day.
    """

    on_day: date
    since: date | None
    organisations: tuple[str, ...]
    is_joint: bool
    values: Mapping[str, Value]

    @staticmethod
    def of(picture: Picture, values: Mapping[str, Value], *, on_day: date) -> Subject:
        """Return what is to be spoken of on a day."""
        worked = [day for day in picture.people.first_work if day <= on_day]
        names, is_joint = _credited(picture, values)
        return Subject(on_day, min(worked, default=None), names, is_joint, values)


def _credited(picture: Picture, values: Mapping[str, Value]) -> tuple[tuple[str, ...], bool]:
    """Return who is credited with the day's increases, by number of the organisation, and whether jointly."""
    names = {one.entry.number: str(one.entry.body["name"]) for one in picture.standing.of_kind("organisation")}
    behind = {entry for name in _WORK for entry in values[name].increase.by_entry}
    parties = [picture.by_id[entry].entry.parties for entry in behind if entry in picture.by_id]
    numbers = sorted({party.organisation for credited in parties for party in credited})
    return tuple(names.get(number, number) for number in numbers), any(len(credited) > 1 for credited in parties)


_WORK = ("area-checked", "road-checked", "buildings-checked", "ordnance-found", "ordnance-destroyed")


def paragraphs(subject: Subject) -> tuple[Paragraph, ...]:
    """Return the text of a bulletin."""
    told = (_last_day(subject), _so_far(subject), _effort(subject), _released(subject), _remaining(subject))
    checked = any(subject.values[name].total.value for name in ("area-checked", "road-checked", "buildings-checked"))
    closing: tuple[Paragraph, ...] = ((Piece(CHECKED_WORDS),),) if checked else ()
    return tuple(paragraph for paragraph in told if paragraph) + closing


def _last_day(subject: Subject) -> Paragraph:
    done = _done(subject, is_total=False)
    day = day_words(subject.on_day)
    if not done:
        return (Piece(f"No work is on record for {day}."),)
    who = listed(subject.organisations) if subject.organisations else "the teams"
    joint = ", working jointly," if subject.is_joint and len(subject.organisations) > 1 else ""
    return (Piece(f"On {day} {who}{joint} "), *done, Piece("."))


def _so_far(subject: Subject) -> Paragraph:
    done = _done(subject, is_total=True)
    if not done or subject.since is None:
        return ()
    return (Piece(f"Since {day_words(subject.since)} the teams have "), *done, Piece("."))


def _done(subject: Subject, *, is_total: bool) -> list[Piece]:
    """Return "checked a, b and c, and destroyed d", leaving out what is nought."""
    checked = [
        _number(subject, name, is_total, after)
        for name, after in (
            ("area-checked", " of ground"),
            ("road-checked", " of road"),
            ("buildings-checked", _buildings(subject, is_total)),
        )
        if _amount(subject, name, is_total)
    ]
    destroyed = _amount(subject, "ordnance-destroyed", is_total)
    pieces = [Piece("checked "), *_joined(checked)] if checked else []
    if destroyed:
        pieces.append(Piece(", and destroyed " if checked else "destroyed "))
        noun = " explosive object" if destroyed == 1 else " explosive objects"
        pieces += _number(subject, "ordnance-destroyed", is_total, noun)
    return pieces


def _buildings(subject: Subject, is_total: bool) -> str:
    count = _amount(subject, "buildings-checked", is_total)
    social = _amount(subject, "social-sites-checked", is_total)
    noun = " building" if count == 1 else " buildings"
    return f"{noun} ({social:,} of them socially important)" if social else noun


def _joined(parts: Sequence[list[Piece]]) -> list[Piece]:
    joined: list[Piece] = []
    for index, part in enumerate(parts):
        between = "" if index == 0 else " and " if index == len(parts) - 1 else ", "
        joined += [Piece(between), *part] if between else part
    return joined


def _amount(subject: Subject, name: str, is_total: bool) -> int:
    value = subject.values[name]
    return value.total.value if is_total else value.increase.value


def _number(subject: Subject, name: str, is_total: bool, after: str) -> list[Piece]:
    words = spelled(_amount(subject, name, is_total), subject.values[name].figure.unit)
    return [Piece(words, name), Piece(after)]


def _effort(subject: Subject) -> Paragraph:
    nouns = (("people-deployed", "people"), ("machines-deployed", "machines"), ("teams-deployed", "teams"))
    present = [_number(subject, name, True, f" {noun}") for name, noun in nouns if _amount(subject, name, True)]
    return (*_joined(present), Piece(" were deployed.")) if present else ()


def _released(subject: Subject) -> Paragraph:
    products = (("area-cancelled", "cancelled"), ("area-reduced", "reduced"), ("area-cleared", "cleared"))
    told = [_number(subject, name, True, f" {noun}") for name, noun in products if _amount(subject, name, True)]
    if not told:
        return ()
    accepted = _number(subject, "area-released-accepted", True, " has passed inspection; only that counts as released.")
    return (Piece("Released so far by approved products: "), *_joined(told), Piece(". Of it, "), *accepted)


def _remaining(subject: Subject) -> Paragraph:
    if not _amount(subject, "area-remaining", True):
        return ()
    number = _number(subject, "area-remaining", True, " of hazardous ground is on record and not released. ")
    return (*number, Piece("Keep out of it; ask the centre."))


def remarks(
    picture: Picture, *, on_day: date, corrected: Sequence[tuple[str, int, Unit]], previous: Published | None
) -> tuple[str, ...]:
    """Return remarks: corrections in words, and rates beside the benchmarks of the field."""
    words = []
    if corrected and previous:
        told = ", ".join(f"{title.lower()} {signed(amount, unit)}" for title, amount, unit in corrected)
        words.append(f"Corrected since the bulletin of {day_words(previous.day)}: {told}.")
    method = _main_method(picture, on_day)
    rate = value_of(FIGURES["area-per-person-day"], picture, on_day=on_day).number
    density = value_of(FIGURES["objects-per-hectare"], picture, on_day=on_day).number
    found = [rate_remark(rate, method) if method else None, density_remark(density)]
    return (*words, *(_remark_words(remark) for remark in found if remark))


def _main_method(picture: Picture, on_day: date) -> Method | None:
    """Return the method that most reports up to a day state, None where none states one."""
    stated = Counter(
        str(one.entry.body.get("method", Method.NOT_STATED))
        for one in picture.standing.of_kind("area_worked")
        if one.entry.true_from and one.entry.true_from <= on_day
    )
    return Method(max(sorted(stated), key=lambda method: stated[method])) if stated else None


def _remark_words(remark: Remark) -> str:
    bounds = f"{remark.low:,g} to {remark.high:,g}"
    verdict = " This asks for an explanation." if remark.asks else ""
    if remark.about == "density":
        objects = f"{remark.value:,.1f} explosive objects were destroyed per hectare checked"
        return f"{objects}; {bounds} is to be expected ({remark.source}).{verdict}"
    checking = "" if remark.is_clearance_rate else " It is a rate of checking, far above clearance by hand."
    method = remark.method.replace("_", " ")
    return (
        f"{remark.value:,.0f} m\u00b2 were checked per person and day; {method} achieves {bounds} m\u00b2 "
        f"({remark.source}).{checking}{verdict}"
    )
