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
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "not_known": gettext_noop("not known"),
    "demining": gettext_noop("in mine action work"),
    "civilian": gettext_noop("of people who live or pass there"),
    "incident": gettext_noop("incident that hurt nobody"),
    "farming": gettext_noop("farming"),
    "herding": gettext_noop("herding"),
    "collecting": gettext_noop("collecting wood, water or scrap"),
    "travelling": gettext_noop("on the way"),
    "building": gettext_noop("building"),
    "playing": gettext_noop("playing"),
    "housework": gettext_noop("at home"),
    "handling": gettext_noop("handling ordnance"),
    "demining_work": gettext_noop("mine action work"),
    "evacuation": gettext_noop("evacuation"),
    "repatriation": gettext_noop("repatriation"),
    "organised_return": gettext_noop("organised return"),
    "spontaneous_return": gettext_noop("spontaneous return"),
    "planned": gettext_noop("planned"),
    "done": gettext_noop("done"),
    "counted": gettext_noop("counted"),
    "registered": gettext_noop("registered"),
    "estimated": gettext_noop("estimated"),
    "told": gettext_noop("told by others"),
    "talk": gettext_noop("talk"),
    "house_to_house": gettext_noop("from house to house"),
    "school_lesson": gettext_noop("lesson at school"),
    "theatre": gettext_noop("theatre"),
    "broadcast": gettext_noop("radio, television, loudspeaker"),
    "materials": gettext_noop("printed materials"),
    "residents": gettext_noop("residents"),
    "displaced": gettext_noop("displaced people"),
    "returning": gettext_noop("people who return"),
    "pupils": gettext_noop("pupils"),
    "workers": gettext_noop("workers"),
    "aid_workers": gettext_noop("aid workers"),
    "food": gettext_noop("food"),
    "water": gettext_noop("water"),
    "medicine": gettext_noop("medicine"),
    "shelter": gettext_noop("shelter"),
    "clothing": gettext_noop("clothing"),
    "fuel": gettext_noop("fuel"),
    "building_material": gettext_noop("building material"),
    "equipment": gettext_noop("equipment"),
    "whole": gettext_noop("received whole"),
    "short": gettext_noop("received short"),
    "damaged": gettext_noop("received damaged"),
    "refused": gettext_noop("refused"),
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
    if field in ("category", "device") and code in set(Category):
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
