"""What was said: blank or not, its plain form for comparing, and what could not be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from firmground.intake.rows import Cell

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"))
_DIGITS = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that could not be read.

    Attributes:
        code: Stable name of the reason.
        expected: What would be read, an English sentence.
    """

    code: str
    expected: str


def text_of(cell: Cell) -> str:
    """Return a cell as text, outer white space removed; a whole float loses its ``.0``, nothing is empty."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def is_blank(cell: Cell, empty_words: Collection[str] = ()) -> bool:
    """Return whether a cell says nothing: empty, white space, or a word that the mapping declares empty."""
    text = text_of(cell).translate(_INVISIBLE).strip()
    return not text or text in empty_words


def western_digits(text: str) -> str:
    """Return text with Arabic-Indic digits as 0-9 and without marks of writing direction."""
    return text.translate(_DIGITS).translate(_INVISIBLE)


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """Return the form in which names are compared: no case, accents, spaces, punctuation or Arabic vowel signs."""
    decomposed = unicodedata.normalize("NFKD", western_digits(text)).casefold()
    return "".join(char for char in decomposed if char.isalnum())
