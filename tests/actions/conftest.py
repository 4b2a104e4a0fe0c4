"""An office over a fresh ledger, on each database, with people of every role."""

from __future__ import annotations

import pytest

from firmground.accounts.permission import GrantOf
from firmground.accounts.roles import Role
from firmground.actions.actor import Actor
from firmground.actions.office import Office
from firmground.actions.open_operation import open_operation
from firmground.records.operations import Operation, Organisation


@pytest.fixture
def office(using, clock, tmp_path):
    from firmground.storage.contents import Contents
    from firmground.storage.keys import OfficeKey
    from firmground.storage.ledger import SqlLedger
    from firmground.storage.submissions import Submissions

    key = OfficeKey(tmp_path, "centre", using=using)
    contents = Contents(tmp_path / "contents", clock, using=using)
    return Office(
        ledger=SqlLedger("centre", clock, key.sign, using=using),
        contents=contents,
        submissions=Submissions(contents, clock, using=using),
        public_keys=key.public_keys,
        clock=clock,
    )


@pytest.fixture
def operation(office):
    organisations = (("A", Organisation(name="Team Alpha")), ("B", Organisation(name="Team Bravo")))
    body = Operation(name="Test", timezone="Asia/Damascus", country_box=(35.0, 32.0, 43.0, 38.0))
    return open_operation(office, "P-0001", "test", body, organisations=organisations)


@pytest.fixture
def officer(operation):
    return Actor("P-0001", (GrantOf(Role.INFORMATION_OFFICER, operation.id),))


@pytest.fixture
def reviewer(operation):
    """A second information officer: nobody approves the own report."""
    return Actor("P-0006", (GrantOf(Role.INFORMATION_OFFICER, operation.id),))


@pytest.fixture
def authority(operation):
    return Actor("P-0002", (GrantOf(Role.AUTHORITY, operation.id),))


@pytest.fixture
def head_of_centre(operation):
    return Actor("P-0003", (GrantOf(Role.HEAD, operation.id),))


@pytest.fixture
def operator(operation):
    return Actor("P-0004", (GrantOf(Role.OPERATOR, operation.id, "A"),))


@pytest.fixture
def viewer(operation):
    return Actor("P-0005", (GrantOf(Role.VIEWER, operation.id),))
