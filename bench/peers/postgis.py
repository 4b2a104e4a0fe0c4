"""PostGIS on a private server: claims in a table with an index, clustered by it; one statement for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cache

import numpy as np
import psycopg
from numpy.typing import NDArray

from bench.cluster import Cluster
from bench.newcomers import Newcomers, newcomers
from bench.processes import peak_mb, ran_s
from bench.questions import ALL, Cut, Ground
from bench.stopwatch import Stopwatch
from bench.tiles import EXTENT, MARGIN, fullest

WORKERS = 1

_STATE = """
    SELECT says, sum(ST_Area(CASE WHEN over IS NULL THEN shape ELSE ST_Difference(shape, over) END))
    FROM claims a
    LEFT JOIN LATERAL (
        SELECT ST_Union(b.shape) AS over FROM claims b
        WHERE b.shape && a.shape AND ST_Intersects(b.shape, a.shape) AND b.rank > a.rank
          AND b.day <= %(on_day)s AND b.recorded <= %(known_on)s
    ) later ON true
    WHERE day <= %(on_day)s AND recorded <= %(known_on)s
    GROUP BY says
"""

_HISTORY = """
    WITH RECURSIVE pairs AS MATERIALIZED (
        SELECT a.rank AS earlier, b.day, b.shape AS over,
            row_number() OVER (PARTITION BY a.rank ORDER BY b.rank) AS level
        FROM claims a JOIN claims b ON ST_Intersects(a.shape, b.shape) AND a.rank < b.rank
    ), seen AS (
        SELECT rank, says, day, shape::geometry, ST_Area(shape) AS area, ST_Area(shape) AS change, 0::bigint AS level
        FROM claims
        UNION ALL
        SELECT rank, says, day, shape, ST_Area(shape), ST_Area(shape) - area, level
        FROM (
            SELECT s.rank, s.says, p.day, ST_Difference(s.shape, p.over) AS shape, s.area, p.level
            FROM seen s JOIN pairs p ON p.earlier = s.rank AND p.level = s.level + 1 WHERE s.area > 0
        ) cut
    )
    SELECT day, says, sum(change) FROM seen GROUP BY day, says
"""


_ONE_MORE = """
    WITH RECURSIVE new AS (
        SELECT ST_SetSRID(ST_GeomFromWKB(%(wkb)s), 6933) AS shape, %(rank)s::float8 AS rank, %(says)s::int AS says
    ), met AS MATERIALIZED (
        SELECT c.rank, c.says, c.shape, row_number() OVER (ORDER BY c.rank DESC) AS turn,
            c.rank < new.rank AS is_earlier
        FROM claims c, new WHERE ST_Intersects(c.shape, new.shape)
    ), seen AS (
        SELECT coalesce(ST_Difference(new.shape, (SELECT ST_Union(shape) FROM met WHERE NOT is_earlier)), new.shape)
            AS shape FROM new
    ), cut AS (
        SELECT shape, NULL::int AS says, 0::float8 AS lost, (SELECT count(*) FROM met WHERE NOT is_earlier) AS turn
        FROM seen
        UNION ALL
        SELECT ST_Difference(cut.shape, met.shape), met.says, ST_Area(ST_Intersection(cut.shape, met.shape)), met.turn
        FROM cut JOIN met ON met.turn = cut.turn + 1 WHERE NOT ST_IsEmpty(cut.shape)
    )
    SELECT says, ST_Area(seen.shape) FROM new, seen
    UNION ALL
    SELECT says, -lost FROM cut WHERE says IS NOT NULL
"""
_TILE = """
    WITH tile AS (
        SELECT ST_TileEnvelope(%(zoom)s, %(x)s, %(y)s) AS box,
            ST_TileEnvelope(%(zoom)s, %(x)s, %(y)s, margin => %(margin)s / %(extent)s::float8) AS wide
    ), near AS MATERIALIZED (
        SELECT c.rank, c.says, ST_Intersection(c.shape, tile.wide) AS shape FROM claims c, tile
        WHERE ST_Intersects(c.shape, tile.wide)
    ), seen AS (
        SELECT a.says, CASE WHEN over IS NULL THEN a.shape ELSE ST_Difference(a.shape, over) END AS shape
        FROM near a LEFT JOIN LATERAL (
            SELECT ST_Union(b.shape) AS over FROM near b WHERE b.shape && a.shape AND b.rank > a.rank
        ) later ON true
    ), faces AS (
        SELECT says, ST_AsMVTGeom(ST_Union(seen.shape), (SELECT box FROM tile), %(extent)s, %(margin)s, true) AS shape
        FROM seen GROUP BY says
    )
"""
_ENCODED = "SELECT ST_AsMVT(faces, 'status', 4096, 'shape') FROM faces"
_ENTERED = """
    INSERT INTO claims (rank, says, day, recorded, shape)
    SELECT %(rank)s, %(says)s, 0, 0, ST_SetSRID(ST_GeomFromWKB(%(wkb)s), 6933)
"""


@cache
def _cluster() -> Cluster:
    return Cluster(WORKERS)


_connections: list[psycopg.Connection] = []
_watch = Stopwatch()
told = _watch.told


def version() -> str:
    """Return what runs."""
    with _cluster().connect() as connection:
        row = connection.execute(
            "SELECT split_part(version(), ' ', 2), postgis_lib_version(), postgis_geos_version()"
        ).fetchone()
    return "PostgreSQL {}, PostGIS {}, GEOS {}".format(*row)


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], NDArray[np.float64]]:
    """Cut from every claim the union of the later ones, found through the index; the dates as a filter."""
    connection = _loaded(ground)

    def run() -> NDArray[np.float64]:
        totals = np.zeros(5)
        _book(totals, connection.execute(_STATE, cut._asdict()))
        return totals

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from each claim, one level after the other, in one recursive statement."""
    connection = _loaded(ground)

    def run() -> NDArray[np.float64]:
        rows = np.array(connection.execute(_HISTORY).fetchall(), dtype=np.float64)
        return ground.per_day(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])

    return run


def one_more(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """What one more claim changes about each total, in one statement that writes nothing."""
    connection, new = _loaded(ground), newcomers(ground)
    return lambda: _moved(connection, new, is_kept=False)


def one_more_kept(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """The same with the durable commit: the claim entered, the totals updated, one transaction."""
    connection, new = _loaded(ground), newcomers(ground)
    connection.execute("DROP TABLE IF EXISTS totals")
    connection.execute("CREATE TABLE totals AS SELECT n AS says, 0::float8 AS area FROM generate_series(0, 4) n")
    return lambda: _moved(connection, new, is_kept=True)


def _moved(connection: psycopg.Connection, new: Newcomers, *, is_kept: bool) -> NDArray[np.float64]:
    """Return what each claim changes by itself; one that is kept is taken out again afterwards."""
    moved = np.zeros((len(new.says), 5))
    _watch.each_ms.clear()
    for index, asked in enumerate(_asked(new)):
        with _watch.one(), connection.transaction() if is_kept else nullcontext():
            _book(moved[index], connection.execute(_ONE_MORE, asked))
            if is_kept:
                connection.execute(_ENTERED, asked)
                for says, area in enumerate(moved[index].tolist()):
                    connection.execute("UPDATE totals SET area = area + %s WHERE says = %s", (area, says))
        if is_kept:
            connection.execute("DELETE FROM claims WHERE rank = %(rank)s", asked)
    return moved


def tile(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """A tile of faces in one statement: claims in it, cut by the later ones, joined by class, encoded."""
    connection, place = _loaded(ground), fullest(ground)
    connection.execute("ALTER TABLE claims ALTER shape TYPE geometry(Geometry, 3857) USING ST_Transform(shape, 3857)")
    connection.execute("VACUUM ANALYZE claims")
    asked = {**place._asdict(), "extent": EXTENT, "margin": MARGIN}

    def run() -> NDArray[np.float64]:
        _watch.each_ms.clear()
        for _ in range(20):
            with _watch.one():
                connection.execute(
                    _TILE + "SELECT ST_AsMVT(faces, 'status', 4096, 'shape') FROM faces", asked
                ).fetchone()
        areas = np.zeros(5)
        _book(areas, connection.execute(_TILE + "SELECT says, ST_Area(shape) FROM faces", asked))
        return areas

    return run


def _book(totals: NDArray[np.float64], rows: Iterable[tuple[int, float]]) -> None:
    """Add areas to the totals of their classes."""
    for says, area in rows:
        totals[says] += area


def _asked(new: Newcomers) -> list[dict[str, object]]:
    columns = zip(new.plane.tolist(), new.ranks, new.says.tolist(), strict=True)
    return [{"wkb": wkb, "rank": rank, "says": says} for wkb, rank, says in columns]


def server_cpu_s() -> float:
    """Return the seconds that the servers of our connections have run."""
    return sum(ran_s(connection.info.backend_pid) for connection in _connections)


def server_peak_mb() -> float:
    """Return the largest memory of a server of ours, shared buffers that it touched among it."""
    return max(peak_mb(connection.info.backend_pid) for connection in _connections)


def end() -> None:
    """End the private server."""
    for connection in _connections:
        connection.close()
    _cluster().stop()


def _loaded(ground: Ground) -> psycopg.Connection:
    connection = _cluster().connect()
    _connections[:] = [connection]
    claims = ground.claims
    connection.execute("DROP TABLE IF EXISTS claims")
    connection.execute(
        "CREATE TABLE claims (rank float8 PRIMARY KEY, says int, day int, recorded int, shape geometry(Geometry, 6933))"
    )
    columns = zip(claims.rank, claims.says, claims.day, claims.recorded, ground.plane, strict=True)
    with connection.cursor().copy("COPY claims FROM STDIN") as copy:
        for *numbers, wkb in columns:
            copy.write_row((*map(int, numbers), wkb.hex()))
    connection.execute("UPDATE claims SET shape = ST_SetSRID(shape, 6933) WHERE ST_SRID(shape) <> 6933")
    connection.execute("CREATE INDEX by_shape ON claims USING gist (shape)")
    connection.execute("CLUSTER claims USING by_shape")
    connection.execute("VACUUM ANALYZE claims")
    return connection
