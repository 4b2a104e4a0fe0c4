"""How often somebody may try a password: after a few failures there is a pause, longer each time and never long."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock

FREE_FAILURES = 5
"""Failures in a row before the first pause."""

LONGEST_PAUSE_S = 60.0
_MOST_KEPT = 10_000


class Attempts:
    """Failures in a row by sign-in name and address, in the memory of this process.

    The address is part of the key, so that nobody can keep others out by failing in their name from elsewhere. What is
    tried during a pause is not looked at and does not make it longer. After a restart all begin anew.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """Take what tells the time in seconds."""
        self._now_s = now_s
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, name: str, address: str) -> int:
        """Return how many whole seconds somebody must wait before trying again; 0: none."""
        with self._lock:
            failures, last = self._failures.get(_key(name, address), (0, 0.0))
            if failures < FREE_FAILURES:
                return 0
            pause = min(LONGEST_PAUSE_S, 2.0 ** (failures - FREE_FAILURES + 1))
            return max(0, ceil(last + pause - self._now_s()))

    def failed(self, name: str, address: str) -> None:
        """Take note of a failure."""
        with self._lock:
            key = _key(name, address)
            failures, _ = self._failures.pop(key, (0, 0.0))
            self._failures[key] = (min(failures + 1, 100), self._now_s())
            while len(self._failures) > _MOST_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures before."""
        with self._lock:
            self._failures.pop(_key(name, address), None)


def _key(name: str, address: str) -> tuple[str, str]:
    return name.strip().casefold()[:150], address
