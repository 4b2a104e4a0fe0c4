"""Every rule fires where it must and nowhere else; its findings say what is wrong and what is right."""

import re

import pytest

from firmground.checks.examine import examine
from firmground.checks.findings import Finding, Weight
from firmground.checks.registry import RULE, RULES, messages, table
from tests.checks.cases import CASES

JUDGING = [rule.name for rule in RULES if rule.judge or rule.judge_file]


def found(case, rule):
    every = examine(case.candidates, context=case.context)
    return [finding for findings in every for finding in findings if finding.rule == rule]


def test_every_rule_that_judges_has_a_case_that_fires_and_one_that_does_not():
    assert sorted(CASES) == sorted(JUDGING)


@pytest.mark.parametrize("rule", JUDGING)
def test_a_rule_fires_on_its_case(rule):
    fires, _ = CASES[rule]

    findings = found(fires, rule)

    assert findings
    assert all(finding.weight is RULE[rule].weight for finding in findings)


@pytest.mark.parametrize("rule", JUDGING)
def test_a_rule_is_silent_on_the_case_beside_it(rule):
    _, passes = CASES[rule]

    assert found(passes, rule) == []


@pytest.mark.parametrize("rule", JUDGING)
def test_a_finding_says_record_what_is_said_and_what_is_expected(rule):
    fires, _ = CASES[rule]

    for finding in found(fires, rule):
        assert finding.about
        assert finding.expected
        assert finding.expected in finding.sentence
        assert finding.said in finding.sentence
        assert finding.sentence.endswith(".")
        assert not re.search(r"[{}]", finding.sentence)


@pytest.mark.parametrize("rule", JUDGING)
def test_a_finding_survives_being_written_and_read(rule):
    fires, _ = CASES[rule]

    for finding in found(fires, rule):
        assert Finding.from_plain(finding.as_plain()) == finding


@pytest.mark.parametrize("rule", JUDGING)
def test_a_finding_names_no_exact_position(rule):
    fires, _ = CASES[rule]

    for finding in found(fires, rule):
        assert not re.search(r"\d\d\.\d{3,}", finding.sentence)


def test_rules_have_different_names_and_each_stands_in_the_table():
    lines = table().splitlines()

    assert len(RULE) == len(RULES)
    assert len(lines) == len(RULES) + 2
    assert all(any(f"| `{rule.name}` | {rule.weight} |" in line for line in lines) for rule in RULES)


def test_a_rule_that_stops_says_why_it_may_or_may_not_be_overridden():
    assert [rule.name for rule in RULES if not rule.because] == []
    assert all(rule.may_be_overridden for rule in RULES if rule.weight is Weight.ASKS)


def test_every_sentence_of_a_finding_is_offered_to_the_catalogues():
    examined = [examine(fires.candidates, context=fires.context) for fires, _ in CASES.values()]
    told = {finding.message for case in examined for findings in case for finding in findings}

    assert len(told) > len(CASES) / 2
    assert told <= set(messages())
