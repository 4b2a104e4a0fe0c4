"""Examine records: all findings of all rules at once, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence

from firmground.checks.candidates import Candidate, File, candidate_of
from firmground.checks.context import Context, frame_of
from firmground.checks.findings import Finding
from firmground.checks.registry import RULES, table
from firmground.checks.rules import Rule, Told
from firmground.records.entry import Entry

__all__ = ["Context", "examine", "frame_of", "table"]


def examine(candidates: Sequence[Entry], *, context: Context) -> list[tuple[Finding, ...]]:
    """Return the findings about each of some records that want to be entered together.

    Records are judged one by one, beside each other, and beside what is known. Known entries that a candidate corrects
    or equals by id are left aside. A rule whose lack a declaration of the mapping answers gives a note instead.

    Args:
        candidates: Entries of one operation, with different ids, in the order of their file; all rows of a file
            belong into one call, or what is said twice is not seen.
        context: What the rules may know.

    Returns:
        For each candidate its findings in the order of the registry; empty: nothing was found.
    """
    judged = [candidate_of(entry) for entry in candidates]
    file = File(judged, _beside(candidates, context.known))
    place = {id(candidate): index for index, candidate in enumerate(judged)}
    findings: list[list[Finding]] = [[] for _ in judged]
    for rule in RULES:
        for candidate, told in _told(rule, file, context):
            findings[place[id(candidate)]].append(rule.finding(candidate.about, told, context.accepted))
    return [tuple(found) for found in findings]


def _told(rule: Rule, file: File, context: Context) -> list[tuple[Candidate, Told]]:
    if rule.judge_file is not None:
        return list(rule.judge_file(file, context))
    if rule.judge is None:
        return []
    judge = rule.judge
    return [(candidate, told) for candidate in file.candidates for told in judge(candidate, context)]


def _beside(candidates: Sequence[Entry], known: Sequence[Entry]) -> list[Entry]:
    replaced = {entry.id for entry in candidates} | {entry.supersedes for entry in candidates}
    return [entry for entry in known if entry.id not in replaced]
