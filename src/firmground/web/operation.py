"""The operation's page, and the list of operations: what was done and what is known, its numbers being doors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.bulletins.figures import Value, value_of
from firmground.bulletins.registry import FIGURES
from firmground.records.ordnance import COUNTED_APART
from firmground.state.ordnance import Balance
from firmground.state.picture import Picture
from firmground.web.asking import Asking, actor_of, asks
from firmground.web.comparisons import joint_work, remarks, reported_bars
from firmground.web.context import seen_by
from firmground.web.numbers import HECTARE_MM2, spoken
from firmground.web.published_pages import published_operation
from firmground.web.series import days_between, line_of, series_of, work_days
from firmground.web.tiles import address, tile
from firmground.web.words import category_words, event_words
from firmground.wiring import office as the_office

TILES = (
    "area-checked",
    "road-checked",
    "buildings-checked",
    "ordnance-destroyed",
    "ordnance-found",
    "area-remaining",
    "hazards-open",
    "area-released",
    "area-released-accepted",
    "people-deployed",
    "machines-deployed",
    "days-worked",
)
"""The figures of the page, in the order in which people ask for them."""

STATED = ("area-checked-stated", "area-released-stated", "area-hazard-stated", "road-stated")
"""Amounts that were stated without a shape: beside the measured ones, never in them."""

LINE_DAYS = 30
_FRAME_KINDS = frozenset({"operation", "organisation", "team", "decision", "bulletin", "submission"})


def operations(request: HttpRequest) -> HttpResponse:
    """Show the operations that the person may see; who is not signed in is asked to sign in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), "sign-in")
    return render(request, "operations.html", {"seen": seen_by(the_office(), actor_of(request))})


@asks(Act.SEE_PUBLISHED, section="operation")
def operation(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show what the operation amounts to; to viewers what was published."""
    if not asking.may(Act.SEE_STAFF):
        return published_operation(request, asking, TILES)
    picture = asking.official
    if all(one.entry.kind in _FRAME_KINDS for one in picture.recorded):
        return render(request, "operation.html", {"is_empty": True, "may_import": _may_import(asking)})
    days = work_days(picture, on_day=asking.on_day)
    values = {name: value_of(FIGURES[name], picture, on_day=asking.on_day) for name in (*TILES, *STATED)}
    context = {
        "sentences": _sentences(asking, values, days),
        "tiles": [_tile(asking, values[name]) for name in TILES],
        "chart": _curve(asking, picture, days),
        "balances": _balances(asking, picture),
        "bars": [reported_bars(asking, picture, *names) for names in _BARS],
        "joint": joint_work(asking, picture),
        "remarks": remarks(asking, picture),
        "stated": [tile(asking, values[name]) for name in STATED if values[name].total.value],
    }
    return render(request, "operation.html", context)


_BARS = (("area-checked", "area-reported", "area-reworked"), ("road-checked", "road-reported", ""))


def _may_import(asking: Asking) -> bool:
    return any(asking.may(Act.IMPORT, organisation) for organisation in ("", *asking.actor.organisations))


def _sentences(asking: Asking, values: dict[str, Value], days: list[date]) -> list[SafeString]:
    """Return sentences that a person could read aloud; their numbers are doors to the figures."""
    if not days:
        return [format_html("{}", _("No work is on record up to this day."))]

    def door(name: str) -> SafeString:
        value = values[name]
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', address(asking, name), spoken(value.total.value, value.figure.unit)
        )

    worked = format_html(
        _("On {day} the teams had checked {area} and {road} of road, and {buildings}, since {first}."),
        day=date_format(asking.on_day),
        first=date_format(days[0]),
        area=door("area-checked"),
        road=door("road-checked"),
        buildings=door("buildings-checked"),
    )
    found = format_html(
        _("They had found {found} and destroyed {destroyed}."),
        found=door("ordnance-found"),
        destroyed=door("ordnance-destroyed"),
    )
    remaining = format_html(
        _("Checked ground is not released by that: {remaining} of hazardous ground remain on record in {open}."),
        remaining=door("area-remaining"),
        open=door("hazards-open"),
    )
    return [worked, found, remaining]


def _tile(asking: Asking, value: Value) -> dict[str, Any]:
    days = days_between(asking.on_day - timedelta(days=LINE_DAYS - 1), asking.on_day)
    return tile(asking, value) | {"line": line_of(series_of(value.figure, asking.official, days))}


def _curve(asking: Asking, picture: Picture, days: list[date]) -> dict[str, Any]:
    points = series_of(FIGURES["area-checked"], picture, days)
    return {
        "id": "progress",
        "title": _("Area checked, day by day"),
        "unit": _("ha"),
        "decimals": 1,
        "day_label": _("Increase of the day"),
        "running_label": _("Running total"),
        "points": [
            {
                "day": point.day.isoformat(),
                "value": round(point.increase / HECTARE_MM2, 4),
                "running": round(point.total / HECTARE_MM2, 4),
            }
            for point in points
        ],
        "marks": [
            {"day": stood.entry.true_from.isoformat(), "word": event_words(str(stood.entry.body.get("event")))}
            for stood in picture.standing.of_kind("dated_event")
            if stood.entry.true_from and days and days[0] <= stood.entry.true_from <= days[-1]
            if stood.entry.body.get("event") == "liberation"
        ],
    }


def _balances(asking: Asking, picture: Picture) -> dict[str, Any]:
    known = picture.ordnance.balances(on_day=asking.on_day)
    counted = [balance for balance in known if balance.category not in COUNTED_APART]
    apart = [balance for balance in known if balance.category in COUNTED_APART]
    top = max((balance.found.value for balance in counted), default=0)
    return {
        "rows": [_balance_row(asking, balance, top) for balance in counted],
        "total": _balance_total(counted),
        "apart": [_balance_row(asking, balance, 0) for balance in apart],
    }


def _balance_row(asking: Asking, balance: Balance, top: int) -> dict[str, Any]:
    name = balance.category.value.replace("_", "-")
    scale = 100 / top if top else 0.0
    return {
        "word": category_words(balance.category),
        "found": balance.found.value,
        "inferred": balance.inferred.value,
        "moved": balance.moved.value,
        "destroyed": balance.destroyed.value,
        "remaining": balance.remaining,
        "found_url": address(asking, f"ordnance-found-{name}"),
        "destroyed_url": address(asking, f"ordnance-destroyed-{name}"),
        "found_share": round(balance.found.value * scale, 2),
        "destroyed_share": round(balance.destroyed.value * scale, 2),
    }


def _balance_total(balances: list[Balance]) -> dict[str, int]:
    return {
        "found": sum(balance.found.value for balance in balances),
        "inferred": sum(balance.inferred.value for balance in balances),
        "moved": sum(balance.moved.value for balance in balances),
        "destroyed": sum(balance.destroyed.value for balance in balances),
        "remaining": sum(balance.remaining for balance in balances),
    }
