import msgspec
import pytest

from firmground.errors import EntryOvertaken, NotInLedger, PromiseBroken
from firmground.ledger.canonical import canonical
from firmground.records.submissions import Outcome, StagedRow, SubmissionState
from firmground.storage.contents import Contents
from firmground.storage.submissions import Submissions
from tests.cast import OFFICER, OPERATION, OTHER_OPERATION, an_entry


@pytest.fixture
def contents(using, tmp_path):
    return Contents(tmp_path / "contents", using=using)


@pytest.fixture
def submissions(contents, clock, using):
    return Submissions(contents, clock, using=using)


def _receive(submissions, data=b"number,area\nHA-1,3\n", operation=OPERATION, **said):
    said = {"filename": "report.csv", "by": OFFICER, "organisation": "ORG-0001"} | said
    return submissions.receive(operation=operation, data=data, **said)


def _rows(received, outcomes):
    return [
        StagedRow(
            submission=received.id,
            position=position,
            outcome=outcome,
            said={"number": f"HA-{position}", "حقل": 1.5},
            entries=(msgspec.json.decode(canonical(an_entry())),),
            findings=({"rule": "date_missing", "weight": "asks"},) if outcome is Outcome.HELD else (),
        )
        for position, outcome in enumerate(outcomes, 1)
    ]


MIXED = [Outcome.ENTERED, Outcome.HELD, Outcome.WITH_FINDINGS, Outcome.ENTERED]
COUNTS = {"entered": 2, "with_findings": 1, "held": 1}


def test_what_comes_in_is_kept_raw(submissions, contents, clock):
    received = _receive(submissions)

    assert contents.read(received.content) == b"number,area\nHA-1,3\n"
    assert received.state is SubmissionState.RECEIVED
    assert (received.filename, received.received_by, received.organisation) == ("report.csv", OFFICER, "ORG-0001")
    assert (received.attempt, received.batch, received.size_bytes) == (1, 0, 19)
    assert submissions.submission(received.id) == received


def test_the_same_file_is_the_same_submission_whatever_its_name(submissions):
    first = _receive(submissions)

    again = _receive(submissions, filename="copy of report.csv", by="P-0002")

    assert again == first
    assert submissions.submissions(OPERATION) == [first]


def test_the_same_file_in_another_operation_is_another_submission(submissions):
    here, there = _receive(submissions), _receive(submissions, operation=OTHER_OPERATION)

    assert here.id != there.id
    assert here.content == there.content


def test_submissions_come_newest_first_with_their_counts(submissions):
    first, second = _receive(submissions, b"1"), _receive(submissions, b"2")
    submissions.stage(first.id, _rows(first, MIXED), mapping="kind: hazard_area")

    found = submissions.submissions(OPERATION)

    assert [one.id for one in found] == [second.id, first.id]
    assert [one.counts for one in found] == [{"entered": 0, "with_findings": 0, "held": 0}, COUNTS]


def test_staged_rows_are_read_back_equal(submissions):
    received = _receive(submissions)
    rows = _rows(received, MIXED)

    submissions.stage(received.id, rows, mapping="kind: hazard_area")

    assert submissions.rows(received.id) == rows
    assert submissions.row(received.id, 2) == rows[1]
    judged = submissions.submission(received.id)
    assert (judged.state, judged.mapping, judged.counts) == (SubmissionState.JUDGED, "kind: hazard_area", COUNTS)


def test_rows_are_turned_over_in_pages_and_by_outcome(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="")

    assert [row.position for row in submissions.rows(received.id, after=1, limit=2)] == [2, 3]
    assert [row.position for row in submissions.rows(received.id, outcome=Outcome.ENTERED)] == [1, 4]
    assert submissions.rows(received.id, after=4) == []


def test_judging_anew_replaces_the_earlier_judgement(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="first")

    submissions.stage(received.id, _rows(received, [Outcome.HELD]), mapping="second")

    assert submissions.counts(received.id) == {"entered": 0, "with_findings": 0, "held": 1}
    assert submissions.submission(received.id).mapping == "second"


def test_a_judgement_that_fails_half_way_leaves_the_earlier_one(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="first")

    def torn():
        yield _rows(received, [Outcome.HELD])[0]
        raise EntryOvertaken("torn")

    with pytest.raises(EntryOvertaken, match="torn"):
        submissions.stage(received.id, torn(), mapping="second")

    assert submissions.counts(received.id) == COUNTS
    assert submissions.submission(received.id).mapping == "first"


def test_of_an_entered_submission_only_held_rows_are_judged_again(submissions):
    received = _receive(submissions)
    rows = _rows(received, MIXED)
    submissions.stage(received.id, rows, mapping="first")
    submissions.mark_entered(received.id, batch=7, counts=COUNTS)

    submissions.stage(received.id, _rows(received, [Outcome.HELD, *[Outcome.ENTERED] * 3]), mapping="mended")

    entered = submissions.submission(received.id)
    assert (entered.state, entered.batch, entered.mapping) == (SubmissionState.ENTERED, 7, "mended")
    kept = [Outcome.ENTERED, Outcome.ENTERED, Outcome.WITH_FINDINGS, Outcome.ENTERED]
    assert [row.outcome for row in submissions.rows(received.id)] == kept


def test_counts_that_do_not_add_up_are_a_broken_promise(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="")

    with pytest.raises(PromiseBroken, match="the rows say"):
        submissions.mark_entered(received.id, batch=7, counts=COUNTS | {"held": 0})

    assert submissions.submission(received.id).state is SubmissionState.JUDGED


def test_a_held_row_is_answered_after_its_submission_was_entered(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="")
    submissions.mark_entered(received.id, batch=7, counts=COUNTS)
    (held,) = submissions.held(OPERATION)

    submissions.replace_row(msgspec.structs.replace(held, outcome=Outcome.WITH_FINDINGS))

    assert held.position == 2
    assert submissions.held(OPERATION) == []
    assert submissions.counts(received.id) == {"entered": 2, "with_findings": 2, "held": 0}


def test_held_rows_are_those_of_the_operation(submissions):
    here, there = _receive(submissions), _receive(submissions, operation=OTHER_OPERATION)
    for received in (here, there):
        submissions.stage(received.id, _rows(received, [Outcome.HELD]), mapping="")

    assert [row.submission for row in submissions.held(OPERATION)] == [here.id]


def test_after_a_withdrawal_the_same_file_comes_in_as_the_next_attempt(submissions):
    received = _receive(submissions)
    submissions.stage(received.id, _rows(received, MIXED), mapping="")
    submissions.mark_entered(received.id, batch=7, counts=COUNTS)
    submissions.mark_withdrawn(received.id)

    assert submissions.held(OPERATION) == []
    again = _receive(submissions, by="P-0002")

    assert (again.id, again.attempt, again.batch) == (received.id, 2, 0)
    assert (again.state, again.received_by) == (SubmissionState.RECEIVED, "P-0002")
    assert again.received_at > received.received_at
    assert submissions.rows(received.id) == []


def test_a_raw_file_that_was_redacted_does_not_come_back_by_itself(submissions, contents, tmp_path):
    received = _receive(submissions)
    contents.redact(received.content)

    again = _receive(submissions)

    assert again.content == received.content
    assert not [path for path in (tmp_path / "contents").rglob("*") if path.is_file()]


def test_what_is_not_there_is_said_not_to_be(submissions):
    received = _receive(submissions)
    row = _rows(received, [Outcome.HELD])[0]

    for ask in (
        lambda: submissions.submission("nothing"),
        lambda: submissions.row(received.id, 1),
        lambda: submissions.replace_row(row),
        lambda: submissions.stage("nothing", [], mapping=""),
        lambda: submissions.mark_entered("nothing", batch=1, counts={}),
        lambda: submissions.mark_withdrawn("nothing"),
    ):
        with pytest.raises(NotInLedger):
            ask()


def test_a_row_of_another_submission_is_a_broken_promise(submissions):
    here, there = _receive(submissions), _receive(submissions, operation=OTHER_OPERATION)

    with pytest.raises(PromiseBroken):
        submissions.stage(here.id, _rows(there, [Outcome.HELD]), mapping="")


def test_a_mapping_is_saved_under_its_name_once(submissions):
    submissions.save_mapping(operation=OPERATION, name="north", kind="hazard_area", text="a: 1")
    submissions.save_mapping(operation=OPERATION, name="north", kind="land_release", text="a: 2")
    submissions.save_mapping(operation=OTHER_OPERATION, name="south", kind="hazard_area", text="a: 3")

    assert submissions.mappings(OPERATION) == [("north", "land_release", "a: 2")]
