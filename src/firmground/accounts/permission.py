"""The one permission function, and whether an entry may be seen, which is built on it. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable

from firmground.accounts.roles import ACTS, CONCEALED_KINDS, OWN_ONLY, Act, GrantOf, Role
from firmground.records.entry import Entry
from firmground.records.tiers import Tier

__all__ = ["GrantOf", "may", "may_see"]


def may(grants: Iterable[GrantOf], act: Act, *, operation: str, organisation: str = "") -> bool:
    """Return whether somebody with these grants may do or see something.

    Args:
        grants: What was granted; empty: somebody who is not signed in, who may nothing.
        act: What is asked for.
        operation: Id of the operation. Empty: all of them, or the office itself; only a grant for every operation
            answers that.
        organisation: Number of the organisation whose drafts, rows or reports they are. An operator may submit,
            import and see drafts for the own organisation only, so for an operator empty means no.
    """
    return any(_grants(grant, act, operation, organisation) for grant in grants)


def may_see(grants: Iterable[GrantOf], entry: Entry) -> bool:
    """Return whether somebody with these grants may see an entry at all: its position, its body, that it exists.

    Hazard areas and ordnance lots are never for viewers, whatever tier the entry says. An operator sees hazard areas
    of the operation, because people work beside them, and restricted entries of the own organisation.
    """
    held = tuple(grants)
    operation = entry.operation
    if may(held, Act.SEE_RESTRICTED, operation=operation):
        return True
    if entry.kind == "hazard_area":
        return may(held, Act.SEE_HAZARDS, operation=operation)
    if entry.tier is Tier.PUBLIC and entry.kind not in CONCEALED_KINDS:
        return may(held, Act.SEE_PUBLISHED, operation=operation)
    if entry.tier is not Tier.RESTRICTED:
        return may(held, Act.SEE_STAFF, operation=operation)
    return any(
        may(held, Act.SEE_DRAFTS, operation=operation, organisation=party.organisation)
        for party in entry.parties
        if party.organisation
    )


def _grants(grant: GrantOf, act: Act, operation: str, organisation: str) -> bool:
    if act not in ACTS[grant.role] or grant.operation not in ("", operation):
        return False
    if grant.role is Role.OPERATOR and act in OWN_ONLY:
        return bool(grant.organisation) and grant.organisation == organisation
    return True
