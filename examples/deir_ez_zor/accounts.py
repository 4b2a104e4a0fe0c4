"""The demonstration's sign-ins. The entries name their authors by the account numbers made here."""

from __future__ import annotations

from examples.deir_ez_zor.records import AUTHORITY, OFFICER, OPERATION, SYRIAN_SPECIALISTS
from firmground.accounts.models import Person
from firmground.accounts.roles import Role
from firmground.actions.actor import Actor

PASSWORD = "demonstration"  # noqa: S105 - shown on the sign-in page of the demonstration

SIGN_INS = (
    # name, account number, role, organisation that the person acts for
    ("officer", OFFICER, Role.INFORMATION_OFFICER, ""),
    ("authority", AUTHORITY, Role.AUTHORITY, ""),
    ("head", "P-0003", Role.HEAD, ""),
    ("operator", "P-0005", Role.OPERATOR, SYRIAN_SPECIALISTS),
    ("viewer", "P-0006", Role.VIEWER, ""),
    ("administrator", "P-0007", Role.ADMINISTRATOR, ""),
)
"""People of the demonstration, each with one role."""


def make_accounts() -> Actor:
    """Make the accounts that are not there yet, and return the head of the centre, who publishes."""
    for name, number, role, organisation in SIGN_INS:
        person = Person.objects.filter(username=name).first()
        if person is None:
            person = Person.objects.create_user(name, PASSWORD, number=number)
        operation = "" if role is Role.ADMINISTRATOR else OPERATION
        person.grant(role, operation=operation, organisation=organisation)
    head = Person.objects.get(username="head")
    return Actor(head.number, head.grants())
