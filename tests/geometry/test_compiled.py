"""Machine code that is kept: it must never be older than any source that it was made from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import firmground
from firmground.geometry.compiled import njit

INNER = "from firmground.geometry.compiled import compiled\n\n@compiled\ndef inner(x):\n    return x + {step}\n"
OUTER = """
from firmground.geometry.compiled import compiled
from firmground.geometry.inner import inner

@compiled
def outer(x):
    return inner(x)

print(outer(1), sum(outer.stats.cache_hits.values()))
"""


@pytest.mark.skipif(njit is None, reason="without Numba there is no machine code")
def test_machine_code_is_made_anew_when_a_function_of_another_module_changes(tmp_path: Path) -> None:
    source = Path(firmground.__file__).parent
    package = tmp_path / "firmground"
    (package / "geometry").mkdir(parents=True)
    shutil.copy(source / "__init__.py", package)
    for name in ("__init__.py", "compiled.py"):
        shutil.copy(source / "geometry" / name, package / "geometry")
    (package / "geometry/outer.py").write_text(OUTER)

    def answer(step: int) -> str:
        (package / "geometry/inner.py").write_text(INNER.format(step=step))
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-m", "firmground.geometry.outer"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    assert answer(1) == "2 0"
    assert answer(1) == "2 1", "unchanged sources: what was kept is used"
    assert answer(5) == "6 0", "a changed source of another module: nothing old is used"
