"""The one place where everything is put together: storage is handed to the office here and nowhere else."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import django
from django.conf import settings as django_settings
from django.core.management import call_command

from firmground.actions.grounds import Grounds
from firmground.actions.office import Office
from firmground.actions.receive_filling import FormDesk
from firmground.clock import Clock, system_clock
from firmground.settings import Settings, settings

if TYPE_CHECKING:
    from firmground.storage.views import Readers as Readers

DJANGO_SETTINGS = "firmground.web.django_settings"


def start() -> Settings:
    """Make Django ready with this process's settings and return them; the second time nothing happens."""
    if not django_settings.configured:
        module = import_module(DJANGO_SETTINGS)
        django_settings.configure(**{name: getattr(module, name) for name in dir(module) if name.isupper()})
        django.setup()
    return settings()


def prepare() -> Settings:
    """Make Django and the database ready: a new one is made, an older one brought up to date. Returns the settings."""
    from firmground.storage.faults import translated

    configured = start()
    with translated("Making the database ready"):
        configured.data_folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
    return configured


def prepare_readers() -> Readers:
    """Make the database ready, and what other programs read on it; a second time nothing changes.

    Raises:
        SettingsUnsound: The database is not PostgreSQL, or the sign-in may not make roles.
        StorageUnreachable: The database is away.
    """
    start()
    from firmground.storage.views import need_postgres, prepare_roles

    need_postgres()
    prepare()
    return prepare_roles()


def readers_behind() -> tuple[str, ...]:
    """Return the views for other programs that ``prepare_readers`` would make or take away; on SQLite none."""
    from firmground.storage.views import views_behind

    return views_behind()


@cache
def office() -> Office:
    """Return this process's office: the ledger of the configured database, under the machine's clock."""
    return make_office(settings(), system_clock)


def form_desk(of: Office) -> FormDesk:
    """Return an office with the stores of fillings and personal answers of its database."""
    from firmground.storage.fillings import Fillings
    from firmground.storage.personal import PersonalStore

    return FormDesk(of, Fillings(of.contents), PersonalStore(settings().data_folder))


def make_office(configured: Settings, clock: Clock) -> Office:
    """Return an office over the configured database and data folder, under a clock.

    A scripted clock is for the demonstration and for tests; ``recorded_at`` comes from it and never from input.
    """
    from firmground.storage.contents import Contents
    from firmground.storage.ground import SqlGrounds
    from firmground.storage.keys import OfficeKey
    from firmground.storage.ledger import SqlLedger
    from firmground.storage.submissions import Submissions

    key = OfficeKey(configured.data_folder, configured.office)
    contents = Contents(configured.data_folder / "contents", clock)
    grounds = SqlGrounds()
    return Office(
        ledger=SqlLedger(configured.office, clock, key.sign, follow=grounds.follow),
        contents=contents,
        submissions=Submissions(contents, clock),
        public_keys=key.public_keys,
        clock=clock,
        grounds=Grounds(grounds),
    )
