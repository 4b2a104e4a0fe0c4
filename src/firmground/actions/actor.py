"""Who acts: an account number with its grants."""

from __future__ import annotations

from dataclasses import dataclass

from firmground.accounts.permission import GrantOf, may, may_see
from firmground.accounts.roles import Act
from firmground.errors import NotAllowed
from firmground.records.entry import Entry


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, by account number and grants; nobody in particular has no grants.

    Attributes:
        number: Account number, empty for somebody who is not signed in.
        grants: What was granted.
        is_owner: Whether this is the machine's owner on the command line, who answers for everything alone.
    """

    number: str
    grants: tuple[GrantOf, ...] = ()
    is_owner: bool = False

    def may(self, act: Act, operation: str, organisation: str = "") -> bool:
        """Return whether this person may do something in an operation (its id), for an organisation (its number)."""
        return may(self.grants, act, operation=operation, organisation=organisation)

    def may_see(self, entry: Entry) -> bool:
        """Return whether this person may see an entry."""
        return may_see(self.grants, entry)

    def require(self, act: Act, operation: str, organisation: str = "") -> None:
        """Do nothing where this person may; refuse otherwise.

        Raises:
            NotAllowed: The message names the act and what to do, not the person.
        """
        if not self.may(act, operation, organisation):
            raise NotAllowed(
                f"Your account may not do this here ({act.value}). Ask the administrator of the operation for a role."
            )

    @property
    def organisations(self) -> frozenset[str]:
        """Return the numbers of the organisations that this person acts for."""
        return frozenset(grant.organisation for grant in self.grants if grant.organisation)


NOBODY = Actor("")
"""Somebody who is not signed in."""
