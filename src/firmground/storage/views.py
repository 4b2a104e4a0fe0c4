"""What other programs read on PostgreSQL: one view a kind and role, granted by role, and never the table.

A view shows what was said, entry by entry; it does not judge which entry stands. That is why the public schema holds
only kinds that are public by their nature: a release that nobody has approved is not shown to the public as one, and
uncleared hazards and ordnance are not shown to the public whatever tier an entry says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connections, transaction

from firmground.errors import SettingsUnsound
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS, Kind
from firmground.records.tiers import Tier
from firmground.storage.faults import translated

SCHEMAS: dict[str, tuple[str, tuple[Tier, ...]]] = {
    "public_records": ("firmground_public", (Tier.PUBLIC,)),
    "staff_records": ("firmground_staff", (Tier.PUBLIC, Tier.STAFF)),
    "restricted_records": ("firmground_restricted", tuple(Tier)),
}
"""Schema, the role that reads it, and the tiers in it."""

NEVER_PUBLIC = frozenset({"hazard_area", "ordnance_lot"})
"""Kinds that the public does not see, whatever tier an entry says and whatever tier the kind has."""

_BESIDE = (
    ("id", "entry.id"),
    ("number", "entry.number"),
    ("thing", "entry.thing"),
    ("operation", "entry.operation"),
    ("true_from", "entry.true_from"),
    ("true_until", "entry.true_until"),
    ("place", "entry.place"),
    ("recorded_at", "closed.recorded_at"),
    ("supersedes", "entry.supersedes"),
    ("withdraws", "entry.withdraws"),
)
_LARGEST_WHOLE = 2**53

_TYPED = {
    "text": "body ->> '{name}'",
    "code": "body ->> '{name}'",
    "list": "body -> '{name}'",
    "date": "public.ledger_date(body ->> '{name}')",
    "flag": "CASE WHEN jsonb_typeof(body -> '{name}') = 'boolean' THEN (body -> '{name}')::boolean END",
    "number": "CASE WHEN jsonb_typeof(body -> '{name}') = 'number' THEN (body -> '{name}')::double precision END",
    "integer": "CASE WHEN jsonb_typeof(body -> '{name}') = 'number' "
    f"AND abs((body -> '{{name}}')::numeric) <= {_LARGEST_WHOLE} THEN (body -> '{{name}}')::bigint END",
}
"""How a field of a body becomes a column; a value of another type becomes NULL, so that one entry breaks no view."""


def prepare_roles(using: str = "default") -> None:
    """Make the roles, their rights and the views; a second time changes nothing. For the owner of the tables.

    Raises:
        SettingsUnsound: The database is not PostgreSQL, or this sign-in may not make roles.
    """
    if connections[using].vendor != "postgresql":
        raise SettingsUnsound("DATABASE_URL names a SQLite database; roles and views are for PostgreSQL.")
    roles = (Path(__file__).parent / "postgres" / "roles.sql").read_text(encoding="utf-8").split("\n--------\n")
    with translated("Preparing the roles"), transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in [*roles, *view_statements()]:
            cursor.execute(statement)


def view_statements() -> Iterator[str]:
    """Yield the statements that make every view and grant it to its role."""
    for schema, (role, tiers) in SCHEMAS.items():
        for kind in KINDS.values():
            if schema == "public_records" and not _is_public(kind):
                continue
            yield f"DROP VIEW IF EXISTS {schema}.{kind.name}"
            yield _view(schema, kind, tiers)
            yield f"GRANT SELECT ON {schema}.{kind.name} TO {role}"


def _is_public(kind: Kind) -> bool:
    return kind.tier is Tier.PUBLIC and kind.name not in NEVER_PUBLIC


def _view(schema: str, kind: Kind, tiers: tuple[Tier, ...]) -> str:
    """Return the statement that makes a view.

    ``security_barrier``: no function of a reader is shown a row before the tier is asked; who may see every tier has
    none, so that a search by place uses the index. Programs need a whole number to know rows by, ``row_id``: for the
    public it counts the rows of the view, so that it says nothing of how many entries there are.
    """
    row_id = "row_number() OVER (ORDER BY entry.seq)" if schema == "public_records" else "entry.seq"
    barrier = "" if set(tiers) == set(Tier) else "WITH (security_barrier) "
    names = {name for name, _ in _BESIDE}
    beside = ", ".join(f"{expression} AS {name}" for name, expression in _BESIDE)
    said = "".join(f", {_column(field)} AS {_free_name(field.name, names)}" for field in kind.fields)
    geom = ", entry.geom" if kind.geometry else ""
    seen = ", ".join(f"'{tier.value}'" for tier in tiers)
    return (
        f"CREATE VIEW {schema}.{kind.name} {barrier}AS SELECT {row_id} AS row_id, {beside}{said}{geom} "
        "FROM public.ledger_entry AS entry "
        "JOIN public.ledger_batch AS closed ON closed.office = entry.office AND closed.number = entry.batch "
        "CROSS JOIN LATERAL (SELECT entry.form::jsonb -> 'body' AS body OFFSET 0) AS spoken "
        f"WHERE entry.kind = '{kind.name}' AND entry.tier IN ({seen})"
    )


def _column(field: FieldSpec) -> str:
    return _TYPED[field.type].replace("{name}", field.name)


def _free_name(name: str, taken: set[str]) -> str:
    return f'"said_{name}"' if name in taken or name == "geom" else f'"{name}"'
