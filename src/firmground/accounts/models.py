"""People and their grants. A person has a sign-in and a number; no name, no address."""

from __future__ import annotations

from typing import Any, ClassVar, Never

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _

from firmground.accounts.roles import GrantOf, Role
from firmground.errors import NotAllowed


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts and gives them their numbers."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:  # noqa: ANN401
        """Return a new account with the next free number; without a password nobody can sign in with it.

        Raises:
            ValueError: The username is empty.
        """
        if not username.strip():
            raise ValueError("An account needs a username: what is typed to sign in.")
        with transaction.atomic(using=self._db or router.db_for_write(self.model)):
            fields.setdefault("number", self._next_number())
            person = self.model(username=self.model.normalize_username(username.strip()), **fields)
            person.set_password(password)
            person.save(using=self._db)
        return person

    def _next_number(self) -> str:
        numbers = self.select_for_update().filter(number__startswith="P-").values_list("number", flat=True)
        tails = (number.removeprefix("P-") for number in numbers)
        return f"P-{max((int(tail) for tail in tails if tail.isdecimal()), default=0) + 1:04d}"


class Person(AbstractBaseUser):
    """An account. ``number`` is what entries carry as their author; it is never given again."""

    username = models.CharField(_("Sign-in name"), max_length=150, unique=True)
    number = models.CharField(_("Account number"), max_length=20, unique=True, editable=False)
    language = models.CharField(_("Language"), max_length=10, default="en")
    is_active = models.BooleanField(_("May sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        """Return the account number, never the sign-in name."""
        return self.number

    def delete(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ANN401
        """Refuse: entries name this number as their author for ever.

        Raises:
            NotAllowed: Always.
        """
        raise NotAllowed(f"Account {self.number} cannot be deleted: entries name it. Say that it may not sign in.")

    def grants(self) -> tuple[GrantOf, ...]:
        """Return what was granted and still holds; an account that may not sign in has nothing."""
        if not self.is_active:
            return ()
        return tuple(GrantOf(Role(held.role), held.operation, held.organisation) for held in self.grant_set.all())

    def grant(self, role: Role, *, operation: str = "", organisation: str = "") -> None:
        """Give a role in an operation (its id, empty: every operation), for an organisation (its number).

        Raises:
            ValueError: An operator without an organisation could see and send nothing.
        """
        if role is Role.OPERATOR and not organisation:
            raise ValueError("An operator acts for an organisation. Name its number.")
        self.grant_set.get_or_create(role=role.value, operation=operation, organisation=organisation)

    def revoke(self, role: Role, *, operation: str = "", organisation: str = "") -> None:
        """Take a role back; where it was not given, nothing happens."""
        self.grant_set.filter(role=role.value, operation=operation, organisation=organisation).delete()


class Grant(models.Model):
    """A role of a person in an operation, for an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    role = models.CharField(_("Role"), max_length=30, choices=[(role.value, role.value) for role in Role])
    operation = models.CharField(_("Operation"), max_length=36, blank=True, default="")
    organisation = models.CharField(_("Organisation"), max_length=100, blank=True, default="")

    class Meta:
        """The same grant is given once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role", "operation", "organisation"], name="grant_once")
        ]

    def __str__(self) -> str:
        """Return who may what where."""
        return f"{self.person.number}: {self.role} in {self.operation or 'every operation'} {self.organisation}".strip()


class FieldKey(models.Model):
    """A key by which a device sends forms for an organisation; the key itself is not kept, only its digest."""

    number = models.CharField(_("Key number"), max_length=20, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    operation = models.CharField(max_length=36)
    organisation = models.CharField(_("Organisation"), max_length=100)
    label = models.CharField(_("Device or team"), max_length=100)
    made_by = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_on = models.DateField(_("Last day"))
    is_revoked = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the number, which entries carry as their author."""
        return self.number

    def grants(self) -> tuple[GrantOf, ...]:
        """Return what the key may: send for its organisation in its operation."""
        return (GrantOf(Role.OPERATOR, self.operation, self.organisation),)
