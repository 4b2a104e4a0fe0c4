"""Rules about ordnance: quantities, and whether found, destroyed and totals agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from firmground.checks.candidates import Candidate, File, label, number_of
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, file_rule, record_rule
from firmground.records.entry import Entry
from firmground.records.ordnance import COUNTED_APART

STATED_TOTAL = "stated_total"
"""Key of a body under which a lot keeps the total that its report states for all its categories."""


@record_rule(
    "quantity_not_positive",
    Weight.STOPS,
    says="A lot of no items.",
    message=N_("{label} is {said}. Expected is {expected}; a report of nothing found is no lot."),
    source="IMAS 05.10 and 09.30",
    because="Nothing was found, moved or destroyed.",
)
def quantity_not_positive(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a lot of zero items or fewer."""
    quantity = candidate.number("quantity")
    if candidate.entry.kind == "ordnance_lot" and quantity is not None and quantity <= 0:
        yield Told("quantity", f"{quantity:g}", "≥ 1", {"label": label("ordnance_lot", "quantity")})


@file_rule(
    "lot_twice",
    Weight.NOTES,
    says="Two lots of one report with the same event, category, model and quantity; it may be so.",
    message=N_("This report names {said} such lots of the same quantity. Expected is {expected}, unless it was so."),
    source="geocheck_duplicate_devices",
)
def lot_twice(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of lots that one report names twice in the same words."""
    lots: dict[Hashable, list[Candidate]] = defaultdict(list)
    for one in file.candidates:
        report = _report(one)
        if one.entry.kind == "ordnance_lot" and report:
            said = (one.text(name) for name in ("event", "category", "model", "quantity"))
            lots[(report, *said)].append(one)
    for same in lots.values():
        if len(same) > 1:
            yield from ((one, Told("quantity", str(len(same)), N_("one lot with their sum"))) for one in same)


def _report(lot: Candidate) -> Hashable:
    """Return what a lot was reported with: a named report, or a row; empty: it stands by itself."""
    source = lot.entry.source
    return lot.text("report") or ((source.submission, source.position) if source else "")


@file_rule(
    "destroyed_exceeds_found",
    Weight.ASKS,
    says="More items of a lot destroyed than found, where both are reported.",
    message=N_("Of this lot {said} were destroyed and fewer found. Expected is {expected}: compare the two reports."),
    source="IMAS 09.30; data-quality rule 19",
)
def destroyed_exceeds_found(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of the destructions of a lot of which more is destroyed than found; a lot never found is inferred."""
    sums: dict[Hashable, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for entry in [*file.known, *(candidate.entry for candidate in file.candidates)]:
        if entry.kind == "ordnance_lot":
            sums[_lot(entry)][str(entry.body.get("event"))] += number_of(entry.body, "quantity") or 0
    for candidate in file.candidates:
        if candidate.entry.kind != "ordnance_lot" or candidate.text("event") != "destroyed":
            continue
        lot = sums[_lot(candidate.entry)]
        if 0 < lot["found"] < lot["destroyed"]:
            yield candidate, Told("quantity", f"{lot['destroyed']:g}", f"≤ {lot['found']:g}")


def _lot(entry: Entry) -> Hashable:
    return entry.thing, str(entry.body.get("category"))


@file_rule(
    "total_of_parts",
    Weight.ASKS,
    says="A row's stated total of items that is not the sum of its categories.",
    message=N_("The row states {said} items in all and its categories add up to {expected}. Correct one of them."),
    source="data-quality rule 7",
)
def total_of_parts(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of rows whose lots of one event do not add up to the total that they state.

    The total may count small-arms ammunition and bulk explosive or leave them out: either sum is right.
    """
    for lots in _rows(file.candidates).values():
        stated = next((one.number(STATED_TOTAL) for one in lots if one.number(STATED_TOTAL) is not None), None)
        sums = {_sum(lots, apart=True), _sum(lots, apart=False)}
        if stated is not None and stated not in sums:
            told = Told(STATED_TOTAL, f"{stated:g}", " / ".join(f"{one:g}" for one in sorted(sums)))
            yield from ((one, told) for one in lots)


def _rows(candidates: Sequence[Candidate]) -> Mapping[Hashable, list[Candidate]]:
    """Return the lots by row and event; a lot without a row stands by itself."""
    rows: dict[Hashable, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.entry.kind == "ordnance_lot":
            source = one.entry.source
            row = (source.submission, source.position) if source else one.entry.id
            rows[(row, one.text("event"))].append(one)
    return rows


def _sum(lots: Sequence[Candidate], *, apart: bool) -> float:
    """Return the items of some lots, with or without what is counted apart."""
    return sum(one.number("quantity") or 0 for one in lots if apart or one.text("category") not in COUNTED_APART)
