"""A private PostgreSQL cluster for the tests: free loopback port, own user, fsync on, ended afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from firmground.settings import load
from tests.databases import at_postgres

BIN = Path("/usr/lib/postgresql/15/bin")
TEMPLATE = "firmground_template"


def missing():
    """Return what a server would need and is not there, or an empty text."""
    needed = (BIN / "initdb", BIN / "pg_ctl", Path("/usr/share/postgresql/15/extension/postgis.control"))
    return next((str(path) for path in needed if not path.exists()), "")


class PostgresServer:
    """A cluster in a folder of its own; PostgreSQL refuses to run as root, so root hands it to the user postgres."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="firmground-postgres-"))
        self.port = _free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        self._names = count(1)
        if self._user:
            shutil.chown(self.folder, self._user)

    def start(self):
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def url(self, name, user="postgres"):
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def make_template(self, migrate):
        self.command(f"CREATE DATABASE {TEMPLATE}")
        with at_postgres(self._described(TEMPLATE)):
            migrate("postgres")
        self.command("DELETE FROM spatial_ref_sys WHERE srid <> 4326", database=TEMPLATE)
        self.command("VACUUM FULL", database=TEMPLATE)  # half the size to copy

    @contextmanager
    def fresh_database(self):
        name = f"firmground_{next(self._names)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY wal_log")
        try:
            with at_postgres(self._described(name)):
                yield name
        finally:
            self.command(f"DROP DATABASE {name} WITH (FORCE)")

    def command(self, sql, *, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql)

    def _described(self, name):
        return load({"DATABASE_URL": self.url(name)}).database

    def _run(self, program, *arguments):
        done = subprocess.run(
            [BIN / program, *map(str, arguments)],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed; see {self.folder / 'log'}"


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
