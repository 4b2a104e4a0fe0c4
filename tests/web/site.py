"""Asking the real pages over a small operation, as one person or another."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.databases import at_sqlite
from tests.web.small_operation import NUMBER, SmallOperation, make_operation, people, standing_in


@dataclass
class Site:
    """The pages over a small operation.

    Attributes:
        made: The operation and its office.
        clients: One browser for each person, by name; ``stranger`` is not signed in.
    """

    made: SmallOperation
    clients: dict[str, Client]

    def get(self, who: str, path: str = "", **asked: str) -> HttpResponse:
        """Return the answer to a page of the operation."""
        return self.clients[who].get(f"/{NUMBER}/{path}", asked)

    def text(self, who: str, path: str = "", **asked: str) -> str:
        """Return a page's text; it must be there."""
        answer = self.get(who, path, **asked)
        assert answer.status_code == 200, f"{path} for {who}: {answer.status_code}"
        return answer.content.decode()


@contextmanager
def open_site(template, folder):
    """Give the site over a fresh ledger: a copy of a migrated SQLite file, in a folder of its own."""
    path = folder / "ledger.sqlite3"
    shutil.copy(template, path)
    with at_sqlite(path), _contexts_kept():
        yield from _site(folder)


@contextmanager
def _contexts_kept():
    """Let answers carry what their templates were given, also where one site stands inside another."""
    _open.append(1)
    if len(_open) == 1:
        setup_test_environment()
    try:
        yield
    finally:
        _open.pop()
        if not _open:
            teardown_test_environment()


_open: list[int] = []


def _site(folder):
    made = make_operation(folder)
    clients = {}
    for name, person in people(made.record.id).items():
        clients[name] = Client(SERVER_NAME="localhost")
        if person is not None:
            clients[name].force_login(person)
    with standing_in(made.office):
        yield Site(made, clients)
