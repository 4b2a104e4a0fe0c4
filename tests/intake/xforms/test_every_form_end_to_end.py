"""Every shipped form, filled whole by a machine and judged by the checks like a row of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from firmground.actions.import_file import fields_of_kind
from firmground.checks.context import Context
from firmground.checks.examine import examine
from firmground.checks.findings import Weight
from firmground.intake.drafts import draft_rows
from firmground.intake.xforms.answers import read_answers
from firmground.intake.xforms.rows import table_of
from firmground.intake.xforms.shipped import SHIPPED
from firmground.intake.xforms.tables import field_of
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS
from firmground.records.operations import Operation

SAID = {
    "date": "2017-11-14",
    "integer": "3",
    "decimal": "2.5",
    "geopoint": "35.3 40.1 0 0",
    "geoshape": "35.30 40.10 0 0;35.30 40.11 0 0;35.31 40.11 0 0;35.30 40.10 0 0",
    "geotrace": "35.30 40.10 0 0;35.30 40.11 0 0",
    "image": "a.jpg",
    "text": "T-1",
    "calculate": "DP-1a2b3c4d",
}
LEFT_EMPTY = {"hazard_area": {"position", "stated_area"}, "daily_progress": {"stated_area"}, "road_stretch": {"length"}}
"""What contradicts the other answers here: a second shape, a size that is not that of the shape."""


def filled(table: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> str:
    """Return the XML of every question answered by its first code or by a plain value."""
    parts = []
    for one in questions:
        if one["name"] in LEFT_EMPTY.get(table["form"], ()):
            continue
        if "questions" in one:
            said = filled(table, one["questions"])
        elif one["type"] == "code":
            said = (one.get("choices") or field_of(table, one).codes)[0]
        else:
            said = SAID[one["type"]]
        parts.append(f"<{one['name']}>{said}</{one['name']}>")
    return "".join(parts)


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_form_that_is_filled_whole_makes_all_of_its_entries_and_nothing_stops_them(form_id: str) -> None:
    form = SHIPPED[form_id]
    xml = f'<data id="{form_id}" version="1">{filled(form.table, form.table["questions"])}'
    xml += "<meta><instanceID>uuid:1</instanceID></meta></data>"
    mapping = form.report_mapping()
    table = table_of(read_answers(xml.encode()), mapping)
    drafts = [draft for _, several in draft_rows(table, mapping, fields_of_kind) for draft in several]
    assert [draft.kind for draft in drafts] == [made["kind"] for made in form.table["makes"]]
    assert not [trouble for draft in drafts for trouble in draft.troubles]
    entries = [
        Entry(
            id=f"00000000-0000-7000-8000-{number:012d}",
            thing=f"thing-{number}",
            number=draft.number or f"X-{number}",
            kind=draft.kind,
            operation="op",
            tier=KINDS[draft.kind].tier,
            author="A1",
            body=draft.values,
            true_from=draft.true_from,
            geometry=draft.geometry.hex() if draft.geometry else "",
        )
        for number, draft in enumerate(drafts, 1)
    ]
    context = Context(Operation(name="Test"), "test", date(2017, 12, 1))
    stops = [
        (entry.kind, finding.rule, finding.field, finding.said)
        for entry, findings in zip(entries, examine(entries, context=context), strict=True)
        for finding in findings
        if finding.weight is Weight.STOPS
    ]
    assert not stops
    assert all(spec.name in draft.values for draft in drafts for spec in KINDS[draft.kind].fields if spec.required)
