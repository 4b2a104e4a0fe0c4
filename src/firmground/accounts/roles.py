"""Roles and acts: a table, as data. Which act a decision over an entry needs stands here too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from firmground.records.entry import Entry


class Role(StrEnum):
    """What a person is in an operation."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    INFORMATION_OFFICER = "information_officer"
    OPERATIONS_OFFICER = "operations_officer"
    QUALITY_OFFICER = "quality_officer"
    HEAD = "head"
    AUTHORITY = "authority"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What a person may do or see.

    ``SEE_HAZARDS`` is exact uncleared ground; ``SEE_RESTRICTED`` everything of the operation; ``SEE_DRAFTS`` files,
    rows and the inbox of findings. ``DECIDE`` is to approve, return or reject what is neither a land release product,
    nor an inspection, nor the withdrawal of an approved hazard: those are ``APPROVE_RELEASE``, ``DECIDE_INSPECTION``
    and ``WITHDRAW``.
    """

    SEE_PUBLISHED = "see_published"
    SEE_RELEASED_MAP = "see_released_map"
    SEE_STAFF = "see_staff"
    SEE_HAZARDS = "see_hazards"
    SEE_RESTRICTED = "see_restricted"
    SEE_DRAFTS = "see_drafts"
    SUBMIT = "submit"
    IMPORT = "import"
    VERIFY = "verify"
    DECIDE = "decide"
    DECIDE_INSPECTION = "decide_inspection"
    APPROVE_RELEASE = "approve_release"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class GrantOf:
    """A role of a person.

    Attributes:
        role: The role.
        operation: Id of the operation; empty: every operation.
        organisation: Number of the organisation that the person acts for; only an operator is bound by it.
    """

    role: Role
    operation: str = ""
    organisation: str = ""


_ANYBODY_SIGNED_IN = frozenset({Act.SEE_PUBLISHED, Act.SEE_RELEASED_MAP})
_OFFICER = _ANYBODY_SIGNED_IN | {Act.SEE_STAFF, Act.SEE_HAZARDS, Act.SEE_RESTRICTED, Act.SEE_DRAFTS}

ACTS: Mapping[Role, frozenset[Act]] = {
    Role.VIEWER: _ANYBODY_SIGNED_IN,
    Role.OPERATOR: _ANYBODY_SIGNED_IN | {Act.SEE_STAFF, Act.SEE_HAZARDS, Act.SEE_DRAFTS, Act.SUBMIT, Act.IMPORT},
    Role.INFORMATION_OFFICER: _OFFICER | {Act.SUBMIT, Act.IMPORT, Act.VERIFY, Act.DECIDE, Act.PUBLISH},
    Role.OPERATIONS_OFFICER: _OFFICER | {Act.SUBMIT, Act.VERIFY},
    Role.QUALITY_OFFICER: _OFFICER | {Act.SUBMIT, Act.VERIFY, Act.DECIDE_INSPECTION},
    Role.HEAD: _OFFICER | {Act.VERIFY, Act.DECIDE, Act.WITHDRAW, Act.PUBLISH},
    Role.AUTHORITY: _OFFICER | {Act.VERIFY, Act.DECIDE, Act.DECIDE_INSPECTION, Act.APPROVE_RELEASE, Act.WITHDRAW},
    Role.ADMINISTRATOR: frozenset({Act.ADMINISTER}),
}
"""What each role may. The authority alone approves releases; an administrator sees no record by that role."""

OWN_ONLY = frozenset({Act.SEE_DRAFTS, Act.SUBMIT, Act.IMPORT})
"""What an operator may only for the own organisation."""

CONCEALED_KINDS = frozenset({"hazard_area", "ordnance_lot"})
"""Kinds that only people of the operation see, whatever tier an entry says."""


def acts_to_decide(entries: Iterable[Entry], *, frees_hazard: bool = False) -> frozenset[Act]:
    """Return all the acts that one decision over these entries needs; empty without entries.

    Args:
        entries: What is decided on; of a whole batch, all its entries.
        frees_hazard: Whether one of them withdraws a hazard that is approved.
    """
    needed = {_act_to_decide(entry) for entry in entries}
    return frozenset(needed | {Act.WITHDRAW}) if frees_hazard else frozenset(needed)


def _act_to_decide(entry: Entry) -> Act:
    return {"land_release": Act.APPROVE_RELEASE, "inspection": Act.DECIDE_INSPECTION}.get(entry.kind, Act.DECIDE)
