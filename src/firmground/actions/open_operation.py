"""Open an operation: the frame that all its entries name."""

from __future__ import annotations

import re

from firmground.actions.office import Office, OperationRecord
from firmground.clock import today
from firmground.errors import RecordRefused
from firmground.ledger.ids import authored_id, thing_id
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body
from firmground.records.operations import Operation, Organisation
from firmground.records.tiers import Tier

_NUMBER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def open_operation(
    office: Office,
    author: str,
    number: str,
    body: Operation,
    *,
    organisations: tuple[tuple[str, Organisation], ...] = (),
) -> OperationRecord:
    """Enter an operation with its organisations and return it. Who may do so, the door has asked.

    Args:
        office: The office.
        author: Account number of who opens it.
        number: Short name in addresses: lower-case letters, digits, hyphens.
        body: What is said of it.
        organisations: Pairs (number, organisation).

    Raises:
        RecordRefused: The number is not fit for an address, or taken.
    """
    if not _NUMBER.fullmatch(number):
        raise RecordRefused(f"{number!r} cannot be an address. Use lower-case letters, digits and hyphens.")
    if any(known.number == number for known in office.operations()):
        raise RecordRefused(f"There is an operation {number!r} already. Choose another number.")
    operation = thing_id(office.ledger.office, "operation", number)
    day = today(office.clock, body.timezone)
    frame = [
        ("operation", number, plain_body(body)),
        *(("organisation", code, plain_body(one)) for code, one in organisations),
    ]
    office.ledger.append(
        [
            Entry(
                id=authored_id(),
                thing=operation if kind == "operation" else thing_id(operation, kind, code),
                number=code,
                kind=kind,
                operation=operation,
                tier=Tier.PUBLIC,
                author=author,
                body=said,
                true_from=day,
            )
            for kind, code, said in frame
        ]
    )
    return office.operation(number)
