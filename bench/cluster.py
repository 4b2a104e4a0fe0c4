"""A private PostgreSQL with PostGIS, for one process: a free port of 127.0.0.1, ended with the process."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

BIN = Path("/usr/lib/postgresql/15/bin")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "jit": "off",
}


def missing() -> str:
    """Return what is not there of what Debian's postgresql-15-postgis-3 brings, or an empty text."""
    needed = (BIN / "initdb", BIN / "pg_ctl", Path("/usr/share/postgresql/15/extension/postgis.control"))
    return next((str(path) for path in needed if not path.exists()), "")


class Cluster:
    """A server in a folder of its own. It refuses to run as root, so root hands it to the user postgres."""

    def __init__(self, workers: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="firmground-bench-"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self._run("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "--encoding=UTF8")
        settings = {**_SETTINGS, "port": self.port, "unix_socket_directories": self.folder}
        settings["max_parallel_workers_per_gather"] = workers - 1
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")
        atexit.register(self.stop)
        with self.connect() as first:
            first.execute("CREATE EXTENSION postgis")

    def connect(self) -> psycopg.Connection:
        """Return a connection that commits by itself."""
        return psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", autocommit=True)

    def stop(self) -> None:
        """End the server and remove its folder; a second time does nothing."""
        atexit.unregister(self.stop)
        if self.folder.exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
            shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [BIN / program, *map(str, arguments)],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
