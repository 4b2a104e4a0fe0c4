"""Keys for phones: made here, shown once as a code to scan, revoked here."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import date, timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.field_keys import keys_of, make_key, revoke
from firmground.accounts.roles import Act
from firmground.clock import system_clock
from firmground.errors import FirmgroundError, NotAllowed, RecordRefused
from firmground.web.asking import Asking, asks
from firmground.web.comparisons import organisations

_USUAL_DAYS = 90


@asks(Act.DECIDE, section="import")
def field_keys(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the keys of the operation; POST makes one, whose code is shown this once, or revokes one."""
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                key = revoke(asking.operation.id, request.POST.get("number", ""))
                messages.success(request, _("Key %(number)s opens nothing any more.") % {"number": key.number})
                return redirect("field-keys", asking.operation.number)
            said = _made(request, asking)
        except NotAllowed:
            raise
        except FirmgroundError as error:
            said = {"error": error, "typed": request.POST}
    names = organisations(asking.official)
    today = system_clock().date()
    context = {
        "keys": [_row(key, names, today) for key in keys_of(asking.operation.id)],
        "organisations": sorted(names.items()),
        "ends_on": today + timedelta(days=_USUAL_DAYS),
    }
    return render(request, "field_keys.html", context | said, status=422 if said.get("error") else 200)


def _made(request: HttpRequest, asking: Asking) -> dict[str, Any]:
    said = request.POST
    try:
        ends_on = date.fromisoformat(said.get("ends_on", ""))
    except ValueError:
        raise RecordRefused(_("Give the last day as a date.")) from None
    key, secret = make_key(
        operation=asking.operation.id,
        organisation=said.get("organisation", ""),
        label=said.get("label", ""),
        made_by=asking.actor.number,
        ends_on=ends_on,
    )
    address = request.build_absolute_uri(reverse("openrosa", args=[secret])).rstrip("/")
    return {"made": key, "address": address, "code": _code(address)}


def _code(address: str) -> str:
    """Return the code that ODK Collect and KoboCollect scan as their settings, as the address of a picture."""
    settings = {
        "general": {"server_url": address, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": "Firmground"},
    }
    packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
    return str(segno.make(packed, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))


def _row(key: Any, names: dict[str, str], today: date) -> dict[str, Any]:  # noqa: ANN401 - a model
    is_over = key.is_revoked or key.ends_on < today
    return {"key": key, "organisation": names.get(key.organisation, key.organisation), "is_over": is_over}
