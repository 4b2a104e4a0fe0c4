"""The made claims: the same again from the same seed, and like the sites that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from bench.questions import Cut, Ground
from bench.rules import NOTHING, TABLE
from bench.sites import CLASSES, HAZARDS, Claims, crowd, sites

from firmground.geometry.measures import areas_mm2
from firmground.state.land_table import TABLE as TRANSITIONS
from firmground.state.land_table import GroundClaim, Status


@pytest.fixture(scope="module")
def made() -> Claims:
    return sites(4_000)


def _meeting(claims: Claims) -> int:
    shapes = shapely.from_wkb(claims.wkb)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    return int((shared > 1e-10).sum())


def test_the_same_seed_makes_the_same_claims_and_another_seed_others(made: Claims) -> None:
    again, others = sites(4_000), sites(4_000, seed=1)
    for name in vars(made):
        assert np.array_equal(getattr(made, name), getattr(again, name)), name
    assert not np.array_equal(made.wkb, others.wkb)


def test_claims_are_as_large_cornered_and_crowded_as_stated(made: Claims) -> None:
    shapes = shapely.from_wkb(made.wkb)
    hectares = areas_mm2(shapes) / 1e10
    assert len(made) == 4_000
    assert 1.3 < hectares.mean() < 1.6
    assert 10.5 < shapely.get_num_coordinates(shapes).mean() - 1 < 12.5
    assert 0.02 < (shapely.get_num_interior_rings(shapes) > 0).mean() < 0.04
    assert 3.0 < _meeting(made) / len(made) < 4.2


def test_every_claim_is_a_sound_polygon_with_corners_rounded_to_a_ten_millionth_of_a_degree(made: Claims) -> None:
    shapes = shapely.from_wkb(made.wkb)
    corners = shapely.get_coordinates(shapes)
    assert shapely.is_valid(shapes).all()
    assert np.array_equal(corners, np.round(corners, 7))


def test_some_outlines_are_cancelled_whole_and_strips_share_their_edges(made: Claims) -> None:
    cancelled = set(made.wkb[made.says == CLASSES.index("cancelled")])
    suspected = set(made.wkb[made.says == CLASSES.index("sha")])
    assert len(cancelled) > 150
    assert len(cancelled & suspected) > 0.9 * len(cancelled)
    strips = shapely.from_wkb(made.wkb[made.says == CLASSES.index("cleared")])
    first, second = shapely.STRtree(strips).query(strips, predicate="touches")
    shared = shapely.length(shapely.intersection(strips[first], strips[second]))
    assert (shared > 1e-4).sum() > 300


def test_claims_are_ranked_by_day_with_releases_before_hazards_and_recorded_after_their_day(made: Claims) -> None:
    order = np.argsort(made.rank)
    days, hazards = made.day[order], (made.says < HAZARDS)[order]
    assert (np.diff(days) >= 0).all()
    assert not (hazards[:-1] & ~hazards[1:] & (days[:-1] == days[1:])).any()
    assert (made.recorded > made.day).all()
    assert (np.diff(made.recorded) >= 0).all()


def test_a_crowd_is_as_deep_as_its_square_is_small() -> None:
    near, apart = crowd(500, side_m=300, corners=(8, 16)), crowd(500, side_m=6_000, corners=(60, 120))
    boxes = shapely.box(*shapely.bounds(shapely.from_wkb(near.wkb)).T)
    first, second = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (first < second).sum() / len(near) > 100
    corners = shapely.get_num_coordinates(shapely.from_wkb(apart.wkb)) - 1
    assert 60 <= corners.min() <= corners.max() <= 120


def test_what_is_written_is_read_again(made: Claims, tmp_path) -> None:
    made.save(tmp_path / "claims.npz")
    read = Claims.load(tmp_path / "claims.npz")
    for name in vars(made):
        assert np.array_equal(getattr(made, name), getattr(read, name)), name


def test_claims_of_a_day_known_on_a_day_come_in_the_order_of_rank(made: Claims, tmp_path) -> None:
    made.save(tmp_path / "claims.npz")
    ground = Ground(tmp_path / "claims.npz")
    day = int(np.median(made.day))
    kept = ground.counting(Cut(day, day + 10))
    assert (np.diff(made.rank[kept]) > 0).all()
    assert len(kept) == ((made.day <= day) & (made.recorded <= day + 10)).sum() > 500


def test_the_rule_of_the_bench_is_the_transition_table() -> None:
    statuses = [*(Status(said) for said in CLASSES), Status.NOT_SURVEYED]
    for claim, said in enumerate(CLASSES):
        for before, status in enumerate(statuses):
            after = TRANSITIONS[(GroundClaim(said), status)].after
            assert statuses[TABLE[claim][before]] is after, (said, status)
    assert statuses[NOTHING] is Status.NOT_SURVEYED
