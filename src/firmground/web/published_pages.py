"""What who may see only what was published is shown: the figures of the last bulletin, as they were told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firmground.bulletins.figures import Figure, Group
from firmground.bulletins.published import Published, published_bulletins
from firmground.bulletins.registry import FIGURES
from firmground.errors import NotAllowed
from firmground.web.asking import Asking
from firmground.web.numbers import amount_words
from firmground.web.tiles import address
from firmground.web.words import group_words, title_words


def published_operation(request: HttpRequest, asking: Asking, names: Sequence[str]) -> HttpResponse:
    """Show figures of the last bulletin of the day asked about or before it: those of the names that it told."""
    last, context = _last(asking)
    told = _shown(last)
    tiles = [_tile(asking, last, told[name]) for name in names if last and name in told]
    return render(request, "operation_published.html", context | {"groups": [{"word": "", "tiles": tiles}]})


def published_figures(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show all figures that the last bulletin told, under their headings."""
    last, context = _last(asking)
    groups = []
    for group in Group:
        tiles = [_tile(asking, last, figure) for figure in _shown(last).values() if last and figure.group is group]
        groups += [{"word": group_words(group), "tiles": tiles}] if tiles else []
    return render(request, "operation_published.html", context | {"groups": groups, "is_list": True})


def published_figure(request: HttpRequest, asking: Asking, figure: Figure) -> HttpResponse:
    """Show one figure as bulletins told it, newest first; without evidence.

    Raises:
        NotAllowed: The figure is never published.
    """
    if not figure.is_public:
        raise NotAllowed(_("This figure is not published. Ask the centre, or choose one from the list of figures."))
    told = [one for one in _told(asking) if one.total(figure.name) is not None]
    context = {
        "figure": _definition(figure),
        "history": [_told_row(asking, one, figure) for one in reversed(told)],
        "latest": _told_row(asking, told[-1], figure) if told else None,
    }
    return render(request, "figure_published.html", context)


def _told(asking: Asking) -> list[Published]:
    """Return the bulletins up to the day asked about, by day."""
    return [one for one in published_bulletins(asking.official) if one.day <= asking.on_day]


def _last(asking: Asking) -> tuple[Published | None, dict[str, Any]]:
    """Return the last bulletin that was told, None before the first, and what the page says of it."""
    told = _told(asking)
    if not told:
        return None, {"bulletin": None}
    last = told[-1]
    return last, {"bulletin": {"day": last.day, "title": last.body.title, "url": _bulletin_url(asking, last)}}


def _shown(bulletin: Published | None) -> dict[str, Figure]:
    """Return the public figures that a bulletin told and that are not nought, in the order of the registry."""
    told = bulletin.body.figures if bulletin else {}
    return {
        name: figure
        for name, figure in FIGURES.items()
        if bulletin and name in told and figure.is_public and bulletin.total(name)
    }


def _tile(asking: Asking, bulletin: Published, figure: Figure) -> dict[str, Any]:
    total, increase = bulletin.total(figure.name) or 0, bulletin.increase(figure.name)
    words = amount_words(total, figure.unit)
    return {
        "key": figure.name,
        "url": address(asking, figure.name),
        "name": title_words(figure),
        "value": words.value,
        "decimals": words.decimals,
        "unit": words.unit,
        "delta": amount_words(increase, figure.unit, scale_of=total).value if increase else None,
        "still_words": _("no change on the day") if increase == 0 else "",
        "delta_words": _("on the day"),
        "scope": "",
        "day_words": _("On %(day)s") % {"day": date_format(bulletin.day)},
        "known_words": _("as published"),
        "records": None,
    }


def _told_row(asking: Asking, bulletin: Published, figure: Figure) -> dict[str, Any]:
    total, increase = bulletin.total(figure.name) or 0, bulletin.increase(figure.name)
    return {
        "day": bulletin.day,
        "words": amount_words(total, figure.unit),
        "increase": None if increase is None else amount_words(increase, figure.unit, scale_of=total),
        "url": _bulletin_url(asking, bulletin),
        "title": bulletin.body.title,
    }


def _definition(figure: Figure) -> dict[str, str]:
    return {"title": title_words(figure), "definition": _(figure.definition), "standard": _(figure.standard)}


def _bulletin_url(asking: Asking, bulletin: Published) -> str:
    return reverse("bulletin", args=[asking.operation.number, bulletin.day.isoformat()])
