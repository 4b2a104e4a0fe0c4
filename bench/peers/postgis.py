"""PostGIS on a private server: claims in a table with an index, clustered by it; one statement for each question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import psycopg
from numpy.typing import NDArray

from bench.cluster import Cluster
from bench.questions import ALL, Cut, Ground

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


@cache
def _cluster() -> Cluster:
    return Cluster(WORKERS)


_connections: list[psycopg.Connection] = []


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
        for says, area in connection.execute(_STATE, cut._asdict()):
            totals[says] = area
        return totals

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from each claim, one level after the other, in one recursive statement."""
    connection = _loaded(ground)

    def run() -> NDArray[np.float64]:
        rows = np.array(connection.execute(_HISTORY).fetchall(), dtype=np.float64)
        return ground.per_day(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])

    return run


def server_cpu_s() -> float:
    """Return the seconds that the servers of our connections have run."""
    return sum(_ran_s(connection.info.backend_pid) for connection in _connections)


def server_peak_mb() -> float:
    """Return the largest memory of a server of ours, shared buffers that it touched among it."""
    return max(_peak_kb(connection.info.backend_pid) for connection in _connections) / 1024


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
        "CREATE TABLE claims (rank int PRIMARY KEY, says int, day int, recorded int, shape geometry(Geometry, 6933))"
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


def _ran_s(pid: int) -> float:
    """Return the seconds of CPU that a process has had (Linux: first figure of schedstat, nanoseconds)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _peak_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
