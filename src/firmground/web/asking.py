"""What a page asks: which operation, which day, as known on which day, and who asks. One gate for every address.

Every view is made by ``asks``, which names the act that it needs. A view without one cannot be reached: the tests walk
all addresses and refuse a view that does not declare its act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.clock import asked_day
from firmground.errors import FirmgroundError, NotAllowed, NotInLedger, ReportUnreadable
from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from firmground.web.errors import STATUS_OF
from firmground.wiring import office as the_office


@dataclass
class Asking:
    """One question of one person to one operation.

    Attributes:
        office: The office.
        operation: The operation asked about.
        actor: Who asks.
        on_day: The day asked about; today where the address does not say.
        as_known_on: As known at the end of this day; None: now.
        today: The present local day of the operation.
        section: The rail key of the page.
    """

    office: Office
    operation: OperationRecord
    actor: Actor
    on_day: date
    as_known_on: date | None
    today: date
    section: str

    @property
    def at_rest(self) -> bool:
        """Return whether both clocks stand at the present."""
        return self.on_day == self.today and self.as_known_on is None

    @cached_property
    def official(self) -> Picture:
        """Return the official picture: approved entries only. For figures, bulletins and what is published."""
        return self.picture(Fold.OFFICIAL)

    @cached_property
    def cautious(self) -> Picture:
        """Return the cautious picture: danger from the moment it is received. For the staff's map and gates."""
        return self.picture(Fold.CAUTIOUS)

    def picture(self, fold: Fold, organisation: str = "") -> Picture:
        """Return the operation's picture in a fold, as known on the day asked about."""
        return self.office.picture(self.operation, fold=fold, as_known_on=self.as_known_on, organisation=organisation)

    @property
    def query(self) -> str:
        """Return the clocks as the query of an address, with its question mark; empty at rest."""
        words = {}
        if self.on_day != self.today:
            words["on_day"] = self.on_day.isoformat()
        if self.as_known_on is not None:
            words["as_known_on"] = self.as_known_on.isoformat()
        return f"?{urlencode(words)}" if words else ""

    @property
    def words(self) -> str:
        """Return both clocks in words, for pages, exports and prints."""
        known = (
            _("as known on %(day)s") % {"day": date_format(self.as_known_on)} if self.as_known_on else _("as known now")
        )
        return _("On %(day)s, %(known)s") % {"day": date_format(self.on_day), "known": known}

    def may(self, act: Act, organisation: str = "") -> bool:
        """Return whether the person may do something in this operation."""
        return self.actor.may(act, self.operation.id, organisation)


View = Callable[..., HttpResponse]


def asks(act: Act, *, section: str) -> Callable[[View], View]:
    """Make a view of an operation's page; it is called as ``view(request, asking, **words of the address)``.

    Args:
        act: What the person must be allowed in the operation to reach the page at all.
        section: The rail key that the page belongs to.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, number: str, **words: Any) -> HttpResponse:  # noqa: ANN401
            try:
                asking = _asking(request, number, section)
                asking.actor.require(act, asking.operation.id)
                request.asking = asking  # type: ignore[attr-defined]
                return view(request, asking, **words)
            except NotAllowed as error:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path(), "sign-in")
                return refused(request, error)
            except FirmgroundError as error:
                return refused(request, error)

        gated.act = act  # type: ignore[attr-defined]
        return gated

    return gate


def refused(request: HttpRequest, error: FirmgroundError) -> HttpResponse:
    """Return the page that says what happened and what to do next, with the status of the error's class."""
    status = STATUS_OF[type(error)]
    return render(request, "refused.html", {"error": error, "section": ""}, status=status)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, with the grants that hold now."""
    user = request.user
    if not user.is_authenticated:
        return Actor("")
    return Actor(user.number, user.grants())


def _asking(request: HttpRequest, number: str, section: str) -> Asking:
    office = the_office()
    actor = actor_of(request)
    operation = _operation(office, actor, number)
    today = office.last_day(operation)
    return Asking(
        office=office,
        operation=operation,
        actor=actor,
        on_day=_day(request, "on_day") or today,
        as_known_on=_day(request, "as_known_on"),
        today=today,
        section=section,
    )


def _operation(office: Office, actor: Actor, number: str) -> OperationRecord:
    """Return the operation of a number; who may nothing in it is not told whether it is there.

    Raises:
        NotAllowed: There is none in which the person may see or do anything.
        NotInLedger: There is none, said to those only who have a role in every operation.
    """
    try:
        operation = office.operation(number)
    except NotInLedger:
        if any(not grant.operation for grant in actor.grants):
            raise
        operation = None
    if operation is None or not any(grant.operation in ("", operation.id) for grant in actor.grants):
        raise NotAllowed(_("Your account has no role in an operation of this name. Ask its administrator for one."))
    return operation


def _day(request: HttpRequest, name: str) -> date | None:
    said = request.GET.get(name, "").strip()
    if not said:
        return None
    try:
        return asked_day(said)
    except ValueError:
        raise ReportUnreadable(
            _("The address says %(name)s=%(said)s, which is not a day. Write it as 2017-11-14.")
            % {"name": name, "said": said}
        ) from None
