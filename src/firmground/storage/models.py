"""The tables around the ledger: contents, submissions, rows, mappings, cells of ground. The ledger has no models."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptContent(models.Model):
    """A content of the content store: the salt of its reference, and its plain digest where it is a raw file.

    Redacted: the row stays without salt and digest, so that reading can say what happened.
    """

    reference = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=32)
    digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    size_bytes = models.BigIntegerField()
    is_redacted = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


class PersonalFields(models.Model):
    """Personal fields of an incoming form, encrypted with a key that is not in the database."""

    reference = models.CharField(max_length=36, primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


class SubmissionRow(models.Model):
    """A submission: what came in, and how far it is. The fields are those of ``records.submissions.Received``."""

    id = models.CharField(max_length=36, primary_key=True)
    operation = models.CharField(max_length=36)
    filename = models.TextField()
    digest = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=20)
    organisation = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=20)
    mapping = models.TextField(blank=True, default="")
    attempt = models.IntegerField(default=1)
    batch = models.BigIntegerField(default=0)

    class Meta:
        """An operation's submissions are asked for newest first."""

        indexes: ClassVar = [models.Index(fields=["operation", "-received_at"], name="submission_newest")]

    def __str__(self) -> str:
        """Return the id."""
        return self.id


class Staged(models.Model):
    """What became of one row. The fields are those of ``records.submissions.StagedRow``, as JSON text."""

    submission = models.ForeignKey(SubmissionRow, on_delete=models.CASCADE)
    position = models.IntegerField()
    outcome = models.CharField(max_length=20)
    said = models.TextField()
    entries = models.TextField()
    findings = models.TextField()

    class Meta:
        """A row has one outcome; held rows are asked for by themselves."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "position"], name="one_outcome_a_row"),
        ]
        indexes: ClassVar = [models.Index(fields=["submission", "outcome", "position"], name="staged_by_outcome")]

    def __str__(self) -> str:
        """Return which row of which submission it is."""
        return f"{self.submission_id} row {self.position}"


class SavedMapping(models.Model):
    """A mapping that was saved under a name, for the next file of the same form."""

    operation = models.CharField(max_length=36)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=50)
    text = models.TextField()

    class Meta:
        """A name is one mapping of an operation."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class KeptGround(models.Model):
    """The cells of the ground of one account of an operation, as they were last cut from all of its polygons.

    Worked out from the ledger and never more than that: may be emptied at any time (``firmground recompute``).
    """

    operation = models.CharField(max_length=36)
    account = models.CharField(max_length=20)
    engine = models.IntegerField()
    polygons = models.BigIntegerField()
    made_from = models.CharField(max_length=64)
    left_out = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        """An account of an operation has one ground."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "account"], name="one_ground_an_account")]

    def __str__(self) -> str:
        """Return whose ground it is."""
        return f"{self.operation} {self.account}"


class KeptCells(models.Model):
    """A few MB of the cells of a ground; all parts in the order of their numbers are the whole."""

    ground = models.ForeignKey(KeptGround, on_delete=models.CASCADE)
    number = models.IntegerField()
    part = models.BinaryField()

    class Meta:
        """A part has its number."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["ground", "number"], name="one_part_a_number")]

    def __str__(self) -> str:
        """Return which part it is."""
        return f"{self.ground_id} {self.number}"


class KeptChange(models.Model):
    """What one more polygon changed about the cells of a ground: its neighbours' digests, and its own as the last."""

    ground = models.ForeignKey(KeptGround, on_delete=models.CASCADE)
    polygons = models.BinaryField()
    moved = models.BinaryField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return which change it is."""
        return f"{self.ground_id} {self.pk}"


class FillingRow(models.Model):
    """A filling of a form. The fields are those of ``records.fillings.Filling``."""

    operation = models.CharField(max_length=36)
    instance_id = models.CharField(max_length=200)
    deprecated_id = models.CharField(max_length=200, blank=True, default="")
    form_id = models.CharField(max_length=200)
    form_version = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=64)
    submission = models.ForeignKey(SubmissionRow, on_delete=models.CASCADE)
    personal = models.CharField(max_length=36, blank=True, default="")
    trouble = models.TextField(blank=True, default="")

    class Meta:
        """A filling is known once, by the id that its app gave it."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "instance_id"], name="filling_once")]

    def __str__(self) -> str:
        """Return the id of the filling."""
        return self.instance_id


class FillingFile(models.Model):
    """A file that came with a filling: its name and its content."""

    filling = models.ForeignKey(FillingRow, on_delete=models.CASCADE)
    name = models.TextField()
    content = models.CharField(max_length=64)

    class Meta:
        """A name is one file of a filling."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["filling", "name"], name="filling_file_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
