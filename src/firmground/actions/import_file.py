"""Import a file: kept raw first, then judged row by row, then entered as one batch.

The counts add up, always: rows = entered + entered with findings + held. The same file twice changes nothing: the
submission's id is derived from the file's digest, and every entry's id from submission, row and kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.drafting import RowDraft, entries_of_row
from firmground.actions.leave_out_row import left_out_rows
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.checks.context import Context
from firmground.checks.examine import examine
from firmground.checks.findings import Finding
from firmground.checks.outcome import outcome_of
from firmground.errors import RecordRefused
from firmground.intake.drafts import draft_rows
from firmground.intake.mapping import ReportMapping, check_mapping, makings, write_mapping
from firmground.intake.reading import open_report
from firmground.intake.rows import Row, Table
from firmground.records.deeds import Submission
from firmground.records.entry import Entry
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS, plain_body
from firmground.records.submissions import Outcome, Received, StagedRow, SubmissionState

Progress = Callable[[int, int], None]
"""Is told how many steps of how many are done: each row is read, then judged, so there are two a row."""


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """What became of the rows of a file.

    Attributes:
        submission: Id of the submission.
        rows: Rows of the file.
        entered: Rows entered, or to be entered, without findings.
        with_findings: Rows entered, or to be entered, with findings.
        held: Rows that ask a person.
        batch: The batch that they were entered with; 0: not entered yet.
    """

    submission: str
    rows: int
    entered: int
    with_findings: int
    held: int
    batch: int = 0

    @property
    def adds_up(self) -> bool:
        """Return whether every row of the file has exactly one outcome."""
        return self.rows == self.entered + self.with_findings + self.held


def receive_file(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    *,
    filename: str,
    data: bytes | Path,
    organisation: str = "",
) -> Received:
    """Keep a raw file durably, before anything is judged, and return its submission.

    Raises:
        NotAllowed: The actor may not import for this organisation.
    """
    actor.require(Act.IMPORT, operation.id, organisation)
    return office.submissions.receive(
        operation=operation.id, filename=filename, data=data, by=actor.number, organisation=organisation
    )


def judge_file(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    submission: str,
    mapping: ReportMapping,
    *,
    progress: Progress | None = None,
) -> ImportAccount:
    """Judge every row of a submission under a mapping; nothing is entered yet.

    A submission that is entered keeps the rows that were: only what is held is judged anew.

    Raises:
        NotAllowed: The actor may not import for the sender's organisation.
        ReportUnreadable: The file cannot be read, or the mapping does not fit it.
        RecordRefused: The submission was withdrawn.
    """
    received = _of(office, actor, operation, submission)
    if received.state is SubmissionState.WITHDRAWN:
        raise RecordRefused(f"{received.filename} was withdrawn. Send the file again to import it anew.")
    table = open_report(office.contents.read(received.content), received.filename, mapping)
    check_mapping(mapping, table.columns, fields_of_kind)
    settled = _settled(office, received)
    staged = _judged(office, operation, received, table, mapping, settled, progress)
    office.submissions.stage(submission, staged, mapping=write_mapping(mapping))
    return account_of(office, submission)


def enter_file(office: Office, actor: Actor, operation: OperationRecord, submission: str) -> ImportAccount:
    """Enter the rows of a judged submission that are not held, as one batch, and return the account.

    A kill at any moment leaves nothing half entered; entering again goes on where it stopped.

    Raises:
        NotAllowed: The actor may not import for the sender's organisation.
        RecordRefused: The submission is not judged yet.
    """
    received = _of(office, actor, operation, submission)
    if received.state not in (SubmissionState.JUDGED, SubmissionState.ENTERED):
        raise RecordRefused(f"{received.filename} is {received.state.value}. Judge it under a mapping first.")
    counts = office.submissions.counts(submission)
    rows = [row for row in office.submissions.rows(submission) if row.outcome is not Outcome.HELD]
    entries = [entry for row in rows for entry in held_entries(row)]
    known = {one.entry.id for one in office.recorded(operation.id, office.ledger.head())}
    fresh = [entry for entry in entries if entry.id not in known]
    batch = received.batch
    if fresh:
        statement = deed(operation, actor, "submission", _statement(received, counts))
        appended = office.ledger.append([*fresh, statement])
        batch = appended.number if appended and not batch else batch
    if not batch:
        batch = _batch_of(office, operation, entries)
    office.submissions.mark_entered(submission, batch=batch, counts=counts)
    return account_of(office, submission)


def account_of(office: Office, submission: str) -> ImportAccount:
    """Return what became of the rows of a submission so far."""
    received = office.submissions.submission(submission)
    counts = Counter(office.submissions.counts(submission))
    return ImportAccount(
        submission,
        sum(counts.values()),
        counts[Outcome.ENTERED],
        counts[Outcome.WITH_FINDINGS],
        counts[Outcome.HELD],
        received.batch,
    )


def fields_of_kind(kind: str) -> Sequence[FieldSpec]:
    """Return the fields that a mapping may fill of a kind.

    Raises:
        KeyError: There is no such kind.
    """
    return KINDS[kind].fields


def _of(office: Office, actor: Actor, operation: OperationRecord, submission: str) -> Received:
    received = office.submissions.submission(submission)
    actor.require(Act.IMPORT, operation.id, received.organisation)
    if received.operation != operation.id:
        raise RecordRefused(f"{received.filename} was sent to another operation than {operation.number}.")
    return received


def _settled(office: Office, received: Received) -> dict[int, StagedRow]:
    """Return the rows that are in the ledger already; they keep their outcome."""
    if received.state is not SubmissionState.ENTERED:
        return {}
    return {row.position: row for row in office.submissions.rows(received.id) if row.outcome is not Outcome.HELD}


def _judged(
    office: Office,
    operation: OperationRecord,
    received: Received,
    table: Table,
    mapping: ReportMapping,
    settled: Mapping[int, StagedRow],
    progress: Progress | None,
) -> Iterator[StagedRow]:
    """Yield what becomes of every row of the table, in the order of the file."""
    context = judging_context(office, operation, received, mapping)
    drafted = _drafted(office, operation, received, table, mapping, progress)
    left_out = left_out_rows(office, operation, received)
    candidates = [entry for draft in drafted for entry in draft.entries]
    found = iter(examine(candidates, context=context))
    for done, draft in enumerate(drafted, start=1):
        examined = [finding for _ in draft.entries for finding in next(found)]
        if draft.row.position in settled:
            yield settled[draft.row.position]
        else:
            staged = _staged(received.id, draft, [*draft.findings, *examined])
            is_out = draft.row.position in left_out
            yield msgspec.structs.replace(staged, outcome=Outcome.HELD) if is_out else staged
        if progress:
            progress(len(drafted) + done, 2 * len(drafted))


def _drafted(
    office: Office,
    operation: OperationRecord,
    received: Received,
    table: Table,
    mapping: ReportMapping,
    progress: Progress | None,
) -> list[RowDraft]:
    """Return every row with the entries that it makes."""
    organisations = office.organisations(operation)
    drafted = []
    for row, drafts in draft_rows(table, mapping, fields_of_kind):
        made = entries_of_row(row, drafts, operation=operation, received=received, organisations=organisations)
        drafted.append(made)
        if progress:
            progress(len(drafted), 2 * len(table.rows))
    return drafted


def judging_context(office: Office, operation: OperationRecord, received: Received, mapping: ReportMapping) -> Context:
    """Return what the checks of a submission's rows need to know, under a mapping."""
    return office.context(
        operation, accepted=_accepted(mapping), without_submission=received.id, numbers_stated=_states_numbers(mapping)
    )


def _staged(submission: str, draft: RowDraft, findings: Iterable[Finding]) -> StagedRow:
    told = [msgspec.structs.replace(finding, about=f"row {draft.row.position}") for finding in findings]
    about = [finding for index, finding in enumerate(told) if finding not in told[:index]]
    outcome = outcome_of(about)
    return StagedRow(
        submission=submission,
        position=draft.row.position,
        outcome=outcome,
        said=_said(draft.row),
        entries=tuple(msgspec.to_builtins(entry) for entry in draft.entries),
        findings=tuple(finding.as_plain() for finding in about),
    )


def _said(row: Row) -> dict[str, object]:
    return {name: value for name, value in row.fields.items() if value is not None}


def _accepted(mapping: ReportMapping) -> dict[str, str]:
    parts = (mapping, *mapping.several)
    return {field: f"not stated, accepted by {mapping.accepted_by}" for part in parts for field in part.accept}


def _states_numbers(mapping: ReportMapping) -> bool:
    return any("number" in making.columns.values() for making in makings(mapping))


def _statement(received: Received, counts: Mapping[str, int]) -> dict[str, object]:
    return plain_body(
        Submission(
            filename=received.filename,
            content=received.content,
            rows=sum(counts.values()),
            entered=counts.get(Outcome.ENTERED, 0),
            with_findings=counts.get(Outcome.WITH_FINDINGS, 0),
            held=counts.get(Outcome.HELD, 0),
            mapping=received.mapping,
        )
    )


def _batch_of(office: Office, operation: OperationRecord, entries: Sequence[Entry]) -> int:
    """Return the batch in which entries stand that were appended before a kill; 0: none of them is there."""
    ids = {entry.id for entry in entries}
    recorded = office.recorded(operation.id, office.ledger.head())
    return next((one.batch for one in recorded if one.entry.id in ids), 0)
