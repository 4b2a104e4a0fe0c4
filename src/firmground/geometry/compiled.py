"""Loops as machine code: Numba compiles them where it can be imported, else the same functions run as Python.

Both give the same numbers; Python is a hundred times slower. Machine code is kept beside the module or in the user's
cache, where one of them can be written; else every process compiles anew (some seconds).

Machine code of a function holds that of the functions it calls, from other modules too. So it is kept under a digest
of all sources of this station: whichever of them changes, all of it is compiled anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

try:
    from numba import config, njit
    from numba.core import caching
except ImportError:
    njit = None  # type: ignore[assignment,unused-ignore]  # mypy knows it as a decorator where Numba is installed
else:

    class _OfAllSources:
        """What machine code was made from: the function's own file, and all sources of this station."""

        def get_source_stamp(self) -> tuple[Any, str]:
            return super().get_source_stamp(), digest_of_sources()  # type: ignore[misc]  # the class it stands before has it

    class FolderAsked(_OfAllSources, caching.UserProvidedCacheLocator):
        """Machine code in the folder named by ``NUMBA_CACHE_DIR``, where that is set."""

    class BesideModule(_OfAllSources, caching.InTreeCacheLocator):
        """Machine code in ``__pycache__`` beside the module."""

    class CacheOfUser(_OfAllSources, caching.UserWideCacheLocator):
        """Machine code in the user's cache."""

    config.CACHE_LOCATOR_CLASSES = ",".join(  # type: ignore[attr-defined]  # set by Numba's environment at its import
        f"{__name__}.{locator.__name__}" for locator in (FolderAsked, BesideModule, CacheOfUser)
    )


@cache
def digest_of_sources() -> str:
    """Return a SHA-256, as hexadecimal digits, of all sources of this station."""
    digest = hashlib.sha256()
    for source in _sources(files(__package__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for found in sorted(folder.iterdir(), key=lambda found: found.name):
        if found.is_dir():
            yield from _sources(found)
        elif found.name.endswith(".py"):
            yield found


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function of numbers and NumPy arrays as machine code that runs without the interpreter's lock."""
    return _machine_code(function, is_inlined=False)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Return the same as ``compiled``; in machine code of others it stands where it is called.

    For small functions inside of loops: to hand over a few arrays takes some 100 ns, more than such a function's work.
    """
    return _machine_code(function, is_inlined=True)


def _machine_code(function: Callable[P, R], *, is_inlined: bool) -> Callable[P, R]:
    if njit is None:
        return function
    try:
        machine_code: Callable[P, R] = njit(nogil=True, cache=True, forceinline=is_inlined)(function)
    except RuntimeError:  # no folder for the cache can be written
        machine_code = njit(nogil=True, forceinline=is_inlined)(function)
    return machine_code
