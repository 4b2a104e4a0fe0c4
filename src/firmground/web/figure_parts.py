"""A figure in parts on its page: chips to choose by what, a table with bars that adds up, and a part's evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.bulletins.belonging import By
from firmground.bulletins.breakdown import (
    Breakdown,
    Part,
    broken_down,
    divisions_of,
    levels_of,
    names_of_units,
)
from firmground.bulletins.figures import Figure, Group, Unit
from firmground.errors import ReportUnreadable
from firmground.state.evidence import Amount
from firmground.state.picture import Picture
from firmground.state.whereabouts import Key, Nowhere
from firmground.web.asking import Asking
from firmground.web.comparisons import organisations, who_words
from firmground.web.numbers import amount_words, whole
from firmground.web.tiles import address

_CHIPS = {
    By.ORGANISATION: gettext_noop("By organisation"),
    By.TASK: gettext_noop("By task"),
    By.UNIT: gettext_noop("By admin unit"),
    By.HAZARD: gettext_noop("By hazard area"),
    By.ACTIVITY: gettext_noop("By area worked or checked"),
}
_HEADS = {
    By.ORGANISATION: gettext_noop("Who"),
    By.TASK: gettext_noop("Task"),
    By.UNIT: gettext_noop("Admin unit"),
    By.HAZARD: gettext_noop("Hazard area"),
    By.ACTIVITY: gettext_noop("Area worked or checked"),
}
_REST = {
    (By.TASK, Nowhere.NOT_STATED): gettext_noop("No task stated"),
    (By.UNIT, Nowhere.OUTSIDE): gettext_noop("Outside every unit"),
    (By.HAZARD, Nowhere.OUTSIDE): gettext_noop("Outside every hazard area"),
    (By.ACTIVITY, Nowhere.OUTSIDE): gettext_noop("Outside every area worked or checked"),
}
_NO_PLACE = gettext_noop("No place stated")

SHOWN_PARTS = 100
"""A page shows as many, the largest; the others stand together in one line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a figure in parts.

    Attributes:
        by: By what; None: undivided.
        level: Of admin units; 0: the lowest that is known.
        part: The key of one part as it stands in addresses, or empty.
        scope: What else the address says, to be kept in links.
    """

    by: By | None
    level: int
    part: str
    scope: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        """Return all of it as words of an address."""
        by = self.by.value if self.by else ""
        level = str(self.level) if self.level else ""
        return self.scope | {"by": by, "level": level, "part": quote(self.part, safe="")}


def asked_parts(request: HttpRequest, *, organisation: str, is_day: bool) -> Asked:
    """Return what the address asks.

    Raises:
        ReportUnreadable: It names no such division or level.
    """
    by, level = request.GET.get("by", ""), request.GET.get("level", "")
    if by and by not in {one.value for one in By}:
        raise ReportUnreadable(
            _("The address says by=%(said)s. Known: %(known)s.")
            % {"said": by, "known": ", ".join(one.value for one in By)}
        )
    if level and not (level.isascii() and level.isdigit()):
        raise ReportUnreadable(_("The address says level=%(said)s, which is no whole number.") % {"said": level})
    scope = {"organisation": organisation, "basis": "day" if is_day else ""}
    return Asked(By(by) if by else None, int(level[:4] or 0), request.GET.get("part", ""), scope)


def division_of(asking: Asking, figure: Figure, picture: Picture, asked: Asked) -> tuple[dict[str, Any], Part | None]:
    """Return the context of ``figure_parts.html``, and the part that is asked for; None: none is.

    Raises:
        ReportUnreadable: The figure is not divided so for this person, or has no such part.
    """
    known = _seen(asking, figure, divisions_of(figure, picture, on_day=asking.on_day))
    context: dict[str, Any] = {"chips": _chips(asking, figure, known, asked)}
    if asked.by is None:
        return context, None
    if asked.by not in known:
        raise ReportUnreadable(_("This figure is not divided so. Choose one of the divisions on its page."))
    told = broken_down(figure, picture, asked.by, on_day=asking.on_day, level=asked.level)
    table = _table(asking, told, picture, asked)
    if not asked.part:
        return context | table, None
    chosen = next((part for part in told.parts if _in_address(part.key) == asked.part), None)
    if chosen is None:
        raise ReportUnreadable(_("There is no such part on this day. Choose one from the table of parts."))
    return context | table, chosen


def part_words(asking: Asking, picture: Picture, asked: Asked, part: Part) -> str:
    """Return what a part belongs to, in words."""
    return _words(asked.by or By.TASK, part.key, _names(asking, picture, asked.by, asked.level))


def _seen(asking: Asking, figure: Figure, known: tuple[By, ...]) -> tuple[By, ...]:
    """Return the divisions that tell the person no place of ordnance and no hazard area that they may not see."""
    may_see = dict.fromkeys(known, True)
    if figure.group is Group.ORDNANCE and not asking.may(Act.SEE_RESTRICTED):
        may_see |= dict.fromkeys((By.TASK, By.UNIT, By.HAZARD, By.ACTIVITY), False)
    if not asking.may(Act.SEE_HAZARDS):
        may_see[By.HAZARD] = False
    return tuple(one for one in known if may_see[one])


def _chips(asking: Asking, figure: Figure, known: tuple[By, ...], asked: Asked) -> list[dict[str, Any]]:
    if not known:
        return []
    undivided = {"word": _("Undivided"), "url": address(asking, figure.name, **asked.scope), "is_on": asked.by is None}
    others = [
        {
            "word": _(_CHIPS[by]),
            "url": address(asking, figure.name, **asked.scope, by=by.value),
            "is_on": by is asked.by,
        }
        for by in known
    ]
    return [undivided, *others]


def _table(asking: Asking, told: Breakdown, picture: Picture, asked: Asked) -> dict[str, Any]:
    names = _names(asking, picture, told.by, told.level)
    amounts = [(part, _amount(part, asked)) for part in told.parts]
    total = sum(amount.value for _part, amount in amounts)
    longest = max((abs(amount.value) for _part, amount in amounts), default=0) or 1
    amounts.sort(key=lambda one: -abs(one[1].value))
    named = [one for one in amounts if isinstance(one[0].key, tuple)]
    rest = [one for one in amounts if isinstance(one[0].key, Nowhere)]
    further = named[SHOWN_PARTS:]
    unit = told.figure.unit
    return {
        "head": _(_HEADS[told.by]),
        "by": told.by.value,
        "rows": [
            {
                "who": _words(told.by, part.key, names),
                "url": _address_of(asking, told, part, asked),
                "words": amount_words(amount.value, unit, scale_of=longest),
                "exact": amount.value,
                "share": 100 * amount.value / total if total else None,
                "bar": round(100 * max(amount.value, 0) / longest, 3),
                "is_on": _in_address(part.key) == asked.part,
            }
            for part, amount in (*named[:SHOWN_PARTS], *rest)
        ],
        "further": _further([amount.value for _part, amount in further], unit, longest),
        "total": amount_words(total, unit, scale_of=longest),
        "levels": _level_chips(asking, told, picture, asked),
        "credited": _credited(told, names) if told.by is By.ORGANISATION and not asked.scope["basis"] else [],
        "overlaps": [_shared(one, other, area) for one, other, area in told.overlaps],
        "all_url": address(asking, told.figure.name, **(asked.query | {"part": ""})),
    }


def _further(amounts: list[int], unit: Unit, longest: int) -> dict[str, Any] | None:
    """Return the line of the parts that are too many to be shown, None where there are none."""
    if not amounts:
        return None
    words = ngettext("%(n)s smaller part", "%(n)s smaller parts together", len(amounts)) % {"n": whole(len(amounts))}
    return {"words": words, "amount": amount_words(sum(amounts), unit, scale_of=longest)}


def _amount(part: Part, asked: Asked) -> Amount:
    return part.increase if asked.scope["basis"] else part.total


def _address_of(asking: Asking, told: Breakdown, part: Part, asked: Asked) -> str:
    key = quote(_in_address(part.key), safe="")
    return address(asking, told.figure.name, **(asked.query | {"part": key})) + "#evidence"


def _in_address(key: Key) -> str:
    """Return a key as it stands in addresses; a rest begins with a colon, which no number does."""
    return f":{key.value}" if isinstance(key, Nowhere) else " + ".join(key)


def _level_chips(asking: Asking, told: Breakdown, picture: Picture, asked: Asked) -> list[dict[str, Any]]:
    levels = levels_of(picture, on_day=asking.on_day) if told.by is By.UNIT else []
    return [
        {
            "word": _("Level %(level)s") % {"level": level},
            "url": address(asking, told.figure.name, **asked.scope, by=told.by.value, level=str(level)),
            "is_on": level == told.level,
        }
        for level in levels
        if len(levels) > 1
    ]


def _credited(told: Breakdown, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return what each organisation has a part in, where some of it is joint; empty otherwise."""
    is_joint = any(isinstance(part.key, tuple) and len(part.key) > 1 for part in told.parts)
    credited = told.credited() if is_joint else {}
    longest = max(credited.values(), default=0)
    return [
        {"who": names.get(number, number), "words": amount_words(amount, told.figure.unit, scale_of=longest)}
        for number, amount in credited.items()
    ]


def _shared(one: str, other: str, area_mm2: int) -> str:
    area = amount_words(area_mm2, Unit.SQUARE_MILLIMETRE).text
    return _("%(one)s and %(other)s share %(area)s: it counts for %(one)s.") % {
        "one": one,
        "other": other,
        "area": area,
    }


def _names(asking: Asking, picture: Picture, by: By | None, level: int) -> dict[str, str]:
    """Return the names of organisations by number, or of units by code, in the local language on its pages."""
    if by is By.ORGANISATION:
        return organisations(asking.official)
    if by is not By.UNIT:
        return {}
    chosen = level or levels_of(picture, on_day=asking.on_day)[-1]
    units = names_of_units(picture, chosen, on_day=asking.on_day)
    is_local = not (get_language() or "en").startswith("en")
    return {code: f"{local or name if is_local else name} ({code})" for code, (name, local) in units.items()}


def _words(by: By, key: Key, names: dict[str, str]) -> str:
    if by is By.ORGANISATION:
        return who_words(key if isinstance(key, tuple) else (), names)
    if isinstance(key, tuple):
        return " + ".join(names.get(one, one) for one in key)
    return _(_REST.get((by, key), _NO_PLACE))
