"""Mapping files: written by people, read strictly, refused with the nearest that exists."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmground.errors import ReportUnreadable
from firmground.intake.mapping import (
    LONGEST_TEXT,
    DateRule,
    Making,
    ReportMapping,
    check_mapping,
    read_mapping,
    write_mapping,
)
from tests.intake.real_files import MAPPINGS, fields_of

COLUMNS = ("Code", "Area (ha)", "Status", "Year", "Month", "Lon", "Lat")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.dictionaries(TEXTS, TEXTS, max_size=3)
RULES = st.builds(
    DateRule,
    formats=st.lists(TEXTS, max_size=2).map(tuple),
    year=TEXTS,
    month=TEXTS,
    chosen=st.sampled_from(["", "first", "last"]),
    last_day=st.booleans(),
)
SAID = st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=2))
PARTS: dict[str, st.SearchStrategy[object]] = {
    "kind": TEXTS,
    "columns": NAMES,
    "constants": st.dictionaries(TEXTS, SAID, max_size=2),
    "codes": st.dictionaries(TEXTS, NAMES, max_size=2),
    "units": NAMES,
    "dates": st.dictionaries(TEXTS, RULES, max_size=2),
    "accept": st.dictionaries(TEXTS, SAID, max_size=2),
    "only_if": st.lists(TEXTS, max_size=2).map(tuple),
    "geometry": st.booleans(),
}
MAPPING = st.builds(
    ReportMapping,
    **PARTS,
    title=TEXTS,
    accepted_by=TEXTS,
    decimal=st.sampled_from(["", ".", ","]),
    header_row=st.integers(1, 20),
    empty_words=st.lists(TEXTS, max_size=2).map(tuple),
    when_nothing=st.sampled_from(["hold", "note"]),
    several=st.lists(st.builds(Making, **PARTS), max_size=2).map(tuple),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MAPPING)
def test_a_mapping_written_is_read_back_equal(mapping: ReportMapping) -> None:
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize("name", sorted(path.name for path in MAPPINGS.glob("*.yaml")))
def test_a_mapping_that_a_person_wrote_is_read_and_written_back_equal(name: str) -> None:
    mapping = read_mapping((MAPPINGS / name).read_text(encoding="utf-8"))

    assert read_mapping(write_mapping(mapping)) == mapping
    assert mapping.title


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    mapping = read_mapping("kind: x\ncodes: {status: {no: a, 1.0: b, 2017-11-14: c, null: d}}\nconstants: {n: 010}")

    assert mapping.codes["status"] == {"no": "a", "1.0": "b", "2017-11-14": "c", "null": "d"}
    assert mapping.constants == {"n": "010"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: a\ncolums: {}", "unknown field `colums`.*A mapping knows: .*columns"),
        ("kind: a\nkind: b", "kind stands twice"),
        ("a: &x {b: c}\nd: *x", r"references \(\*name\) are not read"),
        ("kind: [", "not a YAML file"),
        ("", "Expected `object`"),
        ("just words", "Expected `object`"),
        ("kind: [a]", "kind"),
        ("header_row: first", "header_row"),
        ("decimal: ';'", "decimal"),
        ("when_nothing: drop", "when_nothing"),
        ("!!python/object/apply:os.system ['true']", "Expected `object`|not a YAML file"),
        ("a: b\n---\nc: d", "not a YAML file"),
        ("{" * 5000, "not a YAML file"),
        ("#" * (LONGEST_TEXT + 1), "is longer than"),
    ],
)
def test_a_text_that_is_no_mapping_is_refused_with_its_file(text: str, words: str) -> None:
    with pytest.raises(ReportUnreadable, match=words) as refused:
        read_mapping(text, "site.yaml")

    assert refused.value.message.startswith("site.yaml")


SOUND = ReportMapping(kind="hazard_area", columns={"Code": "number", "Area (ha)": "stated_area_m2", "Status": "status"})

UNSOUND = {
    "a column that is not there": ({"columns": {"code": "number"}}, "no column 'code'; the nearest are 'Code'"),
    "a field that is not there": ({"columns": {"Code": "stated_area"}}, "no field 'stated_area'.*'stated_area_m2'"),
    "a kind that is not there": ({"kind": "minefield"}, "no kind of record 'minefield'"),
    "no kind": ({"kind": ""}, "no kind of record ''"),
    "a field given by two columns": ({"columns": {"Code": "number", "Status": "number"}}, "'number' is given twice"),
    "a field given twice": ({"constants": {"status": "suspected"}}, "'status' is given twice"),
    "a unit of nothing": ({"units": {"stated_area_m2": "km"}}, "'km' is no unit of that"),
    "a unit of a text": ({"units": {"status": "km"}}, "'km' is no unit of that"),
    "a unit that nobody knows": ({"units": {"stated_area_m2": "rood"}}, "'rood' is no unit of that"),
    "a year without a month": ({"dates": {"true_from": DateRule(year="Year")}}, "has no month: say chosen"),
    "no day chosen": ({"dates": {"true_from": DateRule(year="Year", month="Month")}}, "has no day: say chosen"),
    "a part that is not there": (
        {"dates": {"true_from": DateRule(year="year", chosen="first")}},
        "no column 'year'; the nearest are 'Year'",
    ),
    "a start by its last day": ({"dates": {"true_from": DateRule(last_day=True)}}, "is no end"),
    "a constant position": ({"constants": {"lon": "40"}}, "lon is given by a column and nothing else"),
    "a unit of a day": ({"units": {"true_from": "m"}}, "true_from has no unit"),
    "a rule of dates for a number": ({"dates": {"stated_area_m2": DateRule()}}, "stated_area_m2 is no date"),
    "a rule of dates for a place": ({"dates": {"place": DateRule()}}, "place is no date"),
    "a condition that is not there": ({"only_if": ("Area",)}, "no column 'Area'"),
    "nobody who accepts": ({"accept": {"true_from": "1996-01-01"}}, "accept needs accepted_by"),
    "two places of one row": (
        {"several": (Making(columns={"Lon": "lon"}), Making(columns={"Lat": "lon"}))},
        "lon is given by two columns",
    ),
    "a column at the top and below": (
        {"several": (Making(columns={"Code": "note"}),)},
        "stands both at the top and under several",
    ),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_a_mapping_that_does_not_fit_is_refused_with_the_nearest_that_does(case: str) -> None:
    changes, words = UNSOUND[case]
    mapping = msgspec.structs.replace(SOUND, **changes)

    with pytest.raises(ReportUnreadable, match=words):
        check_mapping(mapping, COLUMNS, fields_of)


def test_all_that_does_not_fit_is_said_at_once() -> None:
    mapping = ReportMapping(kind="hazard_area", columns={"code": "numer", "area": "status"})

    with pytest.raises(ReportUnreadable) as refused:
        check_mapping(mapping, COLUMNS, fields_of)

    assert len(refused.value.details["troubles"]) == 3  # type: ignore[arg-type]


def test_a_mapping_that_fits_is_not_refused() -> None:
    check_mapping(SOUND, COLUMNS, fields_of)
