"""What other programs read on PostgreSQL: one view a kind and role, granted by role, and never the table.

A view shows what was said, entry by entry; it does not judge which entry stands. That is why the public schema holds
only kinds that are public by their nature: a release that nobody has approved is not shown to the public as one, and
uncleared hazards and ordnance are not shown to the public whatever tier an entry says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import Error, connections, transaction
from django.db.backends.utils import CursorWrapper

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
_SAYS = "What was said, entry by entry, whether or not it stands. Made by firmground readers, version"

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


@dataclass(frozen=True, slots=True)
class ReaderSchema:
    """What one role reads.

    Attributes:
        schema: The schema that its views are in.
        role: The role that reads it; sign-ins become its members.
        views: Names of the views, one a kind, in the order of ``KINDS``.
    """

    schema: str
    role: str
    views: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """What other programs read after the roles and views were made.

    Attributes:
        schemas: From open to closed.
        made: Views made now, or made anew, as ``schema.view``; empty: they stood as they should.
        removed: Views taken away now, as ``schema.view``: of a kind that is no longer shown there.
    """

    schemas: tuple[ReaderSchema, ...]
    made: tuple[str, ...]
    removed: tuple[str, ...]


def need_postgres(using: str = "default") -> None:
    """Refuse a database that has no roles.

    Raises:
        SettingsUnsound: The database is not PostgreSQL.
    """
    if connections[using].vendor != "postgresql":
        raise SettingsUnsound(
            "The ledger is kept in SQLite, which has no roles; what other programs read is made on PostgreSQL. Set "
            "DATABASE_URL=postgresql://user@host:port/name, or write a file for them with `firmground export`."
        )


def prepare_roles(using: str = "default") -> Readers:
    """Make the roles, their rights and the views, and say what was made. For the owner of the tables.

    A second time changes nothing: a view is made anew only where it is not the one of this version, which its comment
    says. Either everything is made or nothing.

    Raises:
        SettingsUnsound: The database is not PostgreSQL, this sign-in may not make roles, or somebody's own view is
            built upon one that has to be made anew.
    """
    need_postgres(using)
    roles = (Path(__file__).parent / "postgres" / "roles.sql").read_text(encoding="utf-8").split("\n--------\n")
    doing = translated("Preparing the roles")
    with doing, _refusals_told(using), transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in roles:
            cursor.execute(statement)
        made, removed = _renew(cursor)
    return Readers(tuple(_schema(name) for name in SCHEMAS), made, removed)


def views_behind(using: str = "default") -> tuple[str, ...]:
    """Return the views that are missing, of another version, or too many, as ``schema.view``; on SQLite none."""
    if connections[using].vendor != "postgresql":
        return ()
    with translated("Looking at the views"), connections[using].cursor() as cursor:
        standing, wanted = _standing(cursor), _wanted()
    old = (name for name, statement in wanted.items() if standing.get(name) != _mark(statement))
    return tuple(sorted({*old, *(standing.keys() - wanted.keys())}))


def _renew(cursor: CursorWrapper) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make the views that are missing or of another version, take away those too many; return the names of both."""
    standing, wanted = _standing(cursor), _wanted()
    made = tuple(name for name, statement in wanted.items() if standing.get(name) != _mark(statement))
    removed = tuple(sorted(standing.keys() - wanted.keys()))
    for name in [*made, *removed]:
        cursor.execute(f"DROP VIEW IF EXISTS {name}")
    for name in made:
        cursor.execute(wanted[name])
        cursor.execute(f"COMMENT ON VIEW {name} IS '{_mark(wanted[name])}'")
        cursor.execute(f"GRANT SELECT ON {name} TO {SCHEMAS[name.split('.')[0]][0]}")
    return made, removed


def _standing(cursor: CursorWrapper) -> dict[str, str]:
    """Return the comment of each view in our schemas that the program made; views that somebody else made are not ours.

    A view without a comment that is named as a kind was made by an early version, which wrote none.
    """
    cursor.execute(
        "SELECT space.nspname, seen.relname, coalesce(obj_description(seen.oid, 'pg_class'), '') "
        "FROM pg_class AS seen JOIN pg_namespace AS space ON space.oid = seen.relnamespace "
        "WHERE seen.relkind = 'v' AND space.nspname = ANY(%s)",
        [list(SCHEMAS)],
    )
    return {
        f"{schema}.{view}": comment
        for schema, view, comment in cursor.fetchall()
        if comment.startswith(_SAYS) or view in KINDS
    }


def _wanted() -> dict[str, str]:
    """Return the statement that makes each view, by ``schema.view``."""
    return {
        f"{schema}.{name}": _view(schema, KINDS[name], tiers)
        for schema, (_role, tiers) in SCHEMAS.items()
        for name in _schema(schema).views
    }


def _schema(schema: str) -> ReaderSchema:
    kinds = (kind for kind in KINDS.values() if schema != "public_records" or _is_public(kind))
    return ReaderSchema(schema, SCHEMAS[schema][0], tuple(kind.name for kind in kinds))


def _mark(statement: str) -> str:
    """Return the comment that a view carries: what it is, for who reads it, and which version, for the next run."""
    return f"{_SAYS} {sha256(statement.encode()).hexdigest()[:16]}"


@contextmanager
def _refusals_told(using: str) -> Iterator[None]:
    """Raise the two refusals that somebody can mend with what to do."""
    try:
        yield
    except Error as error:
        state = getattr(error.__cause__, "sqlstate", "")
        user = connections[using].settings_dict["USER"] or "this sign-in"
        if state == "42501":
            raise SettingsUnsound(
                f"{user} of DATABASE_URL may not make roles and views ({_said(error)}). Run this as the owner of "
                f"the tables, who may make roles; as superuser: ALTER ROLE {user} CREATEROLE;"
            ) from error
        if state == "2BP01":
            raise SettingsUnsound(
                f"A view of an older version cannot be made anew, since another is built upon it: {_said(error)}. "
                "Drop that one, run this again, and make it anew in a schema of its own."
            ) from error
        raise


def _said(error: Error) -> str:
    return "; ".join(str(error).splitlines()[:2])


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
