"""Pieces in files: read as they were written, readable by strangers, never two writings together."""

import json

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from firmground.batch.files import KEYS, LIST, listed, read_piece, write
from firmground.errors import GeometryUnsound, ReportUnreadable, StorageUnreachable
from tests.batch.grounds import claims, stars, tasks

COUNT = 120


@pytest.fixture
def written(tmp_path):
    return write(tmp_path / "pieces", stars(COUNT), claims(COUNT), keys={"task": tasks(COUNT)}, grid_bits=20, most=20)


def _read(written):
    return [read_piece(written.folder / name, written.made_from) for name in written.names]


def test_own_rows_of_all_pieces_are_what_was_written(written):
    polygons, said, task = stars(COUNT), claims(COUNT), tasks(COUNT)

    pieces = _read(written)

    assert sorted(index for piece in pieces for index in piece.index[piece.is_own].tolist()) == list(range(COUNT))
    for piece in pieces:
        assert piece.polygons == [polygons[index] for index in piece.index]
        assert np.array_equal(piece.keys["task"], task[piece.index])
        for name in said._fields:
            column = getattr(piece.claims, name)
            assert np.array_equal(column, getattr(said, name)[piece.index])
            assert column.dtype == getattr(said, name).dtype


def test_the_list_says_what_the_files_hold(written):
    pieces = _read(written)

    assert listed(written.folder) == written
    assert written.own == tuple(int(piece.is_own.sum()) for piece in pieces)
    assert written.halo == tuple(int((~piece.is_own).sum()) for piece in pieces)
    assert sum(written.own) == written.polygons == COUNT


def test_rows_ascend_so_that_members_of_cells_do(written):
    assert all((np.diff(piece.index) > 0).all() for piece in _read(written))


def test_a_stranger_reads_the_shapes_where_they_lie(written):
    frames = [geopandas.read_parquet(written.folder / name) for name in written.names]

    own = {index: shape for frame in frames for index, shape in zip(frame["index"], frame.geometry, strict=True)}

    assert all(frame.crs == "OGC:CRS84" for frame in frames)
    assert [shapely.to_wkb(own[index]) for index in range(COUNT)] == stars(COUNT)
    assert set(frames[0].columns) >= {"index", "is_own", "piece", "kind", "day", "recorded", "accepted", "task"}


def test_the_metadata_is_that_of_geoparquet(tmp_path):
    polygons = [*stars(3), shapely.to_wkb(shapely.MultiPolygon([shapely.box(40.1, 35.3, 40.2, 35.4)]))]

    written = write(tmp_path / "pieces", polygons)

    geo = json.loads(pq.read_metadata(written.folder / written.names[0]).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"][geo["primary_column"]]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["geometry_types"] == ["MultiPolygon", "Polygon"]


def test_the_same_claims_have_the_same_digest_and_others_another(tmp_path, written):
    again = write(tmp_path / "again", stars(COUNT), claims(COUNT), keys={"task": tasks(COUNT)}, grid_bits=16)
    other = write(tmp_path / "other", stars(COUNT), claims(COUNT, seed=8), keys={"task": tasks(COUNT)})
    named = write(tmp_path / "named", stars(COUNT), claims(COUNT), keys={"unit": tasks(COUNT)})

    assert again.made_from == written.made_from
    assert len({written.made_from, other.made_from, named.made_from}) == 3


def test_a_file_of_another_writing_is_refused(tmp_path, written):
    other = write(tmp_path / "other", stars(COUNT, seed=8), grid_bits=20, most=20)

    with pytest.raises(ReportUnreadable, match="not written together"):
        read_piece(other.folder / other.names[0], written.made_from)


def test_pieces_that_were_there_are_replaced(written):
    write(written.folder, stars(5))

    assert listed(written.folder).polygons == 5
    assert sorted(path.name for path in written.folder.iterdir()) == ["piece-000000.parquet", LIST]


def test_a_folder_with_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("kept")

    with pytest.raises(ReportUnreadable, match=r"letter\.txt"):
        write(tmp_path, stars(5))

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


_BOW_TIE = shapely.Polygon([(40, 35), (40.1, 35.1), (40.1, 35), (40, 35.1)])


@pytest.mark.parametrize("shape", [shapely.Point(40, 35), _BOW_TIE])
def test_a_shape_that_is_no_polygon_or_crosses_itself_is_named_and_nothing_is_written(tmp_path, shape):
    with pytest.raises(GeometryUnsound) as refused:
        write(tmp_path, [*stars(2), shapely.to_wkb(shape)])

    assert refused.value.details["index"] == 2
    with pytest.raises(ReportUnreadable, match=LIST):
        listed(tmp_path)


@pytest.mark.parametrize("said", ["no JSON", "[]", '{"version": 0}'])
def test_a_list_that_is_none_is_refused(tmp_path, said):
    (tmp_path / LIST).write_text(said)

    with pytest.raises(ReportUnreadable, match="again"):
        listed(tmp_path)


def test_a_file_that_is_away_is_told_apart_from_one_that_is_broken(written):
    first, second = (written.folder / name for name in written.names[:2])
    first.unlink()
    second.write_bytes(b"no Parquet")

    with pytest.raises(StorageUnreachable, match="every worker"):
        read_piece(first, written.made_from)
    with pytest.raises(ReportUnreadable, match="no Parquet"):
        read_piece(second, written.made_from)


def test_what_claims_are_kept_apart_by_is_named_once(written):
    assert set(_read(written)[0].keys) <= set(KEYS)
