"""The real files beside the repository, and the mappings they are read by."""

from pathlib import Path

import pytest

from firmground.intake.mapping import ReportMapping, read_mapping
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS

DATA = Path(__file__).parents[3] / "shared" / "data"
MAPPINGS = Path(__file__).parent / "mappings"


def real_file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"NOT RUN: the real file {name} is not beside the repository")
    return path


def mapping_of(name: str) -> ReportMapping:
    path = MAPPINGS / f"{name}.yaml"
    return read_mapping(path.read_text(encoding="utf-8"), path.name)


def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    return KINDS[kind].fields
