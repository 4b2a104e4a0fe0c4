"""Admin units: which edition of each is in force on a day, and which unit above a level each lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.claims import day_of, is_polygon

_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Unit:
    """An admin unit in force.

    Attributes:
        code: Its P-code.
        name: Its name.
        local_name: Its name in the local language, or empty.
        level: 1 is the first below the country.
        parent: The code of the unit above, or empty.
        entry: The edition: the entry that draws it.
    """

    code: str
    name: str
    local_name: str
    level: int
    parent: str
    entry: Entry


@dataclass(frozen=True)
class AdminUnits:
    """The admin units that stand, all levels, as known at one head and in one fold; by code, level and day.

    Attributes:
        editions: Every entry of a unit.
    """

    editions: tuple[Entry, ...] = ()

    def levels(self, *, on_day: date) -> list[int]:
        """Return the levels of which units with a polygon are in force on a day, ascending; empty: none is."""
        return sorted({unit.level for unit in self._in_force(on_day) if is_polygon(unit.entry)})

    def of_level(self, level: int, *, on_day: date) -> tuple[Unit, ...]:
        """Return the units of one level with a polygon that are in force on a day, by code."""
        return tuple(unit for unit in self._in_force(on_day) if unit.level == level and is_polygon(unit.entry))

    def above(self, level: int, *, on_day: date) -> dict[str, str]:
        """Return the unit of a level in which each unit of it or below it lies, by code, as the units above say."""
        known = {unit.code: unit for unit in self._in_force(on_day)}
        found = {}
        for code in known:
            at = known.get(code)
            for _ in range(_DEEPEST):
                if at is None or at.level <= level:
                    break
                at = known.get(at.parent)
            if at is not None and at.level == level:
                found[code] = at.code
        return found

    def _in_force(self, on_day: date) -> list[Unit]:
        """Return the latest edition of every unit that is in force, by code; of one day the one entered last counts."""
        latest: dict[str, Entry] = {}
        for entry in self.editions:
            if day_of(entry) <= on_day:
                latest[str(entry.body["code"])] = entry
        return [
            _unit(latest[code])
            for code in sorted(latest)
            if (until := latest[code].true_until) is None or on_day < until
        ]


def _unit(entry: Entry) -> Unit:
    said = entry.body.get
    return Unit(
        str(said("code")),
        str(said("name", "")),
        str(said("local_name", "")),
        int(said("level", 0)),
        str(said("parent", "")),
        entry,
    )


def admin_units(stood: Iterable[Stood]) -> AdminUnits:
    """Return the admin units of the entries that stand, in any order; what has no code or no level is left out."""
    entries = [
        one.entry
        for one in stood
        if one.entry.kind == "admin_unit"
        and one.entry.body.get("code")
        and isinstance(one.entry.body.get("level"), int)
    ]
    return AdminUnits(tuple(sorted(entries, key=lambda entry: (day_of(entry), entry.id))))
