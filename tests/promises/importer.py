"""A process that imports files one after the other and says what it has acknowledged; it is there to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from firmground.accounts.permission import GrantOf
from firmground.accounts.roles import Role
from firmground.actions.actor import Actor
from firmground.actions.import_file import enter_file, judge_file, receive_file
from firmground.actions.open_operation import open_operation
from firmground.intake.mapping import read_mapping
from firmground.records.operations import Operation
from firmground.wiring import office, prepare

ACTOR = Actor("P-0001", (GrantOf(Role.INFORMATION_OFFICER),))
MAPPING = """
kind: ordnance_lot
columns: {day: true_from, what: category, items: quantity}
constants: {event: destroyed}
"""
ROWS = 40


def report(number: int) -> bytes:
    """Return the file of one report: 40 rows, of which one cannot be read."""
    lines = [f"2017-10-{1 + row % 28:02d},mortar,{number + row + 1}" for row in range(ROWS - 1)]
    return "\n".join(["day,what,items", *lines, "2017-10-03,mortar,many"]).encode()


def main(folder: Path) -> None:
    """Import the files of a folder for ever, acknowledging each step on standard output."""
    prepare()
    known = {record.number: record for record in office().operations()}
    operation = known.get("test") or open_operation(office(), "P-0001", "test", Operation(name="Test"))
    mapping = read_mapping(MAPPING)
    say("ready")
    for path in sorted(folder.glob("*.csv")):
        received = receive_file(office(), ACTOR, operation, filename=path.name, data=path)
        say(f"received {path.name} {received.id}")
        if not received.batch:
            judge_file(office(), ACTOR, operation, received.id, mapping)
        account = enter_file(office(), ACTOR, operation, received.id)
        say(f"entered {path.name} {account.batch}")
    say("done")


def say(words: str) -> None:
    """Acknowledge, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
