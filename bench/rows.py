"""The rows of the comparison: which work is measured on which claims by which method, and what is to be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.results import Results, Run, Verdict, cpu_s, growth, percentile_ms, ratio, wall_ms, wall_s

MAIN = 100_000
LARGE = 1_000_000

NAMES = {
    "ours.ground.state": "Firmground",
    "ours.ground.history": "Firmground",
    "ours.ground.history_by_table": "Firmground",
    "ours.ground.again": "Firmground, stored cells",
    "ours.ground.kernel": "Firmground, kernel alone",
    "ours.kept.one_more_kept": "Firmground, entered, signed, committed",
    "ours.more.one_more": "Firmground, in memory",
    "ours.pieces.on_dask": "Firmground, pieces on Dask",
    "ours.pieces.on_threads": "Firmground, pieces on threads",
    "ours.tile.tile": "Firmground",
    "peers.clipper.state": "Clipper2, claim by claim",
    "peers.clipper.history": "Clipper2, claim by claim",
    "peers.duckdb_sql.state": "DuckDB, staged",
    "peers.duckdb_sql.history": "DuckDB, level by level",
    "peers.geo_pandas.state": "GeoPandas, sjoin and dissolve",
    "peers.geo_pandas.history": "GeoPandas, level by level",
    "peers.geos.state": "GEOS, union of the later, difference",
    "peers.geos.history": "GEOS, level by level",
    "peers.geos.painted": "GEOS, painted claim by claim",
    "peers.geos.painted_by_table": "GEOS, painted by the table",
    "peers.postgis.one_more": "PostGIS, one statement",
    "peers.postgis.one_more_kept": "PostGIS, one statement, committed",
    "peers.postgis.tile": "PostGIS, ST_AsMVT",
    "peers.postgis.state": "PostGIS, lateral union",
    "peers.postgis.history": "PostGIS, recursive, level by level",
    "peers.sedona.state": "SedonaDB, join and union",
    "peers.sedona.history": "SedonaDB, level by level",
}
"""How a method is called on the page."""

ENGINES = ("clipper", "duckdb_sql", "geo_pandas", "geos", "postgis", "sedona")


@dataclass(frozen=True)
class Row:
    """One row of the comparison.

    Attributes:
        name: What ``--only`` calls it.
        title: What is worked out.
        aim: What is to be reached.
        runs: What is measured.
        judged: Says of the results whether the aim is reached.
    """

    name: str
    title: str
    aim: str
    runs: tuple[Run, ...]
    judged: Callable[[Results], Verdict]


def rows(main: int = MAIN, large: int = LARGE) -> list[Row]:
    """Return all rows.

    Args:
        main: Claims of the rows that are about 100,000; fewer for a trial.
        large: Claims of the rows that are about 1,000,000.
    """
    return [
        _history(f"sites-{main}"),
        _by_table(f"sites-{main}"),
        _state(f"sites-{main}"),
        _growth([max(200, main // 100), max(400, main // 10), main], large),
        _again(f"sites-{main}"),
        _one_more(f"sites-{main}", f"sites-{large}"),
        _adversarial("deep", "5,000 claims on 1 km2"),
        _adversarial("long", "5,000 claims of 60 to 120 corners on 36 km2"),
        _tile(f"sites-{main}"),
        _workers(f"sites-{large}"),
        _dask(f"sites-{large}"),
        _bosnia(),
    ]


def _peers(work: str, data: str, *, engines: Sequence[str] = ENGINES, repeats: int = 3) -> tuple[Run, ...]:
    return tuple(Run(f"peers.{engine}", work, data, repeats=repeats) for engine in engines)


def _history(data: str) -> Row:
    ours = Run("ours.ground", "history", data)
    painted = Run("peers.geos", "painted", data)
    peers = (painted, *_peers("history", data))
    postgis = Run("peers.postgis", "history", data)

    def judged(results: Results) -> Verdict:
        best = results.fastest(peers)
        times, of_postgis = ratio(results, best, ours), ratio(results, postgis, ours)
        return Verdict(
            times >= 10 and of_postgis >= 30,
            f"{times:.1f} times the fastest peer ({NAMES[best.name]}), {of_postgis:.1f} times PostGIS",
        )

    return Row(
        "history",
        "Totals of every day, the latest claim wins",
        "at least 10 times the fastest peer, 30 times PostGIS (CPU seconds)",
        (ours, *peers),
        judged,
    )


def _by_table(data: str) -> Row:
    ours, painted = Run("ours.ground", "history_by_table", data), Run("peers.geos", "painted_by_table", data, repeats=1)

    def judged(results: Results) -> Verdict:
        times = ratio(results, painted, ours)
        return Verdict(times >= 10, f"{times:.1f} times GEOS painted by the same table")

    return Row(
        "table",
        "Totals of every day by the transition table, which no visible difference can answer",
        "at least 10 times the fastest peer (CPU seconds)",
        (ours, painted),
        judged,
    )


def _state(data: str) -> Row:
    ours, peers = Run("ours.ground", "state", data), _peers("state", data)

    def judged(results: Results) -> Verdict:
        best = results.fastest(peers)
        times, memory = ratio(results, best, ours), results[ours].rss_mb
        return Verdict(
            times >= 5 and memory <= 600,
            f"{times:.1f} times the fastest peer ({NAMES[best.name]}), {memory:.0f} MB",
        )

    return Row(
        "state",
        "Totals of one day, the latest claim wins",
        "at least 5 times the fastest peer (CPU seconds), at most 600 MB",
        (ours, *peers),
        judged,
    )


def _growth(counts: Sequence[int], large: int) -> Row:
    def runs(method: str, work: str, *, most: int = large) -> list[Run]:
        sizes = [count for count in (*counts, large) if count <= most]
        return [Run(method, work, f"sites-{count}", repeats=1 if count == large else 3) for count in sizes]

    ours = runs("ours.ground", "history")
    peers = [*runs("peers.clipper", "state"), *runs("peers.sedona", "state")]
    peers += runs("peers.geos", "painted", most=counts[-1]) + runs("peers.postgis", "state", most=counts[-1])
    both = Run("ours.ground", "history", f"sites-{large}", workers=2)

    def judged(results: Results) -> Verdict:
        exponent = growth(results, ours[1:])
        seconds = wall_s(results, both)
        return Verdict(
            exponent <= 1.05 and seconds < 10,
            f"exponent {exponent:.2f} from {counts[1]:,} to {large:,} claims; then {seconds:.1f} s on two",
        )

    return Row(
        "growth",
        "The same for more and more claims",
        "exponent at most 1.05; full history of 1,000,000 claims in under 10 s on two workers (wall)",
        (*ours, *runs("ours.ground", "state"), both, *peers),
        judged,
    )


def _again(data: str) -> Row:
    cut = (17_000, 17_050)
    ours, postgis = Run("ours.ground", "again", data, cut=cut), Run("peers.postgis", "state", data, cut=cut)

    def judged(results: Results) -> Verdict:
        took_ms = wall_ms(results, ours)
        return Verdict(
            took_ms < 25, f"{took_ms:.1f} ms; PostGIS works it out anew in {wall_ms(results, postgis):,.0f} ms"
        )

    return Row(
        "again",
        "Any other pair of days: as of one, as known on another",
        "under 25 ms (wall)",
        (ours, postgis),
        judged,
    )


def _one_more(main: str, large: str) -> Row:
    ours = [Run("ours.more", "one_more", data, repeats=1) for data in (main, large)]
    kept = [Run("ours.kept", "one_more_kept", data, repeats=1) for data in (main, large)]
    peers = [Run("peers.postgis", work, main, repeats=1) for work in ("one_more", "one_more_kept")]

    def judged(results: Results) -> Verdict:
        slowest = [[percentile_ms(results, run, 95) for run in runs] for runs in (ours, kept, peers)]
        in_memory, durable, theirs = (" / ".join(f"{took_ms:.1f}" for took_ms in runs) for runs in slowest)
        return Verdict(
            max(slowest[0]) < 1 and max(slowest[1]) < 10,
            f"95 % within {in_memory} ms in memory, {durable} ms with the commit; PostGIS {theirs} ms",
        )

    return Row(
        "one-more",
        "One more claim, half of them back-dated: what changes of every total (300 claims)",
        "95 % under 1 ms in memory, under 10 ms with the durable commit, the same at both sizes (wall)",
        (*ours, *kept, *peers),
        judged,
    )


def _tile(data: str) -> Row:
    ours, postgis = (Run(method, "tile", data, repeats=1) for method in ("ours.tile", "peers.postgis"))

    def judged(results: Results) -> Verdict:
        took_ms, theirs_ms = (percentile_ms(results, run, 50) for run in (ours, postgis))
        return Verdict(took_ms < 30 and took_ms < theirs_ms, f"{took_ms:.0f} ms, PostGIS {theirs_ms:.0f} ms")

    return Row(
        "tile",
        "A tile of faces, zoom 14, the fullest of all, worked out anew each time",
        "under 30 ms and faster than PostGIS (median of 20, wall)",
        (ours, postgis),
        judged,
    )


def _dask(data: str) -> Row:
    threads, dask = (Run("ours.pieces", work, data, workers=2) for work in ("on_threads", "on_dask"))

    def judged(results: Results) -> Verdict:
        more = wall_s(results, dask) / wall_s(results, threads) - 1
        same = results[dask].difference == results[threads].difference == 0
        return Verdict(
            more < 0.25 and same,
            f"{100 * more:.0f} % more time than threads, results {'identical' if same else 'different'}",
        )

    return Row(
        "dask",
        "Totals of every day from pieces: two workers of a Dask cluster beside two threads",
        "overhead under 25 % (wall), identical results",
        (Run("ours.ground", "history", data, repeats=1), threads, dask),
        judged,
    )


def _adversarial(kind: str, what: str) -> Row:
    data = f"crowd-{kind}"
    ours = (Run("ours.ground", "history", data), Run("ours.ground", "state", data))
    peers = (
        (Run("peers.geos", "painted", data), Run("peers.clipper", "history", data)),
        (Run("peers.geos", "state", data), Run("peers.clipper", "state", data), Run("peers.geos", "painted", data)),
    )

    def judged(results: Results) -> Verdict:
        shares = [
            cpu_s(results, own) / cpu_s(results, results.fastest(few)) for own, few in zip(ours, peers, strict=True)
        ]
        return Verdict(
            max(shares) <= 1.5,
            f"{shares[0]:.2f} times the time of the fastest peer for every day, {shares[1]:.2f} for one day",
        )

    return Row(
        f"adversarial-{kind}",
        f"Adversarial: {what}",
        "never slower than 1.5 times the fastest peer (CPU seconds)",
        (*ours, *peers[0], *peers[1][:2]),
        judged,
    )


def _workers(data: str) -> Row:
    alone = [Run("ours.ground", work, data, repeats=1) for work in ("kernel", "state")]
    two = [Run("ours.ground", work, data, workers=2, repeats=1) for work in ("kernel", "state")]

    def judged(results: Results) -> Verdict:
        kernel, whole = (wall_s(results, one) / wall_s(results, other) for one, other in zip(alone, two, strict=True))
        return Verdict(
            kernel >= 1.8 and whole >= 1.6,
            f"kernel {kernel:.2f} times, from stored geometry to totals {whole:.2f} times",
        )

    return Row(
        "workers",
        "Two workers beside one",
        "kernel at least 1.8 times, from stored geometry to totals at least 1.6 times (wall)",
        (*alone, *two),
        judged,
    )


def _bosnia() -> Row:
    runs = (Run("ours.ground", "state", "bosnia"), *_peers("state", "bosnia"))

    def judged(results: Results) -> Verdict:
        worst = results.worst_difference(runs)
        return Verdict(worst <= 1e-6, f"the largest difference of a total is {worst:.1e} of the ground")

    return Row(
        "bosnia",
        "Real: Bosnia, suspected ground less cleared and lifted",
        "all agree to 1e-6 of the total",
        runs,
        judged,
    )
