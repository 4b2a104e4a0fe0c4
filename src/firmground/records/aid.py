"""Aid: deliveries with their receipt."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class Cargo(StrEnum):
    """What was delivered."""

    FOOD = "food"
    WATER = "water"
    MEDICINE = "medicine"
    SHELTER = "shelter"
    CLOTHING = "clothing"
    FUEL = "fuel"
    BUILDING_MATERIAL = "building_material"
    EQUIPMENT = "equipment"
    MIXED = "mixed"
    OTHER = "other"


class Receipt(StrEnum):
    """How it came."""

    WHOLE = "whole"
    SHORT = "short"
    DAMAGED = "damaged"
    REFUSED = "refused"


class Delivery(Body, frozen=True, kw_only=True):
    """What was delivered somewhere, as its receipt says: sent and received apart."""

    cargo: Annotated[Cargo, said("Cargo")]
    receipt: Annotated[Receipt, said("Receipt")]
    sent_kg: Annotated[float | None, said("Mass sent", "kg")] = None
    received_kg: Annotated[float | None, said("Mass received", "kg")] = None
    packages_sent: Annotated[int | None, said("Packages sent")] = None
    packages_received: Annotated[int | None, said("Packages received")] = None
    people_served: Annotated[int | None, said("People served")] = None
    convoy: Annotated[str, said("Convoy")] = ""
    origin: Annotated[str, said("From (place)")] = ""
    received_for: Annotated[str, said("Received for (organisation)")] = ""
    discrepancy: Annotated[str, said("What differs, and why")] = ""
    note: Annotated[str, said("Note")] = ""
