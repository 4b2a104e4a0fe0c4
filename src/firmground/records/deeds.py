"""Deeds upon the ledger itself: decisions, withdrawals, submissions, redactions, receipts of other chains."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from firmground.records.fields import Body, said


class DecisionVerdict(StrEnum):
    """The life of a report: submitted, verified, approved; or returned, rejected with a reason."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


class BatchName(Body, frozen=True, kw_only=True):
    """A batch of an office's chain."""

    office: str
    number: int


class Decision(Body, frozen=True, kw_only=True):
    """A person's decision over an explicit set of entries, or over a whole batch.

    ``settles`` names hazard entries that were recorded late and of which a person says that the release stands.
    ``overrides`` names findings that were set aside, each with rule, row or entry, and the reason.
    """

    verdict: Annotated[DecisionVerdict, said("Decision")]
    entries: tuple[str, ...] = ()
    batch: BatchName | None = None
    reason: Annotated[str, said("Reason")] = ""
    settles: tuple[str, ...] = ()
    overrides: tuple[dict[str, Any], ...] = ()


class Withdrawal(Body, frozen=True, kw_only=True):
    """Says that entries, or a whole batch, were entered wrongly. It takes effect when approved."""

    reason: Annotated[str, said("Reason")]
    entries: tuple[str, ...] = ()
    batch: BatchName | None = None


class Submission(Body, frozen=True, kw_only=True):
    """What came in, kept raw in the content store before anything was judged."""

    filename: Annotated[str, said("File")]
    content: Annotated[str, said("Content (salted reference)")]
    rows: Annotated[int, said("Rows")] = 0
    entered: Annotated[int, said("Rows entered")] = 0
    with_findings: Annotated[int, said("Rows entered with findings")] = 0
    held: Annotated[int, said("Rows held")] = 0
    mapping: Annotated[str, said("Mapping (YAML)")] = ""


class Redaction(Body, frozen=True, kw_only=True):
    """Says that a content was destroyed with its salt; what referred to it still verifies."""

    content: Annotated[str, said("Content (salted reference)")]
    reason: Annotated[str, said("Reason")]


class Received(Body, frozen=True, kw_only=True):
    """Says up to which batch another office's chain is known here."""

    office: str
    number: int
    head: str
