"""Codes of records in words of the page's language: the one place that translates codes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firmground.bulletins.figures import Basis, Figure, Group
from firmground.records.kinds import KINDS
from firmground.records.ordnance import Category

_STATUS = {
    "not_surveyed": gettext_noop("Not surveyed"),
    "surveyed": gettext_noop("Surveyed, no evidence"),
    "sha": gettext_noop("Suspected (SHA)"),
    "cha": gettext_noop("Confirmed (CHA)"),
    "restricted": gettext_noop("Restricted, could not be done"),
    "cancelled": gettext_noop("Cancelled"),
    "reduced": gettext_noop("Reduced"),
    "cleared": gettext_noop("Cleared"),
    "concealed": gettext_noop("Danger here: keep out, ask the centre"),
    "activity": gettext_noop("Worked or checked (releases nothing)"),
}
_ROAD = {
    "checked": gettext_noop("Road checked (opens nothing)"),
    "assessed": gettext_noop("Road assessed"),
    "verified": gettext_noop("Road verified"),
    "cleared": gettext_noop("Road cleared"),
    "closed": gettext_noop("Road closed"),
}
_CATEGORY = {
    Category.AP_MINE: gettext_noop("Anti-personnel mines"),
    Category.AV_MINE: gettext_noop("Anti-vehicle mines"),
    Category.IMPROVISED_MINE: gettext_noop("Improvised mines"),
    Category.IED: gettext_noop("Improvised explosive devices"),
    Category.BOOBY_TRAP: gettext_noop("Booby-traps"),
    Category.SUBMUNITION: gettext_noop("Submunitions"),
    Category.PROJECTILE: gettext_noop("Projectiles"),
    Category.MORTAR: gettext_noop("Mortar bombs"),
    Category.ROCKET: gettext_noop("Rockets"),
    Category.MISSILE: gettext_noop("Missiles"),
    Category.AIRCRAFT_BOMB: gettext_noop("Aircraft bombs"),
    Category.GRENADE: gettext_noop("Grenades"),
    Category.FUZE: gettext_noop("Fuzes"),
    Category.UXO: gettext_noop("Other unexploded ordnance"),
    Category.AXO: gettext_noop("Abandoned ordnance"),
    Category.PYROTECHNIC: gettext_noop("Pyrotechnics"),
    Category.BULK_EXPLOSIVE: gettext_noop("Bulk explosive"),
    Category.SMALL_ARMS_AMMUNITION: gettext_noop("Small-arms ammunition"),
    Category.OTHER: gettext_noop("Other items"),
}
_EVENT = {
    "start": gettext_noop("Start"),
    "liberation": gettext_noop("Liberation"),
    "end": gettext_noop("End"),
    "announcement": gettext_noop("Announcement"),
    "other": gettext_noop("Event"),
}
_METHOD = {
    "manual": gettext_noop("by hand"),
    "mechanical": gettext_noop("by machine"),
    "dogs": gettext_noop("with dogs"),
    "visual": gettext_noop("by sight"),
    "battle_area": gettext_noop("battle area clearance"),
    "rapid_search": gettext_noop("rapid search"),
    "mixed": gettext_noop("mixed methods"),
    "not_stated": gettext_noop("method not stated"),
}
_GROUP = {
    Group.ACTIVITY: gettext_noop("Checked, searched, worked: activity"),
    Group.RELEASE: gettext_noop("Released"),
    Group.REMAINING: gettext_noop("Remaining"),
    Group.ROADS: gettext_noop("Roads"),
    Group.BUILDINGS: gettext_noop("Buildings"),
    Group.ORDNANCE: gettext_noop("Explosive ordnance"),
    Group.EFFORT: gettext_noop("Effort"),
}
_BASIS = {
    Basis.RUNNING_TOTAL: gettext_noop("Running total from the beginning; a day's figure is its increase"),
    Basis.STATE: gettext_noop("What is so at the end of the day"),
    Basis.RATIO: gettext_noop("Quotient of two figures"),
}
_LOT_EVENT = {
    "found": gettext_noop("%(what)s, found"),
    "destroyed": gettext_noop("%(what)s, destroyed"),
}


def title_words(figure: Figure) -> str:
    """Return the title of a figure in words; of one category of ordnance it is made from the category's."""
    parts = figure.name.split("-", 2)
    categories = {category.value.replace("_", "-"): category for category in Category}
    if parts[0] == "ordnance" and len(parts) == 3 and parts[2] in categories:
        return _(_LOT_EVENT[parts[1]]) % {"what": category_words(categories[parts[2]])}
    return _(figure.title)


def group_words(group: Group) -> str:
    """Return the heading of a group of figures."""
    return _(_GROUP[group])


def basis_words(basis: Basis) -> str:
    """Return how a figure counts in words."""
    return _(_BASIS[basis])


def road_words(state: str) -> str:
    """Return the word of a road's state, as the legend of the map says it."""
    return _(_ROAD[state])


def status_words(status: str) -> str:
    """Return a status of ground in words."""
    return _(_STATUS[status])


def category_words(category: Category) -> str:
    """Return a category of ordnance in words."""
    return _(_CATEGORY[category])


def event_words(event: str) -> str:
    """Return what a dated event is in words; an unknown code stands for itself."""
    return _(_EVENT[event]) if event in _EVENT else event


def method_words(method: str) -> str:
    """Return a method in words; an unknown code stands for itself."""
    return _(_METHOD[method]) if method in _METHOD else method


def kind_words(kind: str) -> str:
    """Return a kind of record in words."""
    return _(KINDS[kind].label)
