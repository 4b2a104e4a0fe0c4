"""Pointing Django's connections at passing databases."""

from __future__ import annotations

from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections


def migrate(using):
    call_command("migrate", database=using, verbosity=0, skip_checks=True)
    connections[using].close()


@contextmanager
def at_sqlite(path):
    """Point the default connection at a SQLite file, in every thread, and back again."""
    with _named("default", str(path)):
        yield


@contextmanager
def at_postgres(url_settings):
    """Make the connection "postgres" from Django's description of a database, and end it."""
    described = connections.configure_settings({"default": {}, "postgres": dict(url_settings)})["postgres"]
    described["CONN_MAX_AGE"] = 0
    before = connections.settings.get("postgres")
    _point_postgres_at(described)
    try:
        yield
    finally:
        _point_postgres_at(before)


def _point_postgres_at(described):
    if "postgres" in connections.settings:
        connections["postgres"].close()
        del connections["postgres"]
        del connections.settings["postgres"]
    if described:
        connections.settings["postgres"] = described


@contextmanager
def _named(using, name):
    described = connections.settings[using]
    before = described["NAME"]
    connections[using].close()
    described["NAME"] = name
    try:
        yield
    finally:
        connections[using].close()
        described["NAME"] = before
