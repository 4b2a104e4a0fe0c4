"""Which exit code an error has. The one table of this door."""

from __future__ import annotations

from collections.abc import Mapping

from firmground.errors import (
    AnswersUnreadable,
    EntryOvertaken,
    FirmgroundError,
    FormUnreadable,
    FrameMismatch,
    GeometryUnsound,
    NotAllowed,
    NotInLedger,
    NotYetKnown,
    PromiseBroken,
    RecordRefused,
    ReportUnreadable,
    SealBroken,
    SettingsUnsound,
    StorageUnreachable,
)

EXIT_OF: Mapping[type[FirmgroundError], int] = {
    FirmgroundError: 1,
    PromiseBroken: 1,
    ReportUnreadable: 3,
    FormUnreadable: 3,
    AnswersUnreadable: 3,
    RecordRefused: 3,
    FrameMismatch: 3,
    GeometryUnsound: 3,
    NotInLedger: 4,
    NotYetKnown: 4,
    EntryOvertaken: 5,
    NotAllowed: 6,
    StorageUnreachable: 7,
    SettingsUnsound: 8,
    SealBroken: 9,
}
"""Exit codes by kind of error."""

USAGE = 2
"""The command was typed in a way that it does not take."""

STOPPED = 130
"""A person stopped it (Ctrl-C); what was not acknowledged was not entered."""

MEANINGS: Mapping[int, str] = {
    0: "Done.",
    1: "A promise of the program itself is broken: a bug. Nothing was answered.",
    USAGE: "The command was typed in a way that it does not take.",
    3: "The file cannot be read, or a record or shape was refused. Mend it and try again.",
    4: "There is no such entry, operation or person, or the ledger cannot answer for that day.",
    5: "Somebody else entered first. Read again, then decide.",
    6: "This account may not see or do this.",
    7: "The database or the disk is away. Try again.",
    8: "The settings contradict each other; the message names both.",
    9: "A hash, a chain or a signature does not hold; the message names the first broken entry.",
    STOPPED: "Stopped by a person.",
}
"""What each exit code says, for the generated documentation."""
