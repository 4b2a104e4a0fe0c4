"""Make the demonstration: fill an empty ledger with the reconstruction, under a scripted clock.

    python -m examples.deir_ez_zor

Run again it says that the demonstration is there and changes nothing; interrupted, it goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from firmground.settings import Settings, settings

BULLETIN_DAYS = (date(2017, 9, 29), date(2017, 10, 20), date(2017, 10, 28), date(2017, 11, 14))
"""Days whose bulletin the demonstration publishes: those with published running totals."""


class ScriptedClock:
    """A clock that stands where it was last set: the demonstration's records were learned in 2017."""

    def __init__(self) -> None:
        """Stand before everything."""
        self.now = datetime(2017, 9, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self.now


def main() -> int:
    """Make the demonstration where it is not there yet; where it is, answer at once, before anything is loaded."""
    configured = settings()
    marker = configured.data_folder / "demonstration.made"
    if marker.exists() and marker.read_text(encoding="utf-8") == _name_of(configured):
        return 0
    _make(configured)
    marker.write_text(_name_of(configured), encoding="utf-8")
    sys.stdout.write("The demonstration is made.\n")
    return 0


def _name_of(configured: Settings) -> str:
    """Return what tells one ledger from another: the address of its database, and of a file when it was made."""
    made = ""
    if not configured.is_postgres:
        path = Path(configured.database_url.removeprefix("sqlite:///"))
        made = str(path.stat().st_ino) if path.exists() else ""
    return hashlib.sha256(f"{configured.database_url} {made}".encode()).hexdigest()


def _make(configured: Settings) -> None:
    """Record the steps of the demonstration, each at its hour; those that are there already change nothing."""
    import click

    from firmground.wiring import make_office, prepare

    prepare()
    clock = ScriptedClock()
    office = make_office(configured, clock)
    sys.stdout.write("Making the demonstration: a reconstruction around published figures ...\n")
    from examples.deir_ez_zor.accounts import make_accounts
    from examples.deir_ez_zor.make import steps
    from examples.deir_ez_zor.records import NUMBER, TIMEZONE
    from firmground.actions.publish_bulletin import known_bulletins, publish_bulletin

    head_of_centre = make_accounts()
    made = list(steps())
    last_of_day = {step.recorded_at.astimezone(ZoneInfo(TIMEZONE)).date(): number for number, step in enumerate(made)}
    publish_after = {last_of_day[day]: day for day in BULLETIN_DAYS}
    with click.progressbar(enumerate(made), length=len(made), label="Recording 47 days") as bar:
        for number, step in bar:
            clock.now = step.recorded_at
            office.ledger.append(step.entries)
            if number in publish_after:
                clock.now = step.recorded_at + timedelta(minutes=5)
                operation = office.operation(NUMBER)
                day = publish_after[number]
                if all(published.day != day for published in known_bulletins(office, operation)):
                    publish_bulletin(office, head_of_centre, operation, on_day=day)


if __name__ == "__main__":
    sys.exit(main())
