"""Loops as machine code: Numba compiles them where it can be imported, else the same functions run as Python.

Both give the same numbers; Python is a hundred times slower. Machine code is kept beside the module or in the user's
cache, where one of them can be written; else every process compiles anew (some seconds).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

try:
    from numba import njit
except ImportError:
    njit = None  # type: ignore[assignment,unused-ignore]  # mypy knows it as a decorator where Numba is installed


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function of numbers and NumPy arrays as machine code that runs without the interpreter's lock."""
    if njit is None:
        return function
    try:
        machine_code: Callable[P, R] = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder for the cache can be written
        machine_code = njit(nogil=True)(function)
    return machine_code
