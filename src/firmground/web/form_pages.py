"""Forms for phones: those that come with Firmground, each with what it makes and its XLSForm."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.errors import NotInLedger
from firmground.intake.xforms.shipped import SHIPPED, ShippedForm
from firmground.intake.xforms.tables import asked_of
from firmground.intake.xforms.workbooks import LANGUAGE_NAMES
from firmground.web.asking import Asking, asks
from firmground.web.presently import presently
from firmground.web.words import kind_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@asks(Act.SEE_STAFF, section="import")
@presently
def forms(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the forms that teams can carry: what each reports, how long it is, its XLSForm."""
    rows = [_row(asking, form) for form in SHIPPED.values()]
    languages = [name.rpartition(" (")[0] for name in LANGUAGE_NAMES.values()]
    return render(
        request, "forms.html", {"rows": rows, "form_languages": languages, "may_make_keys": asking.may(Act.DECIDE)}
    )


def _row(asking: Asking, form: ShippedForm) -> dict[str, Any]:
    language = (get_language() or "en").partition("-")[0]
    asked = [one for _path, _repeat, one in asked_of(form.table) if one["type"] != "calculate"]
    return {
        "title": form.titles.get(language, form.titles["en"]),
        "form_id": form.form_id,
        "version": form.version,
        "makes": [kind_words(made["kind"]) for made in form.table["makes"]],
        "questions": len(asked),
        "required": sum(bool(one.get("required")) for one in asked),
        "has_personal": any(one.get("personal") for one in asked),
        "url": reverse("form-file", args=[asking.operation.number, form.form_id]),
    }


@asks(Act.SEE_STAFF, section="import")
def form_file(request: HttpRequest, asking: Asking, form_id: str) -> HttpResponse:
    """Send a form as XLSForm, to be read, changed or loaded into another server."""
    form = SHIPPED.get(form_id)
    if form is None:
        raise NotInLedger(_("There is no such form. Choose one from the list of forms."))
    name = f"{form.form_id}-{form.version}.xlsx"
    return HttpResponse(
        form.xlsform(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
