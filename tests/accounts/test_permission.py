"""Who sees which entry. The people: a stranger, a viewer, operators of two organisations, officers, an administrator."""

import pytest

from firmground.accounts.permission import may_see
from firmground.accounts.roles import GrantOf, Role
from firmground.records.entry import Party
from firmground.records.kinds import KINDS
from firmground.records.tiers import Tier
from tests.cast import OPERATION, OTHER_OPERATION, an_entry

STRANGER = ()
VIEWER = (GrantOf(Role.VIEWER, OPERATION),)
OPERATOR = (GrantOf(Role.OPERATOR, OPERATION, "ORG-0001"),)
ANOTHER_OPERATOR = (GrantOf(Role.OPERATOR, OPERATION, "ORG-0002"),)
ADMINISTRATOR = (GrantOf(Role.ADMINISTRATOR),)
SEE_ALL = (Role.INFORMATION_OFFICER, Role.OPERATIONS_OFFICER, Role.QUALITY_OFFICER, Role.HEAD, Role.AUTHORITY)

every_kind = pytest.mark.parametrize("kind", KINDS)
every_tier = pytest.mark.parametrize("tier", Tier)


@every_kind
@every_tier
def test_a_stranger_and_an_administrator_see_nothing(kind, tier):
    entry = an_entry(kind, tier=tier)

    assert not may_see(STRANGER, entry)
    assert not may_see(ADMINISTRATOR, entry)


@every_kind
@every_tier
def test_a_viewer_sees_public_entries_only_and_never_hazards_or_ordnance(kind, tier):
    may = may_see(VIEWER, an_entry(kind, tier=tier))

    assert may is (tier is Tier.PUBLIC and kind not in ("hazard_area", "ordnance_lot"))


@every_kind
@every_tier
def test_officers_head_and_authority_see_all_of_their_operation(kind, tier):
    for role in SEE_ALL:
        assert may_see((GrantOf(role, OPERATION),), an_entry(kind, tier=tier))


@every_kind
@every_tier
def test_an_operator_of_another_organisation_sees_hazards_but_nothing_else_restricted(kind, tier):
    may = may_see(ANOTHER_OPERATOR, an_entry(kind, tier=tier))

    assert may is (tier is not Tier.RESTRICTED or kind == "hazard_area")


@every_kind
@every_tier
def test_an_operator_sees_what_the_own_organisation_is_party_to(kind, tier):
    entry = an_entry(kind, tier=tier, parties=(Party("ORG-0009"), Party("ORG-0001", "supported")))

    assert may_see(OPERATOR, entry)


@pytest.mark.parametrize("grants", [OPERATOR, (GrantOf(Role.OPERATOR, OPERATION),)])
@pytest.mark.parametrize("parties", [(), (Party(""),)])
def test_a_restricted_entry_of_nobody_is_shown_to_no_operator(grants, parties):
    assert not may_see(grants, an_entry("ordnance_lot", parties=parties))


@every_tier
@pytest.mark.parametrize("role", Role)
def test_a_grant_in_another_operation_gives_nothing_here(role, tier):
    entry = an_entry(tier=tier, operation=OTHER_OPERATION)

    assert not may_see((GrantOf(role, OPERATION, "ORG-0001"),), entry)
