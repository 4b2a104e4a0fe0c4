"""A bulletin over a real ledger: drafted, published once, and held against what is learned later."""

from __future__ import annotations

from datetime import date

import pytest

from firmground.actions.publish_bulletin import (
    changed_since,
    drafted,
    frozen_bulletin,
    known_bulletins,
    publish_bulletin,
)
from firmground.errors import EntryOvertaken, NotAllowed, NotYetKnown, RecordRefused
from firmground.ledger.verify import verify
from firmground.storage.keys import OfficeKey
from tests.bulletins.offices import FIRST, OFFICER, SECOND, VIEWER, enter, evening
from tests.ledgers import entry


def test_publishing_freezes_the_figures_with_the_head_that_they_stand_on(office, operation):
    head = office.ledger.head()

    published = publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    assert published.body.head == head.number
    assert published.total("ordnance-destroyed") == 1500
    assert published.increase("buildings-checked") == 8
    assert frozen_bulletin(office, published).told == drafted(office, operation, on_day=FIRST, as_known_on=None).told


def test_a_second_bulletin_begins_where_the_first_ended(office, operation):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    published = publish_bulletin(office, OFFICER, operation, on_day=SECOND)

    assert published.body.figures["ordnance-destroyed"] == {
        "day": 40,
        "total": 1540,
        "previous": 1500,
        "new": 40,
        "corrections": 0,
    }
    assert [one.day for one in known_bulletins(office, operation)] == [FIRST, SECOND]


def test_what_is_learned_later_changes_no_published_figure_and_is_shown_with_its_entry(office, operation):
    published = publish_bulletin(office, OFFICER, operation, on_day=FIRST)
    assert changed_since(office, operation, published) == []

    late = enter(office, operation, entry("BC-9", "building_checked", 1, parties=("A",), buildings=3))[0]

    again = known_bulletins(office, operation)[0]
    found = changed_since(office, operation, again)
    assert again == published
    assert [(change.figure, change.published, change.now) for change in found] == [("buildings-checked", 8, 11)]
    assert dict(found[0].by_entry) == {late.id: 3}


def test_as_known_before_a_late_report_nothing_has_changed_yet(office, operation, clock):
    published = publish_bulletin(office, OFFICER, operation, on_day=FIRST)
    clock.instant = evening(date(2017, 10, 3))
    enter(office, operation, entry("BC-9", "building_checked", 1, parties=("A",), buildings=3))

    assert changed_since(office, operation, published, as_known_on=SECOND) == []
    assert len(changed_since(office, operation, published, as_known_on=date(2017, 10, 3))) == 1


def test_a_day_is_published_once(office, operation):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    with pytest.raises(RecordRefused, match="1 October 2017 is published"):
        publish_bulletin(office, OFFICER, operation, on_day=FIRST)


def test_a_viewer_may_not_publish(office, operation):
    with pytest.raises(NotAllowed):
        publish_bulletin(office, VIEWER, operation, on_day=FIRST)

    assert known_bulletins(office, operation) == []


def test_a_day_that_has_not_come_has_no_bulletin(office, operation):
    with pytest.raises(NotYetKnown, match="3 October 2017 has not come"):
        publish_bulletin(office, OFFICER, operation, on_day=date(2017, 10, 3))


def test_a_draft_that_was_read_before_the_figures_changed_is_not_published(office, operation):
    read = drafted(office, operation, on_day=FIRST, as_known_on=None).told.digest
    enter(office, operation, entry("BC-9", "building_checked", 1, parties=("A",), buildings=3))

    with pytest.raises(EntryOvertaken, match="Read the bulletin again"):
        publish_bulletin(office, OFFICER, operation, on_day=FIRST, seen=read)


def test_the_ledger_still_verifies_with_its_bulletins(office, operation, tmp_path):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    keys = OfficeKey(tmp_path, "centre").public_keys()

    assert verify(office.ledger, public_keys=keys).holds


def test_as_known_on_the_evening_of_a_day_a_later_bulletin_is_not_known(office, operation, clock):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    assert known_bulletins(office, operation, as_known_on=FIRST) == []
    assert len(known_bulletins(office, operation, as_known_on=SECOND)) == 1
