"""Tiers: who may see an entry at all."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """From open to closed. Uncleared polygons, ordnance positions, accidents and people are restricted."""

    PUBLIC = "public"
    STAFF = "staff"
    RESTRICTED = "restricted"
