"""Fillings of forms and their files, in the database; the answers are submissions, the files contents."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet

from firmground.errors import NotInLedger
from firmground.records.fillings import Filling
from firmground.storage.faults import translated
from firmground.storage.models import FillingFile, FillingRow


class KeptFile(Protocol):
    """A file as it was kept."""

    @property
    def reference(self) -> str: ...  # noqa: D102


class KeepsFiles(Protocol):
    """Where files go: the content store."""

    def keep(self, data: bytes | Path) -> KeptFile: ...  # noqa: D102


class Fillings:
    """What forms sent."""

    def __init__(self, contents: KeepsFiles, *, using: str = "default") -> None:
        """Keep where files go."""
        self._contents = contents
        self._using = using

    def find(self, operation: str, instance_id: str) -> Filling | None:
        """Return a filling; None where it never came."""
        with translated("Reading a filling"):
            row = self._rows.filter(operation=operation, instance_id=instance_id).first()
            return _filling(row) if row else None

    def of_submission(self, submission: str) -> Filling | None:
        """Return the filling that a submission holds; None where the submission is a file."""
        with translated("Reading a filling"):
            row = self._rows.filter(submission_id=submission).first()
            return _filling(row) if row else None

    def keep(self, filling: Filling) -> None:
        """Keep a filling; one that is known keeps its files, and its trouble becomes the one that is given."""
        said = {
            name: getattr(filling, name)
            for name in ("deprecated_id", "form_id", "form_version", "digest", "personal", "trouble")
        }
        with translated("Keeping a filling"), transaction.atomic(using=self._using):
            self._rows.update_or_create(
                operation=filling.operation,
                instance_id=filling.instance_id,
                defaults=said | {"submission_id": filling.submission},
            )

    def keep_file(self, filling: Filling, name: str, data: bytes | Path) -> None:
        """Keep a file durably; one of that name that is there already stays.

        Raises:
            NotInLedger: The filling is not known.
        """
        with translated("Keeping a file of a filling"):
            row = self._rows.filter(operation=filling.operation, instance_id=filling.instance_id).first()
            if row is None:
                raise NotInLedger(f"There is no filling {filling.instance_id}: its answers come before its files.")
            files = FillingFile.objects.using(self._using)
            if not files.filter(filling=row, name=name).exists():
                kept = self._contents.keep(data)
                files.get_or_create(filling=row, name=name, defaults={"content": kept.reference})

    @property
    def _rows(self) -> QuerySet[FillingRow]:
        return FillingRow.objects.using(self._using).all()


def _filling(row: FillingRow) -> Filling:
    return Filling(
        operation=row.operation,
        instance_id=row.instance_id,
        deprecated_id=row.deprecated_id,
        form_id=row.form_id,
        form_version=row.form_version,
        digest=row.digest,
        submission=row.submission_id,
        personal=row.personal,
        trouble=row.trouble,
        files={one.name: one.content for one in row.fillingfile_set.order_by("name")},
    )
