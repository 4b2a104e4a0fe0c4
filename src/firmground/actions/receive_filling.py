"""Receive a filling of a form: kept first, acknowledged then, read like a file of one row or several.

Personal answers go into the encrypted store before anything is kept for ever. The same filling sent again is answered
the same; another content under the same id is refused. A filling that cannot be read stays, with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.import_file import enter_file, judge_file
from firmground.actions.office import Office, OperationRecord
from firmground.actions.ports import FillingStore, PersonalFields
from firmground.errors import EntryOvertaken, FirmgroundError, NotInLedger, StorageUnreachable
from firmground.intake.xforms.answers import Answers, read_answers
from firmground.intake.xforms.converting import convert_form
from firmground.intake.xforms.personal import strip_personal
from firmground.intake.xforms.shipped import SHIPPED
from firmground.records.fillings import Filling
from firmground.records.submissions import SubmissionState


@dataclass(frozen=True, slots=True)
class FormDesk:
    """The office with what fillings need besides."""

    office: Office
    fillings: FillingStore
    personal: PersonalFields


def receive_filling(
    desk: FormDesk,
    actor: Actor,
    operation: OperationRecord,
    *,
    xml: bytes,
    files: Mapping[str, bytes | Path],
    organisation: str,
) -> Filling:
    """Keep what a form sent and read it into records; return the filling as it is kept.

    Large sets of files come in several calls with the same answers; every call keeps the files that it brings.

    Args:
        desk: The office, and where fillings and personal answers are kept.
        actor: Who sends.
        operation: The operation.
        xml: The answers as they came.
        files: Photos and other files by name; of a name with folders only the last part counts.
        organisation: Number of the sender's organisation.

    Raises:
        AnswersUnreadable: It is no set of answers; nothing is kept.
        NotInLedger: There is no such form.
        EntryOvertaken: The id of the filling is known with other answers.
        NotAllowed: The actor may not send for this organisation.
    """
    actor.require(Act.IMPORT, operation.id, organisation)
    answers = read_answers(xml)
    if answers.form_id not in SHIPPED:
        raise NotInLedger(f"There is no form {answers.form_id} here. Get the list of forms again, then a blank form.")
    filling = _kept(desk, actor, operation, xml, answers, organisation)
    for name, data in files.items():
        desk.fillings.keep_file(filling, PurePosixPath(name.replace("\\", "/")).name, data)
    _read(desk, actor, operation, filling)
    return desk.fillings.find(operation.id, filling.instance_id) or filling


def read_again(desk: FormDesk, actor: Actor, operation: OperationRecord, filling: Filling) -> Filling:
    """Read a filling anew that could not be read before, and return it as it is kept then."""
    actor.require(Act.IMPORT, operation.id, desk.office.submissions.submission(filling.submission).organisation)
    _read(desk, actor, operation, filling)
    return desk.fillings.find(operation.id, filling.instance_id) or filling


@cache
def xform_of(form_id: str) -> str:
    """Return the XForm of a form that comes with Firmground."""
    return convert_form(SHIPPED[form_id].xlsform(), filename=f"{form_id}.xlsx").xform


def _kept(
    desk: FormDesk, actor: Actor, operation: OperationRecord, xml: bytes, answers: Answers, organisation: str
) -> Filling:
    digest = hashlib.sha256(xml).hexdigest()
    known = desk.fillings.find(operation.id, answers.instance_id)
    if known is not None:
        if known.digest != digest:
            raise EntryOvertaken(
                f"The filling {answers.instance_id} was received before with other answers. "
                "Fill the form anew, or ask the office to correct what was received."
            )
        return known
    plain, personal = strip_personal(xml, xform_of(answers.form_id))
    reference = desk.personal.keep({path: " | ".join(said) for path, said in personal.items()}) if personal else ""
    received = desk.office.submissions.receive(
        operation=operation.id,
        filename=f"{answers.form_id}-{answers.instance_id.removeprefix('uuid:')}.xml",
        data=plain,
        by=actor.number,
        organisation=organisation,
    )
    filling = Filling(
        operation=operation.id,
        instance_id=answers.instance_id,
        deprecated_id=answers.deprecated_id,
        form_id=answers.form_id,
        form_version=answers.form_version,
        digest=digest,
        submission=received.id,
        personal=reference,
    )
    desk.fillings.keep(filling)
    return filling


def _read(desk: FormDesk, actor: Actor, operation: OperationRecord, filling: Filling) -> None:
    """Judge and enter a filling that is not entered yet; why it could not be read is kept with it."""
    state = desk.office.submissions.submission(filling.submission).state
    if state not in (SubmissionState.RECEIVED, SubmissionState.JUDGED):
        return
    if filling.deprecated_id:  # entered beside what it edits it would count twice
        edit = f"This is an edit of the filling {filling.deprecated_id}. Correct what that one entered by hand."
        desk.fillings.keep(msgspec.structs.replace(filling, trouble=edit))
        return
    mapping = SHIPPED[filling.form_id].report_mapping()
    try:
        judge_file(desk.office, actor, operation, filling.submission, mapping)
        enter_file(desk.office, actor, operation, filling.submission)
    except StorageUnreachable:
        raise
    except FirmgroundError as error:
        desk.fillings.keep(msgspec.structs.replace(filling, trouble=error.message))
    else:
        if filling.trouble:
            desk.fillings.keep(msgspec.structs.replace(filling, trouble=""))
