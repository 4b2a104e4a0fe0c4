"""The map picture for print and bulletins, as SVG without a browser. Typst and browsers draw it alike.

Statuses have pattern and outline besides colour, so that the picture can be read in black and white. North is up; the
projection is plate carree with the scale of the middle latitude, fit for an operation of some tens of kilometres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from firmground.geometry.nearby import Box
from firmground.maps.concealed import danger_features, operation_box, released_features
from firmground.maps.layers import Feature, activity_features, status_features, unmapped_features
from firmground.state.picture import Picture

WORDS: Mapping[str, str] = {
    "surveyed": "Surveyed, no evidence",
    "sha": "Suspected hazardous area",
    "cha": "Confirmed hazardous area",
    "restricted": "Restricted, could not be done",
    "cancelled": "Cancelled",
    "reduced": "Reduced",
    "cleared": "Cleared",
    "concealed": "Danger here: keep out, ask the centre",
    "activity": "Worked or checked (releases nothing)",
    "map": "Map of the operation",
    "north": "N",
    "nothing": "Nothing of this is on the map on this day.",
}
"""English words of the legend, by the key under which another language gives its own."""

INK, PAPER, SOFT = "#1D2529", "#F7F5F0", "#4A555B"
_LOOK = {
    # status: fill, its opacity, outline, its width
    "surveyed": ("none", 1.0, "#8A8F92", 1.0),
    "cancelled": ("#AAB6BF", 0.35, "#AAB6BF", 1.0),
    "reduced": ("#8ADDEE", 0.45, "#8ADDEE", 1.0),
    "cleared": ("#33BF90", 0.5, "#33BF90", 1.0),
    "activity": ("none", 1.0, "#3A6EA5", 1.2),
    "sha": ("url(#sha)", 1.0, "#F0831E", 1.2),
    "cha": ("url(#cha)", 1.0, "#A83200", 2.0),
    "restricted": ("url(#restricted)", 1.0, "#4F2875", 1.2),
    "concealed": ("url(#cha)", 1.0, "#A83200", 2.0),
}
_ACCEPTED_LINE = "#0A7C93"
_FINE_PX = 0.6
_PATTERNS = """<defs>
<pattern id="sha" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V9" stroke="#F0831E" stroke-width="3"/></pattern>
<pattern id="cha" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="#A83200" stroke-width="2.6"/></pattern>
<pattern id="restricted" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7M0 0H7" stroke="#4F2875" stroke-width="1.8"/></pattern>
</defs>"""  # noqa: E501
_FONT = 'font-family="Noto Sans, Noto Sans Arabic, sans-serif"'
_MARGIN_PX = 24.0
_LEGEND_LINE_PX = 20.0
_STEPS = (1, 2, 5)
_MARGIN_SHARE = 0.25
_MARGIN_DEG = 0.01
"""At least this around what a public picture shows: about a kilometre."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where degrees fall on the picture.

    Attributes:
        bounds: What the map window shows: west, south, east, north.
        left: Left edge of the window, pixels.
        top: Its upper edge.
        width: Its width.
        height: Its height.
    """

    bounds: Box
    left: float
    top: float
    width: float
    height: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixels (x, y) of a place."""
        west, south, east, north = self.bounds
        x = self.left + self.width * (lon - west) / (east - west)
        y = self.top + self.height * (north - lat) / (north - south)
        return round(x, 2), round(y, 2)

    @property
    def metres_per_px(self) -> float:
        """Return the scale at the middle latitude."""
        west, south, east, north = self.bounds
        metres = 111_320.0 * math.cos(math.radians((south + north) / 2)) * (east - west)
        return metres / self.width


def sketch(
    picture: Picture,
    *,
    on_day: date,
    box: Box | None,
    width_px: int,
    height_px: int,
    is_public: bool = True,
    radius_m: float = 100.0,
    words: Mapping[str, str] = WORDS,
) -> str:
    """Return the map of a day as SVG text: statuses, legend, scale bar, north, degrees at the edges.

    Args:
        picture: In the cautious fold, so that danger shows from the moment it is known.
        on_day: The end of this day.
        box: West, south, east, north of what is shown to staff, None: everything that is drawn; a public picture shows
            what is drawn with a margin, and the box only stands for a hazard of which no place is known.
        width_px: Width of the picture.
        height_px: Height of the picture, legend included.
        is_public: Whether it may be published: then hazards are cells of a grid and only released ground whose
            control was accepted shows. False: exact polygons and activity, for staff.
        radius_m: Radius of a hazard of which only a point is known.
        words: The words of the legend by key, see ``WORDS``.
    """
    if is_public:
        everywhere = box or operation_box(picture, boundary=b"", country=None)
        shown = [
            *released_features(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere),
            *danger_features(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere),
        ]
        box = _widened(_bounds_of(shown)) or box
    else:
        activity = [_as_activity(one) for one in activity_features(picture, on_day=on_day)[:1]]
        shown = [
            *activity,
            *status_features(picture, on_day=on_day),
            *unmapped_features(picture, on_day=on_day, radius_m=radius_m),
        ]
    return drawn(shown, box=box, width_px=width_px, height_px=height_px, words=words)


def drawn(
    features: Sequence[Feature],
    *,
    box: Box | None,
    width_px: int,
    height_px: int,
    words: Mapping[str, str] = WORDS,
    has_legend: bool = True,
    is_fine: bool = False,
) -> str:
    """Return features as SVG text. A feature is drawn by its ``status``; one without as activity.

    Args:
        features: In drawing order.
        box: What must be shown; None: all features.
        width_px: Width of the picture.
        height_px: Height of the picture.
        words: The words of the legend by key.
        has_legend: Whether the statuses that occur are listed below the map.
        is_fine: Whether activity is drawn by thin whole lines: for many reports beside each other.
    """
    keys = _keys(features) if has_legend else []
    bounds = box or _bounds_of(features)
    legend_px = _legend_height(len(keys), width_px)
    frame = _frame(bounds, width_px, height_px - legend_px) if bounds else None
    size = f'width="{width_px}" height="{height_px}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width_px} {height_px}" role="img">',
        f"<title>{escape(words['map'])}</title>",
        _PATTERNS,
        f'<rect {size} fill="{PAPER}"/>',
    ]
    if frame is None:
        parts.append(_text(width_px / 2, height_px / 2, words["nothing"], anchor="middle"))
        return "".join([*parts, "</svg>"])
    clip = f'x="{frame.left}" y="{frame.top}" width="{frame.width:.2f}" height="{frame.height:.2f}"'
    parts.append(f'<clipPath id="window"><rect {clip}/></clipPath><g clip-path="url(#window)">')
    parts.extend(_shape(one, frame, is_fine=is_fine) for one in features)
    parts.append(f'</g><rect {clip} fill="none" stroke="{SOFT}"/>')
    parts.extend(_graticule(frame))
    parts.extend(_scale_bar(frame))
    parts.extend(_north(frame, words["north"]))
    parts.extend(_legend(keys, words, width_px, height_px - legend_px))
    return "".join([*parts, "</svg>"])


def _as_activity(one: Feature) -> Feature:
    return {**one, "properties": {**one["properties"], "status": "activity"}}


def _keys(features: Iterable[Feature]) -> list[str]:
    found = {_status(one) for one in features}
    return [key for key in _LOOK if key in found]


def _status(one: Feature) -> str:
    return str(one["properties"].get("status") or "activity")


def _positions(geometry: Mapping[str, object]) -> list[list[tuple[float, float]]]:
    """Return the rings and lines of a GeoJSON geometry; a point is a line of one place."""
    coordinates: object = geometry["coordinates"]
    kind = str(geometry["type"])
    depth = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}[kind]
    return _flattened(coordinates, depth, is_points=kind.endswith("Point"))


def _flattened(coordinates: object, depth: int, *, is_points: bool) -> list[list[tuple[float, float]]]:
    if depth == 0:
        lon, lat = coordinates[:2]  # type: ignore[index]
        return [[(lon, lat)]]
    if depth == 1 and not is_points:
        return [[(lon, lat) for lon, lat in coordinates]]  # type: ignore[attr-defined]
    return [
        ring
        for part in coordinates  # type: ignore[attr-defined]
        for ring in _flattened(part, depth - 1, is_points=is_points)
    ]


def _bounds_of(features: Iterable[Feature]) -> Box | None:
    places = [place for one in features for ring in _positions(one["geometry"]) for place in ring]
    if not places:
        return None
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    return min(lons), min(lats), max(lons), max(lats)


def _widened(bounds: Box | None) -> Box | None:
    """Return a box with a margin around it, so that it can be told where it lies."""
    if bounds is None:
        return None
    west, south, east, north = bounds
    margin = max((east - west) * _MARGIN_SHARE, (north - south) * _MARGIN_SHARE, _MARGIN_DEG)
    return west - margin, south - margin, east + margin, north + margin


def _frame(bounds: Box, width_px: float, height_px: float) -> Frame:
    """Return the window, its bounds widened so that both directions have the same scale."""
    west, south, east, north = bounds
    stretch = math.cos(math.radians((south + north) / 2))
    width, height = width_px - 2 * _MARGIN_PX - 24, height_px - 2 * _MARGIN_PX
    per_px = max((east - west) * stretch / width, (north - south) / height, 1e-7) * 1.08
    half_lon, half_lat = per_px * width / stretch / 2, per_px * height / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    shown = (lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)
    return Frame(shown, _MARGIN_PX + 24, _MARGIN_PX, width, height)


def _shape(one: Feature, frame: Frame, *, is_fine: bool) -> str:
    fill, opacity, line, width = _LOOK.get(_status(one), _LOOK["activity"])
    is_activity = _status(one) == "activity"
    width = _FINE_PX if is_activity and is_fine else width
    rings = [[frame.place(lon, lat) for lon, lat in ring] for ring in _positions(one["geometry"])]
    kind = one["geometry"]["type"]
    if kind.endswith("Point"):
        return "".join(
            f'<circle cx="{x}" cy="{y}" r="4" fill="{PAPER}" stroke="{line}" stroke-width="2"/>' for ((x, y),) in rings
        )
    closed = "Z" if kind.endswith("Polygon") else ""
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + closed for ring in rings)
    if one["properties"].get("accepted"):
        line, width = _ACCEPTED_LINE, 1.6
    dashes = ' stroke-dasharray="5 3"' if is_activity and not is_fine else ""
    fill = fill if closed else "none"
    drawn_path = (
        f'<path d="{path}" fill="{fill}" fill-opacity="{opacity}" fill-rule="evenodd" stroke="{line}" '
        f'stroke-width="{width}" stroke-linejoin="round"{dashes}/>'
    )
    reopened = f'<path d="{path}" fill="none" stroke="#FFFFFF" stroke-width="0.8"/>'
    return drawn_path + (reopened if one["properties"].get("reopened") else "")


def _round_step(span: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above a span."""
    power = 10.0 ** math.floor(math.log10(span))
    return max(step * power for step in _STEPS if step * power <= span * 1.0000001)


def _graticule(frame: Frame) -> list[str]:
    """Return ticks and degrees at the window's edges."""
    west, south, east, north = frame.bounds
    parts = []
    step = _round_step((east - west) / 3)
    decimals = max(0, -math.floor(math.log10(step)))
    for index in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = frame.place(index * step, south)
        bottom = frame.top + frame.height
        parts.append(f'<path d="M{x} {bottom}v5M{x} {frame.top}v-5" stroke="{SOFT}"/>')
        parts.append(_text(x, bottom + 16, _degrees(index * step, decimals, "E", "W"), anchor="middle", size=10))
    for index in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = frame.place(west, index * step)
        parts.append(f'<path d="M{frame.left} {y}h-5M{frame.left + frame.width} {y}h5" stroke="{SOFT}"/>')
        label = _text(0, 0, _degrees(index * step, decimals, "N", "S"), anchor="middle", size=10)
        parts.append(f'<g transform="translate({frame.left - 9} {y}) rotate(-90)">{label}</g>')
    return parts


def _degrees(value: float, decimals: int, positive: str, negative: str) -> str:
    return f"{abs(value):.{decimals}f}° {positive if value >= 0 else negative}"


def _scale_bar(frame: Frame) -> list[str]:
    metres = _round_step(frame.width / 4 * frame.metres_per_px)
    length = metres / frame.metres_per_px
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    x, y = frame.left + 12, frame.top + frame.height - 14
    return [
        f'<rect x="{x - 6}" y="{y - 22}" width="{length + 12:.2f}" height="30" fill="{PAPER}" fill-opacity="0.85"/>',
        f'<path d="M{x} {y - 5}v5h{length:.2f}v-5" fill="none" stroke="{INK}" stroke-width="1.5"/>',
        _text(x + length / 2, y - 8, label, anchor="middle", size=11),
    ]


def _north(frame: Frame, word: str) -> list[str]:
    x, y = frame.left + frame.width - 20, frame.top + 14
    return [
        f'<path d="M{x} {y}l7 22l-7 -5l-7 5Z" fill="{INK}"/>',
        _text(x, y + 36, word, anchor="middle", size=12),
    ]


def _columns(width_px: float) -> int:
    return max(1, int((width_px - 2 * _MARGIN_PX) // 250))


def _legend_height(count: int, width_px: float) -> float:
    return math.ceil(count / _columns(width_px)) * _LEGEND_LINE_PX + (10 if count else 0)


def _legend(keys: Sequence[str], words: Mapping[str, str], width_px: float, top: float) -> list[str]:
    columns = _columns(width_px)
    step = (width_px - 2 * _MARGIN_PX - 24) / columns
    parts = []
    for place, key in enumerate(keys):
        x = _MARGIN_PX + 24 + (place % columns) * step
        y = top + 4 + (place // columns) * _LEGEND_LINE_PX
        fill, opacity, line, width = _LOOK[key]
        dashes = ' stroke-dasharray="5 3"' if key == "activity" else ""
        parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="26" height="13" fill="{fill}" fill-opacity="{opacity}" '
            f'stroke="{line}" stroke-width="{width}"{dashes}/>'
        )
        parts.append(_text(x + 34, y + 11, words[key], size=11))
    return parts


def _text(x: float, y: float, said: str, *, anchor: str = "start", size: float = 12) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" {_FONT} font-size="{size}" fill="{INK}" text-anchor="{anchor}">'
        f"{escape(said)}</text>"
    )
