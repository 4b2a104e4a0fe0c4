"""The ledger's tables, by SQL: unmanaged, never altered, refusing every change."""

from pathlib import Path

from django.db import DatabaseError, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from firmground.errors import SettingsUnsound

STATION = Path(__file__).parents[1]


def make_ledger(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        _need_postgis(connection)
    folder = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in (STATION / folder / "ledger.sql").read_text(encoding="utf-8").split("\n--------\n"):
            cursor.execute(statement)


def _need_postgis(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")
        if cursor.fetchone():
            return
        try:
            cursor.execute("CREATE EXTENSION postgis")
        except DatabaseError as error:
            name = connection.settings_dict["NAME"]
            raise SettingsUnsound(
                f"DATABASE_URL names the database {name!r}, which has no PostGIS, and this role may not add it "
                f"({str(error).splitlines()[0]}). Install postgresql-15-postgis-3 and run, as the database's "
                "superuser: CREATE EXTENSION postgis;"
            ) from error


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(make_ledger, elidable=False)]
