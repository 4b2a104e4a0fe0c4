"""GeoPandas as one writes it: join, dissolve, difference row by row."""

from __future__ import annotations

from collections.abc import Callable

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.questions import ALL, PLANE, Cut, Ground, per_class


def version() -> str:
    """Return what runs."""
    return f"GeoPandas {geopandas.__version__}"


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], NDArray[np.float64]]:
    """Cut from every claim the union of the later ones that a spatial join finds."""

    def run() -> NDArray[np.float64]:
        kept = ground.counting(cut)
        frame = _frame(ground, kept)
        pairs = _pairs(frame)
        over = geopandas.GeoDataFrame(geometry=frame.geometry.loc[pairs["later"]].values, crs=PLANE)
        union = over.dissolve(by=pairs["earlier"].to_numpy()).geometry
        visible = frame.geometry.copy()
        visible.loc[union.index] = visible.loc[union.index].difference(union)
        return per_class(frame["says"].to_numpy(), visible.area.to_numpy())

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from all claims at once: the first of each, then the second, and so on."""

    def run() -> NDArray[np.float64]:
        kept = ground.counting(ALL)
        frame = _frame(ground, kept)
        pairs = _pairs(frame)
        areas = frame.area
        totals = ground.per_day(frame["day"].to_numpy(), frame["says"].to_numpy(), areas.to_numpy())
        visible = frame.geometry.copy()
        for _, level in pairs.groupby(pairs.groupby("earlier").cumcount()):
            under = level["earlier"]
            before = areas.loc[under].to_numpy()
            visible.loc[under] = visible.loc[under].difference(
                frame.geometry.loc[level["later"]].set_axis(under), align=False
            )
            left = visible.loc[under].area.to_numpy()
            days, says = frame["day"].loc[level["later"]].to_numpy(), frame["says"].loc[under].to_numpy()
            totals += ground.per_day(days, says, left - before)
            areas.loc[under] = left
        return totals

    return run


def _frame(ground: Ground, kept: NDArray[np.int64]) -> geopandas.GeoDataFrame:
    columns = {"says": ground.claims.says[kept], "day": ground.claims.day[kept]}
    return geopandas.GeoDataFrame(columns, geometry=shapely.from_wkb(ground.plane[kept]), crs=PLANE)


def _pairs(frame: geopandas.GeoDataFrame) -> pd.DataFrame:
    joined = frame[["geometry"]].sjoin(frame[["geometry"]], predicate="intersects")
    pairs = pd.DataFrame({"earlier": joined.index.to_numpy(), "later": joined["index_right"].to_numpy()})
    return pairs[pairs["earlier"] < pairs["later"]].sort_values(["earlier", "later"], ignore_index=True)
