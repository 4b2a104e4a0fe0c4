"""``firmground recompute``: cut the ground anew, or compare what is kept with that."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, columns, say
from firmground.cli.owner import ready

if TYPE_CHECKING:
    from firmground.actions.recompute import Recomputed
    from firmground.geometry.cells.cells import Cells
    from firmground.state.kept_ground import Cut


@click.command()
@click.argument("operation", required=False)
@click.option("--check", "is_check", is_flag=True, help="Keep nothing; compare what is kept with what comes out.")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="How many share the work.")
@click.option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster instead, as tcp://127.0.0.1:8786.")
@click.option(
    "--shared",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --cluster: a folder that every worker sees under this path. Left out: `cluster` in the data folder.",
)
@as_json
def recompute(
    operation: str | None, is_check: bool, threads: int, cluster: str | None, shared: Path | None, is_json: bool
) -> None:
    """Cut the ground of OPERATION, or of all, into cells anew and keep them; nothing is entered, no figure changes.

    With --check what is kept is compared: leaves with 0 where it is identical or nothing is kept, with 1 where a cell
    differs; the first one is named.
    """
    from firmground.actions.recompute import recompute as work_out
    from firmground.errors import PromiseBroken

    office = ready()
    wanted = [office.operation(operation)] if operation else office.operations()
    found = list(work_out(office, wanted, is_check=is_check, cut=_cut(threads, cluster, shared)))
    for one in found:
        if one.difference:
            apart = one.difference
            raise PromiseBroken(
                f"{one.operation}, {one.account}: the ground covered by {', '.join(apart.covered_by)} is kept as "
                f"{apart.kept_mm2:,} mm2 and comes out as {apart.anew_mm2:,} mm2. Run firmground recompute "
                f"{one.operation}, and report this as a bug."
            )
    say({"operations": [_line(one) for one in found]}, _text(found), is_json=is_json)


def _cut(threads: int, cluster: str | None, shared: Path | None) -> Cut:
    """Return what works out the cells, with a bar for people who watch."""

    def cut(polygons: Sequence[bytes]) -> Cells:
        with click.progressbar(length=100, label=f"{len(polygons):,} polygons", file=sys.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.update(100 * done // max(of, 1) - bar.pos)

            if cluster is None:
                from firmground.geometry.cells.cells import cells

                return cells(polygons, threads=threads, progress=progress)
            from firmground.batch.run import cells_on_cluster
            from firmground.settings import settings

            folder = shared or settings().data_folder / "cluster"
            return cells_on_cluster(polygons, cluster, shared=folder.resolve(), progress=progress)

    return cut


def _line(one: Recomputed) -> dict[str, Any]:
    return {
        "operation": one.operation,
        "account": one.account,
        "polygons": one.polygons,
        "cells": one.cells,
        "outcome": one.outcome.value,
    }


def _text(found: Sequence[Recomputed]) -> str:
    rows = [(one.operation, one.account, f"{one.polygons:,}", f"{one.cells:,}", one.outcome.value) for one in found]
    head = ("operation", "account", "polygons", "cells", "outcome")
    return columns([head, *rows], numbers=frozenset({2, 3})) if rows else "There is no ground with polygons."
