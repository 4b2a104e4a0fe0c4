"""Personal fields of incoming forms: encrypted, outside of everything immutable, and destroyable."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ObjectDoesNotExist

from firmground.errors import NotInLedger, SealBroken, SettingsUnsound
from firmground.storage.faults import translated
from firmground.storage.files import write_once
from firmground.storage.models import PersonalFields


class PersonalStore:
    """Keeps what identifies people, under references that say nothing. The key lies in the data folder, 0600."""

    def __init__(self, data_folder: Path, *, using: str = "default") -> None:
        """Name the key; it is read, or made, when first needed."""
        self.path = data_folder / "keys" / "personal.fernet"
        self._using = using

    def keep(self, fields: Mapping[str, str]) -> str:
        """Keep fields by name and return their reference, which is random."""
        with translated("Keeping personal fields"):
            reference = str(uuid4())
            sealed = self._cipher.encrypt(msgspec.json.encode(dict(fields)))
            PersonalFields.objects.using(self._using).create(reference=reference, sealed=sealed)
            return reference

    def read(self, reference: str) -> dict[str, str]:
        """Return fields by name.

        Raises:
            NotInLedger: They are not there, or were destroyed.
            SealBroken: They were changed, or sealed with another key.
        """
        with translated("Reading personal fields"):
            try:
                row = PersonalFields.objects.using(self._using).get(reference=reference)
            except ObjectDoesNotExist as error:
                raise NotInLedger(f"There are no personal fields {reference}; they may have been destroyed.") from error
        try:
            plain = self._cipher.decrypt(bytes(row.sealed))
        except InvalidToken as error:
            raise SealBroken(
                f"The personal fields {reference} do not open with {self.path.name}. Restore the key from a backup."
            ) from error
        return msgspec.json.decode(plain, type=dict[str, str])

    def destroy(self, reference: str) -> None:
        """Destroy fields; where there are none, nothing happens."""
        with translated("Destroying personal fields"):
            PersonalFields.objects.using(self._using).filter(reference=reference).delete()

    @cached_property
    def _cipher(self) -> Fernet:
        raw = self.path.read_bytes() if self.path.exists() else write_once(self.path, Fernet.generate_key())
        try:
            return Fernet(raw)
        except ValueError as error:
            raise SettingsUnsound(f"The key file {self.path} is not a key. Restore it from a backup.") from error
