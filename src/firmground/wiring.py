"""The one place where everything is put together: storage is handed to the office here and nowhere else."""

from __future__ import annotations

from functools import cache

from firmground.actions.office import Office
from firmground.clock import Clock, system_clock
from firmground.settings import Settings, settings
from firmground.storage.contents import Contents
from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from firmground.storage.submissions import Submissions


@cache
def office() -> Office:
    """Return this process's office: the ledger of the configured database, under the machine's clock."""
    return make_office(settings(), system_clock)


def make_office(configured: Settings, clock: Clock) -> Office:
    """Return an office over the configured database and data folder, under a clock.

    A scripted clock is for the demonstration and for tests; ``recorded_at`` comes from it and never from input.
    """
    key = OfficeKey(configured.data_folder, configured.office)
    contents = Contents(configured.data_folder / "contents")
    return Office(
        ledger=SqlLedger(configured.office, clock, key.sign),
        contents=contents,
        submissions=Submissions(contents, clock),
        clock=clock,
    )
