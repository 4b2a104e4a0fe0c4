"""Pages on which people act are always as known now: what waited on an earlier day cannot be answered any more."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from firmground.web.asking import Asking, View


def presently(view: View) -> View:
    """Make a view that answers as known now; asked as known on an earlier day, it says so and goes to now."""

    @wraps(view)
    def now(request: HttpRequest, asking: Asking, **words: Any) -> HttpResponse:  # noqa: ANN401 - words of the address
        if asking.as_known_on is None:
            return view(request, asking, **words)
        said = request.GET.copy()
        said.pop("as_known_on")
        messages.info(request, _("This page is always as known now."))
        return redirect(f"{request.path}?{said.urlencode()}" if said else request.path)

    return now
