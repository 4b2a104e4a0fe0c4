"""The history of a spot in words: for staff every entry that covers it, for viewers whether to keep out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.maps.concealed import released_at
from firmground.maps.spot import Moment, SpotHistory, Standing, history
from firmground.records.ordnance import Category
from firmground.state.land_table import HAZARDS, Status
from firmground.web.asking import Asking
from firmground.web.comparisons import organisations
from firmground.web.map_tiles import danger
from firmground.web.numbers import whole
from firmground.web.words import category_words, kind_words, method_words, status_words


def staff_spot(asking: Asking, lon: float, lat: float) -> dict[str, Any]:
    """Return what is known of a place: its status in words, and its entries newest first, activity apart."""
    radius_m = asking.operation.body.unmapped_radius_m
    found = history(asking.cautious, lon, lat, on_day=asking.on_day, radius_m=radius_m)
    claims = [one for one in found.claims if asking.actor.may_see(one.recorded.entry)]
    activity = [one for one in found.activity if asking.actor.may_see(one.recorded.entry)]
    names = organisations(asking.official)
    return {
        "place": f"{lat:.6f}, {lon:.6f}",
        "status": _status(found),
        "sentence": _sentence(asking, found),
        "unmapped": [hazard.number for hazard in found.unmapped],
        "claims": [_item(asking, one, names) for one in claims],
        "activity": [_item(asking, one, names) for one in activity],
        "words": asking.words,
    }


def public_spot(asking: Asking, lon: float, lat: float) -> dict[str, Any]:
    """Return what everybody may know of a place: keep out, or released with accepted control, or not released."""
    is_danger = danger(asking).holds(lon, lat)
    key = "concealed" if is_danger else released_at(asking.cautious, lon, lat, on_day=asking.on_day)
    return {
        "place": f"{lat:.4f}, {lon:.4f}",
        "status": {"key": key, "word": status_words(key), "accepted": key != "concealed"} if key else None,
        "words": asking.words,
    }


def _status(found: SpotHistory) -> dict[str, Any]:
    point = found.spot.point
    return {
        "key": point.status.value,
        "word": status_words(point.status.value),
        "accepted": bool(found.spot.accepted_by),
        "reopened": point.reopened,
    }


def _sentence(asking: Asking, found: SpotHistory) -> str:
    """Return the status in one sentence with its day and the record that decided it."""
    spot = found.spot
    if not spot.decided_by:
        return _("Nothing on record says what this ground is. Not surveyed is not safe.")
    number = asking.cautious.by_id[spot.decided_by].entry.number
    if spot.since is None or spot.since.year == 1:
        return _("By %(number)s, of which no day is stated.") % {"number": number}
    words = {"day": date_format(spot.since), "number": number}
    if spot.point.status in HAZARDS:
        return _("Hazardous since %(day)s, by %(number)s.") % words
    return _("So since %(day)s, by %(number)s.") % words


def _item(asking: Asking, moment: Moment, names: dict[str, str]) -> dict[str, Any]:
    """Return the context of ``timeline_item.html`` for an entry of the spot's history."""
    one, entry = moment.recorded, moment.recorded.entry
    who = ", ".join(names.get(party.organisation, party.organisation) for party in entry.parties)
    return {
        "url": reverse("entry", args=[asking.operation.number, entry.id]) if one.batch else "",
        "day": entry.true_from or one.recorded_at.astimezone(asking.operation.zone).date(),
        "title": f"{entry.number} · {kind_words(entry.kind)}",
        "words": ". ".join(part for part in (_change(moment), _said(moment)) if part),
        "recorded_at": one.recorded_at.astimezone(asking.operation.zone),
        "who": who,
        "status": {"key": moment.after.value, "word": status_words(moment.after.value)} if moment.after else None,
        "evidence_words": _source(moment),
        "is_correction": bool(entry.supersedes),
        "is_withdrawn": moment.standing in (Standing.WITHDRAWN, Standing.SUPERSEDED, Standing.REJECTED),
        "is_unapproved": moment.standing is Standing.WAITS,
    }


def _change(moment: Moment) -> str:
    """Return what the entry changed in words."""
    outcome = {
        Standing.SUPERSEDED: _("Replaced by a correction"),
        Standing.WITHDRAWN: _("Withdrawn"),
        Standing.REJECTED: _("Rejected"),
        Standing.WAITS: _("Waits for approval"),
        Standing.STANDS: "",
    }[moment.standing]
    if moment.before is None or moment.after is None:
        return outcome
    if not moment.changed:
        return _("The status stayed: %(status)s") % {"status": _word(moment.after)}
    return _("From %(before)s to %(after)s") % {"before": _word(moment.before), "after": _word(moment.after)}


def _word(status: Status) -> str:
    return status_words(status.value)


def _said(moment: Moment) -> str:
    """Return what the record itself says, in a few words."""
    entry = moment.recorded.entry
    body = entry.body
    near = _("within 25 m") if moment.is_near else ""
    match entry.kind:
        case "ordnance_lot":
            count = int(body.get("quantity", 0))
            items = ngettext("%(n)s item", "%(n)s items", count) % {"n": whole(count)}
            event = {"found": _("found"), "moved": _("moved"), "destroyed": _("destroyed")}[str(body["event"])]
            parts = [category_words(Category(str(body["category"]))), items, event, near]
        case "area_worked":
            activity = {"checked": _("Checked"), "searched": _("Searched"), "worked": _("Worked on")}
            parts = [activity.get(str(body.get("activity")), ""), method_words(str(body.get("method", "not_stated")))]
        case "land_release":
            depth = body.get("depth_cm")
            parts = [method_words(str(body.get("method", "not_stated")))]
            parts += [_("to %(depth)s cm") % {"depth": f"{depth:g}"}] if depth else []
        case _:
            parts = [near]
    return ", ".join(part for part in parts if part)


def _source(moment: Moment) -> str:
    """Return where the entry comes from in words."""
    source = moment.recorded.entry.source
    if not moment.recorded.batch:
        return _("held: a row that waits for an answer")
    return _("row %(row)s of a file") % {"row": source.position} if source else ""
