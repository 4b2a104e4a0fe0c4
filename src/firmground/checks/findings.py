"""Findings: what is wrong with data, returned and kept; never raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Weight(StrEnum):
    """What a finding does to its record.

    Stops: it cannot be entered as it is. Asks: a person must answer first; in an import the row is held unless the
    finding is overridden with name and reason. Notes: it is entered, and the note stays with it.
    """

    STOPS = "stops"
    ASKS = "asks"
    NOTES = "notes"


def N_(msgid: str) -> str:  # noqa: N802 - the name under which message extractors know it
    """Return a message id unchanged, marked for the catalogues; doors translate it."""
    return msgid


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule has to say about one record.

    What a record says and what is expected are values, signs such as "≤ 24 h", or words that are message ids.

    Attributes:
        rule: Name of the rule in the registry.
        weight: Stops, asks or notes.
        about: "row 12" of a row of a file, otherwise the id of the entry.
        field: The field, ``geometry``, or empty for the record as a whole.
        said: What the record says, as text; of a geometry never its position.
        expected: What would be right.
        message: Message id of one English sentence that says what to do, with names in braces.
        values: What stands for the names in braces, beside about, field, said and expected.
    """

    rule: str
    weight: Weight
    about: str
    field: str
    said: str
    expected: str
    message: str
    values: Mapping[str, str] = {}

    @property
    def arguments(self) -> dict[str, str]:
        """Return everything that stands in braces in the message, by name."""
        own = {"about": self.about, "field": self.field, "said": self.said, "expected": self.expected}
        return own | dict(self.values)

    @property
    def sentence(self) -> str:
        """Return the English sentence."""
        return self.sentence_in(str)

    def sentence_in(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in a language.

        Args:
            translate: Returns a message id in that language, and any other text as it is.
        """
        words = {name: translate(value) if value else "" for name, value in self.arguments.items()}
        return translate(self.message).format(**words)

    def as_plain(self) -> dict[str, Any]:
        """Return plain JSON values that ``from_plain`` reads back equal."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> Finding:
        """Return the finding that plain values say.

        Raises:
            msgspec.ValidationError: They say none.
        """
        return msgspec.convert(plain, Finding)
