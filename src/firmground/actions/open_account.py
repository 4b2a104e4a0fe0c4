"""Open an account, and say whether it may sign in. An account has a sign-in name and a number, no person's name."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from firmground.accounts.models import Person
from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.give_role import account
from firmground.errors import RecordRefused

LONGEST_NAME = 150


def open_account(actor: Actor, username: str, password: str, *, operation: str = "", language: str = "en") -> Person:
    """Open an account and return it. It may do nothing until it is given a role.

    Args:
        actor: Who opens it.
        username: What is typed to sign in; it stands in lists, so it is not a person's name.
        password: The first password.
        operation: Id of an operation that the actor administers; empty: all.
        language: Language of its pages.

    Raises:
        NotAllowed: The actor does not administer the operation.
        RecordRefused: The name is taken or empty, or the password is too easy to guess.
    """
    actor.require(Act.ADMINISTER, operation)
    name = username.strip()
    if not name or len(name) > LONGEST_NAME:
        raise RecordRefused(f"A sign-in name has 1 to {LONGEST_NAME} characters.")
    if Person.objects.filter(username=name).exists():
        raise RecordRefused(f"There is an account {name!r} already. Choose another sign-in name.")
    try:
        validate_password(password, Person(username=name))
    except ValidationError as error:
        raise RecordRefused(" ".join(error.messages)) from None
    return Person.objects.create_user(name, password, language=language)


def let_sign_in(actor: Actor, username: str, *, may_sign_in: bool) -> Person:
    """Say whether an account may sign in, and return it. What it entered stays.

    Raises:
        NotAllowed: The actor does not administer all operations: an account is the office's, not an operation's.
        NotInLedger: There is no such account.
        RecordRefused: It is the actor's own account.
    """
    actor.require(Act.ADMINISTER, "")
    person = account(username)
    if person.number == actor.number:
        raise RecordRefused("This is your own account. Another administrator can close it.")
    person.is_active = may_sign_in
    person.save(update_fields=["is_active"])
    return person
