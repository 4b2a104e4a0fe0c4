"""What can go wrong with an attempt. What is wrong with data is a finding (``firmground.checks``).

FirmgroundError
    ReportUnreadable     the file or payload is not what it claims        reporter
    FormUnreadable       a form's definition cannot be made into a form   officer
    AnswersUnreadable    what a form sent is not a set of answers         reporter
    RecordRefused        read, but a finding stops it                     reporter or officer
    NotInLedger          no such entry, thing, place or person            asker
    NotYetKnown          the ledger cannot answer for that day or area    asker
    EntryOvertaken       someone else entered first                       officer
    NotAllowed           this person may not see or do this               administrator
    FrameMismatch        coordinates are not in the frame they claim      reporter
    GeometryUnsound      a shape is not a shape                           reporter
    StorageUnreachable   database, disk or cluster away                   operator
    SettingsUnsound      configuration contradicts itself                 operator
    SealBroken           a hash, chain or signature does not hold         officer
    PromiseBroken        our own invariant failed: a bug, no answer       developer

Doors map these classes to exit codes and status codes; nothing here knows of either.
"""

from __future__ import annotations

from typing import ClassVar


class FirmgroundError(Exception):
    """The root of all errors; its message says what happened and what to do next.

    Messages carry ids, files, rows and fields, never names of people and never exact positions; what only
    those may see who may see the record stands in ``details``.
    """

    code: ClassVar[str] = "error"
    who: ClassVar[str] = "developer"
    retry: ClassVar[str] = "no"

    def __init__(self, message: str, **details: object) -> None:
        """Keep the sentence for everybody and the details for those who may see the record."""
        super().__init__(message)
        self.message = message
        self.details = details


class ReportUnreadable(FirmgroundError):
    """The file or payload is not what it claims."""

    code = "intake.report-unreadable"
    who = "reporter"
    retry = "after fixing"


class FormUnreadable(FirmgroundError):
    """A form's definition cannot be made into a form; the message names the row and what to do."""

    code = "intake.form-unreadable"
    who = "officer"
    retry = "after fixing"


class AnswersUnreadable(FirmgroundError):
    """What a form sent is not a set of answers that can be read; the message says why."""

    code = "intake.answers-unreadable"
    who = "reporter"
    retry = "after fixing"


class RecordRefused(FirmgroundError):
    """A record was read, but a finding stops it; ``details["findings"]`` holds them."""

    code = "checks.record-refused"
    who = "reporter"
    retry = "after fixing"


class NotInLedger(FirmgroundError):
    """There is no such entry, thing, place or person."""

    code = "ledger.not-in-ledger"
    who = "asker"


class NotYetKnown(FirmgroundError):
    """The ledger cannot answer for that day or area."""

    code = "ledger.not-yet-known"
    who = "asker"
    retry = "later"


class EntryOvertaken(FirmgroundError):
    """Someone else entered first: read again, then decide."""

    code = "ledger.entry-overtaken"
    who = "officer"
    retry = "after reading again"


class NotAllowed(FirmgroundError):
    """This person may not see or do this."""

    code = "accounts.not-allowed"
    who = "administrator"


class FrameMismatch(FirmgroundError):
    """Coordinates are not in the frame that they claim."""

    code = "geometry.frame-mismatch"
    who = "reporter"
    retry = "after fixing"


class GeometryUnsound(FirmgroundError):
    """A shape is not a shape: self-crossing, empty, or of the wrong type."""

    code = "geometry.unsound"
    who = "reporter"
    retry = "after fixing"


class StorageUnreachable(FirmgroundError, OSError):
    """The database, the disk or the cluster is away."""

    code = "storage.unreachable"
    who = "operator"
    retry = "yes"


class SettingsUnsound(FirmgroundError):
    """The configuration contradicts itself; the message names both values."""

    code = "settings.unsound"
    who = "operator"
    retry = "after fixing"


class SealBroken(FirmgroundError):
    """A hash, a chain or a signature does not hold; the message names the first broken entry."""

    code = "ledger.seal-broken"
    who = "officer"


class PromiseBroken(FirmgroundError):
    """An invariant of our own failed. This is a bug: stop, do not answer."""

    code = "promise-broken"
