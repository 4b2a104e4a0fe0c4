"""Export an operation: what the person who asks may see, as of a day and as known on a day."""

from __future__ import annotations

from datetime import date

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.export.rows import Asked, Export, export
from firmground.ledger.standing import Fold


def export_operation(
    office: Office, actor: Actor, operation: OperationRecord, *, on_day: date, as_known_on: date | None
) -> tuple[Asked, Export]:
    """Return what was asked, and what the actor may see of an operation.

    Raises:
        NotAllowed: The actor may see nothing of this operation.
    """
    actor.require(Act.SEE_PUBLISHED, operation.id)
    head = office.head(operation, as_known_on)
    official = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=as_known_on)
    cautious = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=as_known_on)
    asked = Asked(
        operation=operation.entry,
        on_day=on_day,
        as_known_on=as_known_on,
        office=office.ledger.office,
        head=head.number,
        known_at=max((one.recorded_at for one in official.recorded), default=office.clock()),
        may_see=actor.may_see,
        is_staff=actor.may(Act.SEE_STAFF, operation.id),
    )
    return asked, export(asked, official, cautious)
