"""The addresses that ODK Collect and KoboCollect ask: list of forms, forms, submission (the OpenRosa protocol).

A device carries a key in its address (``field_keys``); no sign-in is asked. What the protocol wants is written where it
is done; apps refuse answers that are only nearly right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from firmground.accounts.field_keys import key_of
from firmground.accounts.models import FieldKey
from firmground.actions.actor import Actor
from firmground.actions.office import OperationRecord
from firmground.actions.receive_filling import receive_filling, xform_of
from firmground.errors import AnswersUnreadable, FirmgroundError, NotAllowed, NotInLedger
from firmground.intake.xforms.shipped import SHIPPED, ShippedForm
from firmground.web.errors import STATUS_OF
from firmground.wiring import form_desk
from firmground.wiring import office as the_office

LARGEST_PART_BYTES = 50_000_000
"""Apps split a filling with many photos into posts of this length (X-OpenRosa-Accept-Content-Length)."""

_LIST = "http://openrosa.org/xforms/xformsList"
_RESPONSE = "http://openrosa.org/http/response"
_XML_PART = "xml_submission_file"

View = Callable[..., HttpResponse]


def by_key(view: View) -> View:
    """Make a view that a key opens; it is called as ``view(request, key, **words)``. Errors are said in XML."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, token: str, **words: Any) -> HttpResponse:  # noqa: ANN401 - words of the address
        try:
            response = view(request, key_of(token), **words)
        except NotAllowed as error:
            response = _said(error.message, 401)
        except FirmgroundError as error:
            response = _said(error.message, STATUS_OF[type(error)])
        response.headers["X-OpenRosa-Version"] = "1.0"
        return response

    return opened


@by_key
def form_list(request: HttpRequest, key: FieldKey) -> HttpResponse:
    """List the forms that the device may fill."""
    root = Element("xforms", xmlns=_LIST)
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    for form in SHIPPED.values():
        address = reverse("openrosa-form", args=[token, form.form_id])
        _listed(root, form, request.build_absolute_uri(address))
    return _xml(root)


def _listed(root: Element, form: ShippedForm, address: str) -> None:
    said = {
        "formID": form.form_id,
        "name": form.titles["en"],
        "version": form.version,
        "hash": "md5:" + hashlib.md5(xform_of(form.form_id).encode(), usedforsecurity=False).hexdigest(),
        "downloadUrl": address,
    }
    one = SubElement(root, "xform")
    for name, value in said.items():
        SubElement(one, name).text = value


@by_key
def form(request: HttpRequest, key: FieldKey, form_id: str) -> HttpResponse:
    """Send a form as XForm."""
    if form_id not in SHIPPED:
        raise NotInLedger("There is no such form. Get the list of forms again.")
    return HttpResponse(xform_of(form_id), content_type="text/xml; charset=utf-8")


@by_key
def submission(request: HttpRequest, key: FieldKey) -> HttpResponse:
    """Say that fillings are taken here (HEAD: 204), or take one (POST: 201 once it is kept durably)."""
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response.headers["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_PART_BYTES)
        return response
    if request.method != "POST":
        return _said("Send a filling by POST.", 405)
    sent = request.FILES.get(_XML_PART)
    if not isinstance(sent, UploadedFile):
        raise AnswersUnreadable(f"There is no part {_XML_PART}: the answers have to be one.")
    files = {name: _data(one) for name, one in request.FILES.items() if name != _XML_PART}
    receive_filling(
        form_desk(the_office()),
        Actor(key.number, key.grants()),
        _operation(key),
        xml=sent.read(),
        files=files,
        organisation=key.organisation,
    )
    return _said("Received and kept.", 201)


def _data(sent: object) -> bytes | Path:
    """Return a file that was sent: by its path where it lies on disk, so that it is never whole in memory."""
    if isinstance(sent, TemporaryUploadedFile):
        return Path(sent.temporary_file_path())
    return sent.read() if isinstance(sent, UploadedFile) else b""


def _operation(key: FieldKey) -> OperationRecord:
    found = next((one for one in the_office().operations() if one.id == key.operation), None)
    if found is None:
        raise NotInLedger("The operation of this key is not here any more.")
    return found


def _said(words: str, status: int) -> HttpResponse:
    root = Element("OpenRosaResponse", xmlns=_RESPONSE)
    SubElement(root, "message").text = words
    return _xml(root, status)


def _xml(root: Element, status: int = 200) -> HttpResponse:
    """Return XML as ``text/xml``: apps refuse ``application/xml``."""
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(content, content_type="text/xml; charset=utf-8", status=status)
