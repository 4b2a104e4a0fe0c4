"""Real files of two countries: no row is lost, nothing is guessed."""

from collections import Counter
from datetime import date

import msgspec
import pyogrio.raw
import pytest
import shapely

from firmground.intake.drafts import Draft, draft_rows
from firmground.intake.reading import open_report
from firmground.records.kinds import KINDS
from tests.intake.real_files import fields_of, mapping_of, real_file

pytestmark = pytest.mark.real_data

BOSNIA = {
    "bosnia_suspected": ("bih_mines/suspect_areas_simplyfied.geojson", 11_068, 3_094),
    "bosnia_cleared": ("bih_mines/cleared_areas_simplyfied.geojson", 8_329, 108),
    "bosnia_lifted": ("bih_mines/lifted_minefields.geojson", 925, 0),
}


def drafts_of(name: str, file: str) -> list[tuple[Draft, ...]]:
    path, mapping = real_file(file), mapping_of(name)
    return [drafts for _, drafts in draft_rows(open_report(path, path.name, mapping), mapping, fields_of)]


@pytest.mark.parametrize("name", BOSNIA)
def test_every_feature_of_bosnia_ends_as_one_draft_without_trouble(name: str) -> None:
    file, rows, without_shape = BOSNIA[name]

    drafts = drafts_of(name, file)

    assert len(drafts) == rows
    assert all(len(of_row) == 1 for of_row in drafts)
    assert sum(of_row[0].geometry is None for of_row in drafts) == without_shape
    assert [trouble for of_row in drafts for draft in of_row for trouble in draft.troubles] == []
    assert all(of_row[0].position == number for number, of_row in enumerate(drafts, 1))


@pytest.mark.parametrize(("name", "invalid"), [("bosnia_suspected", 467), ("bosnia_cleared", 709)])
def test_invalid_rings_of_bosnia_come_through_unrepaired(name: str, invalid: int) -> None:
    path = real_file(BOSNIA[name][0])

    shapes = [row.geometry for row in open_report(path, path.name).rows]

    assert sum(not shapely.is_valid(shapely.from_wkb(shape)) for shape in shapes if shape is not None) == invalid
    assert shapes == [None if shape is None else bytes(shape) for shape in pyogrio.raw.read(path)[2]]


def test_what_bosnia_does_not_say_is_declared_and_noted_on_every_row() -> None:
    file = BOSNIA["bosnia_cleared"][0]

    (draft, *_) = (of_row[0] for of_row in drafts_of("bosnia_cleared", file))

    assert draft.values["product"] == "cleared"
    assert draft.values["parameters"] == "not stated, accepted by the importing office"
    assert draft.true_from == date(2018, 1, 1)
    assert {(note.field, note.accepted_by) for note in draft.notes} == {
        ("true_from", "the importing office"),
        ("parameters", "the importing office"),
    }


def test_colombia_adds_up_to_its_published_sums() -> None:
    drafts = drafts_of("colombia_clearance", "col_desminado/desminado_v1.csv")

    every = [draft for of_row in drafts for draft in of_row]
    kinds = Counter(draft.kind for draft in every)
    assert len(drafts) == 3_129
    assert all(drafts)
    assert [draft.troubles for draft in every if draft.troubles] == []
    assert sum(draft.values.get("stated_area_m2", 0) for draft in every) == 6_008_612
    assert sum(draft.values.get("quantity", 0) for draft in every) == 6_862
    assert kinds == {"land_release": 857, "ordnance_lot": 476 + 225 + 80, "": 2_113}


def test_colombia_keeps_place_month_and_organisation() -> None:
    rows = drafts_of("colombia_clearance", "col_desminado/desminado_v1.csv")

    (release,) = rows[1]

    assert (release.place, release.organisation_names) == ("76563", ("THE HALO TRUST",))
    assert release.true_from == date(2019, 2, 1)
    assert [note.code for note in release.notes] == ["intake.accepted-by-mapping", "intake.day-chosen"]
    assert release.values["operations"] == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [(name, said[0]) for name, said in BOSNIA.items()] + [("colombia_clearance", "col_desminado/desminado_v1.csv")],
)
def test_the_bodies_of_real_drafts_are_bodies_of_their_kinds(name: str, file: str) -> None:
    drafts = [draft for of_row in drafts_of(name, file) for draft in of_row if draft.kind]

    bodies = [msgspec.convert(draft.values, KINDS[draft.kind].body) for draft in drafts]

    assert len(bodies) > 900
