"""Bosnia and Colombia, imported whole: the page of docs is what the files give, and the areas agree with GEOS."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.real_data
def test_the_page_on_real_data_is_what_the_files_give_now():
    if not (DATA / "bih_mines").exists():
        pytest.skip(f"LOUD SKIP: the real data are not in {DATA.name} beside the repository")

    run = subprocess.run(
        [sys.executable, "scripts/real_data.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
