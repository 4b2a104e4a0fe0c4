"""SedonaDB: spatial join, union by aggregate, difference."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version as version_of

import numpy as np
import pyarrow as pa
import sedonadb
from numpy.typing import NDArray

from bench.questions import ALL, Cut, Ground

WORKERS = 1


def version() -> str:
    """Return what runs."""
    return f"SedonaDB {version_of('sedonadb')}"


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], NDArray[np.float64]]:
    """Cut from every claim the union of the later ones."""
    engine = _loaded(ground)

    def run() -> NDArray[np.float64]:
        _keep(engine, cut)
        table = engine.sql(
            """
            WITH covers AS (
                SELECT a.rank AS earlier, ST_Union_Agg(b.shape) AS over
                FROM kept a JOIN kept b ON ST_Intersects(a.shape, b.shape) WHERE a.rank < b.rank GROUP BY a.rank
            )
            SELECT says, sum(CASE WHEN over IS NULL THEN ST_Area(shape) ELSE ST_Area(ST_Difference(shape, over)) END)
                AS area
            FROM kept LEFT JOIN covers ON rank = earlier GROUP BY says
            """
        ).to_arrow_table()
        totals = np.zeros(5)
        totals[table["says"].to_numpy()] = table["area"].to_numpy()
        return totals

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from all claims at once, level by level, each level a table in memory."""
    engine = _loaded(ground)

    def run() -> NDArray[np.float64]:
        _keep(engine, ALL)
        engine.sql(
            """
            SELECT earlier, later, over, day, row_number() OVER (PARTITION BY earlier ORDER BY later) AS level
            FROM (
                SELECT a.rank AS earlier, b.rank AS later, b.shape AS over, b.day AS day
                FROM kept a JOIN kept b ON ST_Intersects(a.shape, b.shape) WHERE a.rank < b.rank
            )
            """
        ).to_memtable().to_view("ordered", overwrite=True)
        levels = int(
            engine.sql("SELECT coalesce(max(level), 0) AS top FROM ordered").to_arrow_table()["top"][0].as_py()
        )
        engine.sql("SELECT rank, says, day, shape, ST_Area(shape) AS area FROM kept").to_memtable().to_view(
            "seen", overwrite=True
        )
        changes = [engine.sql("SELECT day, says, area FROM seen").to_arrow_table()]
        for level in range(1, levels + 1):
            engine.sql(
                f"""
                SELECT rank, says, day, shape, ST_Area(shape) AS area, ST_Area(shape) - before AS lost
                FROM (
                    SELECT rank, says, p.day AS day, ST_Difference(shape, over) AS shape, area AS before
                    FROM seen JOIN ordered p ON rank = earlier WHERE level = {level} AND area > 0
                )
                """
            ).to_memtable().to_view("next_seen", overwrite=True)
            changes.append(engine.sql("SELECT day, says, lost AS area FROM next_seen").to_arrow_table())
            engine.sql("SELECT rank, says, day, shape, area FROM next_seen").to_memtable().to_view(
                "seen", overwrite=True
            )
        all_changes = pa.concat_tables(changes, promote_options="permissive")
        return ground.per_day(*(all_changes[name].to_numpy() for name in ("day", "says", "area")))

    return run


def _loaded(ground: Ground):  # noqa: ANN202 - a context of SedonaDB
    engine = sedonadb.connect()
    engine.sql(f"SET datafusion.execution.target_partitions = {WORKERS}").execute()
    claims = ground.claims
    table = pa.table({name: getattr(claims, name) for name in ("rank", "says", "day", "recorded")})
    table = table.append_column("wkb", pa.array(ground.plane.tolist(), type=pa.binary()))
    engine.create_data_frame(table).to_view("given", overwrite=True)
    engine.sql("SELECT rank, says, day, recorded, ST_GeomFromWKB(wkb) AS shape FROM given").to_memtable().to_view(
        "claims", overwrite=True
    )
    return engine


def _keep(engine, cut: Cut) -> None:  # noqa: ANN001 - a context of SedonaDB
    engine.sql(f"SELECT * FROM claims WHERE day <= {cut.on_day} AND recorded <= {cut.known_on}").to_memtable().to_view(
        "kept", overwrite=True
    )
