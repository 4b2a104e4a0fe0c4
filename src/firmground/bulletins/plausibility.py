"""Plausibility: a rate beside the benchmark of its method. A remark asks for an explanation; it never corrects."""

from __future__ import annotations

from dataclasses import dataclass

from firmground.records.land import Method


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What a method achieves, in m2 per person and working day.

    Attributes:
        low_m2: The lower end.
        high_m2: The upper end.
        source: Where the numbers come from.
    """

    low_m2: float
    high_m2: float
    source: str


BENCHMARKS = {
    Method.MANUAL: Benchmark(10, 50, "HALO Trust, manual clearance: 10-50 m2 per deminer and day"),
    Method.BATTLE_AREA: Benchmark(100, 3000, "common planning values: 100-400 sub-surface, 1,000-3,000 visual"),
    Method.RAPID_SEARCH: Benchmark(
        1500, 6600, "state rapid search, computed from published totals: Deir ez-Zor 2017, Ukraine August 2024"
    ),
}
"""Benchmarks of productivity by method. Only methods with a stated source are here."""

DENSITY_PER_HECTARE = (0.1, 300.0)
"""Soft bounds of objects per hectare, from published totals of nine programmes (0.51 to 224 a hectare)."""

SOFT_FACTOR = 5.0
"""A rate above this many times the benchmark's upper end asks for an explanation."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A rate beside its benchmark.

    Attributes:
        about: ``rate`` (m2 per person and day) or ``density`` (objects per hectare).
        value: The rate.
        low: The lower end of the benchmark.
        high: The upper end.
        source: Where the benchmark comes from.
        method: The method of the benchmark, empty for a density.
        asks: Whether the rate lies so far outside that it asks for an explanation.
        is_clearance_rate: Whether the rate is within what clearance by hand achieves; where it is not, the ground was
            checked, not cleared.
    """

    about: str
    value: float
    low: float
    high: float
    source: str
    method: str = ""
    asks: bool = False
    is_clearance_rate: bool = False


def rate_remark(m2_per_person_day: float, method: Method) -> Remark | None:
    """Return the remark on a rate, None where the method has no benchmark or nothing was worked."""
    benchmark = BENCHMARKS.get(method)
    if benchmark is None or not m2_per_person_day:
        return None
    return Remark(
        "rate",
        m2_per_person_day,
        benchmark.low_m2,
        benchmark.high_m2,
        benchmark.source,
        method.value,
        asks=m2_per_person_day > SOFT_FACTOR * benchmark.high_m2,
        is_clearance_rate=m2_per_person_day <= BENCHMARKS[Method.MANUAL].high_m2,
    )


def density_remark(objects_per_hectare: float) -> Remark | None:
    """Return the remark on a density, None where nothing was found."""
    if not objects_per_hectare:
        return None
    low, high = DENSITY_PER_HECTARE
    return Remark(
        "density",
        objects_per_hectare,
        low,
        high,
        "published totals of nine programmes, 0.51 to 224 a hectare",
        asks=not low <= objects_per_hectare <= high,
    )
