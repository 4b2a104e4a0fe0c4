"""Codes of the fields of records, and roles, in words of the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firmground.accounts.roles import Role
from firmground.records.deeds import DecisionVerdict
from firmground.records.ordnance import Category
from firmground.records.submissions import SubmissionState
from firmground.records.tiers import Tier
from firmground.web.words import category_words

_CODES: Mapping[str, str] = {
    "suspected": gettext_noop("suspected"),
    "confirmed": gettext_noop("confirmed"),
    "restricted": gettext_noop("restricted, could not be done"),
    "direct": gettext_noop("direct evidence"),
    "indirect": gettext_noop("indirect evidence"),
    "not_stated": gettext_noop("not stated"),
    "mines": gettext_noop("mines"),
    "ap_mines": gettext_noop("anti-personnel mines"),
    "av_mines": gettext_noop("anti-vehicle mines"),
    "cluster_munition_remnants": gettext_noop("cluster munition remnants"),
    "uxo": gettext_noop("unexploded ordnance"),
    "improvised": gettext_noop("improvised devices"),
    "mixed": gettext_noop("mixed"),
    "non_technical": gettext_noop("non-technical survey"),
    "technical": gettext_noop("technical survey"),
    "evidence": gettext_noop("evidence of hazard"),
    "no_evidence": gettext_noop("no evidence of hazard"),
    "checked": gettext_noop("checked"),
    "searched": gettext_noop("searched"),
    "worked": gettext_noop("worked"),
    "manual": gettext_noop("by hand"),
    "mechanical": gettext_noop("by machine"),
    "dogs": gettext_noop("with dogs"),
    "visual": gettext_noop("by sight"),
    "battle_area": gettext_noop("battle area clearance"),
    "rapid_search": gettext_noop("rapid search"),
    "cancelled": gettext_noop("cancelled"),
    "reduced": gettext_noop("reduced"),
    "cleared": gettext_noop("cleared"),
    "accepted": gettext_noop("accepted"),
    "failed": gettext_noop("failed"),
    "found": gettext_noop("found"),
    "moved": gettext_noop("moved"),
    "destroyed": gettext_noop("destroyed"),
    "assessed": gettext_noop("assessed"),
    "verified": gettext_noop("verified"),
    "closed": gettext_noop("closed"),
    "residential": gettext_noop("residential building"),
    "school": gettext_noop("school"),
    "university": gettext_noop("university"),
    "mosque": gettext_noop("mosque"),
    "hospital": gettext_noop("hospital"),
    "pharmacy": gettext_noop("pharmacy"),
    "shop": gettext_noop("shop"),
    "substation": gettext_noop("substation"),
    "other": gettext_noop("other"),
    "start": gettext_noop("start"),
    "liberation": gettext_noop("liberation"),
    "end": gettext_noop("end"),
    "announcement": gettext_noop("announcement"),
}
_PARTS = {
    "did": gettext_noop("did it"),
    "reported": gettext_noop("reported it"),
    "observed": gettext_noop("observed it"),
    "supported": gettext_noop("supported it"),
}
_ROLES = {
    Role.VIEWER: gettext_noop("viewer"),
    Role.OPERATOR: gettext_noop("operator"),
    Role.INFORMATION_OFFICER: gettext_noop("information officer"),
    Role.OPERATIONS_OFFICER: gettext_noop("operations officer"),
    Role.QUALITY_OFFICER: gettext_noop("quality officer"),
    Role.HEAD: gettext_noop("head"),
    Role.AUTHORITY: gettext_noop("authority"),
    Role.ADMINISTRATOR: gettext_noop("administrator"),
}
_TIERS = {
    Tier.PUBLIC: gettext_noop("public: everybody signed in"),
    Tier.STAFF: gettext_noop("staff of the operation"),
    Tier.RESTRICTED: gettext_noop("restricted: the centre, and who reported it"),
}
_VERDICTS = {
    DecisionVerdict.SUBMITTED: gettext_noop("Submitted"),
    DecisionVerdict.VERIFIED: gettext_noop("Verified"),
    DecisionVerdict.APPROVED: gettext_noop("Approved"),
    DecisionVerdict.RETURNED: gettext_noop("Returned"),
    DecisionVerdict.REJECTED: gettext_noop("Rejected"),
}
_STATES = {
    SubmissionState.RECEIVED: gettext_noop("kept, not yet checked"),
    SubmissionState.JUDGED: gettext_noop("checked, not yet entered"),
    SubmissionState.ENTERED: gettext_noop("entered"),
    SubmissionState.WITHDRAWN: gettext_noop("withdrawn as a whole"),
}


def code_words(field: str, code: str) -> str:
    """Return a code of a field in words; an unknown code stands for itself."""
    if field == "category" and code in set(Category):
        return category_words(Category(code))
    return _(_CODES[code]) if code in _CODES else code


def part_words(part: str) -> str:
    """Return what an organisation did in words; an unknown code stands for itself."""
    return _(_PARTS[part]) if part in _PARTS else part


def role_words(role: Role) -> str:
    """Return a role in words."""
    return _(_ROLES[role])


def tier_words(tier: Tier) -> str:
    """Return who may see an entry in words."""
    return _(_TIERS[tier])


def verdict_words(verdict: DecisionVerdict) -> str:
    """Return a verdict in words."""
    return _(_VERDICTS[verdict])


def state_words(state: SubmissionState) -> str:
    """Return how far a submission is in words."""
    return _(_STATES[state])
