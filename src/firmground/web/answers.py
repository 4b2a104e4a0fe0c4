"""Answers that the browser keeps: named by what they were worked out from, compressed, sent again only when changed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from itertools import takewhile

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from firmground.accounts.roles import Act
from firmground.maps.kept import Kept
from firmground.web.asking import Asking

_BYTES_KEPT = 128_000_000
"""All layers of an operation of some eighty days and the tiles that are looked at, so that playing is twice as fast."""

_BODIES: Kept[bytes] = Kept(_BYTES_KEPT, weigh=len)


def name_of(asking: Asking, *what: Hashable) -> str:
    """Return the name of an answer: what it was worked out from and for whom; equal names are equal answers.

    Args:
        asking: Who asks what; the day asked about is not in the name.
        what: Whatever else the answer depends on: which answer it is, and the day, or the last day that changed it.
    """
    head = asking.office.head(asking.operation, asking.as_known_on)
    held = [one.entry for one in takewhile(lambda one: one.batch == 0, reversed(asking.cautious.recorded))]
    grants = sorted((grant.role, grant.operation, grant.organisation) for grant in asking.actor.grants)
    operation = asking.operation
    said = (operation.id, operation.entry.id, head.office, head.number, msgspec.json.encode(held), grants, what)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def answered(
    request: HttpRequest, asking: Asking, name: str, make: Callable[[], bytes], *, content_type: str
) -> HttpResponse:
    """Return an answer, or that what the browser has of it still holds.

    To a viewer it is named by its content alone: the head's name would tell that something was recorded.
    """
    is_staff = asking.may(Act.SEE_STAFF)
    if is_staff and _is_known(request, name):
        return _kept(HttpResponseNotModified(), name)
    body = _BODIES.of(name, lambda: gzip.compress(make(), 6, mtime=0))
    if not is_staff:
        name = hashlib.sha256(body).hexdigest()[:32]
        if _is_known(request, name):
            return _kept(HttpResponseNotModified(), name)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return _kept(HttpResponse(gzip.decompress(body), content_type=content_type), name)
    return _kept(HttpResponse(body, content_type=content_type, headers={"Content-Encoding": "gzip"}), name)


def _is_known(request: HttpRequest, name: str) -> bool:
    return name in request.headers.get("If-None-Match", "")


def _kept(response: HttpResponse, name: str) -> HttpResponse:
    response["ETag"] = f'"{name}"'
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Encoding, Cookie"
    return response
