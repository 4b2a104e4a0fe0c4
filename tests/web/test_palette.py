"""One palette: the stylesheet, the pattern file and the map's scripts say the same colours as the rules of the look."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "src/firmground/web/static"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
PATTERNS = (STATIC / "img/patterns.svg").read_text(encoding="utf-8")
SCRIPT = (STATIC / "js/patterns.mjs").read_text(encoding="utf-8")
PALETTE = {
    "sha": "#F0831E",
    "cha": "#A83200",
    "restricted": "#4F2875",
    "cancelled": "#AAB6BF",
    "reduced": "#8ADDEE",
    "cleared": "#33BF90",
    "accepted": "#0A7C93",
    "concealed": "#A83200",
}
GROUNDS = ("paper", "raised", "sunken")


def theme(start):
    """Return the colours of one block of tokens.css by name."""
    block = TOKENS[TOKENS.index(start) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block[: block.index("}")]))


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("status", "colour"), PALETTE.items())
def test_a_status_has_one_colour_everywhere(status, colour):
    assert theme(":root {")[status] == colour
    assert colour in PATTERNS
    assert colour in SCRIPT


@pytest.mark.parametrize("start", [":root {", ':root[data-theme="dark"] {', ':root:not([data-theme="light"]) {'])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "ink-soft", "accent-text"])
def test_text_stands_out_from_every_ground_it_lies_on(start, ground, text):
    colours = theme(":root {") | theme(start)

    assert contrast(colours[text], colours[ground]) >= 4.5


def test_every_status_has_a_swatch():
    sheet = (STATIC / "css/firmground.css").read_text(encoding="utf-8")

    for status in ("not_surveyed", "surveyed", "activity", *(key for key in PALETTE if key != "accepted")):
        assert f".pattern-{status} {{" in sheet


def test_the_stylesheet_names_no_side_that_right_to_left_would_have_to_mirror():
    sheet = (STATIC / "css/firmground.css").read_text(encoding="utf-8")
    sided = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[{;] *(?:left|right):", sheet
    )

    assert sided == []
