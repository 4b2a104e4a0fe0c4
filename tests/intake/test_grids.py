"""CSV files and spreadsheets: what was in the cells, in whatever encoding, and no row lost."""

from datetime import date, datetime

import pytest

from firmground.errors import ReportUnreadable
from firmground.intake.mapping import ReportMapping
from firmground.intake.reading import open_report
from firmground.intake.rows import Table
from tests.intake.written_files import with_stored_value, workbook

TEXT = "رمز;مساحة\nحقل 1;12\nحقل 2;13\n"


def cells(table: Table) -> list[tuple[object, ...]]:
    return [tuple(row.fields.values()) for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1256", "cp1256"), ("utf-16-le", "utf-16-le")],
)
def test_text_in_every_encoding_comes_back_equal(encoding: str, declared: str) -> None:
    table = open_report(TEXT.encode(encoding), "a.csv", ReportMapping(encoding=declared))

    assert table.columns == ("رمز", "مساحة")
    assert cells(table) == [("حقل 1", "12"), ("حقل 2", "13")]


def test_a_byte_order_mark_is_believed_before_the_mapping() -> None:
    table = open_report(TEXT.encode("utf-8-sig"), "a.csv", ReportMapping(encoding="cp1256"))

    assert table.columns == ("رمز", "مساحة")


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ReportUnreadable, match="no encoding 'martian'"):
        open_report(b"code\nA\n", "a.csv", ReportMapping(encoding="martian"))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_found_out(mark: str) -> None:
    text = f'code{mark}note\nHA-1{mark}"two{mark} three; four, five"\nHA-2{mark}x\n'

    table = open_report(text.encode(), "a.txt")

    assert cells(table) == [("HA-1", f"two{mark} three; four, five"), ("HA-2", "x")]


@pytest.mark.parametrize("mark", [";;", '"', "\n"])
def test_a_mark_that_cannot_part_cells_is_refused(mark: str) -> None:
    with pytest.raises(ReportUnreadable, match="cannot part cells"):
        open_report(b"code;area\nHA-1;5\n", "a.csv", ReportMapping(delimiter=mark))


def test_a_decimal_comma_does_not_part_cells_where_semicolons_do() -> None:
    table = open_report(b"code;area\nHA-1;1,5\nHA-2;2,5\n", "a.csv")

    assert cells(table) == [("HA-1", "1,5"), ("HA-2", "2,5")]


def test_a_cell_longer_than_the_standard_limit_is_read_whole() -> None:
    long = "x" * 300_000

    table = open_report(f"code\n{long}\n".encode(), "a.csv")

    assert cells(table) == [(long,)]


def test_positions_count_blank_rows_and_line_breaks_in_cells_do_not() -> None:
    table = open_report(b'code,note\nHA-1,"a\nb"\n\n,\nHA-2,c\n', "a.csv")

    assert [(row.position, row.fields["code"]) for row in table.rows] == [(1, "HA-1"), (4, "HA-2")]


def test_a_row_with_too_many_or_too_few_cells_is_kept_with_a_trouble() -> None:
    table = open_report(b"code,area\nHA-1,1,5\nHA-2\nHA-3,5,\n", "a.csv")

    assert [row.trouble for row in table.rows] == [
        "3 cells where there are 2 columns",
        "1 cells where there are 2 columns",
        "",
    ]
    assert table.rows[0].fields == {"code": "HA-1", "area": "1", "cell 3": "5"}


def test_a_column_without_a_name_gets_its_number() -> None:
    assert open_report(b",code\n1,HA-1\n", "a.csv").columns == ("column 1", "code")


def test_the_header_stands_where_the_mapping_says() -> None:
    table = open_report(b"Report of May,\n,\ncode,area\nHA-1,5\n", "a.csv", ReportMapping(header_row=3))

    assert [(row.position, row.fields["code"]) for row in table.rows] == [(1, "HA-1")]


def test_cells_of_a_workbook_keep_their_types_and_dates_become_iso_text() -> None:
    row = ["HA-1", 5, 1.5, True, date(2017, 11, 14), datetime(2017, 11, 14, 6, 30), None]
    names = ["code", "count", "area", "marked", "day", "hour", "note"]

    (read,) = open_report(workbook({"one": [names, row]}), "a.xlsx").rows

    assert list(read.fields.values()) == ["HA-1", 5, 1.5, True, "2017-11-14", "2017-11-14T06:30:00", None]


def test_the_sheet_that_the_mapping_names_is_read() -> None:
    content = workbook({"one": [["a"], ["x"]], "two": [["b"], ["y"]]})

    table = open_report(content, "a.xlsx", ReportMapping(sheet="two"))

    assert (table.layer, table.columns, cells(table)) == ("two", ("b",), [("y",)])


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ReportUnreadable, match=r"no sheet 'three'.*'one'") as refused:
        open_report(workbook({"one": [["a"], ["x"]]}), "a.xlsx", ReportMapping(sheet="three"))

    assert refused.value.details["choices"] == ["one"]


def test_a_workbook_row_that_ends_early_has_blank_cells() -> None:
    content = workbook({"one": [["code", "area", "note"], ["HA-1"], [None, None, None], ["HA-2", 5, "x"]]})

    table = open_report(content, "a.xlsx")

    assert cells(table) == [("HA-1", None, None), ("HA-2", 5, "x")]
    assert [(row.position, row.trouble) for row in table.rows] == [(1, ""), (3, "")]


def test_a_formula_without_a_stored_value_is_refused_with_its_cell() -> None:
    content = workbook({"one": [["code", "area"], ["HA-1", "=2*3"]]})

    with pytest.raises(ReportUnreadable, match=r"row 2, column 2: the formula has no stored value"):
        open_report(content, "a.xlsx")


@pytest.mark.parametrize(("stored", "kind", "expected"), [("6", "", 6), ("", ' t="str"', None)])
def test_the_stored_value_of_a_formula_is_read(stored: str, kind: str, expected: object) -> None:
    content = with_stored_value(workbook({"one": [["code", "area"], ["HA-1", "=2*3"]]}), stored, kind)

    assert cells(open_report(content, "a.xlsx")) == [("HA-1", expected)]
