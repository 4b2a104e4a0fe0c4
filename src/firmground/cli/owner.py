"""Who acts on the command line, and what it acts upon."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firmground.actions.actor import Actor
    from firmground.actions.office import Office

OWNER_NUMBER = "P-0000"
"""The account number that entries made on the command line carry as their author. Nobody can sign in with it."""


def owner() -> Actor:
    """Return the machine's owner: who may run the program on the machine may do everything in every operation."""
    from firmground.accounts.roles import GrantOf, Role
    from firmground.actions.actor import Actor

    roles = (Role.ADMINISTRATOR, Role.HEAD, Role.AUTHORITY, Role.INFORMATION_OFFICER)
    return Actor(OWNER_NUMBER, tuple(GrantOf(role) for role in roles), is_owner=True)


def anybody() -> Actor:
    """Return somebody who may see what every viewer may see, and do nothing."""
    from firmground.accounts.roles import GrantOf, Role
    from firmground.actions.actor import Actor

    return Actor("", (GrantOf(Role.VIEWER),))


def ready() -> Office:
    """Return the office over the configured database, made or brought up to date where that is needed.

    Raises:
        StorageUnreachable: The database is away.
        SettingsUnsound: The settings contradict each other.
    """
    from firmground.wiring import office, prepare

    prepare()
    return office()
