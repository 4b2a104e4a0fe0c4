"""What becomes of a record: only a person's answer lets a held one pass, and never one that may not be overridden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmground.checks.findings import Finding, Weight
from firmground.checks.outcome import holds, may_be_overridden, outcome_of
from firmground.checks.registry import RULE, RULES
from firmground.checks.rules import Told
from firmground.records.submissions import Outcome

FINDINGS = [rule.finding("row 1", Told("", "", "")) for rule in RULES]
SOME = st.lists(st.sampled_from(FINDINGS), max_size=4)
NAMES = st.frozensets(st.sampled_from(sorted(RULE)))


def of(rule):
    return RULE[rule].finding("row 1", Told("", "", ""))


def test_a_record_without_findings_is_entered():
    assert outcome_of([]) is Outcome.ENTERED


def test_a_record_with_notes_is_entered_with_findings():
    assert outcome_of([of("overlap")]) is Outcome.WITH_FINDINGS


@pytest.mark.parametrize("rule", ["geometry_invalid", "depth_missing", "area_contradicts"])
def test_a_record_that_is_stopped_or_asks_is_held(rule):
    assert outcome_of([of("overlap"), of(rule)]) is Outcome.HELD


def test_an_answer_to_what_asks_lets_the_record_pass_with_its_finding():
    assert outcome_of([of("depth_missing")], frozenset({"depth_missing"})) is Outcome.WITH_FINDINGS


def test_an_answer_to_one_question_leaves_the_other_open():
    assert outcome_of([of("depth_missing"), of("long_edge")], frozenset({"long_edge"})) is Outcome.HELD


def test_a_broken_shape_is_held_whatever_a_person_sets_aside():
    assert outcome_of([of("geometry_invalid")], frozenset(RULE)) is Outcome.HELD


def test_a_contradiction_of_areas_may_be_answered_by_name():
    assert outcome_of([of("area_contradicts")], frozenset({"area_contradicts"})) is Outcome.WITH_FINDINGS


def test_a_finding_of_a_forgotten_rule_may_be_answered_only_if_it_asks():
    old = [
        Finding(rule="gone", weight=weight, about="row 1", field="", said="", expected="", message="Gone.")
        for weight in (Weight.STOPS, Weight.ASKS, Weight.NOTES)
    ]

    assert [may_be_overridden(finding) for finding in old] == [False, True, False]


@given(SOME, SOME, NAMES)
def test_more_findings_never_free_a_held_record(some, more, overridden):
    if outcome_of(some, overridden) is Outcome.HELD:
        assert outcome_of(some + more, overridden) is Outcome.HELD


@given(SOME, NAMES)
def test_what_is_held_is_held_by_a_finding_that_weighs_and_is_not_answered(findings, overridden):
    held = outcome_of(findings, overridden) is Outcome.HELD

    assert held == any(holds(finding, overridden) for finding in findings)
    assert not any(holds(finding, overridden) for finding in findings if finding.weight is Weight.NOTES)
