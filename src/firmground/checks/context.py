"""What the rules may know beside the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from firmground.records.entry import Entry
from firmground.records.operations import EventKind, Operation


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules may know.

    Attributes:
        operation: The operation as it stands.
        operation_number: Its short name.
        today: The present local day in the operation's time zone.
        known: What stands of the operation already, approved or not, in any order.
        accepted: Declarations of a mapping: field to words such as "not stated, accepted by ...".
        began: First day of the operation, None: not said; see ``frame_of``.
        ended: Last day of the operation, None: it goes on.
        numbers_stated: Whether the visible numbers stand in the file. Where they were given by us, two records that
            are equal but for the number are identical.
    """

    operation: Operation
    operation_number: str
    today: date
    known: Sequence[Entry] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    began: date | None = None
    ended: date | None = None
    numbers_stated: bool = False


def frame_of(entries: Iterable[Entry]) -> tuple[date | None, date | None]:
    """Return the first and the last day of an operation, as its dated events of start and end say.

    Of several starts the earliest and of several ends the latest counts. None: no event says so.
    """
    days: dict[str, list[date]] = {EventKind.START: [], EventKind.END: []}
    for entry in entries:
        event = str(entry.body.get("event", ""))
        if entry.kind == "dated_event" and event in days and entry.true_from:
            days[event].append(entry.true_from)
    return min(days[EventKind.START], default=None), max(days[EventKind.END], default=None)
