"""Vector tiles: shapes in tile units and what is said of them as a Mapbox Vector Tile 2.1.

Features of a layer are encoded all at once: the commands of every feature stand in one array of numbers, which becomes
bytes in one pass.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.geometry.cells.packing import Ints
from firmground.geometry.shapes import Shapes
from firmground.geometry.tiles import EXTENT

_POINT, _LINE, _POLYGON = 1, 2, 3

Value = str | bool | int | float
Properties = Mapping[str, Value]


class Drawn(NamedTuple):
    """A feature of a tile: shapes in tile units, all points, all lines or all polygons, and what is said of them."""

    shapes: Shapes
    properties: Properties


def encoded(layers: Mapping[str, Sequence[Drawn]]) -> bytes:
    """Return a vector tile of layers by name; features without a shape are left out, layers without features too."""
    return b"".join(
        _field(3, _layer(name, drawn)) for name, features in layers.items() if (drawn := [*_filled(features)])
    )


def _filled(features: Iterable[Drawn]) -> Iterable[Drawn]:
    for feature in features:
        parts = shapely.get_parts(feature.shapes)
        parts = parts[~shapely.is_empty(parts)]
        if len(parts):
            yield Drawn(parts, feature.properties)


def _layer(name: str, features: Sequence[Drawn]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    tags = [
        [
            number
            for key, value in feature.properties.items()
            for number in (keys.setdefault(key, len(keys)), values.setdefault((type(value), value), len(values)))
        ]
        for feature in features
    ]
    bodies = [
        _field(2, _field(2, b"".join(map(_varint, tag))) + b"\x18" + bytes([kind]) + _field(4, geometry))
        for tag, (kind, geometry) in zip(tags, _geometries(features), strict=True)
        if geometry
    ]
    said = [_field(3, key.encode()) for key in keys] + [_field(4, _value(value)) for _, value in values]
    return b"\x78\x02" + _field(1, name.encode()) + b"".join(bodies) + b"".join(said) + b"\x28" + _varint(EXTENT)


def _geometries(features: Sequence[Drawn]) -> list[tuple[int, bytes]]:
    """Return the type and the commands of every feature, all features at once; none where nothing is left to draw."""
    kinds = [_kind(feature.shapes[0]) for feature in features]
    found: list[tuple[int, bytes]] = [(0, b"")] * len(features)
    for kind in sorted(set(kinds)):
        mine = [index for index, other in enumerate(kinds) if other == kind]
        parts = np.concatenate([features[index].shapes for index in mine])
        owner = np.repeat(np.arange(len(mine)), [len(features[index].shapes) for index in mine])
        for index, commands in zip(mine, _commands(parts, owner, len(mine), kind), strict=True):
            found[index] = (kind, commands)
    return found


def _kind(shape: shapely.Geometry) -> int:
    return {0: _POINT, 1: _LINE, 3: _POLYGON}[int(shapely.get_type_id(shape))]


def _commands(parts: Shapes, owner: Ints, count: int, kind: int) -> list[bytes]:
    """Return the commands of features whose parts are points, lines or polygons."""
    is_shell = np.ones(len(parts), dtype=np.bool_)
    if kind == _POLYGON:
        parts, part_of = shapely.get_rings(parts, return_index=True)
        owner, is_shell = owner[part_of], np.diff(part_of, prepend=-1) > 0
    points, chain_of = shapely.get_coordinates(parts, return_index=True)
    whole = np.rint(points).astype(np.int64)
    if kind == _POINT:
        chain_of = owner[chain_of]
        owner = np.arange(count)
    else:
        whole, chain_of = _without_repeats(whole, chain_of, is_ring=kind == _POLYGON)
    lengths = np.bincount(chain_of, minlength=len(owner))
    is_kept = lengths >= {_POINT: 1, _LINE: 2, _POLYGON: 3}[kind]
    if kind == _POLYGON:
        areas = _twice_areas(whole, chain_of, lengths)
        whole = _turned(whole, chain_of, lengths, (areas > 0) != is_shell)
        is_kept &= areas != 0
    whole, lengths, owner = whole[is_kept[chain_of]], lengths[is_kept], owner[is_kept]
    return _streams(whole, lengths, owner, count, kind)


def _twice_areas(whole: Ints, ring_of: Ints, lengths: Ints) -> Ints:
    """Return twice the area of each ring, above 0 where it runs clockwise as one sees it: y runs to the south."""
    following = np.arange(len(whole)) + 1
    ends = np.cumsum(lengths)[lengths > 0]
    following[ends - 1] = ends - lengths[lengths > 0]
    strips = whole[:, 0] * whole[following, 1] - whole[following, 0] * whole[:, 1]
    areas = np.zeros(len(lengths), dtype=np.int64)
    np.add.at(areas, ring_of, strips)
    return areas


def _turned(whole: Ints, ring_of: Ints, lengths: Ints, is_turned: NDArray[np.bool_]) -> Ints:
    """Return the points of rings, some rings turned round."""
    begins = np.cumsum(lengths) - lengths
    places = np.arange(len(whole))
    backwards = 2 * begins[ring_of] + lengths[ring_of] - 1 - places
    return whole[np.where(is_turned[ring_of], backwards, places)]


def _without_repeats(whole: Ints, chain_of: Ints, *, is_ring: bool) -> tuple[Ints, Ints]:
    """Return the points of chains without those that repeat the one before, of rings also without the closing one."""
    if is_ring:
        is_inner = np.append(chain_of[1:] == chain_of[:-1], False)
        whole, chain_of = whole[is_inner], chain_of[is_inner]
    before = np.arange(len(whole)) - 1
    firsts = np.flatnonzero(np.diff(chain_of, prepend=-1))
    before[firsts] = np.append(firsts[1:], len(whole)) - 1
    is_kept = (whole != whole[before]).any(axis=1)
    if not is_ring:
        is_kept[firsts] = True
    return whole[is_kept], chain_of[is_kept]


def _streams(whole: Ints, lengths: Ints, owner: Ints, count: int, kind: int) -> list[bytes]:
    """Return the commands of each feature as bytes: chains of points, each with its length and its feature."""
    if not len(lengths):
        return [b""] * count
    chain_of = np.repeat(np.arange(len(lengths)), lengths)
    begins = np.cumsum(lengths) - lengths
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    first_of_owner = begins[np.flatnonzero(np.diff(owner, prepend=-1))]
    steps[first_of_owner] = whole[first_of_owner]
    zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
    extra = {_POINT: 1, _LINE: 2, _POLYGON: 3}[kind]
    sizes = 2 * lengths + extra
    starts = np.cumsum(sizes) - sizes
    stream = np.zeros(int(sizes.sum()), dtype=np.uint64)
    within = np.arange(len(whole)) - begins[chain_of]
    places = starts[chain_of] + 1 + 2 * within + ((within > 0) if kind != _POINT else 0)
    stream[places], stream[places + 1] = zigzag[:, 0], zigzag[:, 1]
    stream[starts] = (lengths << 3) | 1 if kind == _POINT else 9
    if kind != _POINT:
        stream[starts + 3] = ((lengths - 1) << 3) | 2
    if kind == _POLYGON:
        stream[starts + sizes - 1] = 15
    return _varints(stream, np.bincount(owner, weights=sizes, minlength=count).astype(np.int64))


def _varints(stream: NDArray[np.uint64], sizes: Ints) -> list[bytes]:
    """Return numbers as bytes of seven bits each, cut into stretches of so many numbers."""
    digits = np.arange(10, dtype=np.uint64) * np.uint64(7)
    is_used = (stream[:, None] >> digits) > 0
    is_used[:, 0] = True
    more = np.concatenate([is_used[:, 1:], np.zeros((len(stream), 1), dtype=np.bool_)], axis=1)
    septets = ((stream[:, None] >> digits) & np.uint64(127)) | (more.astype(np.uint64) << np.uint64(7))
    blob = septets[is_used].astype(np.uint8).tobytes()
    ends = np.cumsum(np.concatenate([[0], is_used.sum(axis=1)]))
    bounds = ends[np.cumsum(np.concatenate([[0], sizes]))].tolist()
    return [blob[first:last] for first, last in pairwise(bounds)]


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def _field(number: int, content: bytes) -> bytes:
    """Return a field with its length before it."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + bytes([value])
    if isinstance(value, int):
        return b"\x30" + _varint((value << 1) ^ (value >> 63))
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _field(1, value.encode())
