"""Ready mappings: known forms of others, recognised by the columns of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from firmground.intake.mapping import ReportMapping, read_mapping
from firmground.intake.said import plain


class ReadyMapping(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping of a form that is known by its columns.

    Attributes:
        known_by: Columns that a file of this form has, all of them.
        names: Other headers of a column, as its labels in English and Arabic.
        mapping: The mapping by the form's own column names.
    """

    known_by: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    mapping: ReportMapping

    def fitted(self, columns: Sequence[str]) -> ReportMapping | None:
        """Return the mapping with the headers that a file has; None where the file is not of this form.

        A header that two columns of the form could mean, or that stands for none, is left out.
        """
        by_plain = {plain(column): column for column in columns}
        there = {name: found for name in self._all_names() if (found := self._header(name, by_plain))}
        if not set(self.known_by) <= set(there) or len(set(there.values())) < len(there):
            return None
        chosen = {there[name]: field for name, field in self.mapping.columns.items() if name in there}
        given = {*chosen.values(), *self.mapping.constants}
        codes = {field: codes for field, codes in self.mapping.codes.items() if field in given or "" in codes}
        return msgspec.structs.replace(self.mapping, columns=chosen, codes=codes)

    def _all_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.known_by, *self.mapping.columns]))

    def _header(self, name: str, by_plain: Mapping[str, str]) -> str:
        return next((by_plain[key] for key in map(plain, (name, *self.names.get(name, ()))) if key in by_plain), "")


@cache
def ready_mappings() -> tuple[ReadyMapping, ...]:
    """Return every ready mapping, by the name of its file."""
    folder = files("firmground.intake") / "ready_mappings"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return tuple(_read(one.name, one.read_text("utf-8")) for one in found)


def ready_mapping(columns: Sequence[str]) -> ReportMapping | None:
    """Return the ready mapping whose form has these columns; None where there is none, or more than one."""
    found = [mapping for one in ready_mappings() if (mapping := one.fitted(columns))]
    return found[0] if len(found) == 1 else None


def _read(name: str, text: str) -> ReadyMapping:
    said: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - text only, makes no objects
    mapping = read_mapping(yaml.safe_dump(said["mapping"], allow_unicode=True, sort_keys=False), name)
    return ReadyMapping(
        known_by=tuple(said["known_by"]),
        names={column: tuple(names) for column, names in said.get("names", {}).items()},
        mapping=mapping,
    )
