"""From rows to drafts: every row at least one, every value read, declared or in trouble."""

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmground.errors import ReportUnreadable
from firmground.intake.drafts import Draft, Note, Trouble, draft_rows
from firmground.intake.mapping import DateRule, Making, ReportMapping
from firmground.intake.reading import open_report
from firmground.intake.rows import Cell, Row, Table
from tests.intake.real_files import fields_of

HAZARD = ReportMapping(
    kind="hazard_area",
    columns={"code": "number", "area": "stated_area_m2", "status": "status", "day": "true_from"},
    constants={"evidence": "indirect"},
)
SAID: dict[str, Cell] = {"code": "HA-1", "area": "5.5", "status": "suspected", "day": "2017-11-14"}


def drafts_of(mapping: ReportMapping, fields: dict[str, Cell], **row: object) -> tuple[Draft, ...]:
    table = Table(tuple(fields), (Row(1, fields, **row),))  # type: ignore[arg-type]
    ((_, drafts),) = draft_rows(table, mapping, fields_of)
    return drafts


def draft_of(fields: dict[str, Cell] | None = None, **changes: object) -> Draft:
    (draft,) = drafts_of(msgspec.structs.replace(HAZARD, **changes), {**SAID, **(fields or {})})
    return draft


def test_a_row_that_says_everything_becomes_a_draft_without_trouble() -> None:
    draft = draft_of()

    assert draft == Draft(
        kind="hazard_area",
        position=1,
        values={"status": "suspected", "evidence": "indirect", "stated_area_m2": 5.5},
        true_from=date(2017, 11, 14),
        number="HA-1",
    )


@pytest.mark.parametrize(
    ("unit", "said", "area_m2"),
    [
        ("ha", "34", 340_000.0),
        ("ha", "0.1", 1_000.0),
        ("km2", "1.2", 1_200_000.0),
        ("acre", "1", 4_046.8564224),
        ("dunam", "7", 7_000.0),
        ("iraqi_dunam", "7", 17_500.0),
        ("m2", "12", 12.0),
    ],
)
def test_an_area_is_entered_in_square_metres(unit: str, said: str, area_m2: float) -> None:
    assert draft_of({"area": said}, units={"stated_area_m2": unit}).values["stated_area_m2"] == area_m2


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"area": "about 5"}, "stated_area_m2", "intake.not-a-number"),
        ({"area": "1,234"}, "stated_area_m2", "intake.number-ambiguous"),
        ({"status": "cleared"}, "status", "intake.code-unknown"),
        ({"status": ""}, "status", "intake.required-missing"),
        ({"day": "yesterday"}, "true_from", "intake.not-a-date"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_trouble_and_the_rest_is_kept(
    fields: dict[str, Cell], field: str, code: str
) -> None:
    draft = draft_of(fields)

    (trouble,) = draft.troubles
    assert (trouble.field, trouble.said, trouble.code) == (field, str(*fields.values()), code)
    assert trouble.expected
    assert draft.number == "HA-1"
    assert field not in draft.values


def test_codes_are_translated_whatever_their_case_and_a_blank_may_have_one() -> None:
    codes = {"status": {"Suspected Minefield": "suspected", "": "restricted"}}

    assert draft_of({"status": "suspected  minefield"}, codes=codes).values["status"] == "suspected"
    assert draft_of({"status": " "}, codes=codes).values["status"] == "restricted"
    assert draft_of({"status": "confirmed"}, codes=codes).values["status"] == "confirmed"


def test_a_word_declared_empty_says_nothing() -> None:
    draft = draft_of({"area": "n/a"}, empty_words=("n/a",))

    assert draft.troubles == ()
    assert "stated_area_m2" not in draft.values


def test_what_is_accepted_stands_in_only_where_the_row_says_nothing() -> None:
    accepted = {"accept": {"true_from": "1996-01-01", "status": "suspected"}, "accepted_by": "the office"}

    silent = draft_of({"day": "", "status": None}, **accepted)
    speaking = draft_of(None, **accepted)
    unread = draft_of({"day": "?"}, **accepted)

    assert (silent.true_from, silent.values["status"], silent.troubles) == (date(1996, 1, 1), "suspected", ())
    assert silent.notes == (
        Note("status", "", "suspected", "the office", "intake.accepted-by-mapping"),
        Note("true_from", "", "1996-01-01", "the office", "intake.accepted-by-mapping"),
    )
    assert (speaking.true_from, speaking.notes) == (date(2017, 11, 14), ())
    assert (unread.true_from, unread.notes, len(unread.troubles)) == (None, (), 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"constants": {"evidence": "hearsay"}},
            "constants of hazard_area: evidence says 'hearsay'; expected is one of",
        ),
        ({"constants": {"evidence": ["direct", "indirect"]}}, "expected is one value"),
        ({"codes": {"status": {"SHA": "suspect"}}}, "codes, 'SHA' of hazard_area: status says 'suspect'"),
        ({"accept": {"true_until": "soon"}, "accepted_by": "the office"}, "true_until says 'soon'; expected is a date"),
    ],
)
def test_what_a_mapping_says_by_itself_is_refused_once_where_it_is_no_value(
    changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ReportUnreadable, match=words):
        draft_of(None, **changes)


def test_a_day_chosen_for_a_month_is_noted_with_what_was_said() -> None:
    mapping = ReportMapping(
        kind="hazard_area",
        constants={"status": "suspected"},
        dates={"true_from": DateRule(year="y", month="m", chosen="first")},
    )

    (draft,) = drafts_of(mapping, {"y": "2018", "m": 4})

    assert draft.true_from == date(2018, 4, 1)
    assert draft.notes == (Note("true_from", "2018-4", "2018-04-01", "", "intake.day-chosen"),)


def test_an_end_said_by_its_last_day_is_entered_as_the_day_after() -> None:
    columns = {**HAZARD.columns, "end": "true_until"}

    by_last_day = draft_of({"end": "2017-11-14"}, columns=columns, dates={"true_until": DateRule(last_day=True)})
    excluded = draft_of({"end": "2017-11-14"}, columns=columns)

    assert (by_last_day.true_until, excluded.true_until) == (date(2017, 11, 15), date(2017, 11, 14))


def test_organisations_of_several_columns_and_of_one_cell_are_joint() -> None:
    columns = {**HAZARD.columns, "by": "organisation", "with": "organisation"}
    codes = {"organisation": {"IMAC": "ORG-1"}}

    draft = draft_of({"by": "imac; SCDM", "with": "SCDM"}, columns=columns, codes=codes)

    assert draft.organisation_names == ("ORG-1", "SCDM")


def test_a_list_in_a_cell_becomes_a_list_and_a_flag_a_flag() -> None:
    release = ReportMapping(kind="land_release", columns={"c": "closes"}, constants={"product": "cleared"})
    building = ReportMapping(kind="building_checked", columns={"s": "socially_important", "n": "buildings"})

    assert drafts_of(release, {"c": "HA-1; HA-2"})[0].values["closes"] == ["HA-1", "HA-2"]
    assert drafts_of(building, {"s": "نعم", "n": 2.0})[0].values == {"socially_important": True, "buildings": 2}
    assert drafts_of(building, {"s": "maybe", "n": 2.5})[0].troubles == (
        Trouble("buildings", "2.5", "a whole number", "intake.not-a-whole-number"),
        Trouble("socially_important", "maybe", "yes or no", "intake.not-yes-or-no"),
    )


LOTS = ReportMapping(
    columns={"place": "place"},
    several=(
        Making(kind="ordnance_lot", columns={"map": "quantity"}, constants={"event": "found", "category": "ap_mine"}),
        Making(kind="ordnance_lot", columns={"aei": "quantity"}, constants={"event": "found", "category": "ied"}),
    ),
)
LOTS = msgspec.structs.replace(
    LOTS, several=tuple(msgspec.structs.replace(part, only_if=tuple(part.columns)) for part in LOTS.several)
)


def test_one_row_makes_an_entry_for_each_part_that_it_says_something_of() -> None:
    drafts = drafts_of(LOTS, {"place": "P1", "map": "3", "aei": "0"})

    assert [(draft.values["category"], draft.values["quantity"], draft.place) for draft in drafts] == [
        ("ap_mine", 3, "P1")
    ]


def test_a_condition_that_cannot_be_read_counts_as_said() -> None:
    drafts = drafts_of(LOTS, {"place": "P1", "map": "three", "aei": "0"})

    assert [trouble.said for draft in drafts for trouble in draft.troubles] == ["three"]


@pytest.mark.parametrize("zero", ["0", 0, 0.0, "0,0", "٠", "", None])
def test_a_row_of_which_nothing_is_entered_is_held_or_noted_as_the_mapping_says(zero: Cell) -> None:
    fields: dict[str, Cell] = {"place": "P1", "map": zero, "aei": 0}

    (held,) = drafts_of(LOTS, fields)
    (noted,) = drafts_of(msgspec.structs.replace(LOTS, when_nothing="note"), fields)

    assert (held.kind, [trouble.code for trouble in held.troubles]) == ("", ["intake.nothing-to-enter"])
    assert (noted.kind, noted.troubles, [note.code for note in noted.notes]) == ("", (), ["intake.nothing-to-enter"])


def test_geometry_goes_to_the_parts_that_take_it_and_its_trouble_with_it() -> None:
    first, second = LOTS.several
    mapping = msgspec.structs.replace(LOTS, several=(first, msgspec.structs.replace(second, geometry=False)))
    fields: dict[str, Cell] = {"place": "P1", "map": 1, "aei": 1}

    sound = drafts_of(mapping, fields, geometry=b"shape", geometry_as_given="text")
    unread = drafts_of(mapping, fields, geometry_trouble="ring 1 is not closed")

    assert [(draft.geometry, draft.geometry_as_given) for draft in sound] == [(b"shape", "text"), (None, "")]
    assert [[trouble.field for trouble in draft.troubles] for draft in unread] == [["geometry"], []]


def test_a_row_with_shifted_cells_is_a_trouble_only() -> None:
    (draft,) = drafts_of(HAZARD, SAID, trouble="3 cells where there are 2 columns")

    assert draft.values == {}
    assert [trouble.code for trouble in draft.troubles] == ["intake.row-unsound"]


def test_a_mapping_that_does_not_fit_is_refused_before_the_first_row() -> None:
    table = Table(("code",), (Row(1, {"code": "HA-1"}),))

    with pytest.raises(ReportUnreadable, match="no column 'area'"):
        draft_rows(table, HAZARD, fields_of)


CELLS = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(), st.booleans())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SAID, CELLS)), max_size=3))
def test_whatever_the_cells_say_every_row_has_a_draft_and_every_cell_a_value_or_a_trouble(
    rows: list[dict[str, Cell]],
) -> None:
    table = Table(tuple(SAID), tuple(Row(position, fields) for position, fields in enumerate(rows, 1)))

    drafted = list(draft_rows(table, HAZARD, fields_of))

    assert [row.position for row, _ in drafted] == [row.position for row in table.rows]
    for _, (draft,) in drafted:
        in_trouble = {trouble.field for trouble in draft.troubles}
        assert ("status" in draft.values) != ("status" in in_trouble)
        assert not ("stated_area_m2" in draft.values and "stated_area_m2" in in_trouble)


@pytest.mark.parametrize(
    ("lon", "lat", "trouble"),
    [
        ("40,14", "35,33", ""),
        ("40.14", "", "lat is not a number"),
        ("35.33", "140.1", "lat between -90 and 90"),
        ("40°8'", "35.33", "lon is not a number"),
        ("", "", ""),
    ],
)
def test_columns_of_coordinates_become_a_point_or_a_trouble(lon: str, lat: str, trouble: str) -> None:
    mapping = ReportMapping(columns={"x": "lon", "y": "lat"})

    (row,) = open_report(f"code;x;y\nHA-1;{lon};{lat}\n".encode(), "a.csv", mapping).rows

    assert trouble in row.geometry_trouble
    assert (row.geometry is not None) == bool(lon and not trouble)


def test_columns_of_coordinates_in_utm_keep_what_was_given() -> None:
    mapping = ReportMapping(columns={"x": "lon", "y": "lat"}, crs="EPSG:32637")

    (row,) = open_report(b"code,x,y\nHA-1,600000,3900000\n", "a.csv", mapping).rows

    assert row.geometry_as_given == "EPSG:32637 POINT (600000 3900000)"
    assert row.geometry is not None


def test_a_column_of_wkt_becomes_a_shape_or_a_trouble_with_its_text() -> None:
    mapping = ReportMapping(columns={"shape": "wkt"})
    text = "code;shape\nHA-1;POLYGON ((40 35, 41 35, 41 36, 40 35))\nHA-2;POLYGON ((40 35\nHA-3;\n"

    first, second, third = open_report(text.encode(), "a.csv", mapping).rows

    assert (first.geometry is not None, first.geometry_trouble) == (True, "")
    assert (second.geometry, second.geometry_as_given) == (None, "POLYGON ((40 35")
    assert (third.geometry, third.geometry_trouble) == (None, "")


def test_a_column_of_coordinates_that_is_not_there_is_named() -> None:
    with pytest.raises(ReportUnreadable, match="no column 'X'; the nearest are 'x'"):
        open_report(b"code,x,y\nHA-1,40,35\n", "a.csv", ReportMapping(columns={"X": "lon", "y": "lat"}))
