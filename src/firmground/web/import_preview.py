"""The first rows of a file as they would be entered under a mapping, with their findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.formats import date_format

from firmground.actions.drafting import RowDraft, entries_of_row
from firmground.actions.import_file import fields_of_kind, judging_context
from firmground.checks.examine import examine
from firmground.checks.findings import Finding
from firmground.checks.outcome import outcome_of
from firmground.intake.drafts import draft_rows
from firmground.intake.mapping import ReportMapping
from firmground.intake.rows import Table
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS
from firmground.records.submissions import Outcome, Received, SubmissionState
from firmground.web.asking import Asking
from firmground.web.body_words import value_words
from firmground.web.finding_words import finding_view
from firmground.web.words import kind_words

PREVIEW_ROWS = 10


def preview(asking: Asking, received: Received, table: Table, mapping: ReportMapping) -> list[dict[str, Any]]:
    """Return the first rows of the table as they would be entered.

    They are judged beside each other and beside what is known, not beside the rest of the file.

    Raises:
        ReportUnreadable: The mapping does not fit the file.
    """
    first = replace(table, rows=table.rows[:PREVIEW_ROWS])
    organisations = asking.office.organisations(asking.operation)
    drafted = [
        entries_of_row(row, drafts, operation=asking.operation, received=received, organisations=organisations)
        for row, drafts in draft_rows(first, mapping, fields_of_kind)
    ]
    context = judging_context(asking.office, asking.operation, received, mapping)
    found = iter(examine([entry for draft in drafted for entry in draft.entries], context=context))
    settled = _settled(asking, received)
    lines = []
    for draft in drafted:
        examined = [one for _ in draft.entries for one in next(found)]
        is_settled = draft.row.position in settled
        lines.append(_line(draft, [] if is_settled else [*draft.findings, *examined], is_settled=is_settled))
    return lines


def _settled(asking: Asking, received: Received) -> frozenset[int]:
    """Return the first rows that are in the ledger already: another mapping does not change them."""
    if received.state is not SubmissionState.ENTERED:
        return frozenset()
    rows = asking.office.submissions.rows(received.id, limit=PREVIEW_ROWS)
    return frozenset(row.position for row in rows if row.outcome is not Outcome.HELD)


def _line(draft: RowDraft, told: list[Finding], *, is_settled: bool) -> dict[str, Any]:
    findings = [finding for index, finding in enumerate(told) if finding not in told[:index]]
    return {
        "is_settled": is_settled,
        "row": draft.row.position,
        "is_held": outcome_of(findings) is Outcome.HELD,
        "entries": [_entry_line(entry) for entry in draft.entries],
        "findings": [finding_view(finding) for finding in findings],
    }


def _entry_line(entry: Entry) -> dict[str, Any]:
    kind = KINDS[entry.kind]
    values = [
        (field.label, value_words(field, entry.body[field.name]))
        for field in kind.fields
        if entry.body.get(field.name) not in (None, "", [], ())
    ]
    return {
        "kind": kind_words(entry.kind),
        "number": entry.number,
        "day": date_format(entry.true_from) if entry.true_from else "",
        "parties": ", ".join(party.organisation for party in entry.parties),
        "has_place": bool(entry.geometry),
        "values": values,
    }
