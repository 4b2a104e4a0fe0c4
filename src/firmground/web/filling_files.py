"""Photos and other files that came with a filling of a form."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

from django.urls import reverse

from firmground.records.submissions import Received
from firmground.web.asking import Asking
from firmground.wiring import form_desk

PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
"""What a browser is told to draw; everything else is saved."""


class FillingFile(NamedTuple):
    """A file of a filling: its name, where it is, its reference, and what it is to be drawn as (empty: saved)."""

    name: str
    url: str
    reference: str
    drawn_as: str


def files_of(asking: Asking, received: Received) -> tuple[list[FillingFile], str]:
    """Return the files of a filling by name, and why it could not be read; of a file there are none, and no words."""
    filling = form_desk(asking.office).fillings.of_submission(received.id)
    if filling is None:
        return [], ""
    address = [asking.operation.number, received.id]
    files = [
        FillingFile(
            name,
            reverse("filling-file", args=[*address, place]),
            reference,
            PICTURES.get(PurePosixPath(name).suffix.casefold(), ""),
        )
        for place, (name, reference) in enumerate(sorted(filling.files.items()), 1)
    ]
    return files, filling.trouble
