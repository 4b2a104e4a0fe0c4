"""The forms that come with Firmground: converted, answered, judged like a file's rows."""

from __future__ import annotations

from itertools import product

import pytest

from firmground.actions.import_file import fields_of_kind
from firmground.intake.drafts import Draft, draft_rows
from firmground.intake.mapping import check_mapping, read_mapping
from firmground.intake.xforms.answers import read_answers
from firmground.intake.xforms.converting import convert_form
from firmground.intake.xforms.rows import table_of, wkt_of
from firmground.intake.xforms.shipped import SHIPPED, ShippedForm
from firmground.intake.xforms.tables import LANGUAGES, asked_of, shared_words, targets

DAILY = """<data id="daily_progress" version="1" xmlns:orx="http://openrosa.org/xforms">
<day>2017-11-14</day><organisation/><place>SY0702</place><team>T-1</team><task/><report>DP-1a2b3c4d</report>
<effort><people>12</people><machines/><hours>6.5</hours><stoppage/></effort><was_area>yes</was_area>
<area>35.30 40.10 0 0;35.30 40.11 0 0;35.31 40.11 0 0;35.30 40.10 0 0</area>
<activity>checked</activity><method>manual</method><stated_area/>{lots}<photo>a.jpg</photo><note/>
<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"""
LOT = """<lots><event>destroyed</event><category>ap_mine</category><quantity>{}</quantity><model/><depth/>
<position>35.301 40.105 0 0</position></lots>"""


def drafts_of(xml: str, form: str = "daily_progress") -> list[Draft]:
    mapping = SHIPPED[form].report_mapping()
    return [
        draft
        for _, drafts in draft_rows(table_of(read_answers(xml.encode()), mapping), mapping, fields_of_kind)
        for draft in drafts
    ]


@pytest.mark.parametrize("form_id", SHIPPED)
def test_every_form_becomes_an_xform_without_a_warning_and_keeps_its_names(form_id: str) -> None:
    form = SHIPPED[form_id]
    made = convert_form(form.xlsform(), filename=f"{form_id}.xlsx")
    assert (made.form_id, made.version, made.warnings, made.media) == (form_id, form.version, (), ())
    asked = [path for path, _, _ in asked_of(form.table)]
    assert [question.path for question in made.questions] == asked


@pytest.mark.parametrize("form_id", SHIPPED)
def test_every_question_and_choice_is_said_in_four_languages(form_id: str) -> None:
    form = SHIPPED[form_id]
    made = convert_form(form.xlsform(), filename=f"{form_id}.xlsx")
    lacking = [
        (question.path, tag)
        for question, tag in product(made.questions, LANGUAGES)
        if question.type != "calculate" and question.labels and not question.labels.get(tag)
    ]
    assert not lacking
    assert all(form.titles[tag] for tag in LANGUAGES)
    words = shared_words()
    said = [*words["codes"].values(), *words["rules"].values(), *words["questions"].values()]
    assert all(one.get(tag) for one in said for tag in LANGUAGES)


@pytest.mark.parametrize("form_id", SHIPPED)
def test_the_mapping_of_every_form_fits_its_questions_and_the_kinds(form_id: str) -> None:
    form = SHIPPED[form_id]
    mapping = read_mapping(form.mapping())
    columns = [path for path, _, _ in asked_of(form.table)]
    marks = [column for part in mapping.several for column in part.only_if if column.startswith("@")]
    check_mapping(mapping, [*columns, *marks], fields_of_kind)


@pytest.mark.parametrize("form_id", SHIPPED)
def test_every_field_that_a_kind_requires_is_asked_or_fixed(form_id: str) -> None:
    form = SHIPPED[form_id]
    filled = {name for _, _, one in asked_of(form.table) for name in targets(one)}
    for made in form.table["makes"]:
        required = {spec.name for spec in fields_of_kind(made["kind"]) if spec.required}
        given = {name.partition(".")[2] for name in filled if name.startswith(f"{made['kind']}.")}
        assert required <= given | set(made.get("always", {})), made["kind"]
        assert "true_from" in filled


def test_every_code_of_a_field_that_a_form_asks_can_be_chosen_in_its_words() -> None:
    offered = {(form_id, path, choice) for form_id, form in SHIPPED.items() for path, choice in _choices(form)}
    words = shared_words()["codes"]
    assert len(offered) > 150
    assert not [one for one in offered if one[2] not in words]


def _choices(form: ShippedForm) -> list[tuple[str, str]]:
    made = convert_form(form.xlsform(), filename="a.xlsx")
    return [(question.path, choice) for question in made.questions for choice in question.choices]


def test_the_eleven_forms_of_the_field_are_there() -> None:
    assert list(SHIPPED) == [
        *("hazard_area", "daily_progress", "ordnance_lot", "road_stretch", "completion_report", "inspection"),
        *("accident", "community_survey", "risk_education_session", "return_movement", "delivery_receipt"),
    ]


def test_personal_questions_of_the_forms_fill_no_field_of_a_record() -> None:
    personal = [(form.form_id, path, one) for form in SHIPPED.values() for path, _, one in asked_of(form.table)]
    marked = [(form_id, path) for form_id, path, one in personal if one.get("personal")]
    assert len(marked) >= 5
    assert not [path for _, path, one in personal if one.get("personal") and targets(one)]
    made = convert_form(SHIPPED["accident"].xlsform(), filename="a.xlsx")
    assert [question.path for question in made.questions if question.personal] == ["informant"]


def test_the_same_form_is_the_same_bytes_every_time() -> None:
    assert SHIPPED["daily_progress"].xlsform() == SHIPPED["daily_progress"].xlsform()


def test_arabic_labels_carry_the_tag_that_says_right_to_left() -> None:
    made = convert_form(SHIPPED["daily_progress"].xlsform(), filename="a.xlsx")
    assert 'lang="العربية (ar)"' in made.xform


@pytest.mark.parametrize("lots", [0, 1, 3])
def test_a_day_becomes_its_report_its_ground_and_a_lot_for_each_repeat(lots: int) -> None:
    found = drafts_of(DAILY.format(lots="".join(LOT.format(number) for number in range(1, lots + 1))))
    assert [draft.kind for draft in found] == ["daily_progress", "area_worked", *["ordnance_lot"] * lots]
    assert not [trouble for draft in found for trouble in draft.troubles]
    assert found[0].number == "DP-1a2b3c4d" and found[0].geometry is None and found[1].geometry is not None
    assert {draft.values["report"] for draft in found[1:]} == {"DP-1a2b3c4d"}
    assert [draft.values["quantity"] for draft in found[2:]] == list(range(1, lots + 1))
    assert all(str(draft.true_from) == "2017-11-14" and draft.place == "SY0702" for draft in found)


@pytest.mark.parametrize(
    ("said", "wkt"),
    [
        ("35.5 40.25 0 0", "POINT (40.25 35.5)"),
        ("35.5 40.25", "POINT (40.25 35.5)"),
        ("35 40 1 2;35 41 1 2;36 41 1 2;35 40 1 2", "POLYGON ((40 35, 41 35, 41 36, 40 35))"),
        ("35 40;35 41;35 40", "LINESTRING (40 35, 41 35, 40 35)"),
        ("35 40 0 0; 35 41 0 0;", "LINESTRING (40 35, 41 35)"),
        ("somewhere", "somewhere"),
        ("35 40;there", "35 40;there"),
    ],
)
def test_positions_of_two_to_four_numbers_become_shapes_latitude_first(said: str, wkt: str) -> None:
    assert wkt_of(said) == wkt
