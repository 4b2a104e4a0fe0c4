"""What a driver or a disk says, in our words. The only place that knows the drivers' exceptions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django import db

from firmground.errors import (
    EntryOvertaken,
    FirmgroundError,
    RecordRefused,
    SettingsUnsound,
    StorageUnreachable,
)

_Translation = tuple[type[Exception], type[FirmgroundError], str]

TRANSLATIONS: tuple[_Translation, ...] = (
    (
        db.IntegrityError,
        EntryOvertaken,
        "Somebody else entered first, or a change was refused. Read again, then decide.",
    ),
    (sqlite3.IntegrityError, EntryOvertaken, "Somebody else entered first, or a change was refused. Read again."),
    (psycopg.IntegrityError, EntryOvertaken, "Somebody else entered first, or a change was refused. Read again."),
    (db.DataError, RecordRefused, "A value does not fit into the database. Look at the longest and largest values."),
    (
        psycopg.DataError,
        RecordRefused,
        "A value does not fit into the database. Look at the longest and largest values.",
    ),
    (
        db.ProgrammingError,
        SettingsUnsound,
        "The database lacks tables or rights of this version. Migrate it as its owner.",
    ),
    (psycopg.ProgrammingError, SettingsUnsound, "The database lacks tables or rights of this version. Migrate it."),
    (db.Error, StorageUnreachable, "The database is away, full, locked or damaged. Look at it, then try again."),
    (sqlite3.Error, StorageUnreachable, "The database is away, full, locked or damaged. Look at it, then try again."),
    (psycopg.Error, StorageUnreachable, "The database is away, full, locked or damaged. Look at it, then try again."),
    (OSError, StorageUnreachable, "The disk is away, full or not writable. Look at the data folder, then try again."),
)
"""Exception, our class, what to do; the first that fits holds."""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise what goes wrong inside in our words; our own errors pass as they are.

    Args:
        doing: What was attempted, as the beginning of the message: "Appending 12 entries".
    """
    try:
        yield
    except FirmgroundError:
        raise
    except tuple(row[0] for row in TRANSLATIONS) as error:
        raise _in_our_words(error, doing) from error


def _in_our_words(error: Exception, doing: str) -> FirmgroundError:
    for said, ours, advice in TRANSLATIONS:
        if isinstance(error, said):
            return ours(f"{doing} failed. {advice}", cause=str(error))
    raise error
