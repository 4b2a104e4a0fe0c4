"""A small map with the shapes of a few entries, over the ground that is known around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firmground.accounts.roles import Act
from firmground.errors import FirmgroundError
from firmground.geometry.formats import to_geojson
from firmground.geometry.measures import box
from firmground.records.entry import Entry
from firmground.web.asking import Asking
from firmground.web.map_tiles import tiles_address

_DRAWN = 500
_MARGIN_DEG = 0.001


def map_of(asking: Asking, entries: Sequence[Entry]) -> dict[str, Any] | None:
    """Return what components/map_small.html draws; None where no entry has a shape that can be drawn.

    Args:
        asking: Who asks; the ground around is drawn as this person may see it.
        entries: Entries with a shape; of more than a few hundred the first are drawn.
    """
    features, boxes = [], []
    for entry in entries[:_DRAWN]:
        try:
            features.append(
                {"type": "Feature", "properties": {"number": entry.number}, "geometry": to_geojson(entry.wkb)}
            )
            boxes.append(box(entry.wkb))
        except FirmgroundError:
            continue
    drawable = [one for one in boxes if max(abs(one[0]), abs(one[2])) <= 180 and max(abs(one[1]), abs(one[3])) <= 90]
    if not drawable:
        return None
    west, south = min(one[0] for one in drawable), min(one[1] for one in drawable)
    east, north = max(one[2] for one in drawable), max(one[3] for one in drawable)
    return {
        "shapes": {"type": "FeatureCollection", "features": features},
        "bounds": f"{west - _MARGIN_DEG},{south - _MARGIN_DEG},{east + _MARGIN_DEG},{north + _MARGIN_DEG}",
        "ground_url": tiles_address(asking, "ground" if asking.may(Act.SEE_HAZARDS) else "released") + asking.query,
    }
