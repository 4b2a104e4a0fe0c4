"""The sheet as a PDF, set by Typst: A4, whole fonts of our own, the same bytes every time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import msgspec

from firmground.bulletins.sheet import Sheet

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "bulletin.typ"
_FONTS = _HERE.parent / "web" / "static" / "vendor"


def pdf(sheet: Sheet, *, on_day: date) -> bytes:
    """Return the sheet as a tagged PDF whose numbers are links; equal sheets give equal bytes.

    The date written into the file is the end of the bulletin's day, never that of the setting. System fonts are not
    asked: two machines would set two documents.
    """
    import typst  # loading it takes a while, and only here is it needed

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=_font_folders())
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs={"sheet": msgspec.json.encode(sheet).decode()}
    )
    timestamp = int(datetime.combine(on_day, time(23, 59, 59), UTC).timestamp())
    made = compiler.compile(format="pdf", timestamp=timestamp)
    assert isinstance(made, bytes)  # noqa: S101 - one document is one PDF; a list only stands for pages of pictures
    return made


@cache
def _font_folders() -> list[Path]:
    """Return the folders of the whole fonts; subsets by script share one family name and would be mixed up."""
    return sorted({font.parent for font in _FONTS.glob("noto-sans*/*.ttf")})
