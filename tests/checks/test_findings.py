"""Findings as values: plain and back, and in another language."""

from firmground.checks.findings import Finding, Weight
from firmground.checks.registry import RULE, messages
from firmground.checks.rules import ACCEPTED, Told

FINDING = RULE["hours_over_day"].finding("row 3", Told("hours", "25 h", "≤ 24 h", {"label": "Hours worked"}))


def test_a_finding_is_kept_as_plain_values_and_read_back_equal():
    plain = FINDING.as_plain()

    assert plain["weight"] == "asks"
    assert Finding.from_plain(plain) == FINDING


def test_a_sentence_is_told_in_another_language_with_its_words():
    arabic = {FINDING.message: "{label}: {said} / {expected}", "Hours worked": "ساعات العمل"}

    assert FINDING.sentence_in(lambda text: arabic.get(text, text)) == "ساعات العمل: 25 h / ≤ 24 h"


def test_an_empty_value_is_never_translated():
    nothing = RULE["field_missing"].finding("row 3", Told("status", "", "suspected", {"label": "Hazard status"}))

    assert nothing.sentence_in(lambda text: text or "HEADER") == "Hazard status is missing. Expected is: suspected."


def test_braces_in_what_a_row_says_are_left_as_they_are():
    strange = RULE["code_unknown"].finding(
        "row 3", Told("status", "{label.__class__}", "suspected", {"label": "Status"})
    )

    assert "{label.__class__}" in strange.sentence


def test_the_note_of_a_declaration_has_its_own_sentence():
    note = RULE["day_missing"].finding("row 3", Told("true_from", "", "", {"label": "Day"}), {"true_from": "the first"})

    assert (note.weight, note.message) == (Weight.NOTES, ACCEPTED)
    assert ACCEPTED in messages()
