"""Dates as people write them. A text that may be two different days is not read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from firmground.intake.mapping import DateRule
from firmground.intake.numerals import read_number
from firmground.intake.rows import Cell
from firmground.intake.said import Unread, is_blank, text_of, western_digits

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")

LAST_YEAR = 9999
"""No day of this year is read: files use it for "never", and the day after may not exist."""


def read_day(cell: Cell, rule: DateRule) -> date | Unread:
    """Return the day that one cell says: by the rule's formats, else ISO 8601 without a time zone.

    A time of day is left away: the day is the local day as said. A time with a zone is not read without a format,
    since its local day depends on where the operation is.
    """
    text = western_digits(text_of(cell))
    days = {day for day in (_by_format(text, form) for form in rule.formats) if day}
    if not days:
        days = {day for day in (_iso(text),) if day}
    if len(days) == 1 and max(days).year < LAST_YEAR:
        return days.pop()
    if len(days) > 1:
        return Unread("intake.date-ambiguous", "a date that only one of the mapping's formats can read")
    forms = ", ".join(rule.formats) or "YYYY-MM-DD"
    return Unread("intake.not-a-date", f"a date as {forms}")


def read_parts(fields: Mapping[str, Cell], rule: DateRule) -> date | Unread | None:
    """Return the day that the columns of year, month and day say together.

    Returns:
        The day, with the first or last of the month or year as ``rule.chosen`` declares; None where all
        columns are blank; or why it was not read.
    """
    columns = [column for column in (rule.year, rule.month, rule.day) if column]
    if all(is_blank(fields.get(column)) for column in columns):
        return None
    year = _whole(fields.get(rule.year))
    month = _part(fields, rule.month, rule.chosen, 12)
    if year is None or month is None or not 1 <= month <= 12 or not 1 <= year < LAST_YEAR:
        return Unread("intake.not-a-date", "a year and a month from 1 to 12 as numbers")
    last = calendar.monthrange(year, month)[1]
    day = _part(fields, rule.day, rule.chosen, last)
    if day is None or not 1 <= day <= last:
        return Unread("intake.not-a-date", f"a day from 1 to {last} as a number")
    return date(year, month, day)


def day_after(day: date) -> date:
    """Return the next day: the excluded end of a period that was said by its last day."""
    return day + timedelta(days=1)


def _by_format(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - the local day as said, zone or not
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    match = _ISO_DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _part(fields: Mapping[str, Cell], column: str, chosen: str, last: int) -> int | None:
    """Return the month or day said; where none is said, the first or last as chosen, or None."""
    if column and not is_blank(fields.get(column)):
        return _whole(fields.get(column))
    return {"first": 1, "last": last}.get(chosen)


def _whole(cell: Cell) -> int | None:
    number = read_number(cell, ".")
    if isinstance(number, Unread) or number != number.to_integral_value():
        return None
    return int(number)
