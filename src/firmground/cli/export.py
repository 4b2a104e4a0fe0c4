"""``firmground export``: what is known of an operation, as files that other programs read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firmground.cli.options import as_json, clocks, say
from firmground.cli.owner import anybody, owner, ready

if TYPE_CHECKING:
    from firmground.export.formats import Format
    from firmground.export.rows import Export


FORMS = ("gpkg", "geojson", "shp", "kml", "fgb", "csv", "hxl", "xlsx", "pmtiles")
"""The names of the formats; a test holds them equal to those of ``export.formats``, which take long to load."""


@click.command()
@click.argument("operation")
@click.option("--format", "form", type=click.Choice(FORMS), required=True, help="What kind of files.")
@click.option("--layer", "wanted", multiple=True, help="Only this layer; give it again for another. Default: all.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="A .gpkg, .kml or .xlsx file; of other formats a .zip file, or a folder that gets one file a layer.",
)
@click.option("--public", is_flag=True, help="Only what a viewer may see.")
@clocks
@as_json
def export(
    operation: str,
    form: str,
    output: Path,
    wanted: tuple[str, ...],
    public: bool,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Write the entries of OPERATION by kind, the status of ground, and activity.

    The files hold restricted records unless --public is given: keep them as safe as the ledger.
    """
    from firmground.actions.export_operation import export_operation
    from firmground.export.formats import FORMATS
    from firmground.export.rows import only

    asked_form = FORMATS[form]
    if asked_form.ending and output.suffix != f".{asked_form.ending}":
        raise click.UsageError(f"This format is one file that ends with .{asked_form.ending}; {output} does not.")
    office = ready()
    record = office.operation(operation)
    day = on_day or office.last_day(record)
    actor = anybody() if public or asked_form.is_public_only else owner()
    asked, made = export_operation(office, actor, record, on_day=day, as_known_on=as_known_on)
    made = only(made, wanted)
    _write(asked_form, made, output, asked.known_at)
    answer = {
        "operation": record.number,
        "on_day": day,
        "as_known_on": as_known_on,
        "output": str(output),
        "layers": {layer.name: len(layer.rows) for layer in made.layers},
    }
    rows = sum(len(layer.rows) for layer in made.layers)
    say(answer, f"{rows:,} rows in {len(made.layers)} layers written to {output}.", is_json=is_json)


def _write(form: Format, made: Export, output: Path, known_at: datetime) -> None:
    if form.ending or output.suffix == ".zip":
        output.write_bytes(form.packed(made, known_at))
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, content in form.make(made, known_at).items():
        (output / name).write_bytes(content)
