"""A skip is loud: under CI=true it turns the run red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
_A_SKIP = "import pytest\n\ndef test_one():\n    pytest.skip('LOUD SKIP: no server here')\n"


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("false", 0)])
def test_a_skip_turns_the_run_red_under_ci_only(tmp_path, ci, code):
    (tmp_path / "test_skipping.py").write_text(_A_SKIP)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", tmp_path],
        cwd=REPOSITORY,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == code, run.stdout
    assert ("the run is red" in run.stdout) is (ci == "true")
