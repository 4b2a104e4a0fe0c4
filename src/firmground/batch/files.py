"""Pieces as GeoParquet: one file a piece, its own claims and its halo, and a list of the files.

Every file is GeoParquet 1.1, so that QGIS, GDAL, DuckDB and GeoPandas read it. All carry the digest of the claims that
they were written from, as the list does: files of two writings are never taken together. They hold the exact shapes of
hazards: whoever may not see these may not see the folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from firmground.batch.pieces import GRID_BITS, MOST, Piece, cut
from firmground.errors import ReportUnreadable, StorageUnreachable
from firmground.geometry.fold.totals import Claims

LIST = "pieces.json"
"""The list of the files, written last: a folder without it holds no pieces."""

KEYS = ("organisations", "task", "unit")
"""What claims may be kept apart by."""

_VERSION = 1
_TYPES = {3: "Polygon", 6: "MultiPolygon"}
_STAMP = b"firmground"

Progress = Callable[[int, int], None]
"""Told how many pieces are done, and of how many."""

Keys = Mapping[str, NDArray[np.int32]]


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Written:
    """The list of the pieces of a folder.

    Attributes:
        folder: Where the files lie.
        made_from: Digest of the claims that they were written from.
        polygons: How many polygons there were, the empty ones included.
        has_claims: Whether the files say what is claimed, and not only where.
        names: The files, along the curve.
        own: How many polygons each piece has of its own; together all that are not empty.
        halo: How many each has around it.
    """

    folder: Path
    made_from: str
    polygons: int
    has_claims: bool
    names: tuple[str, ...]
    own: tuple[int, ...]
    halo: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PieceGround:
    """What lies in one file, in the order of ``index``.

    Attributes:
        index: Which polygon of the whole each is, ascending.
        polygons: WKB.
        is_own: Whether it belongs to the piece; else it lies around it.
        claims: What is claimed; None where only shapes were written.
        keys: By name, the number that stands for what claims are kept apart by; 0: not stated.
    """

    index: NDArray[np.int32]
    polygons: list[bytes]
    is_own: NDArray[np.bool_]
    claims: Claims | None
    keys: Keys


def write(
    folder: Path,
    polygons: Sequence[bytes],
    claims: Claims | None = None,
    *,
    keys: Keys | None = None,
    grid_bits: int = GRID_BITS,
    most: int = MOST,
    progress: Progress = silent,
) -> Written:
    """Write polygons, and what is claimed of them, as pieces into a folder; pieces that were there are replaced.

    Args:
        folder: New, empty, or one that holds pieces.
        polygons: WKB, WGS 84; one for each claim, in the order in which claims are applied.
        claims: What is claimed of each; None: only shapes are written.
        keys: int32, by names among ``KEYS``: what claims are kept apart by, counted from 1; 0: not stated.
        grid_bits: See ``pieces.cut``.
        most: See ``pieces.cut``.
        progress: Told after each file.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
        ReportUnreadable: The folder holds something else.
    """
    _emptied(folder)
    table = _table(polygons, claims, keys or {})
    made_from = _digest(table)
    done = cut(polygons, grid_bits=grid_bits, most=most)
    table = table.append_column("piece", pa.array(done.square))
    names = tuple(f"piece-{number:06d}.parquet" for number in range(len(done.pieces)))
    for number, (name, piece) in enumerate(zip(names, done.pieces, strict=True)):
        _write_piece(folder / name, table, piece, made_from)
        progress(number + 1, len(names))
    own, halo = (tuple(len(piece[part]) for piece in done.pieces) for part in (0, 1))
    written = Written(folder, made_from, len(polygons), claims is not None, names, own, halo)
    _write_list(written, grid_bits)
    return written


def listed(folder: Path) -> Written:
    """Return the list of the pieces of a folder.

    Raises:
        ReportUnreadable: There is no list, or one of another version.
    """
    try:
        said = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReportUnreadable(f"The folder {folder} has no {LIST}: write its pieces first.") from error
    except ValueError as error:
        raise ReportUnreadable(f"{folder / LIST} is not JSON: write the pieces again.") from error
    if not isinstance(said, dict) or said.get("version") != _VERSION:
        raise ReportUnreadable(f"{folder / LIST} is not of version {_VERSION}: write the pieces again.")
    pieces = said["pieces"]
    return Written(
        folder,
        said["made_from"],
        said["polygons"],
        said["has_claims"],
        tuple(piece["file"] for piece in pieces),
        tuple(piece["own"] for piece in pieces),
        tuple(piece["halo"] for piece in pieces),
    )


def read_piece(path: Path, made_from: str) -> PieceGround:
    """Return what lies in one file.

    Args:
        path: The file.
        made_from: The digest that the list of the folder has.

    Raises:
        ReportUnreadable: The file is no piece, or one of another writing.
        StorageUnreachable: The file cannot be read, now.
    """
    try:
        table = pq.read_table(path, use_threads=False)
    except pa.ArrowInvalid as error:
        raise ReportUnreadable(f"{path.name} is no Parquet file: write the pieces again.") from error
    except OSError as error:
        raise StorageUnreachable(
            f"{path} cannot be read here. The folder of the pieces must be seen under this path by every worker."
        ) from error
    if (table.schema.metadata or {}).get(_STAMP) != made_from.encode():
        raise ReportUnreadable(f"{path.name} was not written together with {LIST}: write the pieces again.")
    return PieceGround(
        table["index"].to_numpy(),
        table["geometry"].to_pylist(),
        table["is_own"].to_numpy(),
        Claims(*(table[name].to_numpy() for name in Claims._fields)) if "kind" in table.column_names else None,
        {name: table[name].to_numpy() for name in KEYS if name in table.column_names},
    )


def _emptied(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    held = sorted(path.name for path in folder.iterdir())
    strange = [name for name in held if not name.startswith(("piece-", LIST))]
    if strange:
        raise ReportUnreadable(f"The folder {folder} holds {strange[0]}, which is no piece: name an empty one.")
    for name in sorted(held, key=lambda name: not name.startswith(LIST)):
        (folder / name).unlink()


def _table(polygons: Sequence[bytes], claims: Claims | None, keys: Keys) -> pa.Table:
    columns: dict[str, Any] = {
        "index": pa.array(np.arange(len(polygons), dtype=np.int32)),
        "geometry": pa.array(polygons, type=pa.large_binary()),
    }
    if claims is not None:
        columns |= {name: pa.array(values) for name, values in zip(Claims._fields, claims, strict=True)}
    columns |= {name: pa.array(np.asarray(keys[name], dtype=np.int32)) for name in KEYS if name in keys}
    return pa.table(columns)


def _digest(table: pa.Table) -> str:
    """Return the SHA-256 of all columns, their names and their lengths."""
    digest = hashlib.sha256()
    for name in table.column_names:
        digest.update(f"{name} {table.num_rows}\n".encode())
        for chunk in table[name].chunks:
            for buffer in chunk.buffers():
                if buffer is not None:
                    digest.update(buffer)
    return digest.hexdigest()


def _write_piece(path: Path, table: pa.Table, piece: Piece, made_from: str) -> None:
    rows = np.sort(np.concatenate([piece.own, piece.halo]))
    held = table.take(pa.array(rows))
    held = held.append_column("is_own", pa.array(np.isin(rows, piece.own, assume_unique=True)))
    held = held.set_column(1, "geometry", held["geometry"].combine_chunks().cast(pa.binary()))
    told = {b"geo": json.dumps(_geo(held["geometry"].to_pylist())).encode(), _STAMP: made_from.encode()}
    pq.write_table(held.replace_schema_metadata(told), path, compression="zstd", compression_level=1)


def _geo(polygons: Sequence[bytes]) -> dict[str, Any]:
    """Return the metadata of GeoParquet 1.1; without a coordinate system it means WGS 84, longitude first."""
    kinds = sorted({_TYPES.get(wkb[1 if wkb[0] else 4] % 32, "") for wkb in polygons})
    known = kinds if "" not in kinds else []
    geometry = {"encoding": "WKB", "geometry_types": known, "edges": "planar"}
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}


def _write_list(written: Written, grid_bits: int) -> None:
    pieces = zip(written.names, written.own, written.halo, strict=True)
    said = {
        "version": _VERSION,
        "made_from": written.made_from,
        "polygons": written.polygons,
        "has_claims": written.has_claims,
        "grid_bits": grid_bits,
        "pieces": [{"file": name, "own": own, "halo": halo} for name, own, halo in pieces],
    }
    passing = written.folder / f"{LIST}.part"
    passing.write_text(json.dumps(said, indent=1), encoding="utf-8")
    passing.replace(written.folder / LIST)
