"""``firmground bulletin``: the bulletin of a day as text, HTML or PDF; ``--publish`` publishes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import Day, as_json, columns, say
from firmground.cli.owner import owner, ready

if TYPE_CHECKING:
    from firmground.actions.office import Office, OperationRecord
    from firmground.bulletins.bulletin import Frozen
    from firmground.bulletins.published import Published
    from firmground.bulletins.sheet import Sheet


@click.command()
@click.argument("operation")
@click.option("--day", type=Day(), required=True, help="The day that the bulletin tells of.")
@click.option("--html", "form", flag_value="html", help="As one HTML file.")
@click.option("--pdf", "form", flag_value="pdf", help="As a PDF, A4.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here; needed for a PDF.")
@click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="Where the pages are served: links."
)
@click.option("--as-known-on", type=Day(), help="A draft as the ledger knew it at the end of this day. Left out: now.")
@click.option("--publish", is_flag=True, help="Publish it first. It cannot be undone.")
@as_json
def bulletin(
    operation: str,
    day: date,
    form: str | None,
    output: Path | None,
    address: str,
    as_known_on: date | None,
    publish: bool,
    is_json: bool,
) -> None:
    """Write the bulletin of OPERATION for a day: as it was published, else as a draft."""
    from firmground.actions.publish_bulletin import publish_bulletin

    if form == "pdf" and output is None:
        raise click.UsageError("A PDF needs a file: -o bulletin.pdf")
    if publish and as_known_on:
        raise click.UsageError("A bulletin is published as known now: leave out --as-known-on or --publish.")
    office = ready()
    record = office.operation(operation)
    if publish:
        publish_bulletin(office, owner(), record, on_day=day)
    frozen, published = _of_day(office, record, day, as_known_on)
    made = _sheet(frozen, record, published, address, as_known_on)
    written = _written(made, form, day)
    if output is not None:
        output.write_bytes(written)
    elif not is_json:
        click.echo(written.decode(), nl=False)
    if is_json or output is not None:
        wrote = f"{made.title} ({made.state}): written to {output}."
        say(_answer(frozen, record, published, output), wrote, is_json=is_json)


def _of_day(
    office: Office, record: OperationRecord, day: date, as_known_on: date | None
) -> tuple[Frozen, Published | None]:
    from firmground.actions.publish_bulletin import drafted, frozen_bulletin, known_bulletins
    from firmground.bulletins.published import of_day

    published = of_day(known_bulletins(office, record, as_known_on=as_known_on), day)
    if published:
        return frozen_bulletin(office, published), published
    return drafted(office, record, on_day=day, as_known_on=as_known_on), None


def _sheet(
    frozen: Frozen, record: OperationRecord, published: Published | None, address: str, as_known_on: date | None
) -> Sheet:
    from firmground.bulletins.sheet import addresses, sheet
    from firmground.bulletins.wording import day_words

    published_day = published.recorded_at.astimezone(record.zone).date() if published else None
    known_on = published_day or as_known_on
    return sheet(
        frozen.told,
        address=addresses(address, record.number, frozen.told.on_day, known_on),
        known=f"as known on {day_words(known_on)}" if known_on else "as known now",
        state=f"Published on {day_words(published_day)}" if published_day else "Draft, not published",
        map_svg=frozen.map_svg,
        map_words=frozen.map_words,
    )


def _written(made: Sheet, form: str | None, day: date) -> bytes:
    if form == "pdf":
        from firmground.bulletins.render import pdf

        return pdf(made, on_day=day)
    if form == "html":
        from django.template.loader import render_to_string

        return render_to_string("bulletin_document.html", {"sheet": made}).encode()
    return _text(made).encode()


def _text(made: Sheet) -> str:
    lines = [made.title, made.operation, *([made.label] if made.label else []), f"{made.clocks}. {made.state}.", ""]
    lines += ["".join(piece.text for piece in paragraph) for paragraph in made.paragraphs]
    lines += ["", *(f"{event.title} ({event.stated_by})" if event.stated_by else event.title for event in made.events)]
    rows = [(line.title, line.day, line.total) for block in made.blocks for line in block.lines]
    table = columns([("", "last 24 hours", "running total"), *rows], numbers=frozenset({1, 2}))
    return "\n".join([*lines, table, "", *made.remarks, ""])


def _answer(
    frozen: Frozen, record: OperationRecord, published: Published | None, output: Path | None
) -> dict[str, Any]:
    told = frozen.told
    return {
        "operation": record.number,
        "day": told.on_day,
        "is_published": published is not None,
        "head": published.body.head if published else None,
        "previous_day": told.previous_day,
        "lines": [
            {
                "figure": line.figure,
                "unit": line.unit.value,
                "day": line.day,
                "total": line.total,
                "previous": line.previous,
                "new": line.new,
                "corrections": line.corrections,
            }
            for line in told.lines
        ],
        "output": str(output) if output else None,
    }
