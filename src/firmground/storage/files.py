"""Files that survive a power cut: written, fsynced, named, and the folder fsynced, in this order."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

UNFINISHED = ".unfinished"
"""The end of the name of a file that is still being written."""


def make_folder(folder: Path) -> None:
    """Make a folder with its parents, each known durably to the one above it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    fsync_folder(folder.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_unnamed(folder: Path, pieces: Iterable[bytes], *, mode: int = 0o600) -> Path:
    """Write pieces durably into a new file under a passing name in a folder, and return its path."""
    make_folder(folder)
    path = folder / f"{secrets.token_hex(16)}{UNFINISHED}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return path


def give_name(unnamed: Path, path: Path) -> None:
    """Move a written file to its name durably; a file of that name is replaced."""
    make_folder(path.parent)
    unnamed.replace(path)
    fsync_folder(path.parent)


def write_once(path: Path, content: bytes) -> bytes:
    """Write a small file that only its owner may read, and return what it holds: of two writers one wins, whole."""
    unnamed = write_unnamed(path.parent, [content])
    try:
        path.hardlink_to(unnamed)
    except FileExistsError:
        return path.read_bytes()
    finally:
        unnamed.unlink()
        fsync_folder(path.parent)
    return content
