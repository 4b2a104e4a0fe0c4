"""Import: the list of what came in, and one page for a file: the mapping, the account of its rows, what follows."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.decide import decide, may_decide
from firmground.actions.import_file import enter_file, judge_file, receive_file
from firmground.actions.withdraw import withdraw_import
from firmground.errors import EntryOvertaken, FirmgroundError, NotAllowed, NotInLedger, ReportUnreadable
from firmground.intake.mapping import ReportMapping
from firmground.records.deeds import DecisionVerdict
from firmground.records.kinds import REPORTED
from firmground.records.submissions import Outcome, Received, StagedRow, SubmissionState
from firmground.web import jobs
from firmground.web.asking import Asking, asks
from firmground.web.code_words import state_words
from firmground.web.comparisons import organisations
from firmground.web.filling_files import files_of
from firmground.web.import_account import account_view, findings_by_rule, held_csv
from firmground.web.import_steps import asked_mapping, keep_mapping, mapping_step, posted_mapping
from firmground.web.import_tables import table_of
from firmground.web.inbox_waiting import waiting_withdrawals
from firmground.web.presently import presently
from firmground.web.words import kind_words

AT_ONCE = 300
"""So many rows are judged or entered while the page waits; more go on in the background."""


@asks(Act.SEE_STAFF, section="import")
@presently
def imports(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show what came in, newest first; POST receives a file."""
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _receive(request, asking)
        except NotAllowed:
            raise
        except FirmgroundError as error:
            said = {"error": error}
    names = organisations(asking.official)
    context = {
        "rows": [_row(asking, received, names) for received in _seen_submissions(asking)],
        "senders": senders(asking),
        "kinds": [(kind.name, kind_words(kind.name)) for kind in REPORTED],
    }
    return render(request, "import.html", context | said, status=422 if said else 200)


def senders(asking: Asking) -> list[tuple[str, str]]:
    """Return the organisations for which the person may import, as number and name; empty: may not import at all."""
    names = organisations(asking.official)
    everybody = [("", _("the centre itself, or said in the file"))] if asking.may(Act.IMPORT) else []
    return everybody + [(number, name) for number, name in sorted(names.items()) if asking.may(Act.IMPORT, number)]


def _seen_submissions(asking: Asking) -> list[Received]:
    known = asking.office.submissions.submissions(asking.operation.id)
    return [one for one in known if asking.may(Act.SEE_DRAFTS, one.organisation)]


def _row(asking: Asking, received: Received, names: dict[str, str]) -> dict[str, Any]:
    return {
        "url": _address(asking, received.id),
        "filename": received.filename,
        "state": _("being worked on") if jobs.is_going_on(received.id) else state_words(received.state),
        "received_at": received.received_at.astimezone(asking.operation.zone),
        "received_by": received.received_by,
        "organisation": names.get(received.organisation, received.organisation),
        "rows": sum(received.counts.values()),
        "held": received.counts.get(Outcome.HELD, 0),
        "batch": received.batch,
    }


def _receive(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Keep the file that was sent and go on to its page; nothing is judged yet."""
    file = request.FILES.get("file")
    if not isinstance(file, TemporaryUploadedFile) or not file.name:
        raise ReportUnreadable(_("Choose a file first."))
    known = {one.id: one for one in asking.office.submissions.submissions(asking.operation.id)}
    received = receive_file(
        asking.office,
        asking.actor,
        asking.operation,
        filename=PurePosixPath(file.name).name,
        data=Path(file.temporary_file_path()),
        organisation=request.POST.get("organisation", ""),
    )
    before = known.get(received.id)
    _say_received(request, received, before)
    kind = request.POST.get("kind", "")
    query = f"?{urlencode({'kind': kind})}" if kind and before is None else ""
    return redirect(_address(asking, received.id) + query)


def _say_received(request: HttpRequest, received: Received, before: Received | None) -> None:
    if before is None:
        messages.success(request, _("The file is kept as it came. Nothing has been entered yet."))
    elif before.state is SubmissionState.WITHDRAWN:
        messages.info(request, _("This file was withdrawn before; it comes in as a new attempt."))
    else:
        words = _("This file was here already, as %(filename)s (%(state)s). Nothing was changed.")
        messages.info(request, words % {"filename": before.filename, "state": state_words(before.state)})


@asks(Act.SEE_STAFF, section="import")
@presently
def submission(request: HttpRequest, asking: Asking, submission: str) -> HttpResponse:
    """Show one file: its mapping until its rows are checked, then the account of its rows and what follows."""
    received = seen(asking, submission)
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            done = _act(request, asking, received)
        except NotAllowed:
            raise
        except FirmgroundError as error:
            said = {"error": error}
        else:
            if isinstance(done, HttpResponse):
                return done
            said = done
        received = seen(asking, submission)
    job = jobs.job_of(received.id)
    if job and job.error:
        said |= {"error": job.error}
    context = _shown(request, asking, received, said)
    if job and not job.is_finished:
        context |= {"progress": progress_view(asking, received, job)}
    return render(request, "submission.html", context | said, status=422 if said.get("error") else 200)


def _shown(request: HttpRequest, asking: Asking, received: Received, said: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows at the step at which the file is."""
    may_import = asking.may(Act.IMPORT, received.organisation)
    names = organisations(asking.official)
    files, trouble = files_of(asking, received)
    context: dict[str, Any] = {
        "received": received,
        "files": files,
        "trouble": trouble,
        "row": _row(asking, received, names),
        "may_import": may_import,
        "raw_url": reverse("submission-file", args=[asking.operation.number, received.id]),
    }
    if jobs.is_going_on(received.id):
        return context | {"step": "working"}
    wants_mapping = "mapping" in said or request.GET.get("step") == "mapping" or not received.mapping
    if received.state is not SubmissionState.WITHDRAWN and wants_mapping:
        mapping = said.get("mapping") or asked_mapping(request, asking, received)
        return context | {"step": "mapping"} | mapping_step(asking, received, mapping)
    return context | {"step": "account"} | _account(asking, received)


def _account(asking: Asking, received: Received) -> dict[str, Any]:
    rows = asking.office.submissions.rows(received.id)
    left = _not_yet_entered(asking, rows)
    entered = bool(received.batch) and received.state is SubmissionState.ENTERED
    return {
        "account": account_view(asking, received),
        "findings": findings_by_rule(asking, received, rows),
        "is_entered": received.state is SubmissionState.ENTERED,
        "left": left,
        "withdrawal_url": _withdrawal(asking, received) if entered else "",
        "decision": _batch_decision(asking, received) if entered else None,
        "is_approved": entered and _is_approved(asking, received.batch),
        "held_url": reverse("submission-held", args=[asking.operation.number, received.id]),
        "inbox_url": f"{reverse('inbox', args=[asking.operation.number])}?{urlencode({'file': received.id})}",
        "mapping_url": f"{_address(asking, received.id)}?step=mapping",
    }


def _not_yet_entered(asking: Asking, rows: list[StagedRow]) -> int:
    """Return how many rows could be entered and are not: before the first entering, or judged again since."""
    known = asking.official.by_id
    return sum(
        row.outcome is not Outcome.HELD and any(plain["id"] not in known for plain in row.entries) for row in rows
    )


def _withdrawal(asking: Asking, received: Received) -> str:
    """Return the address at which the withdrawal of the import waits; empty where none does."""
    for withdrawal, named in waiting_withdrawals(asking):
        if any(one.batch == received.batch for one in named) and withdrawal.entry.body.get("batch"):
            return reverse("inbox-item", args=[asking.operation.number, f"withdrawal-{withdrawal.entry.id}"])
    return ""


def _is_approved(asking: Asking, batch: int) -> bool:
    verdicts = asking.official.standing.verdicts
    mine = [
        one.entry.id
        for one in asking.official.recorded
        if one.batch == batch and one.entry.kind not in ("submission", "decision")
    ]
    return bool(mine) and all(verdicts.get(entry) is DecisionVerdict.APPROVED for entry in mine)


def _batch_decision(asking: Asking, received: Received) -> dict[str, Any] | None:
    """Return the form with which the batch is approved, None where it is or the person may not."""
    office, operation = asking.office, asking.operation
    if _is_approved(asking, received.batch):
        return None
    if not may_decide(office, asking.actor, operation, DecisionVerdict.APPROVED, batch=received.batch):
        return None
    return {
        "url": _address(asking, received.id),
        "words": _("Approve batch %(batch)s: everything that this file entered then counts in figures.")
        % {"batch": received.batch},
        "ids": [],
        "choices": [
            {"value": "approved", "word": _("Approve the batch")},
            {"value": "returned", "word": _("Return it")},
        ],
    }


def _act(request: HttpRequest, asking: Asking, received: Received) -> HttpResponse | dict[str, Any]:
    """Do what a button asks; a mapping that is only tried comes back to be shown."""
    office, actor, operation, said = asking.office, asking.actor, asking.operation, request.POST
    if "verdict" in said:
        verdict = _verdict(said["verdict"])
        if verdict is DecisionVerdict.APPROVED and _is_approved(asking, received.batch):
            raise EntryOvertaken(_("This batch is approved already; nothing was entered again."))
        decide(office, actor, operation, verdict=verdict, batch=received.batch, reason=said.get("reason", ""))
        messages.success(request, _("The decision is entered. It can be taken back by a new one."))
        return redirect(_address(asking, received.id))
    match said.get("do"):
        case "preview" | "save" | "judge":
            return _tried(request, asking, received)
        case "enter":
            _enter(request, asking, received)
        case "withdraw":
            withdraw_import(office, actor, operation, received.id, reason=said.get("reason", ""))
            words = _("The withdrawal is entered. It takes effect when it is approved; both stay readable.")
            messages.success(request, words)
        case _:
            raise ReportUnreadable(_("The form does not say what to do. Load the page again."))
    return redirect(_address(asking, received.id))


def _verdict(said: str) -> DecisionVerdict:
    try:
        return DecisionVerdict(said)
    except ValueError:
        raise ReportUnreadable(_("The form does not say what to do. Load the page again.")) from None


def _tried(request: HttpRequest, asking: Asking, received: Received) -> HttpResponse | dict[str, Any]:
    asking.actor.require(Act.IMPORT, asking.operation.id, received.organisation)
    mapping = posted_mapping(request.POST, asking, received)
    if request.POST["do"] == "judge":
        try:
            return _judge(asking, received, mapping)
        except ReportUnreadable as error:
            return {"mapping": mapping, "error": error}
    if request.POST["do"] == "save":
        name = keep_mapping(request.POST, asking, mapping)
        messages.success(request, _("The mapping is saved as %(name)s.") % {"name": name})
    return {"mapping": mapping}


def _judge(asking: Asking, received: Received, mapping: ReportMapping) -> HttpResponse:
    """Judge all rows under a mapping: at once where they are few, else in the background."""
    office, actor, operation = asking.office, asking.actor, asking.operation
    rows = len(table_of(office, received, mapping).rows)
    if rows <= AT_ONCE:
        judge_file(office, actor, operation, received.id, mapping)
    else:
        jobs.start(
            received.id,
            "judge",
            lambda progress: judge_file(office, actor, operation, received.id, mapping, progress=progress),
        )
    return redirect(_address(asking, received.id))


def _enter(request: HttpRequest, asking: Asking, received: Received) -> None:
    office, actor, operation = asking.office, asking.actor, asking.operation
    actor.require(Act.IMPORT, operation.id, received.organisation)
    if sum(received.counts.values()) <= AT_ONCE:
        account = enter_file(office, actor, operation, received.id)
        words = _("Entered as batch %(batch)s. It counts in figures once it is approved.")
        messages.success(request, words % {"batch": account.batch} if account.batch else _("No row could be entered."))
        return
    jobs.start(received.id, "enter", lambda _progress: enter_file(office, actor, operation, received.id))


@asks(Act.SEE_STAFF, section="import")
def submission_progress(request: HttpRequest, asking: Asking, submission: str) -> HttpResponse:
    """Return how far the work on a file is; when it has ended, what loads the page anew."""
    received = seen(asking, submission)
    going_on = jobs.is_going_on(received.id)
    job = jobs.job_of(received.id) if going_on else None
    progress = progress_view(asking, received, job) if job else None
    return render(request, "submission_progress.html", {"progress": progress, "url": _address(asking, received.id)})


def progress_view(asking: Asking, received: Received, job: jobs.Job) -> dict[str, Any]:
    """Return what components/progress.html shows of a job."""
    words = _("Checking %(filename)s") if job.what == "judge" else _("Entering %(filename)s")
    return {
        "words": words % {"filename": received.filename},
        "done": job.done,
        "total": job.total,
        "url": reverse("submission-progress", args=[asking.operation.number, received.id]),
        "finished": job.is_finished,
        "away_words": _("It goes on when you leave this page; the list of imports says when it is done."),
    }


@asks(Act.SEE_STAFF, section="import")
def submission_held(request: HttpRequest, asking: Asking, submission: str) -> HttpResponse:
    """Send the held rows of a file with their findings as CSV."""
    received = seen(asking, submission)
    made = held_csv(asking.office.submissions.rows(received.id, outcome=Outcome.HELD))
    name = f"{asking.operation.number}-held-{received.id[:8]}.csv"
    return HttpResponse(
        made, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@asks(Act.SEE_STAFF, section="import")
def submission_file(request: HttpRequest, asking: Asking, submission: str) -> HttpResponse:
    """Send the raw file as it came, to be saved and never shown in place."""
    received = seen(asking, submission)
    response = HttpResponse(asking.office.contents.read(received.content), content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(received.filename)}"
    return response


@asks(Act.SEE_STAFF, section="import")
def filling_file(request: HttpRequest, asking: Asking, submission: str, place: int) -> HttpResponse:
    """Send a photo or another file that came with a filling: a picture to be shown, anything else to be saved."""
    files, _trouble = files_of(asking, seen(asking, submission))
    if not 1 <= place <= len(files):
        raise NotInLedger(_("There is no such file in this operation. Choose one from the list of imports."))
    one = files[place - 1]
    content = asking.office.contents.read(one.reference)
    response = HttpResponse(content, content_type=one.drawn_as or "application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    how = "inline" if one.drawn_as else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{_quoted(one.name)}"
    return response


def _quoted(filename: str) -> str:
    return urlencode({"": filename})[1:].replace("+", "%20")


def seen(asking: Asking, submission: str) -> Received:
    """Return a submission of this operation that the person may see.

    Raises:
        NotAllowed: It is not there for this person; no word says whether it is there at all.
    """
    try:
        received = asking.office.submissions.submission(submission)
    except NotInLedger:
        received = None
    if received is None or received.operation != asking.operation.id:
        asking.actor.require(Act.SEE_DRAFTS, asking.operation.id)
        raise NotInLedger(_("There is no such file in this operation. Choose one from the list of imports."))
    asking.actor.require(Act.SEE_DRAFTS, asking.operation.id, received.organisation)
    return received


def _address(asking: Asking, submission: str) -> str:
    return reverse("submission", args=[asking.operation.number, submission])
