"""Evidence: the entries behind an amount, as rows that add up to it, as a small map, as CSV and as GeoJSON.

Entries that the person may not see stand together in one row without their number, so that the rows still add up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from firmground.bulletins.figures import Figure, Unit
from firmground.errors import PromiseBroken
from firmground.geometry.formats import to_geojson_all
from firmground.ledger.ports import Recorded
from firmground.maps.layers import Feature
from firmground.maps.sketch import WORDS, drawn
from firmground.state.evidence import Amount
from firmground.state.land import claim_of
from firmground.state.picture import Picture
from firmground.web.asking import Asking

SHOWN_ROWS = 300
"""A page shows as many; the downloads have all."""

_DRAWN = 3000
_FINE_FROM = 40
_BASE = {Unit.SQUARE_MILLIMETRE: ("m2", 1_000_000), Unit.MILLIMETRE: ("m", 1_000)}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """What one entry contributes, in the base unit."""

    recorded: Recorded
    part: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The entries behind an amount.

    Attributes:
        lines: Entries that the person may see, by day and number.
        unseen: What the entries contribute that the person may not see.
        total: The amount; always the sum of the two.
    """

    lines: tuple[Line, ...]
    unseen: int
    total: int

    @property
    def shown(self) -> tuple[Line, ...]:
        """Return the lines that a page shows: the largest, in their order."""
        if len(self.lines) <= SHOWN_ROWS:
            return self.lines
        largest = sorted(range(len(self.lines)), key=lambda index: -abs(self.lines[index].part))[:SHOWN_ROWS]
        return tuple(self.lines[index] for index in sorted(largest))

    @property
    def further(self) -> tuple[int, int]:
        """Return how many lines a page does not show, and what they contribute."""
        shown = self.shown
        return len(self.lines) - len(shown), sum(line.part for line in self.lines) - sum(line.part for line in shown)


def evidence_of(asking: Asking, picture: Picture, amount: Amount) -> Evidence:
    """Return the evidence of an amount as the person may see it.

    Raises:
        PromiseBroken: The contributions do not add up to the amount.
    """
    if sum(amount.by_entry.values()) != amount.value:
        raise PromiseBroken("The evidence does not add up to the value: report this as a bug.")
    lines = [Line(picture.by_id[entry_id], part) for entry_id, part in amount.by_entry.items()]
    seen = [line for line in lines if asking.actor.may_see(line.recorded.entry)]
    seen.sort(key=lambda line: (line.recorded.entry.true_from or date.min, line.recorded.entry.number))
    return Evidence(tuple(seen), amount.value - sum(line.part for line in seen), amount.value)


def exact(part: int, unit: Unit) -> tuple[str, str]:
    """Return a part as an exact decimal and its unit: square metres, metres, or the thing that is counted."""
    name, scale = _BASE.get(unit, (unit.value, 1))
    return format(Decimal(part) / scale, "f"), name


def features_of(evidence: Evidence, unit: Unit) -> list[Feature]:
    """Return the entries as features with what each contributes; one without a place has no geometry."""
    return _features(evidence.lines, unit)


def _features(lines: Sequence[Line], unit: Unit) -> list[Feature]:
    geometries = iter(to_geojson_all([line.recorded.entry.wkb for line in lines if line.recorded.entry.geometry]))
    found = []
    for line in lines:
        entry = line.recorded.entry
        contribution, name = exact(line.part, unit)
        said = claim_of(entry)
        properties: dict[str, object] = {
            "entry": entry.id,
            "number": entry.number,
            "kind": entry.kind,
            "true_from": _iso(entry.true_from),
            "recorded_at": line.recorded.recorded_at.isoformat(),
            "parties": [party.organisation for party in entry.parties],
            "contribution": contribution,
            "unit": name,
            "status": said.value if said else None,
        }
        geometry = next(geometries) if entry.geometry else None
        found.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return found


def small_map(evidence: Evidence, unit: Unit) -> str:
    """Return the entries that have a place as a small SVG map; empty where none has."""
    placed = [one for one in _features(evidence.lines[:_DRAWN], unit) if one["geometry"]]
    words = {**WORDS, "map": _("Where these records lie")}
    if not placed:
        return ""
    return drawn(
        placed,
        box=None,
        width_px=420,
        height_px=360,
        words=words,
        has_legend=False,
        is_fine=len(placed) > _FINE_FROM,
    )


def collection_of(asking: Asking, figure: Figure, evidence: Evidence, organisation: str) -> dict[str, Any]:
    """Return the evidence as a GeoJSON FeatureCollection that carries both clocks and the definition."""
    return {
        "type": "FeatureCollection",
        "firmground": _heading(asking, figure, organisation) | {"value": exact(evidence.total, figure.unit)[0]},
        "features": features_of(evidence, figure.unit),
    }


def csv_of(asking: Asking, figure: Figure, evidence: Evidence, organisation: str) -> str:
    """Return the evidence as CSV: each row carries both clocks and the definition; the last row is the sum."""
    heading = _heading(asking, figure, organisation)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*heading, "entry", "number", "kind", "true_from", "recorded_at", "parties", "contribution"])
    before = [guarded(said) for said in heading.values()]
    for line in evidence.lines:
        writer.writerow([*before, *_cells(line, figure.unit)])
    if evidence.unseen:
        rest = exact(evidence.unseen, figure.unit)[0]
        writer.writerow([*before, "", "entries your account may not see", "", "", "", "", rest])
    writer.writerow([*before, "", "sum", "", "", "", "", exact(evidence.total, figure.unit)[0]])
    return "\ufeff" + text.getvalue()


def _cells(line: Line, unit: Unit) -> Sequence[str]:
    entry = line.recorded.entry
    parties = " ".join(party.organisation for party in entry.parties)
    said = (
        entry.id,
        entry.number,
        entry.kind,
        _iso(entry.true_from) or "",
        _iso(line.recorded.recorded_at) or "",
        parties,
    )
    return [*(guarded(cell) for cell in said), exact(line.part, unit)[0]]


def guarded(said: object) -> str:
    """Return a text cell that a spreadsheet does not take for a formula: an apostrophe before what begins as one."""
    text = str(said)
    return f"'{text}" if text.startswith(_RISKY) else text


def _heading(asking: Asking, figure: Figure, organisation: str) -> dict[str, str]:
    head = asking.office.head(asking.operation, asking.as_known_on)
    return {
        "operation": asking.operation.number,
        "is_reconstruction": str(asking.operation.body.is_reconstruction).lower(),
        "figure": figure.name,
        "definition": figure.definition,
        "standard": figure.standard,
        "fold": figure.fold,
        "organisation": organisation,
        "on_day": asking.on_day.isoformat(),
        "as_known_on": asking.as_known_on.isoformat() if asking.as_known_on else "now",
        "head": f"{head.office} {head.number}",
        "unit": _BASE.get(figure.unit, (figure.unit.value, 1))[0],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
