"""Why a column was proposed is said in the language of the page, whatever the reason."""

from __future__ import annotations

import pytest
from django.utils import translation

from firmground.intake.propose import propose
from firmground.intake.rows import Row
from firmground.records.kinds import KINDS
from firmground.web.import_steps import why_words

_FILES = {
    "hazard_area": {
        "colour": ["red", "red"],
        "number": ["HA-1", "HA-2"],
        "Area (ha)": ["5", "large"],
        "status": ["suspected", "who knows"],
        "date": ["03/04/2017", "soon"],
        "lon": ["600000", "600000"],
    },
    "building_checked": {"buildings": ["two", "three"], "day": ["3/4/2017", "31/2/2017"], "use": ["9", "9"]},
    "survey_report": {"date": ["soon", "later"]},
    "area_worked": {"Year": ["2017", "2017"], "Month": ["4", "4"], "area_km": ["5", "6"]},
}


def _reasons():
    for kind, columns in _FILES.items():
        cells = zip(*columns.values(), strict=True)
        rows = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(cells, 1)]
        for because in propose(list(columns), rows, kind, KINDS[kind].fields).because:
            yield from because.why.split("; ")


@pytest.mark.parametrize("reason", sorted(set(_reasons())))
def test_a_reason_is_said_in_arabic(reason):
    with translation.override("ar"):
        assert why_words(reason) != reason


def test_the_files_above_give_every_reason_there_is():
    said = " ".join(_reasons())

    for part in (
        *("no field has", "is that of the field", "another name", "its unit", "dates read as", "need a code"),
        *(
            "of the date stands",
            "no degrees",
            "no date format",
            "none of its values",
            "no unit",
            "most of its",
            "are no numbers: those rows will be asked",
            "are no dates: those rows will be asked",
        ),
    ):
        assert part in said, part
