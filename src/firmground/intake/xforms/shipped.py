"""The forms that come with Firmground: one readable table each, four languages side by side, made into XLSForm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from firmground.intake.mapping import ReportMapping, write_mapping
from firmground.intake.xforms.tables import LANGUAGES, mapping_of_form, read_table
from firmground.intake.xforms.workbooks import workbook


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form that comes with Firmground.

    Attributes:
        form_id: Its id.
        version: Its version.
        kind: The kind of record that it is about first.
        languages: Tags of the languages of its labels.
        table: The form as its table says it.
    """

    form_id: str
    version: str
    kind: str
    languages: tuple[str, ...]
    table: Mapping[str, Any]

    @property
    def titles(self) -> Mapping[str, str]:
        """Return its title by language tag."""
        return {tag: str(self.table["title"][tag]) for tag in self.languages}

    def xlsform(self) -> bytes:
        """Return it as XLSForm (XLSX), the same bytes every time."""
        return workbook(self.table)

    def report_mapping(self) -> ReportMapping:
        """Return how its answers become fields."""
        return mapping_of_form(self.table)

    def mapping(self) -> str:
        """Return how its answers become fields, as YAML."""
        return write_mapping(self.report_mapping())


@cache
def _shipped() -> dict[str, ShippedForm]:
    folder = files("firmground.intake.xforms") / "forms"
    tables = [read_table(one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".yaml")]
    forms = [
        ShippedForm(table["form"], str(table["version"]), table["kind"], LANGUAGES, table)
        for table in sorted(tables, key=lambda table: int(table["order"]))
    ]
    return {form.form_id: form for form in forms}


SHIPPED: Mapping[str, ShippedForm] = _shipped()
"""Every form that comes with Firmground, by id, in the order in which people are offered them."""
