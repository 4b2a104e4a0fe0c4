"""Areas against two references of their own: 50-digit arithmetic, and geodesic polygons with straight edges densified."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from firmground.geometry.ellipsoid import edge_mm2
from firmground.geometry.lattice import on_lattice
from firmground.geometry.measures import area_m2, area_mm2

_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097")
_FLATTENING = 1 / Decimal("298.257223563")
_E2 = _FLATTENING * (2 - _FLATTENING)
_B_M = Decimal(6378137) * (1 - _FLATTENING)


def _sine(x: Decimal) -> Decimal:
    term = total = x
    for k in range(1, 40):
        term = -term * x * x / (2 * k * (2 * k + 1))
        total += term
    return total


def _reach(latitude_rad: Decimal) -> Decimal:
    sine = _sine(latitude_rad)
    eccentric = _E2 * sine * sine
    series = sum((eccentric**k / (2 * k + 1) for k in range(1, 20)), Decimal(1))
    return _B_M * _B_M / 2 * sine * (1 / (1 - eccentric) + series)


def _exact_area_m2(shape: shapely.Polygon, pieces: int) -> Decimal:
    """Simpson's rule over many pieces of every edge, in 50 digits."""
    with localcontext() as context:
        context.prec = 50
        total = Decimal(0)
        corners = [(Decimal(x) * _PI / 180, Decimal(y) * _PI / 180) for x, y in shape.exterior.coords]
        for (west, south), (east, north) in pairwise(corners):
            reaches = [_reach(south + (north - south) * k / (2 * pieces)) for k in range(2 * pieces + 1)]
            mean = reaches[0] + reaches[-1] + 4 * sum(reaches[1::2]) + 2 * sum(reaches[2:-1:2])
            total -= (east - west) * mean / (6 * pieces)
        return total


def _site(lat: float, hectares: float, seed: int) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    half_deg = (hectares * 1e4) ** 0.5 / 2 / 111_320
    turns = 2 * np.pi * (np.arange(9) + 0.8 * rng.random(9)) / 9
    lons = 40 + half_deg / np.cos(np.radians(lat)) * np.cos(turns)
    drawn = shapely.Polygon(np.column_stack([lons, lat + half_deg * np.sin(turns)]))
    return shapely.from_wkb(on_lattice(drawn.wkb))


@pytest.mark.parametrize("lat", [-35, 0, 35, 60, 75])
@pytest.mark.parametrize("hectares", [0.1, 100, 10_000])
def test_an_area_is_right_to_a_few_square_millimetres(lat: float, hectares: float) -> None:
    site = _site(lat, hectares, seed=1)

    exact = _exact_area_m2(site, pieces=8)

    assert abs(area_mm2(site.wkb) - float(exact * 10**6)) < 4 + 1e-12 * float(exact * 10**6)


@pytest.mark.parametrize("lat", [0, 35, 60, 75])
@pytest.mark.parametrize("hectares", [0.1, 1.45, 100, 10_000])
def test_an_area_agrees_with_densified_geodesics_to_a_millionth(lat: float, hectares: float) -> None:
    site = _site(lat, hectares, seed=2)
    metres = (hectares * 1e4) ** 0.5

    dense = shapely.segmentize(site, max(200.0, metres / 100) / 111_320 / 2)
    reference = abs(Geod(ellps="WGS84").geometry_area_perimeter(dense)[0])

    assert area_m2(site.wkb) == pytest.approx(reference, rel=1e-6)


def test_an_edge_of_five_degrees_is_exact() -> None:
    country = shapely.Polygon([(35, 32), (42, 34), (40, 39), (36, 37), (35, 32)])

    exact = float(_exact_area_m2(country, pieces=60))

    assert area_m2(country.wkb) == pytest.approx(exact, rel=1e-12)


_LONS = st.integers(-180 * 10**9, 180 * 10**9).map(lambda units: units / 1e9)
_LATS = st.integers(-90 * 10**9, 90 * 10**9).map(lambda units: units / 1e9)


@given(_LONS, _LATS, _LONS, _LATS)
def test_an_edge_turned_round_counts_exactly_the_opposite(west: float, south: float, east: float, north: float) -> None:
    there = edge_mm2(np.array([[west, south]]), np.array([[east, north]]))
    back = edge_mm2(np.array([[east, north]]), np.array([[west, south]]))

    assert there[0] + back[0] == 0


def test_numbers_beyond_64_bits_wrap_round_and_come_back() -> None:
    wide = shapely.box(10, 60, 80, 60.5)
    halves = [shapely.box(10, 60, 14, 60.5), shapely.box(14, 60, 80, 60.5)]

    assert area_mm2(wide.wkb) == pytest.approx(sum(area_mm2(half.wkb) for half in halves), abs=2_000)
