"""The shipped web parts are those that were listed, with licence and source."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "src/firmground/web/static/vendor/VENDORED.json"


def parts():
    return json.loads(LIST.read_text(encoding="utf-8"))["parts"]


def vendor():
    """Return scripts/vendor.py as a module."""
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "scripts/vendor.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


def test_every_shipped_file_is_as_listed():
    answer = subprocess.run([sys.executable, ROOT / "scripts/vendor.py", "--check"], capture_output=True, text=True)

    assert answer.returncode == 0, answer.stdout


def test_a_file_that_is_not_as_listed_is_named(tmp_path):
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    files = next(part for part in listed["parts"] if part["name"] == "pmtiles")["files"]
    changed = next(path for path in files if path.endswith(".js"))
    files[changed]["sha256"] = "0" * 64
    script = vendor()
    other = tmp_path / "VENDORED.json"
    other.write_text(json.dumps(listed), encoding="utf-8")

    assert script.differences(other) == [f"changed: {changed}"]


def test_every_part_says_its_licence_and_carries_its_notice():
    without = [
        part["name"]
        for part in parts()
        if not part["licence"]
        or not any("LICENSE" in path or "OFL" in path or "DISCLAIMER" in path for path in part["files"])
    ]

    assert without == []


def test_what_is_shipped_stays_small():
    size = sum(each["bytes"] for part in parts() if part["shipped"] for each in part["files"].values())

    assert size < 12 * 1024 * 1024


def test_no_stylesheet_or_script_of_ours_names_another_site():
    own = [path for folder in ("css", "js") for path in (LIST.parents[1] / folder).iterdir()]
    said = {path.name: path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "") for path in own}

    assert [name for name, text in said.items() if "http://" in text or "https://" in text] == []
