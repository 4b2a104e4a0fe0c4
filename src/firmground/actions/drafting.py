"""From what a row says to entries: numbers, things, parties, geometry on the lattice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firmground.actions.office import OperationRecord
from firmground.checks.codes import declared_by_mapping, read_by_mapping, value_unreadable
from firmground.checks.findings import Finding
from firmground.checks.mend import mended
from firmground.checks.rules import Told
from firmground.intake.drafts import Draft, Note
from firmground.intake.rows import Row
from firmground.ledger.ids import imported_entry_id, thing_id
from firmground.records.entry import Entry, Party, Source
from firmground.records.kinds import KINDS
from firmground.records.submissions import Received


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row with the entries that it makes, as far as it could be read, and the findings of reading it."""

    row: Row
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def entries_of_row(
    row: Row,
    drafts: Sequence[Draft],
    *,
    operation: OperationRecord,
    received: Received,
    organisations: Mapping[str, str],
) -> RowDraft:
    """Return the entries that a row makes.

    Args:
        row: The row.
        drafts: What the mapping makes of it, in its order.
        operation: The operation that it is sent to.
        received: The submission that it stands in.
        organisations: Number of an organisation by its name, short name or number, lower case.
    """
    findings = list(_reading_findings(row, drafts))
    geometry, geometry_findings = _geometry(row)
    findings += geometry_findings
    entries = [
        _entry(draft, part, geometry if draft.geometry is not None else "", operation, received, organisations)
        for part, draft in enumerate(drafts)
        if draft.kind in KINDS
    ]
    return RowDraft(row, tuple(entries), tuple(findings))


_TOLD_BY_CHECKS = frozenset({"intake.required-missing"})
"""Troubles of reading that the checks tell of as well, with the label of the field and its codes."""


def _reading_findings(row: Row, drafts: Sequence[Draft]) -> list[Finding]:
    about = f"row {row.position}"
    found = [
        value_unreadable.finding(about, Told(trouble.field or "row", trouble.said, trouble.expected))
        for draft in drafts
        for trouble in draft.troubles
        if trouble.code not in _TOLD_BY_CHECKS or draft.kind not in KINDS
    ]
    found += [_note_finding(about, note) for draft in drafts for note in draft.notes]
    return [finding for index, finding in enumerate(found) if finding not in found[:index]]


def _note_finding(about: str, note: Note) -> Finding:
    if note.accepted_by:
        said = f"not stated, accepted by {note.accepted_by}"
        return declared_by_mapping.finding(about, Told(note.field or "row", said, note.taken))
    return read_by_mapping.finding(about, Told(note.field or "row", note.said, note.taken))


def _geometry(row: Row) -> tuple[str, list[Finding]]:
    """Return the row's geometry as hex on the lattice, and what was mended or could not be.

    A shape that cannot be mended is kept broken, so that the held row can be shown.
    """
    if row.geometry is None:
        return "", []
    shape, finding = mended(row.geometry, about=f"row {row.position}")
    return (row.geometry if shape is None else shape).hex(), [finding] if finding else []


def _entry(
    draft: Draft,
    part: int,
    geometry: str,
    operation: OperationRecord,
    received: Received,
    organisations: Mapping[str, str],
) -> Entry:
    kind = KINDS[draft.kind]
    number = draft.number or _number(kind.prefix, received.digest, draft.position, part)
    parties = draft.organisation_names or ((received.organisation,) if received.organisation else ())
    return Entry(
        id=imported_entry_id(received.id, draft.position, draft.kind, part, received.attempt),
        thing=thing_id(operation.id, draft.kind, number),
        number=number,
        kind=draft.kind,
        operation=operation.id,
        tier=kind.tier,
        author=received.received_by,
        body=dict(draft.values),
        true_from=draft.true_from,
        true_until=draft.true_until,
        parties=tuple(Party(organisations.get(name.casefold(), name)) for name in parties),
        source=Source(received.id, draft.position),
        geometry=geometry,
        as_given=draft.geometry_as_given,
        place=draft.place,
        schema=kind.schema,
    )


def _number(prefix: str, digest: str, position: int, part: int) -> str:
    """Return the number of a thing that the source gives none: from the file's digest and the row, in every office."""
    return f"{prefix}-{digest[:6].upper()}-{position}" + (f"-{part}" if part else "")
