"""Mappings proposed from names and samples: never against what the samples say."""

from collections.abc import Sequence

import pytest

from firmground.intake.drafts import draft_rows
from firmground.intake.mapping import DateRule, ReportMapping, read_mapping, write_mapping
from firmground.intake.propose import Proposal, propose, propose_best
from firmground.intake.reading import open_report
from firmground.intake.rows import Cell, Row
from firmground.records.kinds import REPORTED
from tests.intake.real_files import fields_of, real_file

KINDS = {kind.name: kind.fields for kind in REPORTED}


def proposed(kind: str, columns: Sequence[str], *rows: Sequence[Cell], **settings: str) -> Proposal:
    named = [Row(number, dict(zip(columns, cells, strict=True))) for number, cells in enumerate(rows, 1)]
    return propose(columns, named, kind, fields_of(kind), ReportMapping(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "columns",
    [
        ("Hazard status", "Area size (ha)", "Start date", "Longitude", "Latitude", "Ref"),
        ("STATUS", "area_ha", "true from", "lon", "lat", "number"),
        ("statut", "Superficie (hectares)", "Date de début", "X", "Y", "Numéro"),
        ("estado", "Área (ha)", "Fecha de inicio", "longitud", "latitud", "Código"),
        ("الحالة", "المساحة (هكتار)", "التاريخ", "خط الطول", "خط العرض", "الرقم"),
    ],
)
def test_names_in_four_languages_find_their_fields(columns: Sequence[str]) -> None:
    mapping = proposed("hazard_area", columns, ["suspected", "3.5", "2017-11-14", "40.14", "35.33", "HA-1"]).mapping

    assert list(mapping.columns.values()) == ["status", "stated_area_m2", "true_from", "lon", "lat", "number"]
    assert mapping.units == {"stated_area_m2": "ha"}


def test_every_column_has_a_reason_in_the_order_of_the_file() -> None:
    columns = ("colour", "status", "area")

    because = proposed("hazard_area", columns, ["red", "suspected", "5"]).because

    assert [(one.column, one.field) for one in because] == [
        ("colour", ""),
        ("status", "status"),
        ("area", "stated_area_m2"),
    ]
    assert all(one.why for one in because)


@pytest.mark.parametrize(
    ("column", "cells", "why"),
    [
        ("area", ["5", "large", "small"], "most of its values are no numbers"),
        ("longitude", ["600000"], "no degrees"),
        ("date", ["soon"], "no date format reads all"),
        ("area_km", ["5"], "km is no unit of it"),
        ("status", ["not suspected"], "none of its values is one of suspected"),
        ("status", ["cleared"], "none of its values is one of suspected"),
    ],
)
def test_a_column_whose_samples_contradict_its_name_is_left_out(column: str, cells: list[str], why: str) -> None:
    proposal = proposed("hazard_area", [column], *([cell] for cell in cells))

    assert proposal.mapping.columns == {}
    assert why in proposal.because[0].why


def test_what_is_denied_is_never_proposed_as_released() -> None:
    rows = (["Cleared area"], ["Not cleared"], ["غير cleared"])

    proposal = proposed("land_release", ["product"], *rows)

    assert proposal.mapping.codes == {"product": {"Cleared area": "cleared"}}
    assert "still need a code" in proposal.because[0].why


def test_date_formats_that_both_fit_are_both_proposed_so_that_a_person_decides() -> None:
    clear = proposed("hazard_area", ["date"], ["14/11/2017"], ["03/04/2017"]).mapping
    unclear = proposed("hazard_area", ["date"], ["03/04/2017"]).mapping

    assert clear.dates == {"true_from": DateRule(formats=("%d/%m/%Y",))}
    assert unclear.dates == {"true_from": DateRule(formats=("%d/%m/%Y", "%m/%d/%Y"))}


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [(["1,5", "1,234"], ","), (["1.5", "1.234"], "."), (["1,234"], ""), (["1,5", "2.5"], ""), (["5"], "")],
)
def test_the_mark_of_decimals_is_proposed_where_only_one_can_be_meant(cells: list[str], decimal: str) -> None:
    assert proposed("hazard_area", ["area"], *([cell] for cell in cells)).mapping.decimal == decimal


def test_what_was_said_to_open_the_file_is_kept() -> None:
    mapping = proposed("hazard_area", ["area"], ["1,234"], encoding="cp1256", sheet="May", decimal=",").mapping

    assert (mapping.encoding, mapping.sheet, mapping.decimal) == ("cp1256", "May", ",")


def test_two_columns_never_get_one_field() -> None:
    mapping = proposed("hazard_area", ["superficie", "area"], ["5", "6"]).mapping

    assert mapping.columns == {"area": "stated_area_m2"}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("bih_mines/suspect_areas_simplyfied.geojson", "hazard_area"),
        ("bih_mines/cleared_areas_simplyfied.geojson", "land_release"),
        ("col_desminado/desminado_v1.csv", "land_release"),
    ],
)
def test_the_kind_of_a_real_file_is_found_and_its_mapping_fits_it(file: str, kind: str) -> None:
    path = real_file(file)
    table = open_report(path, path.name)

    mapping = propose_best(table.columns, table.rows, KINDS).mapping

    assert mapping.kind == kind
    assert read_mapping(write_mapping(mapping)) == mapping
    assert len(list(draft_rows(table, mapping, fields_of))) == len(table.rows)


def test_a_column_with_one_value_that_is_no_number_is_still_proposed_and_that_value_told_of() -> None:
    proposal = proposed("hazard_area", ["area"], ["5"], ["7"], ["large"])

    assert proposal.mapping.columns == {"area": "stated_area_m2"}
    assert "1 of its first 3 values are no numbers" in proposal.because[0].why


def test_one_unknown_longitude_does_not_take_the_position_from_every_other_row() -> None:
    proposal = proposed("hazard_area", ["lon", "lat"], ["40.1", "35.3"], ["unknown", "35.3"], ["40.2", "35.3"])

    assert proposal.mapping.columns == {"lon": "lon", "lat": "lat"}


def test_longitudes_in_metres_are_refused_even_beside_a_value_that_is_no_number() -> None:
    proposal = proposed("hazard_area", ["lon"], ["40.1"], ["unknown"], ["600000"])

    assert proposal.mapping.columns == {}
    assert "no degrees" in proposal.because[0].why


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["2017-10-02", "2017-10-03", "31.02.2017"], ()),
        (["25/04/2017", "soon", "03/05/2017"], ("%d/%m/%Y",)),
        (["03/04/2017", "unknown", "05/04/2017"], ("%d/%m/%Y", "%m/%d/%Y")),
    ],
)
def test_one_value_that_no_date_format_reads_leaves_the_column_and_its_formats_as_they_were(
    cells: list[str], formats: tuple[str, ...]
) -> None:
    proposal = proposed("hazard_area", ["date"], *([cell] for cell in cells))

    assert proposal.mapping.columns == {"date": "true_from"}
    assert (proposal.mapping.dates["true_from"].formats if formats else ()) == formats
    assert "1 of its first 3 values are no dates" in proposal.because[0].why


@pytest.mark.parametrize("cells", [["25/04/2017", "04/25/2017", "01/01/2017"], ["25/04/2017", "soon", "later"]])
def test_dates_of_two_forms_or_hardly_any_dates_go_to_a_person(cells: list[str]) -> None:
    proposal = proposed("hazard_area", ["date"], *([cell] for cell in cells))

    assert proposal.mapping.columns == {}
