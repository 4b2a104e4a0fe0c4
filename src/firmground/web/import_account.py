"""What became of a file's rows: an account that adds up, the findings by rule, and the held rows to take away."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.actions.answer_row import held_findings
from firmground.actions.import_file import ImportAccount, account_of
from firmground.checks.findings import Finding
from firmground.errors import PromiseBroken
from firmground.records.submissions import Outcome, Received, StagedRow
from firmground.web.asking import Asking
from firmground.web.evidence import guarded
from firmground.web.finding_words import finding_view, rule_says
from firmground.web.numbers import whole

_ROWS_NAMED = 8
_WEIGHTS = ("stops", "asks", "notes")


def account_view(asking: Asking, received: Received) -> dict[str, Any]:
    """Return the account of a submission's rows, as a sentence and as shares of a bar.

    Raises:
        PromiseBroken: The rows do not add up.
    """
    account = account_of(asking.office, received.id)
    if not account.adds_up:
        raise PromiseBroken(f"The rows of {received.filename} do not add up. Report this as a bug.")
    return {
        "rows": account.rows,
        "entered": account.entered,
        "with_findings": account.with_findings,
        "held": account.held,
        "to_enter": account.entered + account.with_findings,
        "sentence": _sentence(account, received),
        "shares": _shares(account),
    }


def _sentence(account: ImportAccount, received: Received) -> str:
    numbers = {
        "rows": whole(account.rows),
        "entered": whole(account.entered),
        "with_findings": whole(account.with_findings),
        "held": whole(account.held),
    }
    if received.batch:
        words = _("%(rows)s rows = %(entered)s entered + %(with_findings)s entered with findings + %(held)s held.")
    else:
        words = _("%(rows)s rows = %(entered)s to enter + %(with_findings)s to enter with findings + %(held)s held.")
    return words % numbers


def _shares(account: ImportAccount) -> list[dict[str, Any]]:
    """Return the parts of the bar, each with where it starts, in per cent of the rows."""
    parts = [
        ("entered", _("without findings"), account.entered),
        ("with_findings", _("with findings"), account.with_findings),
        ("held", _("held"), account.held),
    ]
    at, shares = 0.0, []
    for key, word, rows in parts:
        width = 100 * rows / account.rows if account.rows else 0.0
        shares.append({"key": key, "word": word, "rows": rows, "at": round(at, 4), "width": round(width, 4)})
        at += width
    return shares


def findings_by_rule(asking: Asking, received: Received, rows: Iterable[StagedRow]) -> list[dict[str, Any]]:
    """Return one line a rule: weight, what it tells of, one example, how many rows and which first; heaviest first."""
    count: Counter[str] = Counter()
    example: dict[str, Finding] = {}
    named: dict[str, list[StagedRow]] = {}
    for row in rows:
        for finding in {one.rule: one for one in held_findings(row)}.values():
            count[finding.rule] += 1
            example.setdefault(finding.rule, finding)
            if len(named.setdefault(finding.rule, [])) < _ROWS_NAMED:
                named[finding.rule].append(row)
    lines = [
        finding_view(example[rule])
        | {
            "says": rule_says(rule),
            "rows": rows_with,
            "first": [_row_link(asking, received, row) for row in named[rule]],
            "further": rows_with - len(named[rule]),
        }
        for rule, rows_with in count.items()
    ]
    return sorted(lines, key=lambda line: (_WEIGHTS.index(line["weight"]), -line["rows"], line["rule"]))


def _row_link(asking: Asking, received: Received, row: StagedRow) -> dict[str, Any]:
    if row.outcome is Outcome.HELD:
        url = reverse("inbox-row", args=[asking.operation.number, received.id, row.position])
    elif received.batch and row.entries:
        url = reverse("entry", args=[asking.operation.number, row.entries[0]["id"]])
    else:
        url = ""
    return {"position": row.position, "url": url}


def held_csv(rows: Iterable[StagedRow]) -> str:
    """Return held rows as CSV, as they were said, with what each finding says and expects; formulas are guarded."""
    held = list(rows)
    columns = list(dict.fromkeys(column for row in held for column in row.said))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_("Row"), _("Findings"), *(guarded(column) for column in columns)])
    for row in held:
        sentences = " ".join(finding_view(finding)["words"] for finding in held_findings(row))
        writer.writerow([row.position, guarded(sentences), *(guarded(row.said.get(name, "")) for name in columns)])
    return "\ufeff" + text.getvalue()
