"""Invented roads, and the stretches of them that are checked each day; the increase is exact to one metre.

Stretches overlap the end of earlier ones on purpose; some pieces are checked a second time as a whole.
"""

from __future__ import annotations

import math
import random
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

import shapely

from examples.deir_ez_zor.days import shares
from examples.deir_ez_zor.sectors import COLUMNS, ROWS, LonLat, mesh_at, metres_between
from firmground.geometry.lattice import on_lattice
from firmground.geometry.measures import length_mm

_APPROACHES: tuple[tuple[LonLat, ...], ...] = (
    ((40.1061, 35.3283), (40.0870, 35.3098), (40.0575, 35.2950), (40.0310, 35.2702), (39.9920, 35.2480)),
    ((40.0881, 35.3344), (40.0612, 35.3375), (40.0290, 35.3520), (39.9905, 35.3588), (39.9480, 35.3740)),
    ((40.1253, 35.3202), (40.1142, 35.2912), (40.1010, 35.2600), (40.0985, 35.2245), (40.0842, 35.1910)),
    ((40.1539, 35.2951), (40.1690, 35.2760), (40.1842, 35.2590), (40.1895, 35.2310), (40.1990, 35.1940)),
    ((40.1409, 35.3094), (40.1398, 35.2800), (40.1462, 35.2490), (40.1440, 35.2150), (40.1515, 35.1830)),
    ((40.0870, 35.3098), (40.0590, 35.3140), (40.0240, 35.3090), (39.9880, 35.3175), (39.9490, 35.3120)),
    ((40.1142, 35.2912), (40.0850, 35.2760), (40.0660, 35.2480), (40.0410, 35.2310), (40.0235, 35.2020)),
    ((40.1398, 35.2800), (40.1215, 35.2640), (40.1190, 35.2330), (40.1265, 35.2040), (40.1180, 35.1720)),
)
"""Roads into the city, each from its edge outwards."""

_STREETS = 16
_CROSSINGS = 26
_BEND_DEG = 0.0011
_CREWS = (1, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class Road:
    """An invented road: its name, its line, and its length in whole metres."""

    name: str
    line: tuple[LonLat, ...]
    length_m: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that a team reports, in metres along its road."""

    team: int
    road: Road
    from_m: int
    to_m: int

    @property
    def wkb(self) -> bytes:
        """Return the line of the stretch, on the lattice."""
        return _line_wkb(_between(self.road, self.from_m, self.to_m))


def roads() -> list[Road]:
    """Return all roads: into the city first, so that convoys can pass, then along and across it."""
    lines = [_winding(line) for line in _APPROACHES]
    lines += [line for pair in zip_longest(_along(), _across()) for line in pair if line]
    return [Road(f"Road R{n}", line, length_mm(_line_wkb(line)) // 1000) for n, line in enumerate(lines, start=1)]


def _winding(line: tuple[LonLat, ...]) -> tuple[LonLat, ...]:
    """Return a line with bends between its points."""
    places = [line[0]]
    for here, there in pairwise(line):
        for n in (1, 2, 3, 4):
            bend = _BEND_DEG * math.sin(7919 * (here[0] + n * here[1])) if n < 4 else 0.0
            share = n / 4
            lon, lat = here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share
            places.append((lon + bend, lat + bend / 2))
    return tuple(places)


def _along() -> list[tuple[LonLat, ...]]:
    rows = [0.06 + (ROWS - 0.12) * n / (_STREETS - 1) for n in range(_STREETS)]
    steps = [n / 8 for n in range(8 * COLUMNS + 1)]
    return [tuple(mesh_at(step, row) for step in steps) for row in rows]


def _across() -> list[tuple[LonLat, ...]]:
    columns = [0.2 + (COLUMNS - 0.4) * n / (_CROSSINGS - 1) for n in range(_CROSSINGS)]
    steps = [0.04 + (ROWS - 0.08) * n / 10 for n in range(11)]
    return [tuple(mesh_at(column, step) for step in steps) for column in columns]


@dataclass
class RoadWork:
    """All stretches checked so far, by crew."""

    rng: random.Random
    stretches: list[Stretch] = field(default_factory=list)
    _free: deque[Road] = field(default_factory=lambda: deque(roads()))
    _fronts: dict[int, tuple[Road, int]] = field(default_factory=dict)

    def work(self, target_m: int, at_work: list[int], *, again: bool = False) -> list[Stretch]:
        """Check as many metres that nobody checked before as the target says, and return what is reported.

        Args:
            target_m: The increase of the road checked.
            at_work: Numbers of the teams that work on this day; only some of them do roads.
            again: Whether a piece of an earlier stretch is checked again.
        """
        present = [crew for crew in _CREWS if crew in at_work]
        crews = sorted(self.rng.sample(present, self.rng.choice((2, 3)) if target_m > 3000 else 2))
        parts = shares(target_m, [self.rng.uniform(0.7, 1.3) for _ in crews])
        reported = [self._again(crews[0])] if again else []
        for crew, part in zip(crews, parts, strict=True):
            reported.extend(self._advance(crew, part))
        self.stretches.extend(reported)
        return reported

    def _advance(self, crew: int, part_m: int) -> list[Stretch]:
        result = []
        while part_m > 0:
            road, front = self._fronts.pop(crew) if crew in self._fronts else (self._free.popleft(), 0)
            reach = min(front + part_m, road.length_m)
            result.append(Stretch(crew, road, max(0, front - self.rng.randrange(20, 160)), reach))
            part_m -= reach - front
            if reach < road.length_m:
                self._fronts[crew] = (road, reach)
        return result

    def _again(self, crew: int) -> Stretch:
        earlier = self.rng.choice([stretch for stretch in self.stretches if stretch.team != crew] or self.stretches)
        half = (earlier.to_m - earlier.from_m) // 2
        return Stretch(crew, earlier.road, earlier.from_m + half // 2, earlier.from_m + half // 2 + half)


def _between(road: Road, from_m: int, to_m: int) -> list[LonLat]:
    """Return the line of a road between two places along it, near enough to draw."""
    steps = [metres_between(here, there) for here, there in pairwise(road.line)]
    scale = sum(steps) / road.length_m
    begin, end = from_m * scale, min(to_m * scale, sum(steps))
    inner, at = [], 0.0
    for step, place in zip(steps, road.line[1:], strict=True):
        at += step
        if begin + 0.5 < at < end - 0.5:
            inner.append(place)
    return [_along_line(road.line, steps, begin), *inner, _along_line(road.line, steps, end)]


def _along_line(line: tuple[LonLat, ...], steps: list[float], at_m: float) -> LonLat:
    for (here, there), step in zip(pairwise(line), steps, strict=True):
        if at_m <= step:
            share = at_m / step
            return here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share
        at_m -= step
    return line[-1]


def _line_wkb(line: list[LonLat] | tuple[LonLat, ...]) -> bytes:
    return on_lattice(shapely.to_wkb(shapely.LineString(line), byte_order=1))
