"""Keys of devices: made with an end, kept as a digest, looked up by what stands in an address."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.db import transaction

from firmground.accounts.models import FieldKey
from firmground.clock import Clock, system_clock
from firmground.errors import NotAllowed, NotInLedger, RecordRefused

_KEY_BYTES = 24
_LONGEST_DAYS = 400


def make_key(
    *, operation: str, organisation: str, label: str, made_by: str, ends_on: date, clock: Clock = system_clock
) -> tuple[FieldKey, str]:
    """Return a new key and the secret for its address, which is told this once.

    Raises:
        RecordRefused: Organisation or label is missing, or the end lies in the past or more than 400 days ahead.
    """
    today = clock().date()
    if not organisation or not label.strip():
        raise RecordRefused("A key needs an organisation and the name of the device or team that carries it.")
    if not 0 <= (ends_on - today).days <= _LONGEST_DAYS:
        raise RecordRefused(f"The last day of a key lies between today and {_LONGEST_DAYS} days from now.")
    secret = secrets.token_urlsafe(_KEY_BYTES)
    with transaction.atomic():
        key = FieldKey.objects.create(
            number=f"K-{FieldKey.objects.count() + 1:04d}",
            digest=_digest(secret),
            operation=operation,
            organisation=organisation,
            label=label.strip()[:100],
            made_by=made_by,
            ends_on=ends_on,
        )
    return key, secret


def key_of(secret: str, clock: Clock = system_clock) -> FieldKey:
    """Return the key of an address, and note that it was used.

    Raises:
        NotAllowed: There is no such key, or it was revoked, or its last day is over; all said the same.
    """
    key = FieldKey.objects.filter(digest=_digest(secret), is_revoked=False).first()
    now = clock()
    if key is None or key.ends_on < now.date():
        raise NotAllowed("This address does not open the forms any more. Ask the operation's office for a new code.")
    FieldKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def revoke(operation: str, number: str) -> FieldKey:
    """Revoke a key of an operation for ever, and return it.

    Raises:
        NotInLedger: The operation has no key of that number.
    """
    key = FieldKey.objects.filter(operation=operation, number=number).first()
    if key is None:
        raise NotInLedger(f"There is no key {number} in this operation.")
    key.is_revoked = True
    key.save()
    return key


def keys_of(operation: str) -> list[FieldKey]:
    """Return the keys of an operation, newest first."""
    return list(FieldKey.objects.filter(operation=operation).order_by("-pk"))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
