"""Words: bulletins that were published."""

from __future__ import annotations

from typing import Annotated, Any

from firmground.records.fields import Body, said


class Bulletin(Body, frozen=True, kw_only=True):
    """A published bulletin: its day (``true_from``), its language and its figures as they were told.

    ``figures`` maps a figure's name to ``{"day": int, "total": int, "previous": int | None}`` in the figure's base
    unit; ``head`` is the last batch of the office's chain that the figures were worked out from.
    """

    title: Annotated[str, said("Title")]
    language: Annotated[str, said("Language")] = "en"
    figures: dict[str, Any] = {}
    head: int = 0
    text: Annotated[str, said("Text (reference in the content store)")] = ""
