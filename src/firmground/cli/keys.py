"""The keys of every JSON answer. They are promises: a key is added, never renamed or dropped."""

from __future__ import annotations

from collections.abc import Mapping

_CLOCKS = {
    "on_day": "the local day asked about; the answer is that of its end",
    "as_known_on": "the local day up to whose end the ledger was known; null: now",
}
_OPERATION = {"operation": "short name of the operation"}

KEYS: Mapping[str, Mapping[str, str]] = {
    "operation open": _OPERATION | {"id": "id of the operation", "name": "its name"},
    "operation list": {"operations": "list of the keys of `operation open`"},
    "people add": {
        "number": "account number, as entries carry it",
        "username": "what is typed to sign in",
        "grants": "list of role, operation (id, empty: every operation), organisation (number)",
    },
    "people grant": {
        "number": "account number",
        "username": "what is typed to sign in",
        "grants": "what the account holds now, as in `people add`",
    },
    "people list": {"people": "list of the keys of `people add`, by number"},
    "import": _OPERATION
    | {
        "file": "name of the file",
        "submission": "id of the submission; the same file has the same",
        "rows": "rows of the file",
        "entered": "rows entered without findings",
        "with_findings": "rows entered with findings",
        "held": "rows that ask a person",
        "adds_up": "whether rows = entered + with_findings + held",
        "batch": "number of the batch, 0: nothing was entered",
        "held_by_rule": "held rows by the rule that stopped or asked; a row may be held by several",
    },
    "import --propose": {
        "file": "name of the file",
        "kind": "kind of record proposed",
        "mapping": "the mapping, YAML text",
        "because": "list of column, field (empty: left out), why",
    },
    "decide": _OPERATION
    | {
        "batch": "the batch decided on",
        "verdict": "what was decided",
        "decided_in_batch": "the batch that holds the decision",
    },
    "figures": _OPERATION
    | _CLOCKS
    | {
        "organisation": "number of the organisation, empty: all",
        "figures": "list of figure, title, unit, basis, total, increase, per (of a ratio the denominator), value, "
        "is_public; with NAME also evidence: contribution by entry id, adding up to total",
    },
    "state totals": _OPERATION
    | _CLOCKS
    | {
        "fold": "cautious or official",
        "ground_mm2": "area by status, whole mm2",
        "checked_mm2": "area checked, whole mm2; it releases nothing",
        "roads_mm": "length by state, whole mm",
        "road_checked_mm": "length checked, whole mm; it opens nothing",
        "ordnance": "found and destroyed by category, items",
        "hazards_not_mapped": "open hazard areas without a polygon",
    },
    "state --lon --lat": _OPERATION
    | _CLOCKS
    | {
        "fold": "cautious or official",
        "lon": "degrees",
        "lat": "degrees",
        "status": "what the place is",
        "since": "the day of its last change, null: never",
        "decided_by": "id of the entry that changed it, null: none",
        "is_reopened": "whether it was released and is hazardous again",
        "is_control_accepted": "whether an inspection accepted its release",
        "hazards_not_mapped_here": "numbers of hazards without a polygon whose circle covers the place",
        "entries": "list of id, number, kind, true_from, recorded_at, standing, before, after (statuses), newest first",
    },
    "bulletin": _OPERATION
    | {
        "day": "the day that it tells of",
        "is_published": "whether it is published, otherwise a draft",
        "head": "last batch that its figures stand on, null: a draft",
        "previous_day": "day of the bulletin before, null: the first",
        "lines": "list of figure, unit, day, total, previous, new, corrections: previous + new + corrections = total",
        "output": "the file written, null: none",
    },
    "export": _OPERATION | _CLOCKS | {"output": "what was written", "layers": "rows by layer"},
    "readers": {
        "schemas": "list of schema, role (that reads it), views (names, one a kind), from open to closed",
        "made": "views made now or made anew, as schema.view; empty: they stood as they should",
        "removed": "views taken away now, as schema.view: of a kind that is no longer shown there",
        "grants": "list of statements that let a sign-in read",
        "ogrinfo": "line that lists the layers as that sign-in",
    },
    "recompute": {
        "operations": "list of operation, account (land, activity), polygons, cells, outcome (kept; with --check: "
        "identical, not kept); where a cell differs the exit code is 1 and the error names it",
    },
    "verify": {
        "holds": "true; where something is broken the exit code is 9 and the error names it",
        "batches": "batches that hold",
        "entries": "entries that hold",
        "offices": "offices whose key is known",
        "unknown_offices": "offices whose batches are intact, but by an unknown key",
    },
}
"""By command: each key of its answer, and what stands in it. Every error is ``code`` and ``message`` on stderr."""
