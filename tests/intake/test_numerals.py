"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmground.intake.numerals import LONGEST, read_number
from firmground.intake.said import Unread

CLEAR = {
    "5": 5,
    " 12 ": 12,
    "-3": -3,
    "−3": -3,
    "+7": 7,
    "0.234": "0.234",
    "0,234": "0.234",
    "1,5": "1.5",
    "1.5": "1.5",
    "12345,678": "12345.678",
    "12345.678": "12345.678",
    "1,234,567": 1_234_567,
    "1.234.567": 1_234_567,
    "1.234,5": "1234.5",
    "1,234.5": "1234.5",
    "1 234": 1234,
    "1 234 567,8": "1234567.8",
    "1\u00a0234": 1234,
    "1\u202f234": 1234,
    "1\u2009234": 1234,
    "44'783": 44_783,
    "44’783": 44_783,
    "١٢٣٤": 1234,
    "۱۲۳۴": 1234,
    "١٢٬٣٤٥٫٦": "12345.6",
    "٤٤٬٧٨٣": 44_783,
    "\u200f12": 12,
    "1e3": 1000,
    ".5": "0.5",
}

UNREADABLE = ["", "abc", "1,234", "1.234", "123,456", "-1.234", "12 34", "1,23,456", "1.23.456", "1,234.567.8", "5 ha"]
UNREADABLE += ["~5", "5%", "1/2", "--5", "1,2,3", "½", "²", "nan", "inf", "Infinity", "1_000", "0x10", "1e", "1e9999"]
UNREADABLE += ["9" * (LONGEST + 1), "1 234 56", "1'23", ",", ".", "1,", "5.", "0,123,456", "5-", "1.234e5.6"]


@pytest.mark.parametrize(("said", "number"), CLEAR.items())
def test_a_clear_number_is_read_exactly(said: str, number: str | int) -> None:
    assert read_number(said) == Decimal(number)


@pytest.mark.parametrize("said", UNREADABLE)
def test_what_is_not_clearly_a_number_is_not_read(said: str) -> None:
    assert isinstance(read_number(said), Unread)


@pytest.mark.parametrize(
    ("said", "decimal", "number"),
    [
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("17.016", ".", "17.016"),
    ],
)
def test_a_number_that_may_be_two_is_read_as_the_mapping_says(said: str, decimal: str, number: str) -> None:
    unread = read_number(said)

    assert isinstance(unread, Unread)
    assert unread.code == "intake.number-ambiguous"
    assert read_number(said, decimal) == Decimal(number)


@pytest.mark.parametrize("said", ["1,23", "1,2345", "1.5.5"])
def test_a_mark_between_thousands_that_parts_no_thousands_is_not_read(said: str) -> None:
    assert isinstance(read_number(said, "."), Unread)


@pytest.mark.parametrize("cell", [None, True, False, float("nan"), float("inf")])
def test_a_cell_that_holds_no_number_is_none(cell: object) -> None:
    assert isinstance(read_number(cell), Unread)  # type: ignore[arg-type]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_cell_is_read_as_it_is(number: float) -> None:
    read = read_number(number)

    assert isinstance(read, Decimal)
    assert float(read) == number


@given(
    number=st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    decimal=st.sampled_from(".,"),
    group=st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "other"]),
    arabic=st.booleans(),
)
def test_a_number_written_in_any_of_the_ways_is_read_back_equal(
    number: Decimal, decimal: str, group: str, arabic: bool
) -> None:
    mark = {".": ",", ",": "."}[decimal] if group == "other" else group
    written = f"{number:,.4f}".replace(",", "G").replace(".", decimal).replace("G", mark)
    said = written.translate({ord(str(n)): chr(0x0660 + n) for n in range(10)}) if arabic else written

    assert read_number(said, decimal) == number


@given(st.text(alphabet="0123456789.,'- ٠٩٫٬eE", max_size=12))
def test_without_a_setting_a_number_is_read_only_where_both_settings_do_not_differ(said: str) -> None:
    undeclared = read_number(said)

    declared = {read_number(said, mark) for mark in ".,"}
    numbers = {number for number in declared if isinstance(number, Decimal)}
    assert isinstance(undeclared, Unread) or numbers == {undeclared}
