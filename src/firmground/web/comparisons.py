"""Numbers beside each other: reports against the official figure, who worked what, a rate against its benchmark."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from firmground.bulletins.figures import Unit, value_of
from firmground.bulletins.plausibility import Remark, density_remark, rate_remark
from firmground.bulletins.registry import FIGURES
from firmground.records.land import Method
from firmground.state.evidence import Amount
from firmground.state.picture import Picture
from firmground.web.asking import Asking
from firmground.web.numbers import amount_words, whole
from firmground.web.tiles import address
from firmground.web.words import method_words, title_words


def reported_bars(
    asking: Asking, picture: Picture, official_name: str, reported_name: str, double_name: str
) -> dict[str, Any]:
    """Return the bars of a figure and of the sum of its reports, by their names."""
    official = FIGURES[official_name].amount(picture, asking.on_day)
    reported = FIGURES[reported_name].amount(picture, asking.on_day)
    return bars(asking, official_name, official, reported, double_url=address(asking, double_name or reported_name))


def bars(asking: Asking, name: str, official: Amount, reported: Amount, *, double_url: str) -> dict[str, Any]:
    """Return the context of ``bars.html``: the sum of the reports beside the official figure, on one scale."""
    figure = FIGURES[name]
    double = reported.value - official.value
    longest = max(reported.value, official.value, 1)
    scale = amount_words(longest, figure.unit)
    words = [amount_words(amount, figure.unit, scale_of=longest) for amount in (reported.value, official.value, double)]
    return {
        "title": title_words(figure),
        "reported": words[0].value,
        "official": words[1].value,
        "double": words[2].value,
        "unit": scale.unit,
        "decimals": scale.decimals,
        "reported_share": round(100 * reported.value / longest, 3),
        "official_share": round(100 * official.value / longest, 3),
        "double_share": round(100 * double / longest, 3),
        "words": _("%(share)s %% of what was reported had been reported before.")
        % {"share": whole(round(100 * double / longest))},
        "url": double_url,
    }


def joint_work(asking: Asking, picture: Picture) -> dict[str, Any] | None:
    """Return the ground by who worked it; None where nothing was worked. The rows add up to the total."""
    parts = picture.activity.by_parties(on_day=asking.on_day)
    if not parts:
        return None
    names = organisations(picture)
    total = sum(amount.value for amount in parts.values())
    rows = [
        {
            "who": who_words(parties, names),
            "area": amount_words(amount.value, Unit.SQUARE_MILLIMETRE, scale_of=total),
            "share": round(100 * amount.value / total, 2),
            "exact_mm2": amount.value,
        }
        for parties, amount in sorted(parts.items(), key=lambda part: (len(part[0]), part[0]))
    ]
    return {"rows": rows, "total": amount_words(total, Unit.SQUARE_MILLIMETRE), "total_mm2": total}


def organisations(picture: Picture) -> dict[str, str]:
    """Return the names of organisations by number, as they name themselves."""
    return {
        stood.entry.number: str(
            stood.entry.body.get("short_name") or stood.entry.body.get("name") or stood.entry.number
        )
        for stood in picture.standing.of_kind("organisation")
    }


def who_words(parties: tuple[str, ...], names: dict[str, str]) -> str:
    """Return who did something in words: only one, several jointly, or nobody named."""
    known = [names.get(number, number) for number in parties]
    if not known:
        return _("No organisation named")
    if len(known) == 1:
        return _("Only %(name)s") % {"name": known[0]}
    return _("Jointly: %(names)s") % {"names": ", ".join(known)}


def remarks(asking: Asking, picture: Picture) -> list[dict[str, Any]]:
    """Return the rate and the density beside their benchmarks; empty where nothing was worked or nothing compares."""
    return [_remark(asking, remark) for remark in _remarks(asking, picture)]


def _remarks(asking: Asking, picture: Picture) -> list[Remark]:
    rate = value_of(FIGURES["area-per-person-day"], picture, on_day=asking.on_day)
    density = value_of(FIGURES["objects-per-hectare"], picture, on_day=asking.on_day)
    method = _main_method(picture, asking.on_day)
    found = [
        rate_remark(rate.number, method) if method and rate.per and rate.per.value else None,
        density_remark(density.number) if density.per and density.per.value else None,
    ]
    return [remark for remark in found if remark is not None]


def _main_method(picture: Picture, day: date) -> Method | None:
    """Return the method by which most of the ground was worked, None where nothing was or none is stated."""
    areas: dict[str, int] = defaultdict(int)
    for entry_id, part in picture.activity.total(on_day=day).by_entry.items():
        areas[str(picture.by_id[entry_id].entry.body.get("method", Method.NOT_STATED))] += part
    method = max(areas, key=lambda name: areas[name], default="")
    return Method(method) if method else None


def _remark(asking: Asking, remark: Remark) -> dict[str, Any]:
    name = "area-per-person-day" if remark.about == "rate" else "objects-per-hectare"
    decimals = 0 if remark.value >= 100 else 1
    return {
        "title": title_words(FIGURES[name]),
        "url": address(asking, name),
        "value": remark.value,
        "decimals": decimals,
        "low": remark.low,
        "high": remark.high,
        "source": _(remark.source),
        "method": method_words(remark.method) if remark.method else "",
        "asks": remark.asks,
        "is_rate": remark.about == "rate",
        "is_clearance_rate": remark.is_clearance_rate,
    }
