"""docs/performance.md: what was measured, in tables, with the aim of every row beside what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.picture import Line, drawn
from bench.results import (
    DRAWN,
    TOLERANCE,
    NotMeasured,
    Result,
    Results,
    Run,
    agrees,
    claims_of,
    cpu_s,
    percentile_ms,
    wall_s,
)
from bench.rows import NAMES, Row

_NOTES = [
    "Medians of the repeats. CPU seconds are user and system time of all that works, servers and children included.",
    "Stored geometry means WKB in memory for Firmground, GEOS, GeoPandas and Clipper2 (reading it is measured), and a",
    "table that is loaded, indexed and clustered for DuckDB, SedonaDB and PostGIS (which is not measured). Peers work",
    "in EPSG:6933, prepared beforehand; Firmground on the ellipsoid. Machine code of the hot loops is kept on disk,",
    "its compilation left out; the column *first* says what 200 claims took at first in a new process.",
    "Every run has a process of its own; the peak memory is that process (of PostgreSQL: its server process).",
]


def write(results: Results, rows: Sequence[Row], path: Path) -> Path:
    """Write the page and its picture."""
    lines = [
        "# Performance",
        "",
        "Made by `make bench-ground` (`bench/README.md`). "
        + "; ".join(f"{name} {value}" for name, value in results.machine.items())
        + ".",
        "",
        *_versions(results, rows),
        "",
        *_NOTES,
        f"No time is printed of a method whose totals differ from ours by more than {TOLERANCE:.0e} of all ground",
        f"(in a tile: {DRAWN} of what is drawn).",
        "",
        *_summary(results, rows),
    ]
    picture = path.parent / "pictures" / "performance.svg"
    curves = _curves(results, rows)
    if curves:
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(drawn(curves, title="CPU seconds to totals, by number of claims"), encoding="utf-8")
        lines += ["", "![CPU seconds over claims, both axes logarithmic](pictures/performance.svg)"]
    lines += _likeness(results.claims)
    for row in rows:
        lines += _section(results, row)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _versions(results: Results, rows: Sequence[Row]) -> list[str]:
    found = {results[run].version for row in rows for run in row.runs if run in results}
    return ["Versions: " + "; ".join(sorted(found)) + "."]


def _likeness(claims: dict[str, dict[str, str]]) -> list[str]:
    """Return what the claims are like, made ones beside real ones."""
    if not claims:
        return []
    names = list(claims)
    table = [f"| claims | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    table += [f"| {what} | {' | '.join(claims[name][what] for name in names)} |" for what in claims[names[0]]]
    return ["", "## The claims", "", "Made by `bench/sites.py` (seeded), beside Bosnia's real ones.", "", *table]


def _summary(results: Results, rows: Sequence[Row]) -> list[str]:
    lines = ["| work | aim | reached |", "|---|---|---|"]
    for row in rows:
        lines.append(f"| [{row.title}](#{row.name}) | {row.aim} | {_verdict(results, row)} |")
    return lines


def _verdict(results: Results, row: Row) -> str:
    if not all(agrees(results[run], run) for run in row.runs if run in results):
        return "**no: totals disagree**"
    try:
        verdict = row.judged(results)
    except NotMeasured as lacking:
        return f"not measured: {lacking}"
    return f"{'yes' if verdict.is_reached else '**no**'}: {verdict.says}"


def _section(results: Results, row: Row) -> list[str]:
    measured = [run for run in row.runs if results.get(run)]
    if not measured:
        return []
    lines = ["", f'<a id="{row.name}"></a>', f"## {row.title}", ""]
    lines.append(f"Aim: {row.aim}. Reached: {_verdict(results, row)}.")
    lines += ["", f"| {' | '.join(_HEADS)} |", "|---|" + "--:|" * (len(_HEADS) - 1)]
    return lines + [_line(results, row, run) for run in measured]


_HEADS = ("method", "claims", "workers", "CPU s", "times ours", "wall s", "50 / 95 %, ms", "MB", "first, s", "differs")


def _line(results: Results, row: Row, run: Run) -> str:
    result = results.get(run) or Result(failed="not measured")
    name = f"{NAMES[run.name]} ({_WORK.get(run.work, run.work)})"
    head = f"| {name} | {_claims(run)} | {run.workers} |"
    rest = " |" * (len(_HEADS) - 4)
    if result.failed:
        return f"{head} no result: {result.failed} |{rest}"
    if not agrees(result, run):
        return f"{head} totals differ by {result.difference:.1e} |{rest}"
    differs = "" if result.difference is None else "0" if not result.difference else f"{result.difference:.0e}"
    cells = [
        _seconds(cpu_s(results, run)),
        _times_ours(results, row, run),
        _seconds(wall_s(results, run)),
        " / ".join(f"{percentile_ms(results, run, percent):.2f}" for percent in (50, 95)) if result.each_ms else "",
        f"{result.rss_mb:,.0f}",
        f"{result.first_s:.1f}",
        differs,
    ]
    return f"{head} {' | '.join(cells)} |"


def _times_ours(results: Results, row: Row, run: Run) -> str:
    """Return how many times the CPU seconds are those of ours for the same question on one worker; empty: none."""
    asked = (run.asks, run.data, run.cut)
    ours = [one for one in row.runs if one.is_ours and one.workers == 1 and (one.asks, one.data, one.cut) == asked]
    if run.is_ours or not ours or ours[0] not in results or not cpu_s(results, ours[0]):
        return ""
    return f"{cpu_s(results, run) / cpu_s(results, ours[0]):.1f}"


_WORK = {
    "state": "one day",
    "history": "every day",
    "painted": "every day",
    "history_by_table": "every day",
    "painted_by_table": "every day",
    "again": "another pair of days",
    "kernel": "boundaries followed and folded",
    "on_dask": "every day",
    "on_threads": "every day",
    "one_more": "300 claims",
    "one_more_kept": "300 claims",
    "tile": "20 times",
}


def _claims(run: Run) -> str:
    count = run.data.rpartition("-")[2]
    return f"{int(count):,}" if count.isdigit() else run.data


def _seconds(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def _curves(results: Results, rows: Sequence[Row]) -> list[Line]:
    """Return a line for each method of which several sizes were measured on one worker."""
    points: dict[str, dict[int, float]] = {}
    for run in (run for row in rows for run in row.runs):
        is_plain = run.workers == 1 and not run.cut and run.data.startswith("sites-")
        if is_plain and run in results and agrees(results[run], run):
            points.setdefault(run.name, {})[claims_of(run)] = cpu_s(results, run)
    lines = []
    for name, by_count in points.items():
        if len(by_count) > 1:
            label = f"{NAMES[name]}, {_WORK.get(name.rpartition('.')[2], '')}"
            lines.append((label, name.startswith("ours."), sorted(by_count.items())))
    return lines
