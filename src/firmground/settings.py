"""What was configured: one frozen value, read once from the environment. The one place that asks the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firmground.errors import SettingsUnsound

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names under which only this machine reaches the server."""

MIN_SECRET_LENGTH = 32
"""A shorter secret can be guessed; Django warns below 50 characters with less than this many bytes of chance."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings.

    Attributes:
        name: The environment variable.
        default: What holds where it is not set, in words.
        says: What it does, one sentence.
    """

    name: str
    default: str
    says: str


SETTINGS = (
    Setting(
        "FIRMGROUND_DATA", "`data` in the working folder", "Folder of everything that is kept: ledger, files, keys."
    ),
    Setting(
        "DATABASE_URL", "`ledger.sqlite3` in the data folder", "`sqlite:///path` or `postgresql://user@host:port/name`."
    ),
    Setting("FIRMGROUND_OFFICE", "`centre`", "Name of the office whose chain this ledger appends to."),
    Setting("FIRMGROUND_SECRET_FILE", "made on first start in the data folder", "File that holds the key of sessions."),
    Setting(
        "FIRMGROUND_ALLOWED_HOSTS", "this machine only", "Host names that the server answers to, separated by commas."
    ),
    Setting(
        "FIRMGROUND_HTTPS", "`false`", "`true` where people reach the server by https: cookies are then sent only so."
    ),
    Setting("FIRMGROUND_DEBUG", "`false`", "`true` shows the inside of errors; only ever on this machine."),
    Setting("FIRMGROUND_DEMONSTRATION", "`false`", "`true` shows the demonstration's sign-ins on the sign-in page."),
)
"""Every setting, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was configured.

    Attributes:
        data_folder: Folder of everything that is kept; absolute.
        database_url: ``sqlite:///...`` or ``postgresql://...``.
        office: Name of the office whose chain this ledger appends to.
        secret_file: File that holds the key of sessions.
        allowed_hosts: Host names that the server answers to.
        is_https: Whether people reach the server by https.
        is_debug: Whether errors show their inside.
        is_demonstration: Whether the demonstration's sign-ins are shown.
    """

    data_folder: Path
    database_url: str
    office: str
    secret_file: Path
    allowed_hosts: tuple[str, ...]
    is_https: bool
    is_debug: bool
    is_demonstration: bool

    @property
    def is_postgres(self) -> bool:
        """Return whether the ledger is kept on PostgreSQL."""
        return self.database_url.startswith("postgresql://")

    @property
    def database(self) -> dict[str, object]:
        """Return Django's description of the database, with the settings that the ledger's promises need."""
        return _postgres(self.database_url) if self.is_postgres else sqlite_database(_sqlite_path(self.database_url))

    def secret(self) -> str:
        """Return the key of sessions; made on first use, readable by its owner only.

        Raises:
            SettingsUnsound: The file holds less than 32 characters.
        """
        if not self.secret_file.exists():
            self.secret_file.parent.mkdir(parents=True, exist_ok=True)
            _write_once(self.secret_file, secrets.token_urlsafe(48))
        text = self.secret_file.read_text(encoding="utf-8").strip()
        if len(text) < MIN_SECRET_LENGTH:
            raise SettingsUnsound(
                f"The secret in {self.secret_file} has {len(text)} characters, it needs {MIN_SECRET_LENGTH}. "
                "Delete the file: a new one is made on the next start, and people sign in again."
            )
        return text


@cache
def settings() -> Settings:
    """Return the settings of this process, read from its environment when first asked."""
    return load(os.environ)  # noqa: TID251 - the one place


def load(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment says.

    Raises:
        SettingsUnsound: A value cannot be read, or two contradict each other; the message names both.
    """
    data_folder = Path(environment.get("FIRMGROUND_DATA") or "data").absolute()
    configured = Settings(
        data_folder=data_folder,
        database_url=_database_url(environment.get("DATABASE_URL", ""), data_folder),
        office=_office(environment.get("FIRMGROUND_OFFICE") or "centre"),
        secret_file=Path(environment.get("FIRMGROUND_SECRET_FILE") or data_folder / "keys" / "session.key").absolute(),
        allowed_hosts=_hosts(environment.get("FIRMGROUND_ALLOWED_HOSTS", "")),
        is_https=_flag(environment, "FIRMGROUND_HTTPS"),
        is_debug=_flag(environment, "FIRMGROUND_DEBUG"),
        is_demonstration=_flag(environment, "FIRMGROUND_DEMONSTRATION"),
    )
    _refuse_contradictions(configured)
    return configured


def table() -> str:
    """Return the page that lists every setting, as Markdown."""
    rows = "\n".join(f"| `{row.name}` | {row.default} | {row.says} |" for row in SETTINGS)
    return (
        "# Settings\n\nMade from `firmground/settings.py`; change it there. All are environment variables, read once "
        "at start.\nTwo that contradict each other stop the start with a message that names both.\n\n"
        f"| setting | where it is not set | what it does |\n|---|---|---|\n{rows}\n"
    )


def sqlite_database(path: str) -> dict[str, object]:
    """Return Django's description of a SQLite database, with the settings that the ledger's promises need.

    Write-ahead log: readers never wait. IMMEDIATE: a transaction takes the write lock at its start, so numbering
    cannot race. synchronous FULL: what was acknowledged survives a power cut. Recursive triggers: REPLACE meets the
    trigger that refuses DELETE. Secure delete: a redacted salt is overwritten.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON;",
        },
    }


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite_path(url: str) -> str:
    return unquote(url.removeprefix("sqlite:///"))


def _database_url(said: str, data_folder: Path) -> str:
    if not said:
        return f"sqlite:///{data_folder / 'ledger.sqlite3'}"
    if said.startswith("postgres://"):
        said = f"postgresql://{said.removeprefix('postgres://')}"
    if not said.startswith(("sqlite:///", "postgresql://")):
        raise SettingsUnsound(
            f"DATABASE_URL begins with {said.split(':', 1)[0]!r}. It must begin with sqlite:/// or postgresql://."
        )
    if said == "sqlite:///" or (said.startswith("postgresql://") and not urlsplit(said).path.strip("/")):
        raise SettingsUnsound("DATABASE_URL names no database. Write its path or name at the end.")
    return said


def _office(said: str) -> str:
    if said != said.strip() or not said.isprintable() or len(said) > 60:
        raise SettingsUnsound(
            f"FIRMGROUND_OFFICE is {said!r}. Use at most 60 printable characters without spaces at the ends."
        )
    return said


def _hosts(said: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in said.split(",") if host.strip()) or LOOPBACK


def _flag(environment: Mapping[str, str], name: str) -> bool:
    said = environment.get(name) or "false"
    if said not in ("true", "false"):
        raise SettingsUnsound(f"{name} is {said!r}. Write true or false.")
    return said == "true"


def _refuse_contradictions(configured: Settings) -> None:
    hosts = ",".join(configured.allowed_hosts)
    shown_to_others = (
        f"FIRMGROUND_DEBUG=true and FIRMGROUND_ALLOWED_HOSTS={hosts}: the inside of errors would be shown to other "
        "machines. Drop one of the two."
    )
    debug_for_people = (
        "FIRMGROUND_DEBUG=true and FIRMGROUND_HTTPS=true: https is for people, debugging for this machine. "
        "Drop one of the two."
    )
    not_a_file = f"FIRMGROUND_SECRET_FILE={configured.secret_file} is a folder. Name a file in it."
    contradictions = (
        (configured.is_debug and bool(set(configured.allowed_hosts) - set(LOOPBACK)), shown_to_others),
        (configured.is_debug and configured.is_https, debug_for_people),
        (configured.secret_file.is_dir(), not_a_file),
    )
    for holds, message in contradictions:
        if holds:
            raise SettingsUnsound(message)


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read; where another process has just made it, that one stays.

    The file gets its name only once it is whole, so that nobody reads half a secret.
    """
    unnamed = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(unnamed)
    except FileExistsError:
        return
    finally:
        unnamed.unlink()
