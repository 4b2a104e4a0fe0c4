"""The neighbourhoods of Deir ez-Zor come in as any file does, and divide the figures once they are approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bulletins.offices import NUMBER, SECOND

NEIGHBOURHOODS = Path(__file__).parents[2] / "../shared/data/syr_cod_ab/deir_ez_zor_neighbourhoods.geojson"
DAY = SECOND.isoformat()

_MAPPING = """kind: admin_unit
columns:
  NAME_EN: name
  NAME_AR: local_name
  PCODE: code
  ADM3_PCODE: parent
constants:
  level: 4
  version: "2020-12-17"
  true_from: "2017-01-01"
geometry: true
"""

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not NEIGHBOURHOODS.is_file(), reason="REAL DATA ABSENT: no neighbourhoods beside the repository"
    ),
]


def test_neighbourhoods_are_imported_under_a_mapping_and_divide_the_ground(command, ledger_of_two_days, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(_MAPPING, encoding="utf-8")

    entered = command("import", NEIGHBOURHOODS, "--operation", NUMBER, "--mapping", mapping, "--json")
    assert entered.code == 0, entered.err
    batch = entered.answer["batch"]
    assert command("decide", NUMBER, "approved", "--batch", batch).code == 0
    said = command("figures", NUMBER, "area-checked", "--by", "unit", "--on-day", DAY, "--json").answer

    parts = said["breakdown"]["parts"]
    assert said["breakdown"]["level"] == 4
    assert said["breakdown"]["overlaps"] == []
    assert sum(part["total"] for part in parts) == said["figures"][0]["total"]


def test_its_columns_are_proposed_by_their_names(command, ledger_of_two_days):
    said = command("import", NEIGHBOURHOODS, "--propose", "--kind", "admin_unit")

    for line in ("NAME_EN: name", "NAME_AR: local_name", "PCODE: code"):
        assert line in said.out
