"""Every role against every act, written out: a change of a right is a change here."""

import pytest

from firmground.accounts.permission import may
from firmground.accounts.roles import ACTS, Act, GrantOf, Role, acts_to_decide
from tests.cast import OPERATION, OTHER_OPERATION, an_entry

#                     viewer  operator  information  operations  quality  head  authority  administrator
TABLE = """
see_published         yes     yes       yes          yes         yes      yes   yes        -
see_released_map      yes     yes       yes          yes         yes      yes   yes        -
see_staff             -       yes       yes          yes         yes      yes   yes        -
see_hazards           -       yes       yes          yes         yes      yes   yes        -
see_restricted        -       -         yes          yes         yes      yes   yes        -
see_drafts            -       own       yes          yes         yes      yes   yes        -
submit                -       own       yes          yes         yes      -     -          -
import                -       own       yes          -           -        -     -          -
verify                -       -         yes          yes         yes      yes   yes        -
decide                -       -         yes          -           -        yes   yes        -
decide_inspection     -       -         -            -           yes      -     yes        -
approve_release       -       -         -            -           -        -     yes        -
withdraw              -       -         -            -           -        yes   yes        -
publish               -       -         yes          -           -        yes   -          -
administer            -       -         -            -           -        -     -          yes
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(Role(role), Act(row[0]), cell) for row in ROWS for role, cell in zip(Role, row[1:], strict=True)]


def test_the_table_names_every_role_and_every_act():
    assert {(role, act) for role, act, _ in CELLS} == {(role, act) for role in Role for act in Act}
    assert set(ACTS) == set(Role)


@pytest.mark.parametrize(("role", "act", "cell"), CELLS)
def test_a_role_may_what_the_table_says_and_nothing_elsewhere(role, act, cell):
    grants = [GrantOf(role, OPERATION, "ORG-0001")]

    assert may(grants, act, operation=OPERATION, organisation="ORG-0001") is (cell != "-")
    assert may(grants, act, operation=OPERATION, organisation="ORG-0002") is (cell == "yes")
    assert may(grants, act, operation=OPERATION) is (cell == "yes")
    assert not may(grants, act, operation=OTHER_OPERATION, organisation="ORG-0001")
    assert not may(grants, act, operation="", organisation="ORG-0001")


@pytest.mark.parametrize("act", Act)
def test_somebody_without_grants_may_nothing(act):
    assert not may([], act, operation=OPERATION)
    assert not may([], act, operation="")


@pytest.mark.parametrize("operation", [OPERATION, OTHER_OPERATION, ""])
def test_a_grant_for_every_operation_holds_in_each(operation):
    assert may([GrantOf(Role.ADMINISTRATOR)], Act.ADMINISTER, operation=operation)
    assert may([GrantOf(Role.HEAD)], Act.PUBLISH, operation=operation)


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.IMPORT, Act.SEE_DRAFTS])
def test_an_operator_without_an_organisation_acts_for_nobody(act):
    assert not may([GrantOf(Role.OPERATOR, OPERATION)], act, operation=OPERATION)
    assert not may([GrantOf(Role.OPERATOR, OPERATION)], act, operation=OPERATION, organisation="ORG-0001")


def test_the_authority_alone_approves_releases():
    assert [role for role in Role if Act.APPROVE_RELEASE in ACTS[role]] == [Role.AUTHORITY]


def test_rights_of_several_grants_add_up():
    grants = [GrantOf(Role.VIEWER, OPERATION), GrantOf(Role.QUALITY_OFFICER, OTHER_OPERATION)]

    assert may(grants, Act.SEE_PUBLISHED, operation=OPERATION)
    assert not may(grants, Act.DECIDE_INSPECTION, operation=OPERATION)
    assert may(grants, Act.DECIDE_INSPECTION, operation=OTHER_OPERATION)


@pytest.mark.parametrize(
    ("kinds", "acts"),
    [
        ([], set()),
        (["hazard_area", "ordnance_lot"], {Act.DECIDE}),
        (["land_release"], {Act.APPROVE_RELEASE}),
        (["inspection"], {Act.DECIDE_INSPECTION}),
        (["area_worked", "land_release", "inspection"], {Act.DECIDE, Act.APPROVE_RELEASE, Act.DECIDE_INSPECTION}),
    ],
)
def test_a_decision_needs_the_acts_of_all_that_it_decides_on(kinds, acts):
    entries = [an_entry(kind) for kind in kinds]

    assert acts_to_decide(entries) == acts
    assert acts_to_decide(entries, frees_hazard=True) == acts | {Act.WITHDRAW}
