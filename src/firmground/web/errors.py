"""Which status code an error has on a page. The one table of this door."""

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

STATUS_OF: Mapping[type[FirmgroundError], int] = {
    FirmgroundError: 500,
    ReportUnreadable: 400,
    FormUnreadable: 400,
    AnswersUnreadable: 400,
    RecordRefused: 422,
    NotInLedger: 404,
    NotYetKnown: 404,
    EntryOvertaken: 409,
    NotAllowed: 403,
    FrameMismatch: 422,
    GeometryUnsound: 422,
    StorageUnreachable: 503,
    SettingsUnsound: 500,
    SealBroken: 500,
    PromiseBroken: 500,
}
