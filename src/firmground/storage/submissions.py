"""Submissions and what became of every row of them. The raw file is kept before anything else is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from firmground.clock import Clock
from firmground.errors import EntryOvertaken, NotInLedger, PromiseBroken
from firmground.ledger.ids import derived_id
from firmground.records.submissions import Outcome, Received, StagedRow, SubmissionState
from firmground.storage.contents import Contents
from firmground.storage.faults import translated
from firmground.storage.models import SavedMapping, Staged, SubmissionRow

_AT_ONCE = 1000
_NOTHING = dict.fromkeys((outcome.value for outcome in Outcome), 0)


class Submissions:
    """What came in, in the database; the raw files in the content store."""

    def __init__(self, contents: Contents, clock: Clock, *, using: str = "default") -> None:
        """Keep where raw files go and what time it is."""
        self._contents = contents
        self._clock = clock
        self._using = using

    def receive(
        self, *, operation: str, filename: str, data: bytes | Path, by: str, organisation: str = ""
    ) -> Received:
        """Keep a raw file durably; the same file in the same operation is the same submission.

        After an import was withdrawn, the same file comes in as the next attempt.

        Args:
            operation: Id of the operation.
            filename: As it came; never used as a path.
            data: The raw bytes, or the path of a file that holds them.
            by: Account number of who sends it.
            organisation: Number of the sender's organisation.
        """
        kept = self._contents.keep(data, is_file=True)
        submission_id = derived_id("submission", operation, kept.digest)
        with translated("Receiving a submission"), transaction.atomic(using=self._using):
            row, _ = self._all.get_or_create(
                id=submission_id,
                defaults={
                    "operation": operation,
                    "filename": filename.replace("\x00", ""),
                    "digest": kept.digest,
                    "content": kept.reference,
                    "size_bytes": kept.size_bytes,
                    "received_at": self._clock(),
                    "received_by": by,
                    "organisation": organisation,
                    "state": SubmissionState.RECEIVED.value,
                },
            )
            if row.state == SubmissionState.WITHDRAWN.value:
                self._begin_again(row, kept.reference, by, organisation)
            elif row.content != kept.reference:
                self._contents.redact(kept.reference)  # the raw file was redacted once; it does not come back by itself
        return self.submission(submission_id)

    def submission(self, submission_id: str) -> Received:
        """Return a submission.

        Raises:
            NotInLedger: There is none with this id.
        """
        with translated("Reading a submission"):
            return _received(self._row(submission_id), self.counts(submission_id))

    def submissions(self, operation: str) -> list[Received]:
        """Return the submissions of an operation, newest first."""
        with translated("Reading submissions"):
            counted: dict[str, dict[str, int]] = {}
            of_operation = self._staged.filter(submission__operation=operation)
            for one, outcome, rows in of_operation.values_list("submission_id", "outcome").annotate(Count("id")):
                counted.setdefault(one, dict(_NOTHING))[outcome] = rows
            found = self._all.filter(operation=operation).order_by("-received_at", "id")
            return [_received(row, counted.get(row.id, dict(_NOTHING))) for row in found]

    def stage(self, submission_id: str, rows: Iterable[StagedRow], *, mapping: str) -> None:
        """Keep what became of every row, in place of an earlier judgement that was not entered.

        Of a submission that is entered only the rows that are held are replaced; the others stand in the ledger. Rows
        are judged before the database is locked.

        Raises:
            EntryOvertaken: The submission is withdrawn.
            NotInLedger: There is no such submission.
        """
        judged = [_staged(one, submission_id) for one in rows]
        with translated("Staging rows"), transaction.atomic(using=self._using):
            row = self._row(submission_id, for_change=True)
            if row.state == SubmissionState.WITHDRAWN.value:
                raise EntryOvertaken(
                    f"Submission {submission_id} is withdrawn (batch {row.batch}): it is not judged again. "
                    "Send the file again to import it anew."
                )
            before = self._staged.filter(submission_id=submission_id)
            if row.state == SubmissionState.ENTERED.value:
                held = before.filter(outcome=Outcome.HELD.value)
                open_positions = set(held.values_list("position", flat=True))
                judged, before = [one for one in judged if one.position in open_positions], held
            else:
                row.state = SubmissionState.JUDGED.value
            before.delete()
            self._staged.bulk_create(judged, batch_size=_AT_ONCE)
            row.mapping = mapping
            row.save(using=self._using)

    def rows(
        self, submission_id: str, *, outcome: Outcome | None = None, after: int = 0, limit: int | None = None
    ) -> list[StagedRow]:
        """Return rows in the order of position, those after a position.

        Args:
            submission_id: The submission; of an unknown one there are no rows.
            outcome: Only rows with this outcome.
            after: Only rows with a greater position.
            limit: At most so many; None: all.
        """
        with translated("Reading rows"):
            found = self._staged.filter(submission_id=submission_id, position__gt=after).order_by("position")
            if outcome:
                found = found.filter(outcome=outcome.value)
            return [_staged_row(row) for row in found[:limit]]

    def row(self, submission_id: str, position: int) -> StagedRow:
        """Return one row.

        Raises:
            NotInLedger: There is none.
        """
        with translated("Reading a row"):
            found = self._staged.filter(submission_id=submission_id, position=position).first()
        if found is None:
            raise NotInLedger(f"Submission {submission_id} has no row {position}.")
        return _staged_row(found)

    def replace_row(self, row: StagedRow) -> None:
        """Keep a row anew, after a person has answered it; also of a submission that is entered.

        Raises:
            NotInLedger: There is no such row.
        """
        self.replace_rows([row])

    def replace_rows(self, rows: Iterable[StagedRow]) -> None:
        """Keep several rows anew, all of them or none; each gets a number of its own, so that ``held_mark`` changes.

        Raises:
            NotInLedger: There is no such row.
        """
        with translated("Keeping rows"), transaction.atomic(using=self._using):
            anew = [_staged(row, row.submission) for row in rows]
            for row in anew:
                deleted, _ = self._staged.filter(submission_id=row.submission_id, position=row.position).delete()
                if not deleted:
                    raise NotInLedger(f"Submission {row.submission_id} has no row {row.position}.")
            self._staged.bulk_create(anew, batch_size=_AT_ONCE)

    def held_mark(self, operation: str) -> tuple[int, int]:
        """Return what changes whenever what ``held`` returns may have changed; read from the index alone."""
        with translated("Counting held rows"):
            said = self._held(operation).aggregate(rows=Count("id"), newest=Max("id"))
            return said["rows"], said["newest"] or 0

    def held(self, operation: str) -> list[StagedRow]:
        """Return the rows that are held, of all submissions of an operation but withdrawn ones, oldest first."""
        with translated("Reading held rows"):
            found = self._held(operation).order_by("submission__received_at", "submission_id", "position")
            return [_staged_row(row) for row in found]

    def mark_entered(self, submission_id: str, *, batch: int, counts: Mapping[str, int]) -> None:
        """Say that a submission is entered, with the number of its batch (0: every row was known or held).

        Args:
            submission_id: The submission.
            batch: Number of the batch.
            counts: Rows by outcome, as they were entered.

        Raises:
            PromiseBroken: The counts are not those of the rows that are kept.
            NotInLedger: There is no such submission.
        """
        with translated("Marking a submission as entered"), transaction.atomic(using=self._using):
            row = self._row(submission_id, for_change=True)
            kept = self.counts(submission_id)
            if {name: rows for name, rows in counts.items() if rows} != {
                name: rows for name, rows in kept.items() if rows
            }:
                raise PromiseBroken(f"Submission {submission_id}: entered {dict(counts)}, but the rows say {kept}.")
            row.state, row.batch = SubmissionState.ENTERED.value, batch
            row.save(using=self._using)

    def mark_withdrawn(self, submission_id: str) -> None:
        """Say that a submission was withdrawn as a whole; the same file can come again as another attempt.

        Raises:
            NotInLedger: There is no such submission.
        """
        with translated("Marking a submission as withdrawn"), transaction.atomic(using=self._using):
            row = self._row(submission_id, for_change=True)
            row.state = SubmissionState.WITHDRAWN.value
            row.save(using=self._using)

    def counts(self, submission_id: str) -> dict[str, int]:
        """Return the number of rows by outcome, each outcome named; counted from the rows, never kept beside them."""
        with translated("Counting rows"):
            grouped = self._staged.filter(submission_id=submission_id).values_list("outcome").annotate(Count("id"))
            return _NOTHING | dict(grouped)

    def save_mapping(self, *, operation: str, name: str, kind: str, text: str) -> None:
        """Keep a mapping (YAML) under a name, in place of one of that name."""
        with translated("Saving a mapping"):
            SavedMapping.objects.using(self._using).update_or_create(
                operation=operation, name=name, defaults={"kind": kind, "text": text}
            )

    def mappings(self, operation: str) -> list[tuple[str, str, str]]:
        """Return saved mappings as (name, kind, YAML), by name."""
        with translated("Reading mappings"):
            found = SavedMapping.objects.using(self._using).filter(operation=operation).order_by("name")
            return list(found.values_list("name", "kind", "text"))

    def _begin_again(self, row: SubmissionRow, content: str, by: str, organisation: str) -> None:
        self._staged.filter(submission_id=row.id).delete()
        row.state, row.batch, row.attempt = SubmissionState.RECEIVED.value, 0, row.attempt + 1
        row.content, row.received_by, row.organisation = content, by, organisation
        row.received_at = self._clock()
        row.save(using=self._using)

    def _held(self, operation: str) -> QuerySet[Staged]:
        of_operation = self._staged.filter(submission__operation=operation, outcome=Outcome.HELD.value)
        return of_operation.exclude(submission__state=SubmissionState.WITHDRAWN.value)

    @property
    def _all(self) -> QuerySet[SubmissionRow]:
        return SubmissionRow.objects.using(self._using)

    @property
    def _staged(self) -> QuerySet[Staged]:
        return Staged.objects.using(self._using)

    def _row(self, submission_id: str, *, for_change: bool = False) -> SubmissionRow:
        rows = self._all.select_for_update() if for_change else self._all
        found = rows.filter(id=submission_id).first()
        if found is None:
            raise NotInLedger(f"There is no submission {submission_id}.")
        return found


def _received(row: SubmissionRow, counts: Mapping[str, int]) -> Received:
    return Received(
        id=row.id,
        operation=row.operation,
        filename=row.filename,
        digest=row.digest,
        content=row.content,
        size_bytes=row.size_bytes,
        received_at=row.received_at,
        received_by=row.received_by,
        organisation=row.organisation,
        state=SubmissionState(row.state),
        mapping=row.mapping,
        attempt=row.attempt,
        counts=counts,
        batch=row.batch,
    )


def _staged(row: StagedRow, submission_id: str) -> Staged:
    if row.submission != submission_id:
        raise PromiseBroken(f"Row {row.position} is of submission {row.submission}, not of {submission_id}.")
    said, entries, findings = (msgspec.json.encode(part).decode() for part in (row.said, row.entries, row.findings))
    return Staged(
        submission_id=submission_id,
        position=row.position,
        outcome=row.outcome.value,
        said=said,
        entries=entries,
        findings=findings,
    )


def _staged_row(row: Staged) -> StagedRow:
    return StagedRow(
        submission=row.submission_id,
        position=row.position,
        outcome=Outcome(row.outcome),
        said=msgspec.json.decode(row.said),
        entries=tuple(msgspec.json.decode(row.entries)),
        findings=tuple(msgspec.json.decode(row.findings)),
    )
