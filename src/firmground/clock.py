"""What time it is: the one place that asks the machine.

``recorded_at`` comes only from a clock, never from input. A demonstration or a test passes a scripted clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days that can be asked about: the day before and the day after of each of them can be worked with everywhere."""

Clock = Callable[[], datetime]
"""Gives the present instant, in UTC, with microseconds."""


def system_clock() -> datetime:
    """Return the machine's present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def today(clock: Clock, timezone: str) -> date:
    """Return the local day in an IANA time zone at the clock's instant."""
    return clock().astimezone(ZoneInfo(timezone)).date()


def asked_day(said: str) -> date:
    """Return the day that somebody asks about, written as 2017-11-14.

    Raises:
        ValueError: It is no day, is written in another way, or lies outside of ``FIRST_DAY`` to ``LAST_DAY``.
    """
    day = date.fromisoformat(said)
    if day.isoformat() != said or not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{said!r} is not a day from {FIRST_DAY} to {LAST_DAY}, written as 2017-11-14.")
    return day
