"""What actions need of storage besides the ledger: the content store and the submissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from firmground.records.fillings import Filling
from firmground.records.submissions import Outcome, Received, StagedRow


class Kept(Protocol):
    """A content as it was kept: its salted reference and its plain digest (both hex), and its length."""

    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102


class ContentStore(Protocol):
    """Keeps raw files and free text under salted references, and can destroy them."""

    def keep(self, data: bytes | Path) -> Kept:
        """Keep a content durably and return its reference."""

    def read(self, reference: str) -> bytes:
        """Return a content; NotInLedger where it is not there or was redacted."""

    def redact(self, reference: str) -> None:
        """Destroy a content and its salt."""


class SubmissionStore(Protocol):
    """Keeps what came in and what became of every row."""

    def receive(
        self, *, operation: str, filename: str, data: bytes | Path, by: str, organisation: str = ""
    ) -> Received:
        """Keep a raw file durably; the same file in the same operation is the same submission."""

    def submission(self, submission_id: str) -> Received:
        """Return a submission; NotInLedger where there is none."""

    def submissions(self, operation: str) -> list[Received]:
        """Return the submissions of an operation, newest first."""

    def stage(self, submission_id: str, rows: Iterable[StagedRow], *, mapping: str) -> None:
        """Keep what became of every row, in place of an earlier judgement that was not entered."""

    def rows(
        self, submission_id: str, *, outcome: Outcome | None = None, after: int = 0, limit: int | None = None
    ) -> list[StagedRow]:
        """Return rows in the order of position, those after a position."""

    def row(self, submission_id: str, position: int) -> StagedRow:
        """Return one row; NotInLedger where there is none."""

    def replace_row(self, row: StagedRow) -> None:
        """Keep a row anew, after a person has answered it."""

    def held(self, operation: str) -> list[StagedRow]:
        """Return the rows that are held, of all submissions of an operation."""

    def held_mark(self, operation: str) -> tuple[int, int]:
        """Return what changes whenever what ``held`` returns may have changed, without reading the rows."""

    def replace_rows(self, rows: Iterable[StagedRow]) -> None:
        """Keep several rows anew, all of them or none."""

    def mark_entered(self, submission_id: str, *, batch: int, counts: Mapping[str, int]) -> None:
        """Say that a submission is entered, with the number of its batch."""

    def mark_withdrawn(self, submission_id: str) -> None:
        """Say that a submission was withdrawn as a whole; the same file can come again as another attempt."""

    def counts(self, submission_id: str) -> dict[str, int]:
        """Return the number of rows by outcome."""

    def save_mapping(self, *, operation: str, name: str, kind: str, text: str) -> None:
        """Keep a mapping under a name, in place of one of that name."""

    def mappings(self, operation: str) -> list[tuple[str, str, str]]:
        """Return saved mappings as (name, kind, YAML), by name."""


class FillingStore(Protocol):
    """Keeps what forms sent beside the submissions that hold their answers."""

    def find(self, operation: str, instance_id: str) -> Filling | None:
        """Return a filling; None where it never came."""

    def of_submission(self, submission: str) -> Filling | None:
        """Return the filling that a submission holds; None where the submission is a file."""

    def keep(self, filling: Filling) -> None:
        """Keep a filling, or its trouble anew; its files stay."""

    def keep_file(self, filling: Filling, name: str, data: bytes | Path) -> None:
        """Keep a file of a filling durably; one of that name that is there already stays."""


class PersonalFields(Protocol):
    """Keeps personal answers, encrypted and destroyable."""

    def keep(self, fields: Mapping[str, str]) -> str:
        """Keep fields by name and return their reference."""
