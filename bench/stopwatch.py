"""Times of many small questions, one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Milliseconds of each question, as a method tells them beside its answer."""

    def __init__(self) -> None:
        self.each_ms: list[float] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """Time what is done inside."""
        started = time.perf_counter()
        yield
        self.each_ms.append(1_000 * (time.perf_counter() - started))

    def told(self) -> dict[str, list[float]]:
        """Return what the results keep."""
        return {"each_ms": self.each_ms}
