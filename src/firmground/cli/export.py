"""``firmground export``: what is known of an operation as GeoPackage or CSV."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firmground.cli.options import as_json, clocks, say
from firmground.cli.owner import anybody, owner, ready

if TYPE_CHECKING:
    from firmground.export.rows import Export


@click.command()
@click.argument("operation")
@click.option("--format", "form", type=click.Choice(["gpkg", "csv"]), required=True, help="GeoPackage, or CSV files.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="A .gpkg file; of CSV a .zip file, or a folder that gets one file a layer.",
)
@click.option("--public", is_flag=True, help="Only what a viewer may see.")
@clocks
@as_json
def export(
    operation: str,
    form: str,
    output: Path,
    public: bool,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Write the entries of OPERATION by kind, the status of ground, and activity.

    The files hold restricted records unless --public is given: keep them as safe as the ledger.
    """
    if form == "gpkg" and output.suffix != ".gpkg":
        raise click.UsageError(f"A GeoPackage is one file that ends with .gpkg; {output} does not.")
    from firmground.actions.export_operation import export_operation

    office = ready()
    record = office.operation(operation)
    day = on_day or office.last_day(record)
    actor = anybody() if public else owner()
    asked, made = export_operation(office, actor, record, on_day=day, as_known_on=as_known_on)
    if form == "gpkg":
        from firmground.export.geopackage import write_geopackage

        write_geopackage(made, output, known_at=asked.known_at)
    else:
        _write_csv(made, output)
    answer = {
        "operation": record.number,
        "on_day": day,
        "as_known_on": as_known_on,
        "output": str(output),
        "layers": {layer.name: len(layer.rows) for layer in made.layers},
    }
    rows = sum(len(layer.rows) for layer in made.layers)
    say(answer, f"{rows:,} rows in {len(made.layers)} layers written to {output}.", is_json=is_json)


def _write_csv(made: Export, output: Path) -> None:
    from firmground.export.csv_files import csv_files, zipped

    files = csv_files(made)
    if output.suffix == ".zip":
        output.write_bytes(zipped(files))
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
