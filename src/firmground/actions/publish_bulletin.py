"""Publish a bulletin: its figures, words and map are frozen, kept, and entered with the head they stand on."""

from __future__ import annotations

from datetime import date

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.bulletins.bulletin import Draft, Frozen, draft
from firmground.bulletins.day_map import day_map
from firmground.bulletins.published import Change, Published, before, changes, exact, of_day, published_bulletins
from firmground.bulletins.wording import day_words
from firmground.errors import EntryOvertaken, NotYetKnown, RecordRefused
from firmground.ledger.batches import Head
from firmground.ledger.ids import derived_id, thing_id
from firmground.ledger.standing import Fold
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, plain_body
from firmground.records.words import Bulletin
from firmground.state.picture import Picture


def drafted(office: Office, operation: OperationRecord, *, on_day: date, as_known_on: date | None) -> Frozen:
    """Return the bulletin of a day as it would be published, with its map; nothing is kept.

    Raises:
        NotYetKnown: The day has not come.
    """
    if on_day > office.today(operation):
        raise NotYetKnown(
            f"{day_words(on_day)} has not come. Ask for a day up to {day_words(office.today(operation))}."
        )
    picture = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=as_known_on)
    cautious = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=as_known_on)
    previous = before(published_bulletins(picture), on_day)
    told = draft(picture, operation.body, operation.number, on_day=on_day, previous=previous)
    drawn = day_map(cautious, operation.entry, on_day=on_day)
    return Frozen(told=told, map_svg=drawn.svg, map_words=drawn.words)


def publish_bulletin(
    office: Office, actor: Actor, operation: OperationRecord, *, on_day: date, seen: str = ""
) -> Published:
    """Publish the bulletin of a day as known now and return it.

    Args:
        office: The office.
        actor: Who publishes.
        operation: The operation.
        on_day: The day; it is published once. What is learned of it later stands in the next bulletin as a correction.
        seen: Digest of the draft that the actor has read; empty: not asked.

    Raises:
        NotAllowed: The actor may not publish.
        NotYetKnown: The day has not come.
        RecordRefused: The day's bulletin is published already.
        EntryOvertaken: The ledger says something else than what the actor has read.
    """
    actor.require(Act.PUBLISH, operation.id)
    head = office.ledger.head()
    frozen = drafted(office, operation, on_day=on_day, as_known_on=None)
    if of_day(known_bulletins(office, operation), on_day):
        raise RecordRefused(
            f"The bulletin of {day_words(on_day)} is published. What is learned of that day now stands in the next "
            "bulletin as a correction."
        )
    if office.ledger.head() != head or (seen and seen != frozen.told.digest):
        raise EntryOvertaken("The figures have changed since you read them. Read the bulletin again, then publish it.")
    kept = office.contents.keep(msgspec.json.encode(frozen))
    office.ledger.append([_entry(office, actor, operation, frozen.told, head, kept.reference)])
    published = of_day(known_bulletins(office, operation), on_day)
    assert published is not None  # noqa: S101 - it has just been entered, and bulletins are not gated
    return published


def known_bulletins(office: Office, operation: OperationRecord, *, as_known_on: date | None = None) -> list[Published]:
    """Return the bulletins of an operation as known on a day (None: now), by their days."""
    return published_bulletins(office.picture(operation, fold=Fold.OFFICIAL, as_known_on=as_known_on))


def frozen_bulletin(office: Office, published: Published) -> Frozen:
    """Return what was kept of a published bulletin.

    Raises:
        NotInLedger: Its text was redacted.
    """
    return msgspec.json.decode(office.contents.read(published.body.text), type=Frozen)


def changed_since(
    office: Office, operation: OperationRecord, published: Published, *, as_known_on: date | None = None
) -> list[Change]:
    """Return the figures of a published bulletin that are known differently since, with what changed them.

    Args:
        office: The office.
        operation: The operation.
        published: The bulletin.
        as_known_on: Known differently as of this day; None: now.
    """
    head = Head(office.ledger.office, published.body.head)
    now = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=as_known_on)
    after = [one for one in now.recorded if one.batch > head.number and one.entry.kind != "bulletin"]
    if not after:
        return []
    then = Picture(office.recorded(operation.id, head), Fold.OFFICIAL)
    return changes(published, then, now)


def _entry(office: Office, actor: Actor, operation: OperationRecord, told: Draft, head: Head, reference: str) -> Entry:
    number = f"{KINDS['bulletin'].prefix}-{told.on_day.isoformat()}"
    figures = {
        line.figure: {
            "day": exact(line.day),
            "total": exact(line.total),
            "previous": None if line.previous is None else exact(line.previous),
            "new": exact(line.new),
            "corrections": exact(line.corrections),
        }
        for line in told.lines
    }
    return Entry(
        id=derived_id("bulletin", office.ledger.office, operation.id, told.on_day.isoformat()),
        thing=thing_id(operation.id, "bulletin", number),
        number=number,
        kind="bulletin",
        operation=operation.id,
        tier=KINDS["bulletin"].tier,
        author=actor.number,
        body=plain_body(
            Bulletin(title=told.title, language=told.language, figures=figures, head=head.number, text=reference)
        ),
        true_from=told.on_day,
    )
