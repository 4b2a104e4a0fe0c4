"""Ordnance: lots found, moved, destroyed, as separate facts (IMAS 09.30)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class LotEvent(StrEnum):
    """What happened to a lot. Each is a fact of its own, on its own day."""

    FOUND = "found"
    MOVED = "moved"
    DESTROYED = "destroyed"


class Category(StrEnum):
    """Categories of explosive ordnance; anti-personnel mines and submunitions have their own treaty lines.

    Small-arms ammunition is counted apart and never in the ordnance total; bulk explosive counts in kg.
    """

    AP_MINE = "ap_mine"
    AV_MINE = "av_mine"
    IMPROVISED_MINE = "improvised_mine"
    IED = "ied"
    BOOBY_TRAP = "booby_trap"
    SUBMUNITION = "submunition"
    PROJECTILE = "projectile"
    MORTAR = "mortar"
    ROCKET = "rocket"
    MISSILE = "missile"
    AIRCRAFT_BOMB = "aircraft_bomb"
    GRENADE = "grenade"
    FUZE = "fuze"
    UXO = "uxo"
    AXO = "axo"
    PYROTECHNIC = "pyrotechnic"
    BULK_EXPLOSIVE = "bulk_explosive"
    SMALL_ARMS_AMMUNITION = "small_arms_ammunition"
    OTHER = "other"


COUNTED_APART = frozenset({Category.SMALL_ARMS_AMMUNITION, Category.BULK_EXPLOSIVE})
"""Never in the ordnance total."""


class OrdnanceLot(Body, frozen=True, kw_only=True):
    """A number of items of one category and model, found, moved or destroyed.

    Entries about the same thing speak of the same lot. A lot of which only "destroyed" is said was found the
    same day: that finding is inferred and marked so.
    """

    event: Annotated[LotEvent, said("Event")]
    category: Annotated[Category, said("Category")]
    quantity: Annotated[int, said("Quantity")]
    model: Annotated[str, said("Model")] = ""
    mass_kg: Annotated[float | None, said("Mass", "kg")] = None
    depth_cm: Annotated[float | None, said("Depth found", "cm")] = None
    condition: Annotated[str, said("Condition")] = ""
    moved_to: Annotated[str, said("Moved to")] = ""
    task: Annotated[str, said("Task")] = ""
    team: Annotated[str, said("Team")] = ""
    report: Annotated[str, said("Daily progress report")] = ""
    note: Annotated[str, said("Note")] = ""
