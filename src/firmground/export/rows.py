"""What is exported: the entries that somebody may see, row by row, and the ground, under both clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firmground.errors import NotInLedger
from firmground.geometry.formats import from_geojson
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Standing
from firmground.maps.concealed import danger_features, operation_box, released_features
from firmground.maps.layers import Feature, activity_features, status_features, unmapped_features
from firmground.records.entry import Entry
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS, REPORTED, Kind, read_body
from firmground.records.operations import Operation
from firmground.state.picture import Picture

Cell = str | int | float | bool | date | datetime | None

FRAME_KINDS = ("operation", "organisation", "team", "bulletin")
"""Kinds that frame an operation; with what reports are made of they are all that is exported."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export answers.

    Attributes:
        operation: The operation's entry.
        on_day: The day; entries that begin later are left out, ground is that of its end.
        as_known_on: The day up to whose end the ledger was known; None: now.
        office: The office whose chain was read.
        head: The last batch that was known.
        known_at: When that batch was recorded, UTC; the files carry it as their time.
        may_see: Whether the person who asked may see an entry.
        is_staff: Whether that person sees what is not official yet, hazards and activity; otherwise the public view.
    """

    operation: Entry
    on_day: date
    as_known_on: date | None
    office: str
    head: int
    known_at: datetime
    may_see: Callable[[Entry], bool]
    is_staff: bool

    @property
    def clocks(self) -> dict[str, Cell]:
        """Return the columns that every row carries: the operation and both clocks."""
        known = self.as_known_on.isoformat() if self.as_known_on else f"now ({self.known_at.date().isoformat()})"
        return {"operation": self.operation.number, "on_day": self.on_day, "as_known_on": known}


@dataclass(frozen=True, slots=True)
class Layer:
    """A table with or without shapes.

    Attributes:
        name: Name of the layer, table or file.
        columns: Its columns in their order, with what stands in them: text, number, integer, date, instant or flag.
        rows: Values by column; what is not there was not said.
        shapes: A WKB for each row, None where a row has no shape. Empty: the layer has no shapes at all.
    """

    name: str
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Cell], ...]
    shapes: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """All layers of an export, and what is said about it."""

    about: Mapping[str, str]
    layers: tuple[Layer, ...]


def export(asked: Asked, official: Picture, cautious: Picture) -> Export:
    """Return what somebody may see of an operation: entries by kind, then ground and activity.

    Args:
        asked: The question, with who may see what.
        official: The picture in the official fold, as known at the head.
        cautious: The picture in the cautious fold, as known at the head.
    """
    seen = _seen(asked, official)
    layers = [_kind_layer(asked, kind, seen.get(kind.name, []), official.standing) for kind in _kinds()]
    ground = _staff_ground(asked, official, cautious) if asked.is_staff else _public_ground(asked, cautious)
    kept = tuple(layer for layer in (*layers, *ground) if layer.rows)
    return Export(_about(asked, kept), kept)


def only(made: Export, names: Sequence[str]) -> Export:
    """Return an export with some of its layers; no names: all of them.

    Raises:
        NotInLedger: A layer of this name is not in it; the message names those that are.
    """
    known = [layer.name for layer in made.layers]
    for name in names:
        if name not in known:
            raise NotInLedger(f"There is no layer {name!r} in this export. It has: {', '.join(known)}.")
    layers = tuple(layer for layer in made.layers if not names or layer.name in names)
    kept = {name: value for name, value in made.about.items() if not name.startswith(_ROWS_OF)}
    return Export(kept | {f"{_ROWS_OF}{one.name}": str(len(one.rows)) for one in layers}, layers)


_ROWS_OF = "rows of "


def _kinds() -> list[Kind]:
    return [*(KINDS[name] for name in FRAME_KINDS), *REPORTED]


def _seen(asked: Asked, official: Picture) -> dict[str, list[Recorded]]:
    """Return the entries that may be seen, by kind; who is not of the operation sees only what counts officially."""
    counted = {stood.entry.id for stood in official.standing.entries}
    seen: dict[str, list[Recorded]] = {}
    for one in official.recorded:
        begun = one.entry.true_from is None or one.entry.true_from <= asked.on_day
        if begun and asked.may_see(one.entry) and (asked.is_staff or one.entry.id in counted):
            seen.setdefault(one.entry.kind, []).append(one)
    return seen


_ENTRY_COLUMNS = {
    "id": "text",
    "number": "text",
    "thing": "text",
    "true_from": "date",
    "true_until": "date",
    "recorded_at": "instant",
    "standing": "text",
    "tier": "text",
    "parties": "text",
    "place": "text",
    "author": "text",
    "source": "text",
    "source_row": "integer",
    "supersedes": "text",
}
_CLOCK_COLUMNS = {"operation": "text", "on_day": "date", "as_known_on": "text"}
_COLUMN_TYPES = {"number": "number", "integer": "integer", "date": "date", "flag": "flag"}


def _kind_layer(asked: Asked, kind: Kind, recorded: list[Recorded], standing: Standing) -> Layer:
    fields = {_column(field): _COLUMN_TYPES.get(field.type, "text") for field in kind.fields}
    rows = tuple(_row(asked, one, kind, standing) for one in recorded)
    shapes = tuple(one.entry.wkb or None for one in recorded) if kind.geometry else ()
    return Layer(kind.name, _ENTRY_COLUMNS | fields | _CLOCK_COLUMNS, rows, shapes)


def _column(field: FieldSpec) -> str:
    """Return the column of a field; one that is called like a column of every entry gets its kind's word before."""
    return f"said_{field.name}" if field.name in _ENTRY_COLUMNS or field.name in _CLOCK_COLUMNS else field.name


def _row(asked: Asked, one: Recorded, kind: Kind, standing: Standing) -> dict[str, Cell]:
    entry = one.entry
    said = {_column(field): _cell(entry.body.get(field.name), field) for field in kind.fields}
    return {
        "id": entry.id,
        "number": entry.number,
        "thing": entry.thing,
        "true_from": entry.true_from,
        "true_until": entry.true_until,
        "recorded_at": one.recorded_at,
        "standing": _standing_of(entry, standing),
        "tier": entry.tier.value,
        "parties": "; ".join(party.organisation for party in entry.parties),
        "place": entry.place,
        "author": entry.author if asked.is_staff else None,
        "source": entry.source.submission if entry.source and asked.is_staff else None,
        "source_row": entry.source.position if entry.source and asked.is_staff else None,
        "supersedes": entry.supersedes or None,
        **said,
        **asked.clocks,
    }


def _standing_of(entry: Entry, standing: Standing) -> str:
    """Return ``counts``, ``superseded``, ``withdrawn``, or the last decision; ``not decided`` where there is none."""
    if entry.id in standing.withdrawn:
        return "withdrawn"
    if entry.id in standing.superseded:
        return "superseded"
    verdict = standing.verdicts.get(entry.id)
    if not KINDS[entry.kind].gated or verdict == "approved":
        return "counts"
    return verdict.value if verdict else "not decided"


def _cell(value: object, field: FieldSpec) -> Cell:
    if value is None or value == "":
        return None
    match field.type:
        case "date":
            return date.fromisoformat(str(value))
        case "number":
            return float(str(value))
        case "integer":
            return int(str(value))
        case "flag":
            return bool(value)
        case "list" if isinstance(value, list | tuple):
            return "; ".join(str(part) for part in value)
        case _ if isinstance(value, Mapping):
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            return str(value)


_GROUND_COLUMNS = {
    "status": "text",
    "since": "date",
    "number": "text",
    "decided_by": "text",
    "accepted": "flag",
    "reopened": "flag",
    "fold": "text",
}
_DANGER_WORDS = "danger here: keep out, ask the centre"


def _staff_ground(asked: Asked, official: Picture, cautious: Picture) -> list[Layer]:
    """Return the status of ground in both folds, hazards without a polygon as circles, and activity."""
    day = asked.on_day
    radius_m = read_body(asked.operation.body, Operation).unmapped_radius_m
    unmapped = unmapped_features(cautious, on_day=day, radius_m=radius_m)
    return [
        _features(
            asked, "status_cautious", _seen_features(asked, cautious, status_features(cautious, on_day=day)), "cautious"
        ),
        _features(
            asked, "status_official", _seen_features(asked, official, status_features(official, on_day=day)), "official"
        ),
        _features(asked, "hazards_not_mapped", _seen_features(asked, cautious, unmapped), "cautious"),
        _features(asked, "activity", activity_features(official, on_day=day)[:1], "official"),
    ]


def _seen_features(asked: Asked, picture: Picture, features: list[Feature]) -> list[Feature]:
    """Return the features whose deciding entry may be seen."""
    return [one for one in features if asked.may_see(picture.by_id[one["properties"]["decided_by"]].entry)]


def _public_ground(asked: Asked, cautious: Picture) -> list[Layer]:
    """Return released ground with accepted control, and the cells that say keep out."""
    body = read_body(asked.operation.body, Operation)
    everywhere = operation_box(cautious, boundary=asked.operation.wkb, country=body.country_box)
    radius_m = body.unmapped_radius_m
    released = released_features(cautious, on_day=asked.on_day, radius_m=radius_m, everywhere=everywhere)
    danger = danger_features(cautious, on_day=asked.on_day, radius_m=radius_m, everywhere=everywhere)
    told = [{**one, "properties": {"status": _DANGER_WORDS}} for one in danger]
    return [_features(asked, "released", released, "cautious"), _features(asked, "danger", told, "cautious")]


def _features(asked: Asked, name: str, features: list[Feature], fold: str) -> Layer:
    rows = tuple(_feature_row(one, fold) | asked.clocks for one in features)
    shapes = tuple(from_geojson(one["geometry"]) for one in features)
    return Layer(name, _GROUND_COLUMNS | _CLOCK_COLUMNS, rows, shapes)


def _feature_row(one: Feature, fold: str) -> dict[str, Cell]:
    said = one["properties"]
    since = said.get("since")
    row: dict[str, Cell] = {name: said.get(name) for name in _GROUND_COLUMNS}
    return row | {"since": date.fromisoformat(since) if since else None, "fold": fold}


def _about(asked: Asked, layers: tuple[Layer, ...]) -> dict[str, str]:
    body = read_body(asked.operation.body, Operation)
    about = {
        "operation": asked.operation.number,
        "operation_name": body.name,
        "label": "Reconstruction: not real records" if body.is_reconstruction else "",
        "on_day": f"{asked.on_day.isoformat()} (the end of this day, {body.timezone})",
        "as_known_on": asked.as_known_on.isoformat() if asked.as_known_on else "now",
        "office": asked.office,
        "head": f"batch {asked.head}, recorded at {asked.known_at.isoformat()}",
        "view": "staff" if asked.is_staff else "public",
        "frame": "WGS 84, longitude then latitude (EPSG:4326)",
        "checked": "Checked, searched and worked are activity: they release nothing.",
        "promise": "Nothing here is a promise that ground is safe.",
    }
    counts = {f"{_ROWS_OF}{layer.name}": str(len(layer.rows)) for layer in layers}
    return about | counts
