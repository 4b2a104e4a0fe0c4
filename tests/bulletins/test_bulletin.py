"""A bulletin for a day: its lines, its words, and what has changed since."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from firmground.bulletins.bulletin import public_figures
from firmground.bulletins.figures import Unit
from firmground.bulletins.published import changes, exact
from firmground.bulletins.wording import NARROW_SPACE, balance, is_noticed, listed, signed, spelled
from tests.bulletins.words import (
    FIRST,
    FRAME,
    SECOND,
    THIRD,
    buildings,
    checked,
    destroyed,
    picture,
    published,
    told,
)
from tests.ledgers import START, decision, entry, hazard, recorded, release, square
from tests.promises.worlds import CASES, reports


def _approved(*batches):
    """Return a batch and its approval, batch by batch."""
    return [part for batch in batches for part in (list(batch), [decision("approved", *batch)])]


def _line(made, name):
    return next(line for line in made.lines if line.figure == name)


def _text(made):
    return " ".join("".join(piece.text for piece in paragraph) for paragraph in made.paragraphs).replace(
        NARROW_SPACE, " "
    )


def test_the_first_bulletin_tells_the_day_and_the_total_and_corrects_nothing():
    known = picture(recorded([*FRAME], *_approved([checked("AW-1", 1, 40.1), buildings("BC-1", 1, 8)])))

    made = told(known, FIRST)

    line = _line(made, "buildings-checked")
    assert (line.day, line.total, line.previous, line.new, line.corrections) == (8, 8, None, 8, 0)
    assert not made.has_corrections


def test_a_late_report_of_a_told_day_is_a_correction_and_the_line_still_adds_up():
    before = _approved([buildings("BC-1", 1, 8)])
    late = _approved([buildings("BC-2", 1, 3), buildings("BC-3", 2, 5)])
    first = published(told(picture(recorded([*FRAME], *before)), FIRST))

    made = told(picture(recorded([*FRAME], *before, *late)), SECOND, first)

    line = _line(made, "buildings-checked")
    assert (line.previous, line.new, line.corrections, line.total, line.day) == (8, 5, 3, 16, 5)
    assert made.has_corrections
    assert any("buildings checked +3" in remark for remark in made.remarks)


def test_new_covers_every_day_since_the_last_bulletin_and_the_last_24_hours_only_one():
    entries = _approved([buildings("BC-1", 1, 8), buildings("BC-2", 2, 3), buildings("BC-3", 3, 5)])
    known = picture(recorded([*FRAME], *entries))

    line = _line(told(known, THIRD, published(told(known, FIRST))), "buildings-checked")

    assert (line.day, line.new, line.corrections) == (5, 8, 0)


@CASES
@given(reports(), reports(), st.integers(1, 4), st.integers(1, 4))
def test_the_lines_of_every_bulletin_add_up(early, later, first_day, days_on):
    day = FIRST.replace(day=first_day)
    first = published(told(picture(recorded(*_approved(early))), day))

    made = told(picture(recorded(*_approved(early), *_approved(later))), day + timedelta(days=days_on), first)

    assert all(line.adds_up for line in made.lines)
    assert [line.figure for line in made.lines] == [figure.name for figure in public_figures()]


@given(st.integers(0, 10**16), st.integers(-(10**15), 10**15), st.integers(0, 10**16), st.sampled_from([*Unit][:3]))
def test_a_line_adds_up_as_it_is_read(previous, corrections, total, unit):
    read = balance(previous=previous, corrections=corrections, total=total, unit=unit)
    scale = read.total.split(NARROW_SPACE)[1:]
    parts = (read.previous, read.new, read.corrections)

    in_scale = sum(_tenths(part) for part in parts if part.split(NARROW_SPACE)[1:] == scale)

    assert in_scale == _tenths(read.total)


def _tenths(words):
    number = words.split(NARROW_SPACE)[0].replace("\u2212", "-").replace("+", "").replace(",", "")
    return int(Decimal(number) * 10)


def test_the_text_names_both_organisations_and_never_turns_checked_into_cleared():
    day = [checked("AW-1", 1, 40.1), buildings("BC-1", 1, 8), destroyed("OL-1", 1, 1500)]
    known = picture(recorded([*FRAME], *_approved(day)))

    words = _text(told(known, FIRST))

    assert "Mine Action Centre and Engineer Specialists, working jointly, checked 1.0 ha of ground" in words
    assert "8 buildings, and destroyed 1,500 explosive objects." in words
    assert "clear" not in words
    assert "releases no ground" in words


def test_every_number_of_the_text_leads_to_its_figure():
    known = picture(recorded([*FRAME], *_approved([checked("AW-1", 1, 40.1), destroyed("OL-1", 1, 7)])))

    made = told(known, FIRST)

    doors = {piece.figure for paragraph in made.paragraphs for piece in paragraph if piece.figure}
    assert {"area-checked", "ordnance-destroyed"} <= doors <= {figure.name for figure in public_figures()}


def test_figures_that_may_not_be_published_are_not_in_it():
    ground = square(40.1, 35.3)
    known = picture(recorded([*FRAME], *_approved([hazard("HA-1", 1, ground), destroyed("OL-1", 1, 7)])))

    names = {line.figure for line in told(known, FIRST).lines}

    assert not names & {"hazards-open", "area-reported", "ordnance-remaining", "hazards-unmapped"}


def test_unapproved_work_is_not_told():
    known = picture(recorded([*FRAME], [buildings("BC-1", 1, 8)]))

    assert _text(told(known, FIRST)).startswith("No work is on record for 1 October 2017.")


def test_small_arms_ammunition_is_told_apart_from_the_ordnance_total():
    lots = [destroyed("OL-1", 1, 7), destroyed("OL-2", 1, 9000, "small_arms_ammunition")]

    made = told(picture(recorded([*FRAME], *_approved(lots))), FIRST)

    assert _line(made, "ordnance-destroyed").total == 7
    assert _line(made, "ordnance-destroyed-small-arms-ammunition").total == 9000


def test_released_ground_is_told_with_what_passed_inspection():
    ground = square(40.1, 35.3)
    lines = [hazard("HA-1", 1, ground), release("LR-1", 2, ground, depth_cm=20)]

    words = _text(told(picture(recorded([*FRAME], *_approved(lines))), SECOND))

    assert "Released so far by approved products: 1.0 ha cleared. Of it, 0 m\u00b2 has passed inspection" in words


def test_events_of_the_day_stand_in_it_and_those_of_other_days_do_not():
    events = [
        entry("EV-1", "dated_event", 1, event="start", title="Work begins"),
        entry("EV-2", "dated_event", 2, event="liberation", title="City declared liberated", stated_by="the army"),
    ]

    made = told(picture(recorded([*FRAME], *_approved(events))), SECOND)

    assert [(event.title, event.stated_by) for event in made.events] == [("City declared liberated", "the army")]


def test_what_has_changed_since_publication_is_shown_with_the_entries_that_changed_it():
    before = _approved([buildings("BC-1", 1, 8)])
    late = buildings("BC-2", 1, 3)
    then = picture(recorded([*FRAME], *before))
    now = picture(recorded([*FRAME], *before, *_approved([late])))

    found = changes(published(told(then, FIRST)), then, now)

    assert [(change.figure, change.published, change.now, dict(change.by_entry)) for change in found] == [
        ("buildings-checked", 8, 11, {late.id: 3})
    ]


def test_two_drafts_that_tell_the_same_have_the_same_digest():
    known = recorded([*FRAME], *_approved([buildings("BC-1", 1, 8)]))
    other = recorded([*FRAME], *_approved([buildings("BC-1", 1, 9)]))

    assert told(picture(known), FIRST).digest == told(picture(known), FIRST).digest
    assert told(picture(known), FIRST).digest != told(picture(other), FIRST).digest


def test_how_the_ground_was_cut_is_no_correction_but_one_building_is():
    hectares = 12_380_000_000_000

    assert not is_noticed(300_000, hectares, Unit.SQUARE_MILLIMETRE)
    assert is_noticed(-400_000_000, hectares, Unit.SQUARE_MILLIMETRE)
    assert is_noticed(1, 1_868, Unit.BUILDING)


def test_amounts_beyond_exact_json_numbers_are_kept_as_text():
    assert exact(2**53 - 1) == 2**53 - 1
    assert exact(2**60) == str(2**60)


def test_numbers_read_as_people_read_them():
    assert spelled(340_000_000_000, Unit.SQUARE_MILLIMETRE) == f"34.0{NARROW_SPACE}ha"
    assert spelled(9_999_000_000, Unit.SQUARE_MILLIMETRE) == f"9,999{NARROW_SPACE}m\u00b2"
    assert spelled(246_000_000, Unit.MILLIMETRE) == f"246.0{NARROW_SPACE}km"
    assert signed(-450_000, Unit.MILLIMETRE) == f"\u2212450{NARROW_SPACE}m"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_the_time_of_recording_does_not_change_what_is_told():
    entries = _approved([buildings("BC-1", 1, 8)])

    early, late = (recorded([*FRAME], *entries, start=START + timedelta(days=days)) for days in (0, 30))

    assert told(picture(early), FIRST) == told(picture(late), FIRST)
