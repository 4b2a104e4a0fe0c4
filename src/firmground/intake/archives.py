"""Zip archives of reporters: bounded, unencrypted, not nested. Names in an archive are never used as paths."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from firmground.errors import ReportUnreadable

MOST_MEMBERS = 2_000
LARGEST_BYTES = 512 * 1024 * 1024
"""Bytes that an archive may unpack to, all members together."""

_PACKING_ERRORS = (zlib.error, lzma.LZMAError, ValueError)
_NESTED = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".kmz", ".zst"})


def open_archive(content: bytes, filename: str) -> zipfile.ZipFile:
    """Return an archive that is safe to unpack.

    Raises:
        ReportUnreadable: It is no zip archive, is encrypted, has names that lead out of it, or would unpack to
            more than ``LARGEST_BYTES``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReportUnreadable(f"{filename} is not a zip archive, or is cut short: send it again.") from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_BYTES:
        raise ReportUnreadable(
            f"{filename} unpacks to more than {MOST_MEMBERS} files or {LARGEST_BYTES // 1024**2} MB: send fewer rows."
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReportUnreadable(f"{filename} is encrypted: send it without a password.")
    if any(_leads_out(member.filename) for member in members):
        raise ReportUnreadable(f"{filename} has names that lead out of the archive: pack it again without folders.")
    return archive


def members_of(archive: zipfile.ZipFile, filename: str) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by name, without folders and what systems add.

    Raises:
        ReportUnreadable: An archive lies in the archive, or a name stands twice.
    """
    members = [member for member in archive.infolist() if not member.is_dir() and not _added(member.filename)]
    names = [member.filename for member in members]
    nested = [name for name in names if PurePosixPath(name).suffix.casefold() in _NESTED]
    if nested:
        raise ReportUnreadable(f"{filename} holds another archive, {nested[0]!r}: unpack it and send that.")
    if len(set(names)) < len(names):
        raise ReportUnreadable(f"{filename} holds the same name twice: pack it again.")
    return dict(zip(names, members, strict=True))


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, filename: str) -> bytes:
    """Return the bytes of one file of an archive, never more of them than the archive declares.

    Raises:
        ReportUnreadable: It is damaged or packed in a way that is not read.
    """
    try:
        with archive.open(member) as packed:
            return packed.read(member.file_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, *_PACKING_ERRORS) as error:
        raise ReportUnreadable(f"{filename}: {member.filename!r} in it is damaged: pack and send it again.") from error


def suffixes(names: Iterable[str]) -> set[str]:
    """Return the endings of names in lower case, as ``.shp``."""
    return {PurePosixPath(name).suffix.casefold() for name in names}


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def _added(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in {".DS_Store", "Thumbs.db", "desktop.ini"}
