"""Answers kept by what they were worked out from, so that a wrong one cannot be given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """The answers last given, up to a weight; one that two ask for at once is worked out once."""

    def __init__(self, most: int, *, weigh: Callable[[V], int] = lambda _: 1) -> None:
        """Keep nothing yet.

        Args:
            most: The weight of all that is kept; the last answer is kept whatever it weighs.
            weigh: The weight of an answer; each counts 1 where it is not said.
        """
        self._most = most
        self._weigh = weigh
        self._answers: OrderedDict[Hashable, V] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the answer of a key, worked out where it is not kept.

        Args:
            key: All that the answer depends on. An object stands for itself in it only while the answer holds it.
            make: How it is worked out.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._answers:
                    return self._answers[key]
            try:
                answer = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: V) -> None:
        with self._lock:
            if key not in self._answers:
                self._weight += self._weigh(answer)
            self._answers[key] = answer
            while self._weight > self._most and len(self._answers) > 1:
                _, oldest = self._answers.popitem(last=False)
                self._weight -= self._weigh(oldest)
