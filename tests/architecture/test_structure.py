"""The structure that a newcomer relies on."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmground import errors
from firmground.cli.exits import EXIT_OF
from firmground.web.errors import STATUS_OF

SOURCE = Path(__file__).parents[2] / "src" / "firmground"
STATIONS = sorted(path for path in SOURCE.iterdir() if (path / "__init__.py").exists())
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
def test_every_station_says_in_fifteen_lines_what_it_is_for(station):
    lines = (station / "README.md").read_text(encoding="utf-8").splitlines()

    assert 3 <= len(lines) <= 15
    assert any("First change" in line for line in lines)


def test_there_are_stations_to_look_at():
    assert {"records", "ledger", "state", "checks", "intake", "storage", "web", "cli"} <= {one.name for one in STATIONS}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_is_longer_than_400_lines(module):
    if module.name == "registry.py" and module.parent.name == "bulletins":
        return  # the list of figures: data, one after the other
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_folder_is_an_attic():
    attics = {"utils", "common", "core", "misc", "helpers", "base", "manager", "lib"}

    assert not [path for path in SOURCE.rglob("*") if path.stem in attics and "static" not in path.parts]


def _errors(root=errors.FirmgroundError):
    return {root, *(kind for one in root.__subclasses__() for kind in _errors(one))}


def test_every_error_has_a_status_on_pages_and_an_exit_on_the_command_line():
    assert set(STATUS_OF) == _errors()
    assert set(EXIT_OF) == _errors()


def test_every_error_has_a_code_of_its_own():
    codes = [kind.code for kind in _errors()]

    assert len(codes) == len(set(codes))
