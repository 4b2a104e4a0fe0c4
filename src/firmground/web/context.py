"""What every page's frame needs: the operation, the clocks, who is signed in. Made from ``request.asking``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act, Role
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.web.asking import Asking, actor_of
from firmground.web.inbox_items import waiting_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the names that ``shell.html`` reads; a page outside of an operation has only the person."""
    asking: Asking | None = getattr(request, "asking", None)
    actor = asking.actor if asking else actor_of(request)
    said: dict[str, Any] = {"person": _person(request, actor, asking)}
    if asking is not None:
        said |= {
            "operation": _operation(asking.operation),
            "operations": SimpleLazyObject(lambda: seen_by(asking.office, asking.actor)),
            "clocks": _clocks(asking),
            "inbox_count": SimpleLazyObject(lambda: waiting_count(asking)),
            "closed": _closed(asking),
            "section": asking.section,
            "clock_query": asking.query,
        }
    return said


def seen_by(office: Office, actor: Actor) -> list[dict[str, Any]]:
    """Return the operations in which a person may see or do anything, by number."""
    acts = (Act.SEE_PUBLISHED, Act.ADMINISTER)
    return [
        _operation(operation) for operation in office.operations() if any(actor.may(act, operation.id) for act in acts)
    ]


def _operation(operation: OperationRecord) -> dict[str, Any]:
    body = operation.body
    return {"number": operation.number, "name": body.name, "is_reconstruction": body.is_reconstruction}


def _clocks(asking: Asking) -> dict[str, Any]:
    return {
        "on_day": asking.on_day,
        "as_known_on": asking.as_known_on,
        "today": asking.today,
        "at_rest": asking.at_rest,
        "words": asking.words,
    }


def _person(request: HttpRequest, actor: Actor, asking: Asking | None) -> dict[str, str] | None:
    if not request.user.is_authenticated:
        return None
    operation = asking.operation.id if asking else ""
    held = [grant for grant in actor.grants if not operation or grant.operation in ("", operation)]
    words = ", ".join(dict.fromkeys(_role_words(grant.role, grant.organisation) for grant in held))
    return {"name": request.user.get_username(), "role_words": words or _("no role here")}


def _role_words(role: Role, organisation: str) -> str:
    words = {
        Role.VIEWER: _("viewer"),
        Role.OPERATOR: _("operator"),
        Role.INFORMATION_OFFICER: _("information officer"),
        Role.OPERATIONS_OFFICER: _("operations officer"),
        Role.QUALITY_OFFICER: _("quality officer"),
        Role.HEAD: _("head"),
        Role.AUTHORITY: _("authority"),
        Role.ADMINISTRATOR: _("administrator"),
    }[role]
    return f"{words} ({organisation})" if organisation else words


def _closed(asking: Asking) -> frozenset[str]:
    """Return the keys of the rail whose pages the person may not open: they are not offered."""
    staff: frozenset[str] = frozenset() if asking.may(Act.SEE_STAFF) else frozenset({"inbox", "import"})
    people: frozenset[str] = frozenset() if asking.may(Act.ADMINISTER) else frozenset({"people"})
    public = frozenset() if asking.may(Act.SEE_PUBLISHED) else _PUBLIC_PAGES
    return staff | people | public


_PUBLIC_PAGES = frozenset({"map", "operation", "timeline", "figures", "bulletins", "export"})
