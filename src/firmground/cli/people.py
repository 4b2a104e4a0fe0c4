"""``firmground people``: make accounts and give roles. An account has a sign-in name and a number, no person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, columns, say
from firmground.cli.owner import owner, ready

if TYPE_CHECKING:
    from firmground.accounts.models import Person

_ROLES = (
    *("viewer", "operator", "information_officer", "operations_officer"),
    *("quality_officer", "head", "authority", "administrator"),
)


@click.group()
def people() -> None:
    """Make accounts, give and take roles, list them."""


@people.command()
@click.argument("username")
@click.password_option(help="Asked for where it is left out, so that it stands in no list of commands.")
@click.option("--language", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Language of pages.")
@as_json
def add(username: str, password: str, language: str, is_json: bool) -> None:
    """Make an account that signs in as USERNAME: not a person's name, it stands in lists."""
    ready()
    from firmground.actions.open_account import open_account

    person = open_account(owner(), username, password, language=language)
    text = f"Made {person.number}. Give it a role: firmground people grant {person.username} ROLE --operation NUMBER"
    say(_said(person), text, is_json=is_json)


@people.command()
@click.argument("username")
@click.argument("role", type=click.Choice(_ROLES))
@click.option("--operation", default="", help="Number of the operation. Left out: every operation.")
@click.option("--organisation", default="", help="Number of the organisation; an operator needs one.")
@click.option("--take-back", is_flag=True, help="Take the role back.")
@as_json
def grant(username: str, role: str, operation: str, organisation: str, take_back: bool, is_json: bool) -> None:
    """Give USERNAME a ROLE."""
    from firmground.accounts.roles import Role

    office = ready()
    from firmground.actions.give_role import end_role, give_role

    of = office.operation(operation).id if operation else ""
    if take_back:
        person = end_role(owner(), username, Role(role), operation=of, organisation=organisation)
    else:
        person = give_role(office, owner(), username, Role(role), operation=of, organisation=organisation)
    held = (
        "; ".join(f"{one.role.value} in {one.operation or 'every operation'}" for one in person.grants()) or "nothing"
    )
    say(_said(person), f"{person.number} holds now: {held}.", is_json=is_json)


@people.command("list")
@as_json
def list_(is_json: bool) -> None:
    """List the accounts by number, with what they hold."""
    ready()
    from firmground.accounts.models import Person

    known = [_said(person) for person in Person.objects.order_by("number")]
    rows = [(one["number"], one["username"], ", ".join(held["role"] for held in one["grants"])) for one in known]
    say({"people": known}, columns(rows) or "No account yet. Make one: firmground people add USERNAME", is_json=is_json)


def _said(person: Person) -> dict[str, Any]:
    held = [
        {"role": one.role.value, "operation": one.operation, "organisation": one.organisation}
        for one in person.grants()
    ]
    return {"number": person.number, "username": person.username, "grants": held}
