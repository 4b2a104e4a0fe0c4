"""``firmground import``: the account adds up, the same file changes nothing, a mapping is proposed."""

from __future__ import annotations

import json

import pytest

from firmground.cli.keys import KEYS
from tests.bulletins.offices import NUMBER

pytestmark = pytest.mark.usefixtures("ledger_of_two_days")

_CSV = """number,date,buildings,use
BC-101,2017-10-02,3,school
BC-102,2017-10-02,two,residential
BC-103,2017-10-02,5,residential
"""

_MAPPING = """kind: building_checked
columns:
  number: number
  date: true_from
  buildings: buildings
  use: use
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "buildings.csv"
    path.write_text(_CSV, encoding="utf-8")
    return path


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_text(_MAPPING, encoding="utf-8")
    return path


def test_a_proposal_says_why_column_by_column_and_imports_nothing(command, report):
    before = command("verify", "--json").answer

    said = command("import", report, "--propose", "--kind", "building_checked", "--json")

    assert list(said.answer) == list(KEYS["import --propose"])
    assert {one["column"]: one["field"] for one in said.answer["because"]} == {
        "number": "number",
        "date": "true_from",
        "buildings": "buildings",
        "use": "use",
    }
    assert command("verify", "--json").answer == before


def test_a_proposed_mapping_used_as_it_is_loses_no_number_and_holds_only_the_row_that_says_none(
    command, report, tmp_path
):
    path = tmp_path / "proposed.yaml"
    proposal = command("import", report, "--propose", "--kind", "building_checked", "--json").answer
    path.write_text(proposal["mapping"], encoding="utf-8")
    asked = ("figures", NUMBER, "buildings-checked", "--on-day", "2017-10-02", "--json")
    before = command(*asked).answer["figures"][0]["total"]

    said = command("import", report, "--operation", NUMBER, "--mapping", path, "--json").answer
    command("decide", NUMBER, "approved", "--batch", said["batch"])

    assert said["held_by_rule"] == {"value_unreadable": 1}
    assert command(*asked).answer["figures"][0]["total"] == before + 3 + 5


def test_every_row_has_one_outcome_and_the_account_adds_up(command, report, mapping):
    said = command("import", report, "--operation", NUMBER, "--mapping", mapping, "--json")

    answer = said.answer
    assert list(answer) == list(KEYS["import"])
    assert (answer["rows"], answer["held"], answer["adds_up"]) == (3, 1, True)
    assert answer["entered"] + answer["with_findings"] == 2
    assert answer["held_by_rule"] == {"value_unreadable": 1}


def test_the_same_file_twice_changes_nothing(command, report, mapping):
    once = command("import", report, "--operation", NUMBER, "--mapping", mapping, "--json").answer
    before = command("verify", "--json").answer

    again = command("import", report, "--operation", NUMBER, "--mapping", mapping, "--json").answer

    assert again == once
    assert command("verify", "--json").answer == before


def test_what_was_imported_counts_once_its_batch_is_approved(command, report, mapping):
    batch = command("import", report, "--operation", NUMBER, "--mapping", mapping, "--json").answer["batch"]
    asked = ("figures", NUMBER, "buildings-checked", "--on-day", "2017-10-02", "--json")
    before = command(*asked).answer["figures"][0]["total"]

    command("decide", NUMBER, "approved", "--batch", batch)

    assert command(*asked).answer["figures"][0]["total"] == before + 8


def test_the_text_says_the_sum_and_what_to_do_next(command, report, mapping):
    said = command("import", report, "--operation", NUMBER, "--mapping", mapping)

    assert "buildings.csv: 3 rows = " in said.out
    assert "+ 1 held" in said.out
    assert f"firmground decide {NUMBER} approved --batch" in said.out


def test_a_mapping_that_does_not_fit_the_file_is_refused_with_the_columns_there_are(command, report, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("kind: building_checked\ncolumns:\n  bildings: buildings\n", encoding="utf-8")

    said = command("import", report, "--operation", NUMBER, "--mapping", path, "--json")

    assert said.code == 3
    assert "buildings" in json.loads(said.err)["message"]


def test_an_import_without_a_mapping_is_told_how_to_get_one(command, report):
    said = command("import", report, "--operation", NUMBER)

    assert said.code == 2
    assert "--propose" in said.err
