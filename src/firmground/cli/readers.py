"""``firmground readers``: what other programs, as QGIS and ogrinfo, read on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, columns, say

if TYPE_CHECKING:
    from firmground.wiring import Readers

_STAFF = "firmground_staff"
_GRANTS = ("CREATE ROLE map_reader LOGIN;", f"GRANT {_STAFF} TO map_reader;")
_ASKING_FOR_ONE = r"\password map_reader"
_SHOWN = {
    "public_records": "what everybody may see",
    "staff_records": "also what staff may see; no restricted entry",
    "restricted_records": "everything: hazards and ordnance with their positions",
}


@click.command()
@as_json
def readers(is_json: bool) -> None:
    """Make what other programs read on PostgreSQL: three roles, and for each a schema with one view a kind.

    Run it once as the owner of the database, and again after every new version: new kinds get their views. A second
    time changes nothing. Sign-ins are made by whoever runs the database; the answer says how. A view shows what was
    said, entry by entry; which entry stands is for the pages and `firmground export`.
    """
    from firmground.wiring import prepare_readers

    made = prepare_readers()
    line = _ogrinfo()
    answer = {
        "schemas": [{"schema": one.schema, "role": one.role, "views": list(one.views)} for one in made.schemas],
        "made": list(made.made),
        "removed": list(made.removed),
        "grants": list(_GRANTS),
        "ogrinfo": line,
    }
    say(answer, _told(made, line), is_json=is_json)


def _told(made: Readers, line: str) -> str:
    rows = [("schema", "role that reads it", "views", "what it shows")]
    rows += [(one.schema, one.role, str(len(one.views)), _SHOWN[one.schema]) for one in made.schemas]
    removed = [f"Taken away, no longer shown there: {', '.join(made.removed)}."] if made.removed else []
    return "\n".join(
        [
            f"Made {len(made.made)} views." if made.made else "Nothing to make: every view is that of this version.",
            *removed,
            "",
            columns(rows, numbers=frozenset({2})),
            "",
            "Let a sign-in read, in psql:",
            *(f"    {typed}" for typed in (*_GRANTS, _ASKING_FOR_ONE)),
            "Then look, as that sign-in:",
            f"    {line}",
        ]
    )


def _ogrinfo() -> str:
    """Return the line that lists the layers of the staff's schema; the password goes into PGPASSWORD."""
    from firmground.settings import settings

    database: dict[str, Any] = settings().database
    where = {"host": database["HOST"], "port": database["PORT"], "dbname": database["NAME"], "user": "map_reader"}
    said = " ".join(f"{name}={_quoted(value)}" for name, value in where.items() if value)
    return f'PGPASSWORD=... ogrinfo -ro "PG:{said} schemas=staff_records"'


def _quoted(value: str) -> str:
    """Return a value as libpq reads it, in quotes where it holds anything but plain characters."""
    if value.replace("_", "").replace("-", "").replace(".", "").isalnum():
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
