"""DuckDB with its spatial extension, staged: the spatial join in a table of its own, then union and difference."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version as version_of
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.questions import ALL, Cut, Ground

WORKERS = 1

_PAIRS = """
    CREATE OR REPLACE TABLE met AS
    SELECT a.rank AS earlier, b.rank AS later, b.shape AS over, b.day AS day
    FROM kept a JOIN kept b ON ST_Intersects(a.shape, b.shape);
    CREATE OR REPLACE TABLE pairs AS SELECT * FROM met WHERE earlier < later
"""
"""Two statements: with the inequality in the first, the planner leaves its spatial join and is ten times slower."""


def version() -> str:
    """Return what runs."""
    return f"DuckDB {duckdb.__version__}, spatial {version_of('duckdb-extension-spatial')}"


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], NDArray[np.float64]]:
    """Cut from every claim the union of the later ones."""
    database = _loaded(ground)

    def run() -> NDArray[np.float64]:
        _keep(database, cut)
        database.execute(_PAIRS)
        database.execute(
            "CREATE OR REPLACE TABLE covers AS SELECT earlier, ST_Union_Agg(over) AS over FROM pairs GROUP BY earlier"
        )
        rows = database.execute(
            """
            SELECT says, sum(CASE WHEN over IS NULL THEN ST_Area(shape) ELSE ST_Area(ST_Difference(shape, over)) END)
            FROM kept LEFT JOIN covers ON rank = earlier GROUP BY says
            """
        ).fetchall()
        totals = np.zeros(5)
        totals[[says for says, _ in rows]] = [area for _, area in rows]
        return totals

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from all claims at once, level by level, each level a table."""
    database = _loaded(ground)

    def run() -> NDArray[np.float64]:
        _keep(database, ALL)
        database.execute(_PAIRS)
        database.execute(
            """
            CREATE OR REPLACE TABLE ordered AS
            SELECT *, row_number() OVER (PARTITION BY earlier ORDER BY later) AS level FROM pairs
            """
        )
        database.execute(
            "CREATE OR REPLACE TABLE seen AS SELECT rank, says, day, shape, ST_Area(shape) AS area FROM kept"
        )
        changes = [database.execute("SELECT day, says, area FROM seen").fetchnumpy()]
        for level in range(1, database.execute("SELECT coalesce(max(level), 0) FROM ordered").fetchone()[0] + 1):
            database.execute(
                """
                CREATE OR REPLACE TABLE next AS
                SELECT rank, says, day, shape, ST_Area(shape) AS area, ST_Area(shape) - before AS lost
                FROM (
                    SELECT rank, says, p.day AS day, ST_Difference(shape, over) AS shape, area AS before
                    FROM seen JOIN ordered p ON rank = earlier WHERE level = ? AND area > 0
                )
                """,
                [level],
            )
            changes.append(database.execute("SELECT day, says, lost AS area FROM next").fetchnumpy())
            database.execute("DROP TABLE seen; ALTER TABLE next RENAME TO seen")
        day, says, area = (np.concatenate([change[name] for change in changes]) for name in ("day", "says", "area"))
        return ground.per_day(day, says, area)

    return run


def _loaded(ground: Ground) -> duckdb.DuckDBPyConnection:
    extension = next(Path(duckdb.__file__).parents[1].glob("duckdb_extension_spatial/**/*.duckdb_extension"))
    database = duckdb.connect(config={"threads": WORKERS, "allow_unsigned_extensions": "true"})
    database.execute(f"LOAD '{extension}'")
    claims = ground.claims
    table = pa.table({name: getattr(claims, name) for name in ("rank", "says", "day", "recorded")})
    table = table.append_column("wkb", pa.array(ground.plane.tolist(), type=pa.binary()))
    database.register("given", table)
    database.execute(
        """
        CREATE TABLE claims AS SELECT rank, says, day, recorded, ST_GeomFromWKB(wkb) AS shape FROM given
        ORDER BY ST_Hilbert(ST_GeomFromWKB(wkb), (SELECT ST_Extent(ST_Extent_Agg(ST_GeomFromWKB(wkb))) FROM given))
        """
    )
    return database


def _keep(database: duckdb.DuckDBPyConnection, cut: Cut) -> None:
    database.execute("CREATE OR REPLACE TABLE kept AS SELECT * FROM claims WHERE day <= ? AND recorded <= ?", list(cut))
