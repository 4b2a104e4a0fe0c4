"""A small map with the shapes of a few entries, over the ground that is known around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.bulletins.figures import Unit
from firmground.errors import FirmgroundError
from firmground.geometry.formats import to_geojson
from firmground.geometry.measures import box
from firmground.maps.remains import remains
from firmground.records.entry import Entry
from firmground.web.asking import Asking
from firmground.web.map_tiles import tiles_address
from firmground.web.numbers import amount_words, spoken

_DRAWN = 500
_MARGIN_DEG = 0.001


def left_of(asking: Asking, entry: Entry) -> dict[str, Any] | None:
    """Return what is left of the hazard area that an entry speaks of: in words, exactly, and its shape to draw.

    It is that of the staff's map: cautious. None where the entry is of something else, or has no polygon by the day.
    """
    found = remains(asking.cautious.land, entry.thing, on_day=asking.on_day) if entry.kind == "hazard_area" else None
    if found is None:
        return None
    whole, left = (amount_words(area, Unit.SQUARE_MILLIMETRE) for area in (found.ground_mm2, found.area_mm2))
    words = {"left": spoken(found.area_mm2, Unit.SQUARE_MILLIMETRE), "day": date_format(asking.on_day)}
    words["whole"] = spoken(found.ground_mm2, Unit.SQUARE_MILLIMETRE)
    sentence = (
        _("Of its %(whole)s, %(left)s are still hazardous because of it on %(day)s, as the staff's map draws it.")
        if found.is_left
        else _("Nothing of its %(whole)s is hazardous because of it on %(day)s, as the staff's map draws it.")
    )
    return {"words": sentence % words, "exactly": f"{left.full} / {whole.full}", "wkb": found.wkb}


def map_of(asking: Asking, entries: Sequence[Entry], *, left: bytes = b"") -> dict[str, Any] | None:
    """Return what components/map_small.html draws; None where no entry has a shape that can be drawn.

    Args:
        asking: Who asks; the ground around is drawn as this person may see it.
        entries: Entries with a shape; of more than a few hundred the first are drawn.
        left: What is left of them, drawn stronger (WKB); empty: nothing is said of that.
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
    if left:
        features.append({"type": "Feature", "properties": {"left": True}, "geometry": to_geojson(left)})
    return {
        "shapes": {"type": "FeatureCollection", "features": features},
        "bounds": f"{west - _MARGIN_DEG},{south - _MARGIN_DEG},{east + _MARGIN_DEG},{north + _MARGIN_DEG}",
        "ground_url": tiles_address(asking, "ground" if asking.may(Act.SEE_HAZARDS) else "released") + asking.query,
    }
