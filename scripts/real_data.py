"""Import Bosnia and Colombia into an empty ledger, compare with other sums, write docs/real-data.md (or --check)."""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
MAPPINGS = ROOT / "tests" / "intake" / "mappings"
PAGE = ROOT / "docs" / "real-data.md"
DAY = date(2024, 12, 31)

FILES = {
    "bosnia": [
        ("bih_mines/suspect_areas_simplyfied.geojson", "bosnia_suspected.yaml"),
        ("bih_mines/cleared_areas_simplyfied.geojson", "bosnia_cleared.yaml"),
        ("bih_mines/lifted_minefields.geojson", "bosnia_lifted.yaml"),
    ],
    "colombia": [("col_desminado/desminado_v1.csv", "colombia_clearance.yaml")],
}


@dataclass
class Imported:
    """What became of one file."""

    name: str
    rows: int
    entered: int
    with_findings: int
    held: int
    findings: Counter[tuple[str, str]]


def main() -> int:
    """Import all files and write the page; says what is missing where the data are not there."""
    missing = [name for files in FILES.values() for name, _ in files if not (DATA / name).exists()]
    if missing:
        print(f"Not there: {', '.join(missing)} (looked in {DATA}). Nothing was written.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FIRMGROUND_DATA"] = folder  # noqa: TID251 - a ledger of its own for this run
        lines = [*_head(), *_operation("bosnia"), *_operation("colombia")]
    text = "\n".join([*lines, ""])
    if "--check" in sys.argv:
        return 0 if PAGE.read_text(encoding="utf-8") == text else _differs(text)
    PAGE.write_text(text, encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")
    return 0


def _differs(text: str) -> int:
    """Say how the page differs from what the files give now."""
    before = PAGE.read_text(encoding="utf-8").splitlines()
    print(*difflib.unified_diff(before, text.splitlines(), "docs/real-data.md", "now", lineterm=""), sep="\n")
    return 1


def _head() -> list[str]:
    return [
        "# Real data",
        "",
        "Made by `make real-data` from `../shared/data` with the mappings in `tests/intake/mappings`. Every row ends",
        "as entered, entered with findings, or held; a batch is approved in one decision; figures are official.",
    ]


def _operation(number: str) -> list[str]:
    from firmground.accounts.permission import GrantOf
    from firmground.accounts.roles import Role
    from firmground.actions.actor import Actor
    from firmground.actions.open_operation import open_operation
    from firmground.ledger.standing import Fold
    from firmground.records.operations import Operation
    from firmground.wiring import office, prepare

    prepare()
    grants = (GrantOf(Role.INFORMATION_OFFICER), GrantOf(Role.AUTHORITY))
    actor, reviewer = Actor("P-0001", grants), Actor("P-0002", grants)  # nobody approves the own report
    boxes = {"bosnia": (15.5, 42.4, 19.8, 45.4), "colombia": (-82.0, -4.5, -66.8, 13.6)}
    body = Operation(name=number.capitalize(), timezone="UTC", country_box=boxes[number])
    operation = open_operation(office(), actor.number, number, body)
    imported = [_import(actor, reviewer, operation, *names) for names in FILES[number]]
    picture = office().picture(operation, fold=Fold.OFFICIAL, as_known_on=None)
    compare = _bosnia if number == "bosnia" else _colombia
    return ["", f"## {number.capitalize()}", "", *_accounts(imported), "", *compare(picture), "", *_findings(imported)]


def _import(actor, reviewer, operation, name: str, mapping_name: str) -> Imported:  # noqa: ANN001
    from firmground.actions.decide import decide
    from firmground.actions.import_file import enter_file, judge_file, receive_file
    from firmground.checks.findings import Finding
    from firmground.intake.mapping import read_mapping
    from firmground.records.deeds import DecisionVerdict
    from firmground.wiring import office

    started = time.perf_counter()
    mapping = read_mapping((MAPPINGS / mapping_name).read_text(encoding="utf-8"), mapping_name)
    received = receive_file(office(), actor, operation, filename=Path(name).name, data=DATA / name)
    judge_file(office(), actor, operation, received.id, mapping)
    account = enter_file(office(), actor, operation, received.id)
    if account.batch:
        decide(office(), reviewer, operation, verdict=DecisionVerdict.APPROVED, batch=account.batch, reason="real data")
    seconds = time.perf_counter() - started
    findings = Counter(
        (finding.rule, finding.weight.value)
        for row in office().submissions.rows(received.id)
        for finding in {f["rule"]: Finding.from_plain(f) for f in row.findings}.values()
    )
    if not account.adds_up:
        raise SystemExit(f"{name}: the account does not add up: {account}")
    print(f"{name}: {account} in {seconds:.1f} s")
    return Imported(Path(name).name, account.rows, account.entered, account.with_findings, account.held, findings)


def _accounts(imported: list[Imported]) -> list[str]:
    lines = ["| file | rows | entered | with findings | held |", "|---|--:|--:|--:|--:|"]
    return lines + [
        f"| {one.name} | {one.rows:,} | {one.entered:,} | {one.with_findings:,} | {one.held:,} |" for one in imported
    ]


def _findings(imported: list[Imported]) -> list[str]:
    lines = ["Rows by rule:", "", "| file | rule | weight | rows |", "|---|---|---|--:|"]
    for one in imported:
        lines += [
            f"| {one.name} | `{rule}` | {weight} | {count:,} |"
            for (rule, weight), count in sorted(one.findings.items(), key=lambda item: (-item[1], item[0]))
        ]
    return lines


def _bosnia(picture) -> list[str]:  # noqa: ANN001
    from firmground.state.land_table import HAZARDS, RELEASED

    totals = picture.land.totals(on_day=DAY)
    ours = {
        "suspected less cleared": sum(totals[status].value for status in HAZARDS if status in totals) / 1e6,
        "released": sum(totals[status].value for status in RELEASED if status in totals) / 1e6,
    }
    theirs = _independent(picture)
    lines = ["| area | Firmground, m2 | GEOS in EPSG:6933, m2 | relative difference |", "|---|--:|--:|--:|"]
    for name, area in ours.items():
        apart = abs(area - theirs[name]) / theirs[name]
        lines.append(f"| {name} | {area:,.1f} | {theirs[name]:,.1f} | {apart:.1e} |")
        if apart > 1e-6:
            raise SystemExit(f"{name}: {area} against {theirs[name]}, {apart:.1e} apart")
    return lines


def _independent(picture) -> dict[str, float]:  # noqa: ANN001
    """Return the same areas by union and difference in an equal-area projection, edges densified first."""
    import pyproj
    import shapely

    project = pyproj.Transformer.from_crs(4326, 6933, always_xy=True)

    def flat(kind: str):  # noqa: ANN202
        shapes = [
            shapely.from_wkb(stood.entry.wkb)
            for stood in picture.standing.of_kind(kind)
            if stood.entry.geometry and "Polygon" in shapely.from_wkb(stood.entry.wkb).geom_type
        ]
        dense = shapely.segmentize(shapely.union_all(shapes), 0.0005)
        return shapely.transform(dense, lambda points: _columns(project, points))

    suspected, released = flat("hazard_area"), flat("land_release")
    return {"suspected less cleared": suspected.difference(released).area, "released": released.area}


def _columns(project, points):  # noqa: ANN001, ANN202
    import numpy

    return numpy.column_stack(project.transform(points[:, 0], points[:, 1]))


def _colombia(picture) -> list[str]:  # noqa: ANN001
    from firmground.records.ordnance import LotEvent

    stated = sum(amount.value for amount in picture.land.stated(on_day=DAY).values()) / 1e6
    items = picture.ordnance.amount(LotEvent.DESTROYED, on_day=DAY).value
    lines = ["| what | Firmground | the file's own sum |", "|---|--:|--:|"]
    sums = {"area stated without a polygon, m2": (stated, 6_008_612), "items destroyed": (items, 6_862)}
    for name, (ours, theirs) in sums.items():
        lines.append(f"| {name} | {ours:,.0f} | {theirs:,} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
