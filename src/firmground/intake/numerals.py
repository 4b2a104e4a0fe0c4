"""Numbers as people write them: decimal comma, spaces between thousands, Arabic-Indic digits. Never a guess."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from firmground.intake.rows import Cell
from firmground.intake.said import Unread, western_digits

_GROUP_MARKS = re.compile("[\u00a0\u2007\u2009\u202f '’٬]")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = {
    mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}({re.escape(mark)}\d{{3}})+([^\d{mark}][^{mark}]*)?") for mark in " .,"
}
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
LONGEST = 400
"""Characters of the longest text that is tried as a number: the digits of any 64-bit float and some spaces."""

NOT_A_NUMBER = Unread("intake.not-a-number", "a number")


def read_number(cell: Cell, decimal: str = "") -> Decimal | Unread:
    """Return the number that a cell says, exactly.

    Args:
        cell: A number, or text that holds nothing but a number.
        decimal: ``.`` or ``,`` where the mapping says which one marks decimals; empty where it does not. Then
            ``1,234`` and ``1.234`` are ambiguous and not read; ``1,23``, ``0.234`` and ``1.234,5`` are clear.

    Returns:
        The number; or why it was not read. Infinities and flags are not numbers.
    """
    if isinstance(cell, bool) or cell is None:
        return NOT_A_NUMBER
    if not isinstance(cell, str):
        number = Decimal(repr(cell))
        return number if number.is_finite() else NOT_A_NUMBER
    text = western_digits(cell).strip().replace("−", "-")
    if not text or len(text) > LONGEST:
        return NOT_A_NUMBER
    if "٫" in text:
        return _with_decimal(text.replace("٫", "."), ".")
    if decimal:
        return _with_decimal(text, decimal)
    return _undeclared(text)


def _undeclared(text: str) -> Decimal | Unread:
    if _AMBIGUOUS.fullmatch(text):
        return Unread("intake.number-ambiguous", "a decimal setting in the mapping: the mark may also part thousands")
    comma, dot = text.rfind(","), text.rfind(".")
    if comma < 0 or text.count(",") > 1:
        several_dots = text.count(".") > 1
        return _with_decimal(text, "," if several_dots else ".")
    if dot < 0 or dot < comma:
        return _with_decimal(text, ",")
    return _with_decimal(text, ".")


def _with_decimal(text: str, decimal: str) -> Decimal | Unread:
    other = "," if decimal == "." else "."
    text = _ungrouped(_GROUP_MARKS.sub(" ", text), " ")
    text = _ungrouped(text, other).replace(decimal, ".")
    if not _PLAIN.fullmatch(text):
        return NOT_A_NUMBER
    try:
        number = Decimal(text)
    except InvalidOperation:
        return NOT_A_NUMBER
    return number if abs(number.adjusted()) < LONGEST else NOT_A_NUMBER


def _ungrouped(text: str, mark: str) -> str:
    """Return text without the marks between thousands, or unreadable where they do not stand between thousands."""
    if mark not in text:
        return text
    match = _GROUPED[mark].fullmatch(text)
    return text.replace(mark, "") if match else "?"
