"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmground.intake.days import LAST_YEAR, day_after, read_day, read_parts
from firmground.intake.mapping import DateRule
from firmground.intake.said import Unread

ISO = DateRule()
NOVEMBER_14 = date(2017, 11, 14)


@pytest.mark.parametrize("said", ["2017-11-14", "2017-11-14T06:30:00", "2017-11-14 06:30", "٢٠١٧-١١-١٤"])
def test_an_iso_date_is_read_without_a_rule_and_its_hour_left_away(said: str) -> None:
    assert read_day(said, ISO) == NOVEMBER_14


@pytest.mark.parametrize(
    "said", ["14/11/2017", "2017-11-14T22:30:00Z", "2017-11-14T22:30:00+03:00", "2017-02-30", "43053", "9999-12-31", ""]
)
def test_a_date_of_another_form_or_with_a_zone_is_not_read_without_a_rule(said: str) -> None:
    assert isinstance(read_day(said, ISO), Unread)


def test_formats_are_tried_and_iso_dates_of_spreadsheets_still_read() -> None:
    rule = DateRule(formats=("%d/%m/%Y", "%d.%m.%Y"))

    assert read_day("14/11/2017", rule) == NOVEMBER_14
    assert read_day("14.11.2017", rule) == NOVEMBER_14
    assert read_day("2017-11-14", rule) == NOVEMBER_14


def test_a_date_that_two_formats_read_as_different_days_is_not_read() -> None:
    rule = DateRule(formats=("%d/%m/%Y", "%m/%d/%Y"))

    ambiguous = read_day("03/04/2017", rule)

    assert isinstance(ambiguous, Unread)
    assert ambiguous.code == "intake.date-ambiguous"
    assert read_day("14/11/2017", rule) == NOVEMBER_14
    assert read_day("04/04/2017", rule) == date(2017, 4, 4)


@given(
    st.dates(min_value=date(1000, 1, 1), max_value=date(LAST_YEAR - 1, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y%m%d", "%m-%d-%Y"]),
)
def test_a_date_written_by_a_format_is_read_back_by_it(day: date, form: str) -> None:
    written = day.strftime(form)

    assert read_day(written, DateRule(formats=(form,))) == day


@pytest.mark.parametrize(
    ("fields", "chosen", "day"),
    [
        ({"y": "2018", "m": "4"}, "first", date(2018, 4, 1)),
        ({"y": 2016, "m": 2.0}, "last", date(2016, 2, 29)),
        ({"y": "2018", "m": ""}, "first", date(2018, 1, 1)),
        ({"y": "2018", "m": None}, "last", date(2018, 12, 31)),
        ({"y": "٢٠١٨", "m": "٤", "d": "٥"}, "", date(2018, 4, 5)),
        ({"y": "2018", "m": "4", "d": ""}, "last", date(2018, 4, 30)),
    ],
)
def test_parts_of_a_date_are_joined_and_a_missing_day_is_the_one_declared(
    fields: dict[str, object], chosen: str, day: date
) -> None:
    rule = DateRule(year="y", month="m", day="d" if "d" in fields else "", chosen=chosen)  # type: ignore[arg-type]

    assert read_parts(fields, rule) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields", [{"y": "2018", "m": "13"}, {"y": "x", "m": "4"}, {"y": "", "m": "4"}, {"y": "2018.5"}]
)
def test_parts_that_make_no_date_are_not_read(fields: dict[str, object]) -> None:
    rule = DateRule(year="y", month="m", chosen="first")

    assert isinstance(read_parts(fields, rule), Unread)  # type: ignore[arg-type]


def test_a_day_that_the_month_does_not_have_is_not_read() -> None:
    rule = DateRule(year="y", month="m", day="d")

    assert isinstance(read_parts({"y": "2017", "m": "2", "d": "29"}, rule), Unread)


def test_blank_parts_say_no_date() -> None:
    assert read_parts({"y": "", "m": None}, DateRule(year="y", month="m", chosen="first")) is None


def test_the_excluded_end_is_the_day_after_the_last() -> None:
    assert day_after(date(2017, 12, 31)) == date(2018, 1, 1)
