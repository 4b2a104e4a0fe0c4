"""The office's Ed25519 key, and the public keys of the offices that this ledger knows."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections

from firmground.errors import SettingsUnsound
from firmground.storage.faults import translated
from firmground.storage.files import write_once

_KEY_BYTES = 32


def fingerprint(public_key: bytes) -> str:
    """Return the first 16 hex digits of a public key's SHA-256, in groups of four: what people compare by eye."""
    digest = hashlib.sha256(public_key).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


class OfficeKey:
    """The key that an office signs its batches with: a file in the data folder, made on first use, 0600.

    It is never in the database, so that a copy of the database cannot sign. Who loses it cannot continue the chain.
    """

    def __init__(self, data_folder: Path, office: str, *, using: str = "default") -> None:
        """Name the key; the file is read, or made, when first needed.

        Args:
            data_folder: The data folder; the key lies in its folder ``keys``.
            office: The office that signs.
            using: Name of Django's connection, for the public keys.
        """
        self.office = office
        self.path = data_folder / "keys" / f"{quote(office, safe='')}.ed25519"
        self._using = using

    @property
    def public_key(self) -> bytes:
        """Return the public key, 32 raw bytes."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message. The first signature makes the public key known to the ledger.

        Raises:
            SettingsUnsound: The ledger knows another key of this office: the file is not the one it signed with.
        """
        self._enrol()
        return self._private.sign(message)

    def public_keys(self) -> dict[str, bytes]:
        """Return the raw public keys by office, as the ledger knows them."""
        with translated("Reading the public keys"), connections[self._using].cursor() as cursor:
            cursor.execute("SELECT office, public_key FROM ledger_office_key")
            return {office: bytes.fromhex(key) for office, key in cursor.fetchall()}

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        with translated(f"Opening the key of office {self.office}"):
            if self.path.exists():
                raw = self.path.read_bytes()
            else:
                raw = write_once(self.path, Ed25519PrivateKey.generate().private_bytes_raw())
        if len(raw) != _KEY_BYTES:
            raise SettingsUnsound(
                f"The key file {self.path} has {len(raw)} bytes, a key has {_KEY_BYTES}. Restore it from a backup."
            )
        return Ed25519PrivateKey.from_private_bytes(raw)

    def _enrol(self) -> None:
        known = self.public_keys().get(self.office)
        if known is None:
            sql = "INSERT INTO ledger_office_key (office, public_key) VALUES (%s, %s)"
            with translated("Keeping the public key"), connections[self._using].cursor() as cursor:
                cursor.execute(sql, [self.office, self.public_key.hex()])
        elif known != self.public_key:
            raise SettingsUnsound(
                f"The key file {self.path} ({fingerprint(self.public_key)}) is not the key that office {self.office} "
                f"signs with ({fingerprint(known)}). Restore the file from a backup."
            )
