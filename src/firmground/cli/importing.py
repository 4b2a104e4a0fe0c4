"""``firmground import``: a file of reports, judged row by row and entered as one unit; or a mapping proposed for it."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, columns, say
from firmground.cli.owner import owner, ready

if TYPE_CHECKING:
    from firmground.actions.import_file import ImportAccount
    from firmground.actions.office import Office, OperationRecord
    from firmground.intake.mapping import ReportMapping


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--operation", help="Number of the operation. Not needed to propose.")
@click.option("--kind", help="Kind of record that a row is, as hazard_area; where the mapping does not say it.")
@click.option(
    "--mapping", "mapping_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A mapping (YAML)."
)
@click.option("--propose", is_flag=True, help="Write a proposed mapping to look at, and import nothing.")
@click.option("--organisation", default="", help="Number of the organisation that sent it.")
@as_json
def import_(
    file: Path,
    operation: str | None,
    kind: str | None,
    mapping_file: Path | None,
    propose: bool,
    organisation: str,
    is_json: bool,
) -> None:
    """Import FILE under a mapping. Rows are entered, entered with findings, or held; the three add up to the file.

    The same file twice changes nothing. Entries count officially once they are approved: `firmground decide`.
    """
    _refuse_unknown_kind(kind)
    mapping = _mapping(mapping_file, kind)
    if propose:
        _propose(file, mapping, kind, is_json=is_json)
        return
    if operation is None or mapping_file is None:
        raise click.UsageError("Name --operation and --mapping, or let a mapping be proposed: --propose.")
    office = ready()
    record = office.operation(operation)
    account = _imported(office, record, file, mapping, organisation, is_quiet=is_json)
    held = _held_rules(office, account.submission)
    say(_answer(record, file, account, held), _text(record, file, account, held), is_json=is_json)


def _imported(
    office: Office, record: OperationRecord, file: Path, mapping: ReportMapping, organisation: str, *, is_quiet: bool
) -> ImportAccount:
    from firmground.actions.import_file import account_of, enter_file, judge_file, receive_file
    from firmground.intake.mapping import write_mapping
    from firmground.records.submissions import SubmissionState

    actor = owner()
    received = receive_file(office, actor, record, filename=file.name, data=file, organisation=organisation)
    if received.state is SubmissionState.ENTERED and received.mapping == write_mapping(mapping):
        return account_of(office, received.id)
    with _Bar(f"Judging {file.name}", is_quiet=is_quiet) as bar:
        judge_file(office, actor, record, received.id, mapping, progress=bar.told)
    return enter_file(office, actor, record, received.id)


_STEPS_SHOWN = 200
"""How often the bar is drawn at most."""


class _Bar:
    """A progress bar on stderr, that begins when the number of steps is known; nothing where no one looks at it."""

    def __init__(self, label: str, *, is_quiet: bool) -> None:
        self._label = label
        self._is_quiet = is_quiet
        self._bar: Any = None
        self._open = ExitStack()
        self._done = 0

    def __enter__(self) -> _Bar:
        return self

    def told(self, done: int, total: int) -> None:
        if self._is_quiet:
            return
        if self._bar is None:
            steps = max(total // _STEPS_SHOWN, 1)
            bar = click.progressbar(length=total, label=self._label, file=sys.stderr, update_min_steps=steps)
            self._bar = self._open.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done

    def __exit__(self, *error: object) -> None:
        self._open.close()


def _mapping(file: Path | None, kind: str | None) -> ReportMapping:
    import msgspec

    from firmground.intake.mapping import ReportMapping, read_mapping

    if file is None:
        return ReportMapping(kind=kind or "")
    mapping = read_mapping(file.read_text(encoding="utf-8"), file.name)
    if kind and mapping.kind and mapping.kind != kind:
        raise click.UsageError(f"The mapping makes {mapping.kind}, --kind says {kind}. Drop one of the two.")
    return msgspec.structs.replace(mapping, kind=kind) if kind else mapping


def _refuse_unknown_kind(kind: str | None) -> None:
    from firmground.records.kinds import REPORTED

    known = [one.name for one in REPORTED]
    if kind is not None and kind not in known:
        raise click.BadParameter(f"{kind!r} is not one of {', '.join(known)}.", param_hint="--kind")


def _propose(file: Path, settings: ReportMapping, kind: str | None, *, is_json: bool) -> None:
    from firmground.intake.mapping import write_mapping
    from firmground.intake.propose import propose, propose_best
    from firmground.intake.reading import open_report
    from firmground.records.kinds import KINDS, REPORTED

    table = open_report(file, file.name, settings)
    if kind:
        proposal = propose(table.columns, table.rows, kind, KINDS[kind].fields, settings)
    else:
        kinds = {one.name: one.fields for one in REPORTED}
        proposal = propose_best(table.columns, table.rows, kinds, settings)
    text = write_mapping(proposal.mapping)
    because = [{"column": one.column, "field": one.field, "why": one.why} for one in proposal.because]
    if not is_json:
        rows = [(one["column"], one["field"] or "left out", one["why"]) for one in because]
        click.echo(columns([("column", "field", "why"), *rows]), err=True)
    say({"file": file.name, "kind": proposal.mapping.kind, "mapping": text, "because": because}, text, is_json=is_json)


def _held_rules(office: Office, submission: str) -> dict[str, int]:
    """Return how many held rows each rule stopped or asked about, most first."""
    from firmground.records.submissions import Outcome

    rules = Counter(
        rule
        for row in office.submissions.rows(submission, outcome=Outcome.HELD)
        for rule in {str(finding["rule"]) for finding in row.findings if finding["weight"] != "notes"}
    )
    return dict(rules.most_common())


def _answer(record: OperationRecord, file: Path, account: ImportAccount, held: dict[str, int]) -> dict[str, Any]:
    return {
        "operation": record.number,
        "file": file.name,
        "submission": account.submission,
        "rows": account.rows,
        "entered": account.entered,
        "with_findings": account.with_findings,
        "held": account.held,
        "adds_up": account.adds_up,
        "batch": account.batch,
        "held_by_rule": held,
    }


def _text(record: OperationRecord, file: Path, account: ImportAccount, held: dict[str, int]) -> str:
    sums = f"{account.entered:,} entered + {account.with_findings:,} entered with findings + {account.held:,} held"
    lines = [f"{file.name}: {account.rows:,} rows = {sums}"]
    if held:
        lines += ["Held rows by rule (a row may be held by several):"]
        lines += [
            f"  {line}"
            for line in columns([(rule, f"{n:,}") for rule, n in held.items()], numbers=frozenset({1})).splitlines()
        ]
        lines += ["They wait in the inbox. Mend the mapping or the file and import again, or answer them there."]
    if account.batch:
        lines += [
            f"They count officially once approved: firmground decide {record.number} approved --batch {account.batch}"
        ]
    return "\n".join(lines)
