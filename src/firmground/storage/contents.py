"""The content store: raw files and free text under salted references, durable before they are known, destroyable.

The reference is the SHA-256 over a random salt and the content. The ledger holds the reference only; once salt and
content are destroyed, nobody can find out from the reference what it was, and the ledger still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firmground.clock import Clock, system_clock
from firmground.errors import NotInLedger, SealBroken
from firmground.storage.faults import translated
from firmground.storage.files import UNFINISHED, fsync_folder, give_name, write_unnamed
from firmground.storage.models import KeptContent

_SALT_BYTES = 32
_PIECE_BYTES = 1 << 20

AN_HOUR_S = 3600
"""Nobody takes longer between writing a file and making it known."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A content as it was kept.

    Attributes:
        reference: Its salted reference, hex.
        digest: Its plain SHA-256, hex.
        size_bytes: Its length.
    """

    reference: str
    digest: str
    size_bytes: int


class Contents:
    """Contents in a folder, their salts in the database."""

    def __init__(self, folder: Path, clock: Clock = system_clock, *, using: str = "default") -> None:
        """Name the folder; it is made when first needed.

        Args:
            folder: Where the files lie, as ``ab/cd/reference``.
            clock: For the age of files that were never made known.
            using: Name of Django's connection.
        """
        self._folder = folder
        self._clock = clock
        self._using = using

    def keep(self, data: bytes | Path, *, is_file: bool = False) -> Kept:
        """Keep a content durably and return its reference: first the file, then the row.

        Args:
            data: The content, or the path of a file that holds it.
            is_file: Whether it is a raw file that may come again: it is then kept once and found by its digest. Of
                free text no digest is kept, because short words could be guessed by it.
        """
        with translated("Keeping a content"):
            salt = secrets.token_bytes(_SALT_BYTES)
            salted, plain, size_bytes = hashlib.sha256(salt), hashlib.sha256(), 0

            def pieces() -> Iterator[bytes]:
                nonlocal size_bytes
                for piece in _pieces(data):
                    salted.update(piece)
                    plain.update(piece)
                    size_bytes += len(piece)
                    yield piece

            unnamed = write_unnamed(self._folder, pieces())
            there = self.find_by_digest(plain.hexdigest()) if is_file else None
            if there:
                unnamed.unlink()
                return there
            kept = Kept(salted.hexdigest(), plain.hexdigest(), size_bytes)
            give_name(unnamed, self._path(kept.reference))
            digest = kept.digest if is_file else ""
            KeptContent.objects.using(self._using).create(
                reference=kept.reference, salt=salt, digest=digest, size_bytes=size_bytes
            )
            return kept

    def find_by_digest(self, digest: str) -> Kept | None:
        """Return the raw file with this SHA-256, None where there is none (or it was redacted)."""
        with translated("Looking for a content"):
            row = KeptContent.objects.using(self._using).filter(digest=digest).exclude(digest="").first()
            return Kept(row.reference, row.digest, row.size_bytes) if row else None

    def read(self, reference: str) -> bytes:
        """Return a content.

        Raises:
            NotInLedger: It is not there, or was redacted.
            SealBroken: The file is not what was kept.
        """
        with translated("Reading a content"):
            row = self._row(reference)
            path = self._path(reference)
            content = path.read_bytes() if path.exists() else None
        if content is None or hashlib.sha256(bytes(row.salt) + content).hexdigest() != reference:
            raise SealBroken(
                f"The content {reference} is {'missing' if content is None else 'not what was kept'}. "
                "Restore the folder of contents from a backup."
            )
        return content

    def redact(self, reference: str) -> None:
        """Destroy a content and its salt; a second time changes nothing. The caller appends the ``redaction`` entry.

        The salt goes first: should the machine stop in between, the file that is left is swept away. SQLite overwrites
        the salt (``secure_delete``); on PostgreSQL the old row goes with the next vacuum. Backups are another matter.

        Raises:
            NotInLedger: There is none with this reference.
        """
        with translated("Redacting a content"):
            changed = (
                KeptContent.objects.using(self._using)
                .filter(reference=reference)
                .update(salt=b"", digest="", size_bytes=0, is_redacted=True)
            )
            if not changed:
                raise NotInLedger(f"There is no content {reference}.")
            self._destroy(self._path(reference))

    def sweep(self, *, older_than_s: float = AN_HOUR_S) -> int:
        """Destroy files that were never made known, or whose content was redacted; return how many.

        Args:
            older_than_s: Younger files are left: they may be about to be made known.
        """
        with translated("Sweeping the contents"):
            if not self._folder.is_dir():
                return 0
            before = self._clock().timestamp() - older_than_s
            known = set(
                KeptContent.objects.using(self._using).filter(is_redacted=False).values_list("reference", flat=True)
            )
            orphans = [path for path in self._files() if path.name not in known and path.stat().st_mtime < before]
            for path in orphans:
                self._destroy(path)
            return len(orphans)

    def _files(self) -> list[Path]:
        return [*self._folder.glob(f"*{UNFINISHED}"), *self._folder.glob("??/??/*")]

    def _row(self, reference: str) -> KeptContent:
        row = KeptContent.objects.using(self._using).filter(reference=reference).first()
        if row is None:
            raise NotInLedger(f"There is no content {reference}.")
        if row.is_redacted:
            raise NotInLedger(f"The content {reference} was redacted: its text and salt are destroyed.")
        return row

    def _path(self, reference: str) -> Path:
        return self._folder / reference[:2] / reference[2:4] / reference

    def _destroy(self, path: Path) -> None:
        if path.exists():
            path.unlink()
            fsync_folder(path.parent)


def _pieces(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
