"""What time it is: the one place that asks the machine.

``recorded_at`` comes only from a clock, never from input. A demonstration or a test passes a scripted clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present instant, in UTC, with microseconds."""


def system_clock() -> datetime:
    """Return the machine's present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def today(clock: Clock, timezone: str) -> date:
    """Return the local day in an IANA time zone at the clock's instant."""
    return clock().astimezone(ZoneInfo(timezone)).date()
