"""Exports of the Syrian forms import without a mapping written by hand, by field names and by labels."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from firmground.actions.import_file import fields_of_kind
from firmground.intake.drafts import Draft, draft_rows
from firmground.intake.mapping import check_mapping
from firmground.intake.propose import propose_best
from firmground.intake.reading import open_report
from firmground.intake.ready import ready_mapping, ready_mappings
from firmground.records.kinds import REPORTED

FIELDS = Path(__file__).parents[2] / "../shared/data/gichd_syria_forms/form_fields.csv"
KINDS_OFFERED = {kind.name: kind.fields for kind in REPORTED}

HAZARD = {
    "ha_code": "HA-0412", "survey_date": "2017-11-14", "org_id": "SYR", "community_code": "C6123",
    "re_latitude": "35.3", "re_longitude": "40.1", "status_ha": "open", "ev_eo_obs": "yes", "neighbourhood": "Jura",
}  # fmt: skip
SURVEY = {
    "id_cis_sy": "CIS-7", "date_activity": "2017-11-14", "Administrative Level 4": "C6123", "Latitude": "35.3",
    "Longitude": "40.1", "contaminatedd_areas": "dontknow", "population_now": "4200", "id_return_happening": "yes",
    "number_returned": "310", "housing_blocked": "yes", "agriculture_blocked": "no",
}  # fmt: skip
SESSION = {
    "session_date": "2017-11-14", "Organisation Report ID": "SYR", "Team Identification": "T-3",
    "Administrative Level 4": "C6123", "Latitude": "35.3", "Longitude": "40.1", "re_method": "presentation",
    "audience": "idps", "re_sessions_no": "2", "male_5_12": "11", "female_5_12": "12", "male_18_plus": "5",
}  # fmt: skip
ACCIDENT = {
    "ac_code": "AC-9", "ac_date": "2017-11-14", "org_id": "SYR", "ac_community": "C6123", "ac_latitude": "35.3",
    "ac_longitude": "40.1", "killed": "1", "injured": "2", "ac_eo": "atm", "ac_marking_prior": "dontknow",
}  # fmt: skip
FORMS = {"ha": HAZARD, "cis": SURVEY, "risk_education": SESSION, "va": ACCIDENT}
KIND_OF = {"ha": "hazard_area", "cis": "community_survey", "risk_education": "risk_education_session", "va": "accident"}


def columns_of(form: str) -> list[str]:
    """Return the columns of an export, one for each field; a name that stands twice gets its label instead."""
    if not FIELDS.exists():
        pytest.skip(f"{FIELDS} is not there: the field list of the Syrian forms is needed")
    with FIELDS.open(encoding="utf-8") as lines:
        fields = [row for row in csv.DictReader(lines) if row["form"] == form]
    names: list[str] = []
    for row in fields:
        if "group" in row["type"] or "repeat" in row["type"]:
            continue
        name = row["label_en"] if row["field"] in names and row["field"] == "re_latitude" else row["field"]
        if name not in names:
            names.append("re_longitude" if row["type"] == "hidden" and name == "re_longitude" else name)
    return list(dict.fromkeys([*names, *(["re_longitude"] if form == "ha" else [])]))


def imported(columns: list[str], row: dict[str, str]) -> tuple[str, Draft]:
    made = StringIO()
    writer = csv.DictWriter(made, columns)
    writer.writeheader()
    writer.writerow(row)
    table = open_report(made.getvalue().encode(), "export.csv")
    mapping = propose_best(table.columns, table.rows, KINDS_OFFERED).mapping
    table = open_report(made.getvalue().encode(), "export.csv", mapping)
    ((_, (draft,)),) = draft_rows(table, mapping, fields_of_kind)
    return mapping.kind, draft


@pytest.mark.real_data
@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_a_syrian_form_imports_by_its_columns_alone(form: str) -> None:
    columns = columns_of(form)
    assert set(FORMS[form]) <= set(columns)
    kind, draft = imported(columns, FORMS[form])
    assert kind == KIND_OF[form]
    assert not draft.troubles
    assert draft.geometry is not None and draft.place == "C6123" and str(draft.true_from) == "2017-11-14"
    required = [spec.name for spec in fields_of_kind(kind) if spec.required]
    assert all(name in draft.values for name in required)


def test_values_of_a_syrian_form_become_codes_and_counts() -> None:
    assert imported(list(SESSION), SESSION)[1].values == {
        "method": "talk", "audience": "displaced", "sessions": 2, "boys_5_12": 11, "girls_5_12": 12, "men": 5,
        "team": "T-3",
    }  # fmt: skip
    accident = imported(list(ACCIDENT), ACCIDENT)[1].values
    assert (accident["killed_not_known"], accident["injured_not_known"], accident["device"]) == (1, 2, "av_mine")
    survey = imported(list(SURVEY), SURVEY)[1].values
    assert survey["contamination_reported"] == "not_known" and survey["blocks_housing"] is True


def test_an_export_with_labels_for_headers_is_the_same_form() -> None:
    labels = {"ha_code": "HA Code", "survey_date": "تاريخ المسح", "status_ha": "Status of the hazardous area"}
    row = {labels.get(name, name): value for name, value in HAZARD.items()}
    assert imported(list(row), row)[1].values == imported(list(HAZARD), HAZARD)[1].values


def test_a_closed_area_is_asked_and_never_taken_for_a_hazard_or_a_release() -> None:
    _, draft = imported(list(HAZARD), HAZARD | {"status_ha": "closed"})
    assert [trouble.field for trouble in draft.troubles] == ["status"]
    assert "status" not in draft.values


def test_a_file_that_lacks_what_a_form_is_known_by_has_no_ready_mapping() -> None:
    assert ready_mapping([name for name in HAZARD if name != "status_ha"]) is None
    assert ready_mapping([]) is None


@pytest.mark.parametrize("one", ready_mappings(), ids=lambda one: one.mapping.title)
def test_every_ready_mapping_fits_its_own_columns_and_kind(one) -> None:
    check_mapping(one.mapping, list(one.mapping.columns), fields_of_kind)
