"""The picture of growth: CPU seconds over claims, both axes logarithmic, as SVG without any library."""

from __future__ import annotations

import math
from collections.abc import Sequence

Line = tuple[str, bool, list[tuple[float, float]]]
"""Name, whether it is ours, points of (claims, seconds)."""

_WIDTH, _HEIGHT = 860, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 30, 50
_COLOURS = ("#0b6e4f", "#c1440e", "#4059ad", "#97742b", "#7a306c", "#5c6b73", "#b5838d", "#2f4858")
_SIZES = 'font-family="sans-serif" font-size="12" fill="#333"'


def drawn(lines: Sequence[Line], *, title: str) -> str:
    """Return an SVG picture of lines; ours are thick. Names stand at the right end of the lines, apart."""
    points = [point for _, _, line in lines for point in line]
    x0, x1 = _decades(claims for claims, _ in points)
    y0, y1 = _decades(seconds for _, seconds in points)

    def place(claims: float, seconds: float) -> tuple[float, float]:
        x = _LEFT + (math.log10(claims) - x0) / (x1 - x0) * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - (math.log10(seconds) - y0) / (y1 - y0) * (_HEIGHT - _TOP - _BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" {_SIZES} font-weight="bold">{title}</text>',
    ]
    for power in range(x0, x1 + 1):
        x, y = place(10.0**power, 10.0**y0)
        parts.append(f'<path d="M{x} {_TOP}V{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle" {_SIZES}>{10**power:,}</text>')
    for power in range(y0, y1 + 1):
        x, y = place(10.0**x0, 10.0**power)
        parts.append(f'<path d="M{x} {y}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end" {_SIZES}>{10.0**power:g} s</text>')
    parts.append(f'<text x="{_LEFT}" y="{_HEIGHT - 10}" {_SIZES}>claims</text>')
    heights = _apart([place(*line[-1])[1] for _, _, line in lines])
    for number, ((name, is_ours, line), height) in enumerate(zip(lines, heights, strict=True)):
        colour, thick = _COLOURS[number % len(_COLOURS)], 4 if is_ours else 2
        path = " ".join(f"{x},{y}" for x, y in (place(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{thick}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="{thick}" fill="{colour}"/>' for x, y in (place(*p) for p in line)]
        end = place(*line[-1])
        side = _WIDTH - _RIGHT + 14
        parts.append(f'<path d="M{end[0]} {end[1]}L{side - 4} {height}" stroke="{colour}" stroke-dasharray="1 3"/>')
        parts.append(f'<text x="{side}" y="{height + 4}" {_SIZES}>{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _decades(values) -> tuple[int, int]:  # noqa: ANN001 - numbers
    powers = [math.log10(value) for value in values]
    low = math.floor(min(powers))
    return low, max(math.ceil(max(powers)), low + 1)


def _apart(heights: Sequence[float]) -> list[float]:
    """Return heights, moved down where two are nearer than a line of text."""
    moved = list(heights)
    lowest = -math.inf
    for index in sorted(range(len(moved)), key=moved.__getitem__):
        moved[index] = max(moved[index], lowest + 16)
        lowest = moved[index]
    return moved
