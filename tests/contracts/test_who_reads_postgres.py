"""What other programs see on PostgreSQL: per-kind views, by role, read with a real ogrinfo."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date

import psycopg
import pytest

from firmground.errors import EntryOvertaken, SettingsUnsound
from firmground.records.kinds import KINDS
from firmground.records.tiers import Tier
from firmground.settings import load
from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from firmground.storage.views import prepare_roles, views_behind
from tests.cast import an_entry, square
from tests.databases import at_postgres, migrate

pytestmark = pytest.mark.postgres

_MAY_BE_PUBLIC = {"operation", "organisation", "dated_event", "admin_unit", "bulletin"}
"""Each name here was thought about: what such an entry says may stand in a newspaper."""

_READERS = {"public_reader": "firmground_public", "staff_reader": "firmground_staff"}
_READERS |= {"restricted_reader": "firmground_restricted", "app_login": "firmground_app"}


@pytest.fixture
def read_by_others(postgres_server, postgres_database, clock, tmp_path):
    """A ledger on PostgreSQL with entries of every tier, roles made, a sign-in for each role."""
    key = OfficeKey(tmp_path, "centre", using="postgres")
    ledger = SqlLedger("centre", clock, key.sign, using="postgres")
    ledger.append(
        [
            *(
                an_entry("hazard_area", tier=tier, body={"status": "confirmed", "stated_area_m2": 10.5})
                for tier in Tier
            ),
            *(an_entry("ordnance_lot", tier=tier, body={"event": "found", "quantity": 3}) for tier in Tier),
            *(an_entry("land_release", tier=tier, body={"product": "cleared", "depth_cm": 13}) for tier in Tier),
            *(an_entry("dated_event", tier=tier, geometry=square(), body={"title": tier.value}) for tier in Tier),
            an_entry("received", body={"office": "north", "number": 4, "head": "0" * 64}),
        ]
    )
    prepare_roles("postgres")
    for login, role in _READERS.items():
        postgres_server.command(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{login}') THEN "
            f"CREATE ROLE {login} LOGIN IN ROLE {role}; END IF; END $$"
        )
    return lambda login: postgres_server.url(postgres_database, login)


def _ask(url, sql):
    with psycopg.connect(url) as connection:
        return connection.execute(sql).fetchall()


def _layers(url, schema):
    """Return what ogrinfo says of each layer of a schema, by name, as text."""
    if not shutil.which("ogrinfo"):
        pytest.skip("LOUD SKIP: no ogrinfo here (gdal-bin)")
    where = " ".join(f"{name}={value}" for name, value in psycopg.conninfo.conninfo_to_dict(url).items())
    command = ["ogrinfo", "-ro", "-al", f"PG:{where} schemas={schema}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    layers = (part.split("\n", 1) for part in said.split("Layer name: ")[1:])
    return {name.split(".")[-1].split(" ")[0]: text for name, text in layers}


def test_ogrinfo_reads_proper_geometries_as_restricted_staff(read_by_others):
    layers = _layers(read_by_others("restricted_reader"), "restricted_records")

    assert set(layers) == {kind.name for kind in KINDS.values() if kind.geometry}
    hazards = layers["hazard_area"]
    assert "Feature Count: 3" in hazards
    assert 'ID["EPSG",4326]' in hazards
    assert "Geometry Column = geom" in hazards
    assert "stated_area_m2 (Real) = 10.5" in hazards
    assert "true_from (Date) = 2017/10/01" in hazards
    assert hazards.count("  POLYGON ((40.101 35.3,") == 3


def test_ogrinfo_sees_no_hazard_and_no_ordnance_as_the_public(read_by_others):
    layers = _layers(read_by_others("public_reader"), "public_records")

    assert {"operation", "dated_event"} <= set(layers) <= _MAY_BE_PUBLIC
    assert "Feature Count: 1" in layers["dated_event"]
    assert "title (String) = public" in layers["dated_event"]


def test_the_public_may_ask_its_own_views_only(read_by_others):
    url = read_by_others("public_reader")

    views = _ask(url, "SELECT viewname FROM pg_views WHERE schemaname = 'public_records'")
    assert {name for (name,) in views} == {kind.name for kind in KINDS.values() if kind.tier is Tier.PUBLIC}
    assert {name for (name,) in views} <= _MAY_BE_PUBLIC
    for table in ("ledger_entry", "staff_records.hazard_area", "restricted_records.hazard_area"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ask(url, f"SELECT * FROM {table}")


def test_staff_sees_its_tiers_and_not_the_restricted_one(read_by_others):
    url = read_by_others("staff_reader")

    assert _ask(url, "SELECT count(*) FROM staff_records.hazard_area") == [(2,)]
    assert _ask(url, "SELECT count(*) FROM public_records.dated_event") == [(1,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(url, "SELECT * FROM restricted_records.hazard_area")


def test_fields_come_with_their_types_and_body_fields_give_way_to_columns(read_by_others):
    url = read_by_others("restricted_reader")

    lot = _ask(url, "SELECT quantity, true_from, mass_kg FROM restricted_records.ordnance_lot LIMIT 1")
    received = _ask(url, "SELECT office, said_number FROM restricted_records.received")

    assert lot == [(3, date(2017, 10, 1), None)]
    assert received == [("north", 4)]


def test_an_odd_value_in_one_entry_breaks_no_view(read_by_others, clock, tmp_path):
    odd = {"state": 7, "from_m": "far", "verify_again_by": "2017-02-31", "width_m": 1e300}
    key = OfficeKey(tmp_path, "centre", using="postgres")
    SqlLedger("centre", clock, key.sign, using="postgres").append(
        [an_entry("road_stretch", body=odd), an_entry("ordnance_lot", body={"quantity": 1e300})]
    )
    url = read_by_others("restricted_reader")

    road = _ask(url, "SELECT state, from_m, verify_again_by, width_m FROM restricted_records.road_stretch")

    assert road == [("7", None, None, 1e300)]
    assert _ask(url, "SELECT count(*) FROM restricted_records.ordnance_lot WHERE quantity IS NULL") == [(1,)]


def test_the_applications_role_lacks_the_right_to_change_the_ledger(read_by_others):
    url = read_by_others("app_login")

    for table in ("ledger_entry", "ledger_batch", "ledger_office_key"):
        for change in (f"UPDATE {table} SET office = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                _ask(url, change)


def test_the_applications_role_can_do_its_work(read_by_others, postgres_server, clock, tmp_path):
    with at_postgres(load({"DATABASE_URL": read_by_others("app_login")}).database):
        ledger = SqlLedger("centre", clock, OfficeKey(tmp_path, "centre", using="postgres").sign, using="postgres")
        entry = an_entry()
        migrate("postgres")

        assert ledger.append([entry]).number == 2
        assert ledger.entry(entry.id).entry == entry
        with pytest.raises(EntryOvertaken):
            ledger.append([an_entry(id=entry.id)])


def _views(url):
    """Return the object id and the comment of each view, by name; a view made anew has another id."""
    sql = (
        "SELECT schemaname || '.' || viewname, format('%I.%I', schemaname, viewname)::regclass::oid::bigint, "
        "obj_description(format('%I.%I', schemaname, viewname)::regclass) FROM pg_views "
        "WHERE schemaname LIKE '%\\_records'"
    )
    return {name: (oid, comment) for name, oid, comment in _ask(url, sql)}


@pytest.fixture
def owner(read_by_others, postgres_server, postgres_database):
    return postgres_server.url(postgres_database)


def test_preparing_roles_twice_changes_nothing(read_by_others, owner):
    before = _views(owner)

    again = prepare_roles("postgres")

    assert (again.made, again.removed) == ((), ())
    assert _views(owner) == before
    assert _ask(read_by_others("staff_reader"), "SELECT count(*) FROM staff_records.hazard_area") == [(2,)]


def test_what_was_made_is_said_schema_by_schema(owner):
    said = prepare_roles("postgres")

    assert {f"{one.schema}.{view}" for one in said.schemas for view in one.views} == set(_views(owner))
    assert {one.schema: one.role for one in said.schemas} == {
        "public_records": "firmground_public",
        "staff_records": "firmground_staff",
        "restricted_records": "firmground_restricted",
    }


@pytest.mark.parametrize(
    "before",
    [
        "DROP VIEW staff_records.team",
        "COMMENT ON VIEW staff_records.team IS NULL",
        "COMMENT ON VIEW staff_records.team IS 'of an older version'",
    ],
)
def test_a_view_that_is_missing_or_older_is_told_of_and_made_on_the_next_run(
    read_by_others, owner, postgres_server, postgres_database, before
):
    postgres_server.command(before, database=postgres_database)

    assert views_behind("postgres") == ("staff_records.team",)
    assert prepare_roles("postgres").made == ("staff_records.team",)
    assert views_behind("postgres") == ()
    assert _ask(read_by_others("staff_reader"), "SELECT count(*) FROM staff_records.team") == [(0,)]


def test_a_kind_that_is_no_longer_public_loses_its_public_view(read_by_others, owner, monkeypatch):
    closed = replace(KINDS["dated_event"], tier=Tier.STAFF)
    monkeypatch.setattr("firmground.storage.views.KINDS", {**KINDS, "dated_event": closed})

    assert views_behind("postgres") == ("public_records.dated_event",)
    assert prepare_roles("postgres").removed == ("public_records.dated_event",)
    assert "public_records.dated_event" not in _views(owner)


def test_a_view_that_somebody_else_made_is_left_alone(owner, postgres_server, postgres_database):
    postgres_server.command("CREATE VIEW staff_records.my_own AS SELECT 1 AS one", database=postgres_database)

    assert prepare_roles("postgres").removed == ()
    assert "staff_records.my_own" in _views(owner)


def test_an_older_view_that_another_is_built_upon_is_refused_with_both_names(owner, postgres_server, postgres_database):
    for sql in (
        "CREATE VIEW public.built_upon AS SELECT id FROM staff_records.team",
        "COMMENT ON VIEW staff_records.team IS NULL",
        "DROP VIEW staff_records.inspection",
    ):
        postgres_server.command(sql, database=postgres_database)

    with pytest.raises(SettingsUnsound, match=r"staff_records\.team .* built_upon"):
        prepare_roles("postgres")
    assert "staff_records.inspection" not in _views(owner), "everything is made, or nothing"


def test_who_may_not_make_roles_is_told_which_right_is_missing(read_by_others):
    app = at_postgres(load({"DATABASE_URL": read_by_others("app_login")}).database)
    with app, pytest.raises(SettingsUnsound, match="ALTER ROLE app_login CREATEROLE"):
        prepare_roles("postgres")


def test_roles_on_sqlite_are_refused_with_what_to_do(sqlite_database):
    with pytest.raises(SettingsUnsound, match="SQLite"):
        prepare_roles("default")
    assert views_behind("default") == ()
