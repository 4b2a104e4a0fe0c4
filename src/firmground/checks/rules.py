"""What a rule is: a function with a name, a weight, a sentence and a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

from firmground.checks.candidates import Candidate, File
from firmground.checks.context import Context
from firmground.checks.findings import N_, Finding, Weight

ACCEPTED = N_("{label} is not stated. The mapping declares: {words}. Nothing is to be done; the note stays.")
"""The sentence of a lack that a declaration of the mapping answers."""

_ASKED = "An answer with name and reason is what it asks for."


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule has found in one record.

    Attributes:
        field: The field, ``geometry``, or empty for the record as a whole.
        said: What the record says.
        expected: What would be right.
        values: What else stands in braces in the rule's sentence.
    """

    field: str
    said: str
    expected: str
    values: Mapping[str, str] = made_by(default_factory=dict)


RecordJudge = Callable[[Candidate, Context], Iterable[Told]]
"""Looks at one record by itself."""

FileJudge = Callable[[File, Context], Iterable[tuple[Candidate, Told]]]
"""Looks at all records at once, beside what is known already."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        name: Stable; findings, overrides and declarations name it.
        weight: Of its findings.
        says: One line for docs/checks.md.
        message: Message id of the sentence of its findings.
        source: The standard, the name in geocheck, or the rule of the field that it rests on.
        may_be_overridden: Whether a person may set it aside with name and reason; a note needs none.
        because: Why a person may or may never.
        answered_by: Fields of which a declaration in the mapping answers the lack that the rule is about; the finding
            then is a note that keeps the words.
        judge: Looks at one record; None where it looks at the file or another part of this station tells it.
        judge_file: Looks at all records at once, or None.
    """

    name: str
    weight: Weight
    says: str
    message: str
    source: str
    may_be_overridden: bool
    because: str
    answered_by: tuple[str, ...] = ()
    judge: RecordJudge | None = None
    judge_file: FileJudge | None = None

    def finding(self, about: str, told: Told, accepted: Mapping[str, str] | None = None) -> Finding:
        """Return the finding, or the note that a declaration of the mapping makes of it.

        Args:
            about: "row 12" or the id of the entry.
            told: What was found.
            accepted: Declarations of the mapping, field to words.
        """
        words = self._declared(told, accepted or {})
        return Finding(
            rule=self.name,
            weight=Weight.NOTES if words else self.weight,
            about=about,
            field=told.field,
            said=told.said,
            expected=told.expected,
            message=ACCEPTED if words else self.message,
            values={"label": told.field, **told.values, "words": words} if words else dict(told.values),
        )

    def _declared(self, told: Told, accepted: Mapping[str, str]) -> str:
        if not self.answered_by:
            return ""
        names = (told.field, *self.answered_by)
        return next((accepted[name] for name in names if accepted.get(name)), "")


def record_rule(
    name: str,
    weight: Weight,
    *,
    says: str,
    message: str,
    source: str,
    because: str = "",
    may_be_overridden: bool | None = None,
    answered_by: tuple[str, ...] = (),
) -> Callable[[RecordJudge], Rule]:
    """Return the decorator that makes a rule of a function over one record.

    A finding that asks may be overridden and one that notes need not be; one that stops says why it may or may not.
    """
    return lambda judge: Rule(
        name, weight, says, message, source, *_override(weight, may_be_overridden, because), answered_by, judge=judge
    )


def file_rule(
    name: str,
    weight: Weight,
    *,
    says: str,
    message: str,
    source: str,
    because: str = "",
    may_be_overridden: bool | None = None,
) -> Callable[[FileJudge], Rule]:
    """Return the decorator that makes a rule of a function over a whole file; see ``record_rule``."""
    return lambda judge: Rule(
        name, weight, says, message, source, *_override(weight, may_be_overridden, because), judge_file=judge
    )


def told_elsewhere(name: str, weight: Weight, *, says: str, message: str, source: str, because: str = "") -> Rule:
    """Return a rule whose findings another step makes: reading a file or mending a shape."""
    return Rule(name, weight, says, message, source, *_override(weight, None, because))


def _override(weight: Weight, may: bool | None, because: str) -> tuple[bool, str]:
    if weight is Weight.NOTES:
        return False, "A note holds nothing."
    if weight is Weight.ASKS:
        return True, because or _ASKED
    return bool(may), because
