"""``firmground publish-data``: the public view of an operation as open files with their metadata."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from firmground.cli.options import as_json, clocks, say
from firmground.cli.owner import anybody, ready


@click.command()
@click.argument("operation")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A .zip file, or a folder.")
@click.option("--licence", required=True, help="The licence, for example CC-BY-4.0 or ODbL-1.0.")
@click.option("--contact", required=True, help="Whom to ask: an address of the office, not of a person.")
@clocks
@as_json
def publish_data(
    operation: str,
    output: Path,
    licence: str,
    contact: str,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Write what everybody may see of OPERATION, with licence, period, definitions, hashes and contact.

    A file that stands in the folder already and is not of this publication stays there and is not named in it.
    """
    from firmground.actions.export_operation import export_operation
    from firmground.export.csv_files import zipped
    from firmground.export.published_data import published_data

    office = ready()
    record = office.operation(operation)
    day = on_day or office.last_day(record)
    asked, made = export_operation(office, anybody(), record, on_day=day, as_known_on=as_known_on)
    files = published_data(asked, made, licence=licence, contact=contact)
    if output.suffix == ".zip":
        output.write_bytes(zipped(files))
    else:
        output.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (output / name).write_bytes(content)
    answer = {"operation": record.number, "on_day": day, "output": str(output), "files": list(files)}
    say(answer, f"{len(files)} files of the public view written to {output}.", is_json=is_json)
