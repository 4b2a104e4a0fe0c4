"""Examining records together: order, declarations, what is known, and input of any shape."""

import random
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.checks.examine import examine, frame_of
from firmground.checks.findings import Weight
from firmground.checks.outcome import outcome_of
from firmground.checks.registry import RULES
from firmground.ledger.standing import is_danger
from firmground.records.entry import Party
from firmground.records.kinds import KINDS, REPORTED
from firmground.records.submissions import Outcome
from tests.checks.cases import BOW_TIE, CONTEXT, cleared, lot, point, row, stretch, worked
from tests.ledgers import entry, hazard, square


def rules(findings):
    return [finding.rule for finding in findings]


def only(findings, rule):
    return next(finding for finding in findings if finding.rule == rule)


def test_a_sound_record_has_no_findings():
    assert examine([cleared()], context=CONTEXT) == [()]


def test_no_records_have_no_findings():
    assert examine([], context=CONTEXT) == []


def test_all_wrong_fields_are_told_and_not_only_the_first():
    wrong = lot(event="seen", category="mine", quantity="four", depth_cm=-1)

    (findings,) = examine([wrong], context=CONTEXT)

    assert [(finding.rule, finding.field) for finding in findings] == [
        ("code_unknown", "event"),
        ("code_unknown", "category"),
        ("value_of_wrong_type", "quantity"),
        ("number_negative", "depth_cm"),
    ]


def test_findings_stand_in_the_order_of_the_registry():
    order = [rule.name for rule in RULES]
    wrong = worked(geometry=BOW_TIE, day=None, activity="cleared", stated_area_m2=-4)

    (findings,) = examine([wrong], context=CONTEXT)

    assert len(findings) >= 4
    assert rules(findings) == sorted(rules(findings), key=order.index)


def test_findings_stand_beside_their_records_in_the_order_given():
    found = examine([cleared("LR-1"), lot(quantity=0), worked("AW-9", "")], context=CONTEXT)

    assert [rules(findings) for findings in found] == [[], ["quantity_not_positive"], ["geometry_empty"]]


def test_an_unknown_code_is_answered_with_the_nearest_codes():
    (findings,) = examine([hazard("HA-1", 1, square(40.1, 35.3), status="Suspectd")], context=CONTEXT)

    assert only(findings, "code_unknown").expected == "suspected"


def test_a_row_of_a_file_is_called_by_its_row_and_anything_else_by_its_entry():
    typed, imported = lot(quantity=0), row(12, lot("OL-2", quantity=0))

    found = examine([typed, imported], context=CONTEXT)

    assert [findings[0].about for findings in found] == [typed.id, "row 12"]


def test_a_lack_that_the_mapping_declares_becomes_a_note_that_keeps_the_words():
    words = "not stated, accepted by the centre"
    context = replace(CONTEXT, accepted={"parameters": words})
    undeclared, declared = cleared("LR-1", depth_cm=None), cleared("LR-2", depth_cm=None, parameters=words)

    for one in (undeclared, declared):
        (findings,) = examine([one], context=context)
        note = only(findings, "depth_missing")
        assert note.weight is Weight.NOTES
        assert words in note.sentence
        assert outcome_of(findings) is Outcome.WITH_FINDINGS


def test_a_declaration_of_one_field_answers_no_other_lack():
    context = replace(CONTEXT, accepted={"survey_report": "not stated, accepted by the centre"})

    (findings,) = examine([cleared(depth_cm=None)], context=context)

    assert only(findings, "depth_missing").weight is Weight.ASKS


def test_a_depth_that_is_stated_beside_a_declaration_leaves_no_note():
    context = replace(CONTEXT, accepted={"parameters": "not stated, accepted by the centre"})

    assert examine([cleared(depth_cm=20)], context=context) == [()]


def test_a_correction_is_not_held_against_what_it_corrects():
    old = worked("AW-1", stated_area_m2=None)
    new = msgspec.structs.replace(worked("AW-1", square(40.1002, 35.3)), supersedes=old.id)

    assert examine([new], context=replace(CONTEXT, known=[old])) == [()]


def test_the_same_entry_sent_again_is_not_held_against_itself():
    old = row(3, lot("OL-1"))

    assert examine([old], context=replace(CONTEXT, known=[old])) == [()]


def test_overlap_names_square_metres_product_and_parties_of_both_organisations():
    mine = cleared("LR-1")
    other = msgspec.structs.replace(
        cleared("LR-2", square(40.1005, 35.3), product="reduced", survey_report="SR-1"),
        parties=(Party("ORG-1"), Party("ORG-2")),
    )

    (findings,) = examine([mine], context=replace(CONTEXT, known=[other]))

    said = only(findings, "overlap").said
    assert said.startswith("LR-2 (reduced; ORG-1 + ORG-2) 5\u202f0")
    assert said.endswith(" m2")


def test_overlap_names_the_three_largest_and_counts_the_rest():
    beside = [worked(f"AW-{n}", square(40.1 + n / 10_000, 35.3)) for n in range(1, 6)]

    (findings,) = examine([worked("AW-0")], context=replace(CONTEXT, known=beside))

    finding = only(findings, "overlap")
    assert [part.split(" ")[0] for part in finding.said.split("; ")] == ["AW-1", "AW-2", "AW-3", "+"]
    assert finding.values["count"] == "5"


def test_a_sliver_between_neighbours_is_no_overlap():
    neighbours = [worked("AW-1"), worked("AW-2", square(40.100995, 35.3))]

    assert examine(neighbours, context=CONTEXT) == [(), ()]


def test_two_entries_about_one_hazard_do_not_overlap():
    changed = [hazard("HA-1", 1, square(40.1, 35.3)), hazard("HA-1", 2, square(40.1, 35.3), status="confirmed")]

    assert examine(changed, context=CONTEXT) == [(), ()]


def test_a_polygon_around_half_the_world_does_not_stop_the_examination():
    far = worked("AW-1", square(-80.0, -40.0, 80.0))

    found = examine([far, worked("AW-2")], context=replace(CONTEXT, known=[worked("AW-3", square(-80.0, -40.0, 79.0))]))

    assert {"long_edge", "outside_country"} <= set(rules(found[0]))
    assert found[1] == ()


def test_rows_are_identical_only_where_all_that_they_make_is():
    first = [row(1, lot("OL-1")), row(1, lot("OL-2", quantity=7))]
    second = [row(2, lot("OL-3")), row(2, lot("OL-4", quantity=8))]
    third = [row(3, lot("OL-5")), row(3, lot("OL-6", quantity=7))]

    found = examine([*first, *second, *third], context=CONTEXT)

    assert [rules(findings) for findings in found] == [[], [], [], [], ["identical_counts"], ["identical_counts"]]
    assert found[4][0].said == "row 1"


def test_records_that_differ_only_in_numbers_that_the_file_states_are_not_identical():
    context = replace(CONTEXT, numbers_stated=True)

    assert examine([row(1, lot("OL-1")), row(2, lot("OL-2"))], context=context) == [(), ()]


def test_identical_hazards_without_a_shape_are_noted_and_never_held():
    context = replace(CONTEXT, today=date(2026, 1, 1))

    found = examine([row(n, hazard(f"HA-{n}", 1)) for n in range(1, 30)], context=context)

    assert {outcome_of(findings) for findings in found} == {Outcome.WITH_FINDINGS}
    assert rules(found[5]) == ["extent_not_mapped", "identical_ground"]


def test_a_shape_thinner_than_the_lattice_is_not_sound():
    thin = worked(geometry=square(40.1, 35.3, 0.000000000002))

    (findings,) = examine([thin], context=CONTEXT)

    assert outcome_of(findings) is Outcome.HELD


def test_the_frame_of_an_operation_is_its_first_start_and_its_last_end():
    events = [
        entry(f"EV-{n}", "dated_event", n, event=event, title="x")
        for n, event in enumerate(["liberation", "start", "start", "end", "end", "other"], start=1)
    ]

    assert frame_of(events) == (date(2017, 10, 2), date(2017, 10, 5))
    assert frame_of([]) == (None, None)


def test_the_order_of_what_is_known_does_not_matter():
    known = [worked(f"AW-{n}", square(40.1 + n / 10_000, 35.3)) for n in range(1, 30)] + [lot("OL-1")]
    new = [worked("AW-0"), lot("OL-1", "destroyed", 9)]
    shuffled = random.Random(4).sample(known, len(known))

    assert [{finding.rule for finding in found} for found in examine(new, context=replace(CONTEXT, known=known))] == [
        {finding.rule for finding in found} for found in examine(new, context=replace(CONTEXT, known=shuffled))
    ]


SAID = st.none() | st.booleans() | st.integers(-9, 9**12) | st.floats() | st.text(max_size=12)
VALUES = st.recursive(SAID, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
NAMES = sorted({spec.name for kind in REPORTED for spec in kind.fields})


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    body=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
    geometry=st.sampled_from(
        ["", "00", "xyz", square(40.1, 35.3), BOW_TIE, point(40.1, 35.3), point(float("nan"), 1.0)]
    ),
)
def test_whatever_a_row_says_it_is_examined_and_never_breaks_the_import(kind, body, geometry):
    strange = msgspec.structs.replace(entry("X-1", kind, 1, geometry=geometry), body=body)

    found = examine([strange, worked("AW-2"), strange], context=replace(CONTEXT, known=[worked("AW-3"), strange]))

    assert len(found) == 3
    assert all(finding.sentence for findings in found for finding in findings)


@given(data=st.binary(max_size=80))
def test_whatever_bytes_stand_for_a_shape_they_are_told_of(data):
    (findings,) = examine([worked(geometry=data.hex())], context=CONTEXT)

    assert findings


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values()])
def test_an_empty_body_is_told_of_in_exactly_its_required_fields(kind):
    (findings,) = examine([entry("X-1", kind, 1)], context=CONTEXT)

    deeds = ("decision", "withdrawal", "submission", "redaction", "received", "bulletin")
    required = [] if kind in deeds else [spec.name for spec in KINDS[kind].fields if spec.required]
    assert [finding.field for finding in findings if finding.rule == "field_missing"] == required


def test_no_rule_stops_a_closure_or_a_hazard_for_lack_of_a_shape():
    dangers = [hazard("HA-1", 1), stretch("RS-1", road="M20", from_m=0, to_m=100, state="closed")]

    assert all(is_danger(danger) for danger in dangers)
    assert all(outcome_of(findings) is not Outcome.HELD for findings in examine(dangers, context=CONTEXT))
