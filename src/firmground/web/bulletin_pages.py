"""Bulletins: the list, the bulletin of a day, its PDF, and publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.publish_bulletin import changed_since, drafted, frozen_bulletin, publish_bulletin
from firmground.bulletins.bulletin import Frozen
from firmground.bulletins.figures import Unit
from firmground.bulletins.published import Change, Published, of_day, published_bulletins
from firmground.bulletins.registry import FIGURES
from firmground.bulletins.render import pdf
from firmground.bulletins.sheet import Sheet, addresses, sheet
from firmground.bulletins.wording import NARROW_SPACE, day_words
from firmground.clock import asked_day
from firmground.errors import NotInLedger, ReportUnreadable
from firmground.web.asking import Asking, asks
from firmground.web.numbers import amount_words
from firmground.web.words import title_words


@asks(Act.SEE_PUBLISHED, section="bulletins")
def bulletins(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the published bulletins, newest first, and where the next one is drafted."""
    known = published_bulletins(asking.official)
    numbers = [(name, title_words(FIGURES[name])) for name in _IN_THE_LIST]
    rows = [_row(asking, published, [name for name, _title in numbers]) for published in reversed(known)]
    columns = [{"label": _("Bulletin of")}, *({"label": title, "is_number": True} for _n, title in numbers)]
    context = {
        "table": {
            "caption": _("Published bulletins"),
            "file": f"{asking.operation.number}-bulletins",
            "columns": [*columns, {"label": _("Published on")}],
            "rows": rows,
            "empty": _nothing(asking),
        },
        "draft_url": _address(asking, asking.on_day) if asking.may(Act.SEE_STAFF) else "",
        "draft_day": asking.on_day,
        "is_told": of_day(known, asking.on_day) is not None,
    }
    return render(request, "bulletins.html", context)


@asks(Act.SEE_PUBLISHED, section="bulletins")
def bulletin(request: HttpRequest, asking: Asking, day: str) -> HttpResponse:
    """Show the bulletin of a day: as it was published, or as a draft to those of the operation; POST publishes it."""
    asking.on_day = _day(day)
    if request.method == "POST":
        return _publish(request, asking)
    asked = _asked(asking)
    changed = _changes(asking, asked.published) if asked.published else []
    known = published_bulletins(asking.official)
    context = {
        "sheet": _sheet(request, asking, asked, base=""),
        "told": asked.frozen.told,
        "published": asked.published,
        "published_day": _published_day(asking, asked.published),
        "may_publish": asked.published is None and asking.as_known_on is None and asking.may(Act.PUBLISH),
        "needs_now": asked.published is None and asking.as_known_on is not None and asking.may(Act.PUBLISH),
        "changes": [_changed(asking, change) for change in changed] if asking.may(Act.SEE_STAFF) else [],
        "has_changed": bool(changed),
        "states": _states(asking, asked, has_changed=bool(changed)),
        "pdf_url": reverse("bulletin-pdf", args=[asking.operation.number, day]) + _known_query(asking),
        "entry_url": _entry_address(asking, asked.published) if asked.published else "",
        "earlier": max((one.day for one in known if one.day < asking.on_day), default=None),
        "later": min((one.day for one in known if one.day > asking.on_day), default=None),
    }
    return render(request, "bulletin.html", context)


@asks(Act.SEE_PUBLISHED, section="bulletins")
def bulletin_pdf(request: HttpRequest, asking: Asking, day: str) -> HttpResponse:
    """Send the bulletin of a day as a PDF; equal bulletins are equal files."""
    asking.on_day = _day(day)
    asked = _asked(asking)
    made = pdf(_sheet(request, asking, asked, base=request.build_absolute_uri("/")), on_day=asking.on_day)
    name = f"{asking.operation.number}-bulletin-{day}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The bulletin of the day asked about: frozen, and as an entry where it was published."""

    frozen: Frozen
    published: Published | None


_IN_THE_LIST = ("area-checked", "road-checked", "buildings-checked", "ordnance-destroyed")


def _asked(asking: Asking) -> _Asked:
    """Return the bulletin of the day; a draft is only for those of the operation.

    Raises:
        NotInLedger: None was published, and the person may not see drafts.
    """
    published = of_day(published_bulletins(asking.official), asking.on_day)
    if published:
        return _Asked(frozen_bulletin(asking.office, published), published)
    if not asking.may(Act.SEE_STAFF):
        raise NotInLedger(
            _("No bulletin of %(day)s has been published. Choose another day from the list of bulletins.")
            % {"day": date_format(asking.on_day)}
        )
    drawn = drafted(asking.office, asking.operation, on_day=asking.on_day, as_known_on=asking.as_known_on)
    return _Asked(drawn, None)


def _sheet(request: HttpRequest, asking: Asking, asked: _Asked, *, base: str) -> Sheet:
    """Return the bulletin in words; the numbers of a published one lead to what was known when it was published."""
    published_day = _published_day(asking, asked.published)
    known_on = published_day or asking.as_known_on
    known = f"as known on {day_words(known_on)}" if known_on else "as known now"
    return sheet(
        asked.frozen.told,
        address=addresses(base, asking.operation.number, asking.on_day, known_on),
        known=known,
        state=f"Published on {day_words(published_day)}" if published_day else "Draft, not published",
        map_svg=asked.frozen.map_svg,
        map_words=asked.frozen.map_words,
    )


def _publish(request: HttpRequest, asking: Asking) -> HttpResponse:
    publish_bulletin(
        asking.office, asking.actor, asking.operation, on_day=asking.on_day, seen=request.POST.get("seen", "")
    )
    messages.success(request, _("Published. What is learned of this day later stands in the next bulletin."))
    return redirect(reverse("bulletin", args=[asking.operation.number, asking.on_day.isoformat()]))


def _row(asking: Asking, published: Published, names: list[str]) -> list[Any]:
    cells = [_amount_cell(asking, published, name) for name in names]
    day = {
        "text": date_format(published.day),
        "value": published.day.isoformat(),
        "url": _address(asking, published.day),
    }
    published_on = published.recorded_at.astimezone(asking.operation.zone)
    return [day, *cells, {"text": date_format(published_on), "value": published_on.isoformat()}]


def _amount_cell(asking: Asking, published: Published, name: str) -> dict[str, object]:
    total = published.total(name)
    if total is None:
        return {"text": "\u2013", "is_number": True}
    url = _figure_url(asking, name, published.day)
    return {"text": _isolated(total, FIGURES[name].unit), "value": total, "url": url, "is_number": True}


def _isolated(amount: int, unit: Unit) -> str:
    """Return an amount in the page's language, kept together and apart from text of the other direction."""
    words = amount_words(amount, unit)
    said = f"{words.number}{NARROW_SPACE}{words.unit}" if words.unit else words.number
    return f"\u2068{said}\u2069"


def _nothing(asking: Asking) -> dict[str, str]:
    if not asking.may(Act.SEE_STAFF):
        return {"words": _("No bulletin has been published yet."), "next_words": _("Come back when one has been.")}
    return {
        "words": _("No bulletin has been published yet."),
        "next_words": _("Draft the bulletin of %(day)s") % {"day": date_format(asking.on_day)},
        "next_url": _address(asking, asking.on_day),
    }


def _changes(asking: Asking, published: Published) -> list[Change]:
    return changed_since(asking.office, asking.operation, published, as_known_on=asking.as_known_on)


def _changed(asking: Asking, change: Change) -> dict[str, object]:
    figure = FIGURES[change.figure]
    entries = [
        {"number": asking.official.by_id[entry].entry.number, "url": _entry_url(asking, entry)}
        for entry in sorted(change.by_entry, key=lambda entry: -abs(change.by_entry[entry]))
        if entry in asking.official.by_id and asking.actor.may_see(asking.official.by_id[entry].entry)
    ]
    return {
        "title": title_words(figure),
        "url": _figure_url(asking, figure.name, asking.on_day),
        "published": _isolated(change.published, figure.unit),
        "now": _isolated(change.now, figure.unit),
        "difference": ("+" if change.now > change.published else "")
        + _isolated(change.now - change.published, figure.unit),
        "entries": entries[:_ENTRIES_SHOWN],
        "more": max(len(entries) - _ENTRIES_SHOWN, 0),
    }


_ENTRIES_SHOWN = 12


def _states(asking: Asking, asked: _Asked, *, has_changed: bool) -> list[dict[str, object]]:
    """Return the line of states: which are behind it, and which it stands at."""
    day = _published_day(asking, asked.published)
    published = _("Published on %(day)s") % {"day": date_format(day)} if day else _("Published")
    changed = [{"word": _("Known differently since"), "is_here": True}] if has_changed else []
    return [
        {"word": _("Draft"), "is_here": day is None},
        {"word": _("Frozen and signed"), "is_here": False},
        {"word": published, "is_here": day is not None and not has_changed},
        *changed,
    ]


def _published_day(asking: Asking, published: Published | None) -> date | None:
    return published.recorded_at.astimezone(asking.operation.zone).date() if published else None


def _known_query(asking: Asking) -> str:
    return f"?as_known_on={asking.as_known_on}" if asking.as_known_on else ""


def _address(asking: Asking, day: date) -> str:
    return reverse("bulletin", args=[asking.operation.number, day.isoformat()]) + _known_query(asking)


def _figure_url(asking: Asking, name: str, day: date) -> str:
    return f"{reverse('figure', args=[asking.operation.number, name])}?on_day={day}"


def _entry_address(asking: Asking, published: Published) -> str:
    return _entry_url(asking, published.entry_id)


def _entry_url(asking: Asking, entry_id: str) -> str:
    return reverse("entry", args=[asking.operation.number, entry_id])


def _day(said: str) -> date:
    try:
        return asked_day(said)
    except ValueError:
        raise ReportUnreadable(
            _("The address says %(said)s, which is not a day. Write it as 2017-11-14.") % {"said": said}
        ) from None
