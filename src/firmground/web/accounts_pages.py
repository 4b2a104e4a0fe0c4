"""Signing in and out, and the page on which administrators give and end roles."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from firmground.accounts.attempts import Attempts
from firmground.accounts.models import Person
from firmground.accounts.roles import Act, GrantOf, Role
from firmground.actions.give_role import end_role, give_role
from firmground.actions.open_account import let_sign_in, open_account
from firmground.errors import FirmgroundError, NotAllowed, RecordRefused, ReportUnreadable
from firmground.settings import settings
from firmground.web.asking import Asking, asks
from firmground.web.code_words import role_words
from firmground.web.comparisons import organisations

ATTEMPTS = Attempts()
"""Failures to sign in at this process."""


class SignIn(LoginView):
    """The sign-in page; of a demonstration it names the accounts that can be tried."""

    template_name = "sign_in.html"
    next_page = "operations"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - Django's own
        """Try a name and a password; after several failures from one address not before a pause is over."""
        tried = request.POST.get("username", ""), request.META.get("REMOTE_ADDR", "")
        wait_s = ATTEMPTS.wait_s(*tried)
        if wait_s:
            page = self.render_to_response(self.get_context_data(wait_s=wait_s), status=429)
            page["Retry-After"] = str(wait_s)
            return page
        response = super().post(request, *args, **kwargs)
        (ATTEMPTS.succeeded if request.user.is_authenticated else ATTEMPTS.failed)(*tried)
        return response

    def get_context_data(self, **words: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's own
        """Return what the page shows."""
        said: dict[str, Any] = super().get_context_data(**words)
        return said | {"sign_ins": _sign_ins() if settings().is_demonstration else []}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - Django's own
        """Sign in, and show pages in the account's language unless another was chosen before."""
        response = super().form_valid(form)
        if django_settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(django_settings.LANGUAGE_COOKIE_NAME, form.get_user().language, samesite="Lax")
        return response


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view(next_page="sign-in")


def _sign_ins() -> list[dict[str, str]]:
    active = Person.objects.filter(is_active=True).order_by("number")
    return [
        {
            "username": person.username,
            "roles": ", ".join(dict.fromkeys(role_words(one.role) for one in person.grants())),
        }
        for person in active
    ]


@asks(Act.ADMINISTER, section="people")
def people(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show who may what in the operation; POST opens an account, gives a role or ends one."""
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            messages.success(request, _changed(request, asking))
            return redirect("people", asking.operation.number)
        except NotAllowed:
            raise
        except FirmgroundError as error:
            said = {"error": error, "typed": request.POST}
    names = organisations(asking.official)
    rows = [row for person in Person.objects.order_by("number") for row in _rows(asking, person, names)]
    is_for_all = asking.actor.may(Act.ADMINISTER, "")
    context = {
        "rows": [row for row in rows if row["role"] or is_for_all],
        "accounts": Person.objects.order_by("username"),
        "roles": [(role.value, role_words(role)) for role in Role],
        "organisations": sorted(names.items()),
        "is_for_all": is_for_all,
        "languages": django_settings.LANGUAGES,
    }
    return render(request, "people.html", context | said, status=422 if said else 200)


def _changed(request: HttpRequest, asking: Asking) -> str:
    """Do what the form asks and return what was done, in words."""
    said = request.POST
    username = said.get("username", "").strip()
    operation = "" if said.get("everywhere") else asking.operation.id
    match said.get("do"):
        case "open":
            made = open_account(
                asking.actor,
                username,
                said.get("password", ""),
                operation=asking.operation.id,
                language=_language(said.get("language", "")),
            )
            return _("Account %(number)s is open. Give it a role.") % {"number": made.number}
        case "give":
            given = give_role(
                asking.office,
                asking.actor,
                username,
                _role(said.get("role", "")),
                operation=operation,
                organisation=said.get("organisation", ""),
            )
            return _("%(number)s holds the role now. It can be ended below.") % {"number": given.number}
        case "end":
            ended = end_role(
                asking.actor,
                username,
                _role(said.get("role", "")),
                operation=operation,
                organisation=said.get("organisation", ""),
            )
            return _("The role of %(number)s is ended. It can be given again.") % {"number": ended.number}
        case "close" | "reopen":
            person = let_sign_in(asking.actor, username, may_sign_in=said["do"] == "reopen")
            words = _("%(number)s may sign in.") if person.is_active else _("%(number)s may no longer sign in.")
            return words % {"number": person.number}
    raise ReportUnreadable(_("The form does not say what to do. Load the page again."))


def _role(said: str) -> Role:
    try:
        return Role(said)
    except ValueError:
        raise RecordRefused(_("Choose a role.")) from None


def _language(said: str) -> str:
    return said if said in dict(django_settings.LANGUAGES) else "en"


def _rows(asking: Asking, person: Person, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return a row for each role that the account holds here, or one that says that it holds none."""
    held = [grant for grant in _grants(person) if grant.operation in ("", asking.operation.id)]
    own = person.number == asking.actor.number
    common = {"username": person.username, "number": person.number, "is_active": person.is_active, "is_own": own}
    if not held:
        return [common | {"role": "", "role_words": _("no role here"), "span": "", "organisation": ""}]
    return [
        common
        | {
            "role": grant.role.value,
            "role_words": role_words(grant.role),
            "span": _("this operation") if grant.operation else _("every operation"),
            "is_everywhere": not grant.operation,
            "organisation": grant.organisation,
            "organisation_name": names.get(grant.organisation, grant.organisation),
            "may_end": asking.actor.may(Act.ADMINISTER, grant.operation)
            and not (own and grant.role is Role.ADMINISTRATOR),
        }
        for grant in held
    ]


def _grants(person: Person) -> list[GrantOf]:
    """Return what an account was granted, also where it may not sign in."""
    return [GrantOf(Role(held.role), held.operation, held.organisation) for held in person.grant_set.all()]
