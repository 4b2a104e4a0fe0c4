"""The published figures of the operation, as data, each with who published it and when.

Only these are real. Where sources differ, ``FOLLOWED`` holds what the demonstration follows and ``DIFFERING`` what
another source said instead, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What was counted; the value of the enum is the unit it was published in."""

    AREA = "area checked, ha"
    ROAD = "road checked, km"
    BUILDINGS = "buildings checked"
    IMPORTANT = "socially important buildings checked"
    OBJECTS = "explosive objects destroyed"
    IMPROVISED = "improvised explosive objects destroyed"
    PEOPLE = "people deployed"
    MACHINES = "machines deployed"
    TEAMS = "teams deployed"


class Basis(StrEnum):
    """Whether a figure tells of the last 24 hours or of everything so far."""

    DAY = "day"
    TOTAL = "running total"


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure.

    Attributes:
        day: The day it tells of; a running total holds at the end of that day.
        measure: What was counted.
        basis: The day alone, or everything so far.
        value: In the unit of the measure, as published.
        source: Publishers and the date of publication.
    """

    day: date
    measure: Measure
    basis: Basis
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Differing:
    """What another source said, and what was done about it.

    Attributes:
        day: The day that both tell of.
        said: What the other source said.
        source: Publisher and date of publication.
        followed: What the demonstration follows, and why.
    """

    day: date
    said: str
    source: str
    followed: str


SEP_29 = date(2017, 9, 29)
OCT_02 = date(2017, 10, 2)
OCT_11 = date(2017, 10, 11)
OCT_20 = date(2017, 10, 20)
OCT_28 = date(2017, 10, 28)
NOV_02 = date(2017, 11, 2)
NOV_03 = date(2017, 11, 3)
NOV_04 = date(2017, 11, 4)
NOV_11 = date(2017, 11, 11)
NOV_13 = date(2017, 11, 13)
NOV_14 = date(2017, 11, 14)

_START = "Sputnik, Fort Russ, 29 September 2017; Parlamentskaya Gazeta, September 2017"
_ARRIVED = "TASS and Sputnik, 29 September 2017"
_SECOND = "EADaily, 3 October 2017, statement of 2 October"
_ELEVENTH = "Interfax, 11 October 2017"
_TWENTIETH = "Sputnik Afrique and ANNA News, 20 October 2017"
_SO_FAR_20 = "ANNA News, 20 October 2017"
_TWENTY_EIGHTH = "TASS, 28 October 2017"
_NOV_SECOND = "TASS, 2 November 2017"
_NOV_FOURTH = "REN TV, rusreality.com after TASS, innfrad.com, 4 November 2017"
_NOV_ELEVENTH = "TASS, and APA after ITAR-TASS, 11 November 2017"
_NOV_13TH = "Sputnik Arabic, 13 November 2017"
_END = "TASS (freenews-en.tk), Sputnik Afrique, NTV, 14 November 2017"
_END_BUILDINGS = "NTV and Sputnik Arabic, 14 November 2017"
_END_OBJECTS = "TASS (freenews-en.tk), Sputnik Afrique, NTV, Sputnik Arabic, 14 November 2017"

FOLLOWED: tuple[Published, ...] = (
    Published(SEP_29, Measure.PEOPLE, Basis.TOTAL, 170, _ARRIVED),
    Published(SEP_29, Measure.MACHINES, Basis.TOTAL, 40, _ARRIVED),
    Published(SEP_29, Measure.TEAMS, Basis.TOTAL, 10, "Sputnik and Fort Russ, 29 September 2017"),
    Published(SEP_29, Measure.AREA, Basis.TOTAL, 3, _START),
    Published(SEP_29, Measure.ROAD, Basis.TOTAL, 8, _START),
    Published(SEP_29, Measure.BUILDINGS, Basis.TOTAL, 8, _START),
    Published(SEP_29, Measure.OBJECTS, Basis.TOTAL, 1500, _START),
    Published(SEP_29, Measure.IMPROVISED, Basis.TOTAL, 100, _START),
    Published(OCT_02, Measure.AREA, Basis.DAY, 21, _SECOND),
    Published(OCT_02, Measure.ROAD, Basis.DAY, 3.5, _SECOND),
    Published(OCT_02, Measure.BUILDINGS, Basis.DAY, 81, _SECOND),
    Published(OCT_02, Measure.OBJECTS, Basis.DAY, 900, _SECOND),
    Published(OCT_02, Measure.IMPROVISED, Basis.DAY, 206, _SECOND + ": 694 of 900 were industrially made"),
    Published(OCT_11, Measure.AREA, Basis.DAY, 26, _ELEVENTH),
    Published(OCT_11, Measure.ROAD, Basis.DAY, 7, _ELEVENTH),
    Published(OCT_11, Measure.BUILDINGS, Basis.DAY, 62, _ELEVENTH),
    Published(OCT_20, Measure.AREA, Basis.DAY, 34, _TWENTIETH),
    Published(OCT_20, Measure.BUILDINGS, Basis.DAY, 64, "Sputnik Afrique, 20 October 2017"),
    Published(OCT_20, Measure.OBJECTS, Basis.DAY, 863, _TWENTIETH),
    Published(OCT_20, Measure.AREA, Basis.TOTAL, 538, _SO_FAR_20),
    Published(OCT_20, Measure.BUILDINGS, Basis.TOTAL, 1301, _SO_FAR_20),
    Published(OCT_28, Measure.AREA, Basis.DAY, 34, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.ROAD, Basis.DAY, 9, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.BUILDINGS, Basis.DAY, 45, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.OBJECTS, Basis.DAY, 534, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.AREA, Basis.TOTAL, 808, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.ROAD, Basis.TOTAL, 196, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.BUILDINGS, Basis.TOTAL, 1604, _TWENTY_EIGHTH),
    Published(OCT_28, Measure.OBJECTS, Basis.TOTAL, 38700, _TWENTY_EIGHTH),
    Published(NOV_02, Measure.AREA, Basis.DAY, 25, _NOV_SECOND),
    Published(NOV_02, Measure.ROAD, Basis.DAY, 4, _NOV_SECOND),
    Published(NOV_02, Measure.BUILDINGS, Basis.DAY, 6, _NOV_SECOND),
    Published(NOV_02, Measure.OBJECTS, Basis.DAY, 275, _NOV_SECOND),
    Published(NOV_04, Measure.AREA, Basis.DAY, 25.5, _NOV_FOURTH),
    Published(NOV_04, Measure.BUILDINGS, Basis.DAY, 21, _NOV_FOURTH),
    Published(NOV_04, Measure.OBJECTS, Basis.DAY, 338, _NOV_FOURTH),
    Published(NOV_11, Measure.AREA, Basis.DAY, 21, _NOV_ELEVENTH),
    Published(NOV_11, Measure.BUILDINGS, Basis.DAY, 10, _NOV_ELEVENTH),
    Published(NOV_11, Measure.OBJECTS, Basis.DAY, 405, _NOV_ELEVENTH),
    Published(NOV_13, Measure.AREA, Basis.DAY, 35, _NOV_13TH),
    Published(NOV_13, Measure.BUILDINGS, Basis.DAY, 5, _NOV_13TH),
    Published(NOV_13, Measure.OBJECTS, Basis.DAY, 378, _NOV_13TH),
    Published(NOV_14, Measure.PEOPLE, Basis.TOTAL, 170, "Sputnik Arabic, 14 November 2017"),
    Published(NOV_14, Measure.MACHINES, Basis.TOTAL, 40, "Sputnik Arabic, 14 November 2017"),
    Published(NOV_14, Measure.AREA, Basis.TOTAL, 1238, _END),
    Published(NOV_14, Measure.ROAD, Basis.TOTAL, 246, _END),
    Published(NOV_14, Measure.BUILDINGS, Basis.TOTAL, 1868, _END_BUILDINGS),
    Published(NOV_14, Measure.IMPORTANT, Basis.TOTAL, 18, _END_BUILDINGS),
    Published(NOV_14, Measure.OBJECTS, Basis.TOTAL, 44783, _END_OBJECTS),
)
"""Every published figure that the demonstration gives, in the order of days."""

DIFFERING: tuple[Differing, ...] = (
    Differing(
        SEP_29,
        "at least 1,500 ha will have to be checked",
        "Fort Russ, 29 September 2017",
        "up to 1,500 ha (TASS, Sputnik): two publishers against one; kept as the area planned, an upper estimate",
    ),
    Differing(
        SEP_29,
        "more than 1.5 thousand hectares cleared, and in the same text 1.5 thousand still to be cleared",
        "Al-Manar, 29 September 2017",
        "3 ha done, up to 1,500 ha planned: the text contradicts itself, three other publishers agree",
    ),
    Differing(
        SEP_29,
        "15 square kilometres, 150 million square metres, will be scanned",
        "Syria News, 29 September 2017",
        "15 square kilometres, which is the same 1,500 ha; 150 million square metres is ten times as much",
    ),
    Differing(
        SEP_29,
        "1,500 hectares (1,200 acres)",
        "Sputnik, 29 September 2017",
        "1,500 ha; that is about 3,707 acres, so the conversion is wrong and the hectares are kept",
    ),
    Differing(
        SEP_29,
        "more than 1,500 objects; all of them called improvised",
        "Syria News, 29 September 2017",
        "1,500 objects of which 100 improvised (Sputnik, Fort Russ, Al-Manar, Parlamentskaya Gazeta)",
    ),
    Differing(
        SEP_29,
        "about 3 hectares; about 1.5 thousand objects, of which about 100 improvised",
        "Parlamentskaya Gazeta and Fort Russ, September 2017",
        "exactly 3 ha, 1,500 and 100 (Sputnik): the same numbers without 'about'",
    ),
    Differing(
        OCT_11,
        "175 people",
        "Interfax, 11 October 2017, repeating a statement of 11 September",
        "170 people and 40 machines, said on 29 September and again on 14 November; 175 and 42 was the plan",
    ),
    Differing(
        OCT_20,
        "more than 850 objects in the day",
        "Sputnik Afrique, 20 October 2017, opening sentence",
        "863, said in the body of the same text and by ANNA News",
    ),
    Differing(
        OCT_20,
        "538 ha and 1,301 buildings 'in Syria'",
        "ANNA News, 20 October 2017",
        "taken as the running total of Deir ez-Zor: it lies between 3 ha on 29 September and 808 ha on 28 October",
    ),
    Differing(
        OCT_28,
        "more than nine kilometres of road",
        "TASS, 28 October 2017",
        "exactly 9 km: the number that was given",
    ),
    Differing(
        NOV_04,
        "25.5 hectares and 21 (what of is lost in translation)",
        "rusreality.com after TASS, 4 November 2017",
        "21 buildings, as REN TV and innfrad.com say",
    ),
    Differing(
        NOV_14,
        "almost 45 thousand objects",
        "TASS, Sputnik Afrique and NTV, 14 November 2017, opening sentences",
        "44,783, said in the body of the same texts and by Sputnik Arabic",
    ),
    Differing(
        NOV_14,
        "cleared",
        "headlines of several publishers, 14 November 2017",
        "checked, as the statement itself says of ground and roads: activity, not land release",
    ),
)
"""Where sources differ from what is followed."""


def rows() -> list[str]:
    """Return the followed figures as lines of a Markdown table, in the order of days."""
    return [
        f"| {figure.day.day} {figure.day:%B} | {figure.measure.value} | {figure.basis.value} "
        f"| {figure.value:,g} | {figure.source} |"
        for figure in FOLLOWED
    ]


def differing_rows() -> list[str]:
    """Return where sources differ as lines of a Markdown table, in the order of days."""
    return [f"| {one.day.day} {one.day:%B} | {one.said} | {one.source} | {one.followed} |" for one in DIFFERING]
