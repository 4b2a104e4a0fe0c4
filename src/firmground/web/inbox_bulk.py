"""Much of the inbox answered at once, with one reason: what the person may not answer is left out, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.answer_row import override_rows
from firmground.actions.decide_many import decide_many
from firmground.actions.leave_out_row import LEFT_OUT, RETURNED, RowName, answer_rows
from firmground.errors import ReportUnreadable
from firmground.records.deeds import DecisionVerdict
from firmground.web.asking import Asking
from firmground.web.inbox_items import Item
from firmground.web.inbox_waiting import DEEDS, waiting_batches

_VERDICTS = {
    "accept": DecisionVerdict.APPROVED,
    "return": DecisionVerdict.RETURNED,
    "leave_out": DecisionVerdict.REJECTED,
}

LeftOut = list[tuple[str, str]]
"""What was not answered, by its title, and why."""


def answer_all(asking: Asking, selected: Sequence[Item], *, do: str, reason: str) -> tuple[int, LeftOut]:
    """Accept, return or leave out all that is selected, and return how much was answered and what was left out.

    Accepting enters a held row with its findings set aside, and approves an entry. What speaks of ground that is asked
    about is answered one by one, by whoever looks at it.

    Args:
        asking: Who answers.
        selected: The items; none: nothing is done.
        do: ``accept``, ``return`` or ``leave_out``.
        reason: Stands in every decision.

    Raises:
        ReportUnreadable: There is no such answer.
        RecordRefused: There is no reason.
        NotAllowed: Rows are among them and the person may not answer rows.
    """
    if do not in _VERDICTS:
        raise ReportUnreadable(_("The form does not say what to do. Load the page again."))
    entries = _entries(asking, selected)
    done = 0
    refused: dict[str, str] = {}
    if entries or not selected:
        done, refused = decide_many(
            asking.office, asking.actor, asking.operation, list(entries), verdict=_VERDICTS[do], reason=reason
        )
    left_out = [(entries[entry], why) for entry, why in refused.items()]
    rows, rows_left_out = _answer_rows(asking, selected, do, reason)
    alone = [
        (one.title, _("It is answered by itself: open it."))
        for one in selected
        if one.what not in ("row", "batch", "withdrawal")
    ]
    return done + rows, left_out + rows_left_out + alone


def _entries(asking: Asking, selected: Sequence[Item]) -> dict[str, str]:
    """Return what waits of the selected batches and withdrawals: the number of each entry, by its id."""
    batches = waiting_batches(asking)
    found: dict[str, str] = {}
    for item in selected:
        if item.what == "batch":
            found |= {one.entry.id: one.entry.number for one in batches[int(item.key.removeprefix("batch-"))]}
        elif item.what == "withdrawal":
            found[item.key.removeprefix("withdrawal-")] = item.title
    return found


def _answer_rows(asking: Asking, selected: Sequence[Item], do: str, reason: str) -> tuple[int, LeftOut]:
    titles: dict[RowName, str] = {}
    for item in selected:
        if item.what == "row":
            submission, _slash, position = item.key.partition("/")
            titles[submission, int(position)] = item.title
    if not titles:
        return 0, []
    if not asking.may(Act.DECIDE):
        return 0, [(title, _("Your role does not decide on this. It waits for who does.")) for title in titles.values()]
    who = (asking.office, asking.actor, asking.operation, list(titles))
    if do == "accept":
        done, refused = override_rows(*who, reason=reason)
    else:
        done, refused = answer_rows(*who, rule=RETURNED if do == "return" else LEFT_OUT, reason=reason)
    return done, [(titles[name], why) for name, why in refused]


def waits_of_batch(asking: Asking, item: Item) -> tuple[dict[str, Any], int]:
    """Return what a decision over a batch names, the whole batch where all of it waits; and how many entries wait."""
    number = int(item.key.removeprefix("batch-"))
    waiting = {one.entry.id for one in waiting_batches(asking)[number]}
    whole_batch = {
        one.entry.id for one in asking.official.recorded if one.batch == number and one.entry.kind not in DEEDS
    }
    if whole_batch == waiting:
        return {"batch": number}, len(waiting)
    return {"entries": [one.entry.id for one in waiting_batches(asking)[number]]}, len(waiting)
