"""Give a role to an account, or end it. An administrator of one operation may do so in that operation only."""

from __future__ import annotations

from firmground.accounts.models import Person
from firmground.accounts.roles import Act, Role
from firmground.actions.actor import Actor
from firmground.actions.office import Office
from firmground.errors import NotInLedger, RecordRefused


def give_role(
    office: Office, actor: Actor, username: str, role: Role, *, operation: str = "", organisation: str = ""
) -> Person:
    """Give a role and return the account; where it is held already, nothing changes.

    Args:
        office: The office.
        actor: Who gives it.
        username: What the account signs in as.
        role: The role.
        operation: Id of the operation; empty: every operation, which only an administrator of all may give.
        organisation: Number of the organisation that the person acts for; an operator needs one.

    Raises:
        NotAllowed: The actor administers neither this operation nor all.
        NotInLedger: There is no such account.
        RecordRefused: An operator without an organisation, or one that the operation does not know.
    """
    actor.require(Act.ADMINISTER, operation)
    person = account(username)
    if role is Role.OPERATOR and not organisation:
        raise RecordRefused("An operator acts for an organisation. Choose which.")
    if organisation and operation and organisation not in _known_organisations(office, operation):
        raise RecordRefused(f"The operation has no organisation {organisation!r}. Enter it first.")
    person.grant(role, operation=operation, organisation=organisation)
    return person


def end_role(actor: Actor, username: str, role: Role, *, operation: str = "", organisation: str = "") -> Person:
    """End a role and return the account; where it is not held, nothing changes.

    Raises:
        NotAllowed: The actor administers neither this operation nor all.
        NotInLedger: There is no such account.
        RecordRefused: It is the actor's own role of administrator: nobody locks himself out.
    """
    actor.require(Act.ADMINISTER, operation)
    person = account(username)
    if person.number == actor.number and role is Role.ADMINISTRATOR:
        raise RecordRefused("This is your own role of administrator. Another administrator can end it.")
    person.revoke(role, operation=operation, organisation=organisation)
    return person


def account(username: str) -> Person:
    """Return the account that signs in under a name.

    Raises:
        NotInLedger: There is none.
    """
    person: Person | None = Person.objects.filter(username=username).first()
    if person is None:
        raise NotInLedger(f"There is no account {username!r}. Open it first.")
    return person


def _known_organisations(office: Office, operation: str) -> set[str]:
    record = next((one for one in office.operations() if one.id == operation), None)
    return set(office.organisations(record).values()) if record else set()
