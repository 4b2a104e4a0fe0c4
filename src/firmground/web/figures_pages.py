"""Figures: the list, one figure with its definition and evidence, its history as known, and its downloads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.bulletins.figures import Basis, Figure, Group, Unit, Value, value_of
from firmground.bulletins.registry import FIGURES
from firmground.bulletins.wording import is_noticed
from firmground.errors import NotInLedger, ReportUnreadable
from firmground.ledger.standing import Fold
from firmground.state.evidence import Amount
from firmground.state.picture import Picture
from firmground.web.as_known import known_over_time
from firmground.web.asking import Asking, asks
from firmground.web.comparisons import bars, organisations
from firmground.web.evidence import Evidence, collection_of, csv_of, evidence_of, small_map
from firmground.web.figure_parts import asked_parts, division_of, part_words
from firmground.web.numbers import FigureWords, amount_words, figure_words, ratio_words
from firmground.web.published_pages import published_figure, published_figures
from firmground.web.series import line_of
from firmground.web.tiles import address, known_words, with_query
from firmground.web.words import basis_words, group_words, kind_words, title_words

REPORTED = {
    "area-checked": ("area-reported", "area-reworked"),
    "area-reworked": ("area-reported", "area-reported"),
    "area-reported": ("area-reported", "area-reworked"),
    "road-checked": ("road-reported", "road-reported"),
    "road-reported": ("road-reported", "road-reported"),
}
"""By figure: the sum of the reports that stands beside the official figure, and where the part counted twice is."""

_OFFICIAL_OF = {"area-reported": "area-checked", "area-reworked": "area-checked", "road-reported": "road-checked"}


@asks(Act.SEE_PUBLISHED, section="figures")
def figures(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show all figures under their headings; to viewers those that were published."""
    if not asking.may(Act.SEE_STAFF):
        return published_figures(request, asking)
    values = [value_of(figure, asking.official, on_day=asking.on_day) for figure in FIGURES.values()]
    groups = [
        {"word": group_words(group), "rows": [_row(asking, value) for value in values if _is_listed(value, group)]}
        for group in Group
    ]
    return render(request, "figures.html", {"groups": groups, "known_words": known_words(asking)})


def _is_listed(value: Value, group: Group) -> bool:
    """Return whether a figure stands in the list: categories of ordnance of which nothing is known do not."""
    is_category = value.figure.name.startswith(("ordnance-found-", "ordnance-destroyed-"))
    return value.figure.group is group and (bool(value.total.value) or not is_category)


def _row(asking: Asking, value: Value) -> dict[str, Any]:
    figure = value.figure
    changed, total = value.increase.value, value.total.value
    return {
        "title": title_words(figure),
        "url": address(asking, figure.name),
        "words": figure_words(value) if value.total.by_entry else None,
        "increase": amount_words(changed, figure.unit, scale_of=total) if changed and value.per is None else None,
        "is_more": changed > 0,
        "definition": _(figure.definition),
        "records": len(value.total.by_entry),
        "exact": value.number,
    }


@asks(Act.SEE_PUBLISHED, section="figures")
def figure(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Show a figure: its value, definition, scope, what was reported against it, and its evidence."""
    asked = figure_called(name)
    if not asking.may(Act.SEE_STAFF):
        return published_figure(request, asking, asked)
    organisation, is_day = _organisation(request, asking), request.GET.get("basis") == "day"
    picture = asking.picture(Fold.OFFICIAL, organisation)
    value = value_of(asked, picture, on_day=asking.on_day)
    wanted = asked_parts(request, organisation=organisation, is_day=is_day)
    division, part = division_of(asking, asked, picture, wanted)
    of = part or value
    amount = of.increase if is_day else of.total
    context = {
        "figure": {"name": name, "title": title_words(asked), "definition": _(asked.definition)}
        | {"standard": _(asked.standard), "basis": basis_words(asked.basis), "is_public": asked.is_public},
        "words": _value_words(value, is_day=is_day),
        "increase": _increase_words(value) if not is_day else None,
        "is_day": is_day,
        "chips": _chips(asking, asked, organisation, is_day=is_day),
        "bars": _bars(asking, picture, name) if name in REPORTED and not is_day else None,
        "parts": _parts(asking, picture, value, amount, part_words(asking, picture, wanted, part) if part else ""),
        "division": division,
        "has_part": part is not None,
        "known_words": known_words(asking),
        "downloads": _downloads(asking, name, wanted.query),
        "history_url": address(asking, name, "figure-history"),
    }
    return render(request, "figure.html", context)


def figure_called(name: str) -> Figure:
    """Return the figure of a name.

    Raises:
        NotInLedger: There is none.
    """
    if name not in FIGURES:
        raise NotInLedger(_("There is no figure %(name)s. Choose one from the list of figures.") % {"name": name})
    return FIGURES[name]


def _value_words(value: Value, *, is_day: bool) -> FigureWords:
    return amount_words(value.increase.value, value.figure.unit) if is_day else figure_words(value)


def _increase_words(value: Value) -> FigureWords | None:
    """Return the change of the day, None where there is none or where the figure is a ratio."""
    changed = value.increase.value
    return amount_words(changed, value.figure.unit) if changed and value.per is None else None


def _organisation(request: HttpRequest, asking: Asking) -> str:
    said = request.GET.get("organisation", "")
    known = organisations(asking.official)
    if said and said not in known:
        raise ReportUnreadable(
            _("The address says organisation=%(said)s. Known in this operation: %(known)s.")
            % {"said": said, "known": ", ".join(sorted(known)) or _("none")}
        )
    return said


def _chips(asking: Asking, asked: Figure, organisation: str, *, is_day: bool) -> dict[str, Any]:
    """Return the scope as chips: whose, and of the day or running."""
    basis = "day" if is_day else ""
    named = {"": _("Whole operation"), **organisations(asking.official)}
    whose = [
        {
            "word": word,
            "url": address(asking, asked.name, organisation=number, basis=basis),
            "is_on": number == organisation,
        }
        for number, word in named.items()
    ]
    when = [
        {
            "word": word,
            "url": address(asking, asked.name, organisation=organisation, basis=said),
            "is_on": said == basis,
        }
        for said, word in (("", _("Up to the day")), ("day", _("On the day alone")))
    ]
    return {"whose": whose if len(whose) > 1 else [], "when": when if asked.basis is Basis.RUNNING_TOTAL else []}


def _bars(asking: Asking, picture: Picture, name: str) -> dict[str, Any]:
    official = _OFFICIAL_OF.get(name, name)
    reported, double = REPORTED[name]
    amounts = [FIGURES[one].amount(picture, asking.on_day) for one in (official, reported)]
    return bars(asking, official, amounts[0], amounts[1], double_url=address(asking, double))


def _parts(asking: Asking, picture: Picture, value: Value, amount: Amount, part: str) -> list[dict[str, Any]]:
    """Return the evidence of an amount, or of a part of it; of a ratio that of its numerator and of its denominator."""
    if value.per is None:
        title = _("Evidence, %(part)s") % {"part": part} if part else _("Evidence")
        return [_part(asking, picture, amount, value.figure.unit, "evidence", title)]
    above, below = RATIO_UNITS[value.figure.unit]
    return [
        _part(asking, picture, value.total, above, "numerator", _("Above the line")),
        _part(asking, picture, value.per, below, "denominator", _("Below the line")),
    ]


RATIO_UNITS = {
    Unit.M2_PER_PERSON_DAY: (Unit.SQUARE_MILLIMETRE, Unit.PERSON),
    Unit.ITEM_PER_HECTARE: (Unit.ITEM, Unit.SQUARE_MILLIMETRE),
}
"""Units of numerator and denominator of a ratio; people present summed over days count as people."""


def _part(asking: Asking, picture: Picture, amount: Amount, unit: Unit, key: str, title: str) -> dict[str, Any]:
    found = evidence_of(asking, picture, amount)
    count, rest = found.further
    return {
        "key": key,
        "title": title,
        "words": amount_words(amount.value, unit),
        "rows": _evidence_rows(asking, picture, found, unit),
        "further": {"count": count, "words": amount_words(rest, unit, scale_of=amount.value)} if count else None,
        "unseen": amount_words(found.unseen, unit, scale_of=amount.value) if found.unseen else None,
        "sum": amount_words(found.total, unit),
        "map": mark_safe(small_map(found, unit)),  # noqa: S308 - our own SVG: numbers and codes only
    }


def _evidence_rows(asking: Asking, picture: Picture, found: Evidence, unit: Unit) -> list[dict[str, Any]]:
    names = organisations(picture)
    return [
        {
            "number": line.recorded.entry.number,
            "url": reverse("entry", args=[asking.operation.number, line.recorded.entry.id]),
            "kind": kind_words(line.recorded.entry.kind),
            "day": line.recorded.entry.true_from,
            "recorded_at": line.recorded.recorded_at.astimezone(asking.operation.zone),
            "parties": ", ".join(names.get(one.organisation, one.organisation) for one in line.recorded.entry.parties),
            "words": amount_words(line.part, unit, scale_of=found.total),
            "exact": line.part,
        }
        for line in found.shown
    ]


def _downloads(asking: Asking, name: str, scope: dict[str, str]) -> dict[str, str]:
    return {
        "csv": address(asking, name, "figure-csv", **scope),
        "geojson": address(asking, name, "figure-geojson", **scope),
    }


@asks(Act.SEE_STAFF, section="figures")
def figure_csv(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Send the evidence of a figure as CSV."""
    asked, evidence, organisation = _asked_evidence(request, asking, name)
    text = csv_of(asking, asked, evidence, organisation)
    return _download(text, "text/csv; charset=utf-8", asking, name, "csv")


@asks(Act.SEE_STAFF, section="figures")
def figure_geojson(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Send the evidence of a figure as GeoJSON."""
    asked, evidence, organisation = _asked_evidence(request, asking, name)
    text = json.dumps(collection_of(asking, asked, evidence, organisation), ensure_ascii=False)
    return _download(text, "application/geo+json", asking, name, "geojson")


def _asked_evidence(request: HttpRequest, asking: Asking, name: str) -> tuple[Figure, Evidence, str]:
    asked, organisation = figure_called(name), _organisation(request, asking)
    picture, is_day = asking.picture(Fold.OFFICIAL, organisation), request.GET.get("basis") == "day"
    wanted = asked_parts(request, organisation=organisation, is_day=is_day)
    _division, part = division_of(asking, asked, picture, wanted)
    of = part or value_of(asked, picture, on_day=asking.on_day)
    if part:
        only = _("Only this part: %(part)s.") % {"part": part_words(asking, picture, wanted, part)}
        asked = replace(asked, definition=f"{asked.definition} {only}")
    return asked, evidence_of(asking, picture, of.increase if is_day else of.total), organisation


def _download(text: str, content_type: str, asking: Asking, name: str, ending: str) -> HttpResponse:
    known = f"-known-{asking.as_known_on}" if asking.as_known_on else ""
    filename = f"{asking.operation.number}-{name}-{asking.on_day}{known}.{ending}"
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


@asks(Act.SEE_STAFF, section="figures")
def figure_history(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Show the value of the day as it was known over time: a fragment that the figure's page asks for."""
    asked = figure_called(name)
    points = known_over_time(asking, asked)
    here = reverse("figure", args=[asking.operation.number, name])
    rows = [
        {
            "day": point.day,
            "words": _history_words(asked, point.total),
            "url": here + with_query("", on_day=asking.on_day.isoformat(), as_known_on=point.day.isoformat()),
        }
        for index, point in enumerate(points)
        if not index or _differs(asked, points[index - 1].total, point.total)
    ]
    line = line_of(points, width=300, height=48)
    return render(request, "figure_history.html", {"rows": rows, "line": line, "last": points[-1] if points else None})


def _differs(asked: Figure, before: int, after: int) -> bool:
    """Return whether two totals differ by more than how the ground was cut."""
    return before != after if asked.basis is Basis.RATIO else is_noticed(after - before, after, asked.unit)


def _history_words(asked: Figure, total: int) -> FigureWords:
    return ratio_words(total / 1000, asked.unit) if asked.basis is Basis.RATIO else amount_words(total, asked.unit)
