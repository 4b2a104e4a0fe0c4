"""Submissions: what came in and what became of every row of it. Kept outside the ledger until it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class Outcome(StrEnum):
    """What became of a row. The three add up to the rows of the file, always."""

    ENTERED = "entered"
    WITH_FINDINGS = "with_findings"
    HELD = "held"


class SubmissionState(StrEnum):
    """Received: kept raw. Judged: every row has an outcome. Entered: its batch is closed. Withdrawn: as a whole."""

    RECEIVED = "received"
    JUDGED = "judged"
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as it is kept.

    Attributes:
        id: UUIDv8 derived from operation and digest of the raw file: the same file is the same submission.
        operation: Id of the operation.
        filename: As it came; never used as a path.
        digest: SHA-256 of the raw bytes, hex.
        content: Salted reference of the raw bytes in the content store.
        size_bytes: Length of the raw bytes.
        received_at: When it came, UTC.
        received_by: Account number of who sent it.
        organisation: Number of the sender's organisation, or empty.
        state: How far it is.
        mapping: The mapping (YAML) that it was last judged with.
        attempt: 1, or higher where an earlier import of the same file was withdrawn.
        counts: Rows by outcome.
        batch: Number of the batch that it was entered with, 0: not yet.
    """

    id: str
    operation: str
    filename: str
    digest: str
    content: str
    size_bytes: int
    received_at: datetime
    received_by: str
    organisation: str = ""
    state: SubmissionState = SubmissionState.RECEIVED
    mapping: str = ""
    attempt: int = 1
    counts: Mapping[str, int] = {}
    batch: int = 0


class StagedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one row.

    Attributes:
        submission: Id of the submission.
        position: Row in the file, 1 is the first.
        outcome: Entered, entered with findings, or held.
        said: The row as it was said, by column.
        entries: The entries that it makes, as canonical plain values; of a held row as far as they could be read.
        findings: Findings as plain values (rule, weight, about, field, said, expected, message).
    """

    submission: str
    position: int
    outcome: Outcome
    said: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
