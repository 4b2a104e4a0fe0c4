"""Numbers as people read them, and the lines that they are drawn from."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from firmground.bulletins.figures import Unit, value_of
from firmground.bulletins.registry import FIGURES
from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from firmground.web.numbers import amount_words, count_words, ratio_words, spoken
from firmground.web.series import days_between, line_of, series_of, work_days
from tests.ledgers import approved, entry, hazard, recorded, release, square

HECTARE = 10_000_000_000


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (12_380 * HECTARE // 10, Unit.SQUARE_MILLIMETRE, "1,238.0\u202fha"),
        (HECTARE, Unit.SQUARE_MILLIMETRE, "1.0\u202fha"),
        (HECTARE - 1_000_000, Unit.SQUARE_MILLIMETRE, "9,999\u202fm²"),
        (0, Unit.SQUARE_MILLIMETRE, "0.0\u202fha"),
        (246_000_000, Unit.MILLIMETRE, "246.0\u202fkm"),
        (999_000, Unit.MILLIMETRE, "999\u202fm"),
        (44_783, Unit.ITEM, "44,783"),
        (-HECTARE * 2, Unit.SQUARE_MILLIMETRE, "-2.0\u202fha"),
    ],
)
def test_amounts_are_read_in_the_unit_of_their_size(amount: int, unit: Unit, said: str) -> None:
    with override("en"):
        assert amount_words(amount, unit).text == said


def test_amounts_side_by_side_have_one_unit() -> None:
    with override("en"):
        assert amount_words(5_000_000_000, Unit.SQUARE_MILLIMETRE, scale_of=20 * HECTARE).text == "0.5\u202fha"


def test_the_exact_value_stands_beside_the_rounded_one() -> None:
    with override("en"):
        assert amount_words(12_345_678_901_234, Unit.SQUARE_MILLIMETRE).full == "12,345,678.901234\u202fm²"


def test_a_sentence_says_no_needless_decimal_and_counts_with_their_word() -> None:
    with override("en"):
        assert spoken(1_238 * HECTARE, Unit.SQUARE_MILLIMETRE) == "1,238\u202fha"
        assert spoken(1, Unit.BUILDING) == "1 building"
        assert spoken(1_868, Unit.BUILDING) == "1,868 buildings"
        assert ratio_words(1549.36, Unit.M2_PER_PERSON_DAY).number == "1,549"
        assert ratio_words(36.17, Unit.ITEM_PER_HECTARE).number == "36.2"


def test_every_counted_unit_has_a_word() -> None:
    counted = [unit for unit in Unit if unit.value not in ("mm2", "mm") and "_per_" not in unit.value]
    with override("en"):
        assert all("5" in count_words(5, unit) for unit in counted)


def test_arabic_groups_digits_as_the_charts_do() -> None:
    with override("ar"):
        assert amount_words(12_380 * HECTARE // 10, Unit.SQUARE_MILLIMETRE).number == "1,238.0"


def world() -> Picture:
    return Picture(
        recorded(
            *approved(
                entry("AW-1", "area_worked", 1, geometry=square(40.1, 35.3), activity="checked"),
                entry("AW-2", "area_worked", 3, geometry=square(40.1005, 35.3), activity="checked"),
                entry("AW-3", "area_worked", 3, geometry=square(40.1007, 35.3), activity="checked"),
                entry("OL-1", "ordnance_lot", 2, event="destroyed", category="mortar", quantity=12),
                entry("BC-1", "building_checked", 4, use="school"),
                hazard("HA-1", 1, square(40.2, 35.3)),
                release("LR-1", 4, square(40.2, 35.3, 0.0005), depth_cm=20),
                entry("DEP-1", "deployment", 1, people=10),
            )
        ),
        Fold.OFFICIAL,
    )


@pytest.mark.parametrize("name", [name for name in FIGURES if FIGURES[name].per is None])
def test_a_figure_day_by_day_is_the_figure_of_each_day(name: str) -> None:
    picture, figure = world(), FIGURES[name]
    days = days_between(date(2017, 9, 30), date(2017, 10, 6))
    for point in series_of(figure, picture, days):
        value = value_of(figure, picture, on_day=point.day)
        assert (point.total, point.increase) == (value.total.value, value.increase.value), point.day


def test_the_days_of_work_run_from_the_first_to_the_last() -> None:
    assert work_days(world(), on_day=date(2017, 10, 9)) == days_between(date(2017, 10, 1), date(2017, 10, 4))
    assert work_days(world(), on_day=date(2017, 9, 1)) == []


def test_a_line_begins_left_and_its_largest_value_is_on_top() -> None:
    points = series_of(FIGURES["area-checked"], world(), days_between(date(2017, 10, 1), date(2017, 10, 4)))
    places = [tuple(map(float, pair.split(","))) for pair in line_of(points).split()]
    assert places[0][0] == 0.0
    assert places[-1] == (100.0, 0.0)
    assert line_of(points[:1]) == ""
