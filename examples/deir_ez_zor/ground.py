"""Ground checked: seeded polygons that continue each other, overlap, and grow by exactly the day's target.

Each strip is drawn further along its lane until the ground that nobody covered before is what was asked for, measured
by the product's own exact area function.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field

import numpy as np
import shapely

from examples.deir_ez_zor.days import shares
from examples.deir_ez_zor.sectors import Lane, LonLat, lanes
from firmground.geometry.lattice import on_lattice
from firmground.geometry.measures import area_mm2
from firmground.geometry.shapes import Shape

_CLOSE_ENOUGH_MM2 = 50_000
_TAIL_M = 35.0
_LEAST_NEW_MM2 = 3_000_000_000
_WOBBLE_M = 22.0
_LEAST_DEPTH_M = 4.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A polygon that a team reports.

    Attributes:
        team: Number of the team, 1 to 10.
        sector: Name of the sector.
        wkb: The polygon, on the lattice.
        ahead: A place on its front, towards which the lane goes on.
        is_again: Ground that was checked before, checked again on purpose.
    """

    team: int
    sector: str
    wkb: bytes
    ahead: LonLat
    is_again: bool = False


@dataclass
class _Front:
    """How far a lane is worked: a base in metres along it, and the offsets of the front left, middle and right."""

    lane: Lane
    reached_m: float = 0.0
    offsets_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is random about a strip, drawn before its length is solved."""

    back_m: tuple[float, float, float]
    front_m: tuple[float, float, float]
    left_m: tuple[float, float, float]
    right_m: tuple[float, float, float]
    has_back_middle: bool
    has_sides: bool


@dataclass
class Ground:
    """All ground covered so far."""

    rng: random.Random
    fronts: dict[int, _Front] = field(default_factory=dict)
    strips: list[Strip] = field(default_factory=list)
    owed_mm2: int = 0
    _free: deque[Lane] = field(default_factory=lambda: deque(lanes()))
    _shapes: list[Shape] = field(default_factory=list)
    _boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def work(self, target_m2: int, teams: list[int], *, again: int = 0) -> list[Strip]:
        """Cover new ground with some teams, to the square metre, and return what they report.

        What was owed or gone over by less than a square metre is carried to the next day.

        Args:
            target_m2: The increase of all ground covered.
            teams: Numbers of the teams that work, in order.
            again: How many polygons of earlier ground are checked again.
        """
        parts = shares(target_m2 * 1_000_000 + self.owed_mm2, [self.rng.uniform(0.75, 1.25) for _ in teams])
        reported = [self._again(self.rng.choice(teams)) for _ in range(again)]
        owed = 0
        ordered = self._roomiest_last(teams)
        for team, part in zip(ordered, parts, strict=True):
            strips, owed = self._advance(team, part + owed, is_last=team == ordered[-1])
            reported.extend(strips)
        self.owed_mm2 = owed
        return reported

    def _roomiest_last(self, teams: list[int]) -> list[int]:
        """Return the teams with the one last whose lane has most room left: it makes the day's sum exact."""

        def room_m(team: int) -> float:
            front = self.fronts.get(team)
            return front.lane.length_m - front.reached_m if front else 0.0

        last = max(teams, key=room_m)
        return [*(team for team in teams if team != last), last]

    def _advance(self, team: int, part_mm2: int, *, is_last: bool) -> tuple[list[Strip], int]:
        """Return the strips of one team and what it leaves to the next, which may be less than nothing."""
        strips: list[Strip] = []
        owed = part_mm2
        while owed > (_CLOSE_ENOUGH_MM2 if is_last else _LEAST_NEW_MM2):
            front = self.fronts.get(team)
            if front is None:
                front = self.fronts[team] = _Front(self._free.popleft())
            wkb, new_mm2 = self._solve(front, owed, may_finish=not is_last)
            ahead = front.lane.at(front.reached_m, front.lane.width_m / 2)
            strips.append(self._keep(Strip(team, front.lane.sector, wkb, ahead)))
            owed -= new_mm2
            if front.reached_m >= front.lane.length_m:
                del self.fronts[team]
        return strips, owed

    def _solve(self, front: _Front, wanted_mm2: int, *, may_finish: bool) -> tuple[bytes, int]:
        """Return the next strip of a lane and its new ground; the lane ends where it does not hold what is wanted."""
        lane, drawn = front.lane, self._draw(front)
        end = _polygon(front, drawn, lane.length_m, is_end=True)
        covered = self._covered_near(end)
        whole_mm2 = _new_mm2(end, covered)
        low, high = max(drawn.back_m) - min(drawn.front_m) + _LEAST_DEPTH_M, lane.length_m
        if whole_mm2 <= wanted_mm2 or low >= high:
            front.reached_m = lane.length_m
            return _wkb(end), whole_mm2
        low_mm2, high_mm2 = 0, whole_mm2
        while True:
            share = min(max((wanted_mm2 - low_mm2) / (high_mm2 - low_mm2), 0.02), 0.98)
            middle = low + (high - low) * share
            polygon = _polygon(front, drawn, middle, is_end=False)
            new_mm2 = _new_mm2(polygon, covered)
            if abs(new_mm2 - wanted_mm2) <= _CLOSE_ENOUGH_MM2 or high - low < 1e-5:
                break
            if new_mm2 < wanted_mm2:
                low, low_mm2 = middle, new_mm2
            else:
                high, high_mm2 = middle, new_mm2
        if may_finish and lane.length_m - middle < _TAIL_M:
            front.reached_m = lane.length_m
            return _wkb(end), whole_mm2
        front.reached_m, front.offsets_m = middle, drawn.front_m
        return _wkb(polygon), new_mm2

    def _draw(self, front: _Front) -> _Shape:
        rng = self.rng
        back = tuple(front.reached_m + offset - rng.uniform(7, 19) for offset in front.offsets_m)
        wobble = tuple(rng.uniform(-_WOBBLE_M, _WOBBLE_M) for _ in range(3))
        sides = [tuple(rng.uniform(4, 15) for _ in range(3)) for _ in range(2)]
        return _Shape(
            (back[0], back[1], back[2]),
            (wobble[0], wobble[1], wobble[2]),
            (sides[0][0], sides[0][1], sides[0][2]),
            (sides[1][0], sides[1][1], sides[1][2]),
            has_back_middle=rng.random() < 0.6,
            has_sides=rng.random() < 0.85,
        )

    def _again(self, team: int) -> Strip:
        """Return a polygon well inside an earlier one, checked again by another team."""
        earlier = [
            n for n, strip in enumerate(self.strips[: -4 * 10]) if strip.team != team and not strip.is_again
        ] or [0]
        index = self.rng.choice(earlier)
        shape, middle = self._shapes[index], self._shapes[index].centroid
        scale = self.rng.uniform(0.55, 0.75)
        inner = shapely.transform(
            shape, lambda degrees: (degrees - (middle.x, middle.y)) * scale + (middle.x, middle.y)
        )
        return self._keep(Strip(team, self.strips[index].sector, _wkb(inner), (middle.x, middle.y), is_again=True))

    def _keep(self, strip: Strip) -> Strip:
        shape = shapely.from_wkb(strip.wkb)
        self.strips.append(strip)
        self._shapes.append(shape)
        self._boxes.append(shape.bounds)
        return strip

    def _covered_near(self, shape: Shape) -> Shape:
        if not self._boxes:
            return shapely.Polygon()
        west, south, east, north = shapely.buffer(shape, 0.0006).bounds
        boxes = np.asarray(self._boxes)
        near = (boxes[:, 0] < east) & (boxes[:, 2] > west) & (boxes[:, 1] < north) & (boxes[:, 3] > south)
        return shapely.union_all([self._shapes[n] for n in np.flatnonzero(near)])


def mistyped(strip: Strip) -> bytes:
    """Return a strip as it was first reported: one corner of its front typed in a few hundred metres too far."""
    ring = shapely.get_coordinates(shapely.from_wkb(strip.wkb))[:-1]
    middle = ring.mean(axis=0)
    onwards = np.asarray(strip.ahead) - middle
    corner = int(np.argmax((ring - middle) @ onwards))
    ring[corner] += onwards * 5
    return _wkb(shapely.Polygon(ring))


def shifted(strip: Strip, east_deg: float, north_deg: float) -> bytes:
    """Return a strip moved: its coordinates mistyped."""
    return _wkb(shapely.transform(shapely.from_wkb(strip.wkb), lambda degrees: np.add(degrees, (east_deg, north_deg))))


def place_in(wkb: bytes, rng: random.Random) -> LonLat:
    """Return a seeded place inside a polygon, on the lattice."""
    shape = shapely.from_wkb(wkb)
    west, south, east, north = shape.bounds
    while True:
        lon, lat = round(rng.uniform(west, east), 9), round(rng.uniform(south, north), 9)
        if shapely.contains_xy(shape, lon, lat):
            return lon, lat


def point_wkb(place: LonLat) -> bytes:
    """Return a place as WKB."""
    return _wkb(shapely.Point(place))


def polygon_wkb(ring: list[LonLat]) -> bytes:
    """Return a ring (not closed) as WKB, on the lattice."""
    return _wkb(shapely.Polygon(ring))


def _polygon(front: _Front, drawn: _Shape, reached_m: float, *, is_end: bool) -> Shape:
    lane, width = front.lane, front.lane.width_m
    ahead = drawn.front_m
    if is_end:
        beyond = [max(10.0 + offset / 2, behind - reached_m + _LEAST_DEPTH_M) for offset, behind in _pairs(drawn)]
        ahead = (beyond[0], beyond[1], beyond[2])
    back = drawn.back_m if drawn.has_back_middle else (min(drawn.back_m),) * 3
    front_m = tuple(reached_m + offset for offset in ahead)
    left, right = drawn.left_m, drawn.right_m
    ring = [lane.at(back[0], -left[0])]
    if drawn.has_back_middle:
        ring.append(lane.at(back[1], width / 2))
    ring.append(lane.at(back[2], width + right[0]))
    if drawn.has_sides:
        ring.append(lane.at((back[2] + front_m[2]) / 2, width + right[1]))
    ring += [lane.at(front_m[2], width + right[2]), lane.at(front_m[1], width / 2), lane.at(front_m[0], -left[2])]
    if drawn.has_sides:
        ring.append(lane.at((back[0] + front_m[0]) / 2, -left[1]))
    return shapely.Polygon(ring)


def _pairs(drawn: _Shape) -> list[tuple[float, float]]:
    return list(zip(drawn.front_m, drawn.back_m, strict=True))


def _new_mm2(polygon: Shape, covered: Shape) -> int:
    fresh = shapely.difference(polygon, covered)
    return sum(area_mm2(shapely.to_wkb(part)) for part in shapely.get_parts(fresh) if part.geom_type == "Polygon")


def _wkb(shape: Shape) -> bytes:
    return on_lattice(shapely.to_wkb(shape, byte_order=1))
