"""Units that reports use, and the factor to the unit that a field keeps. Factors are exact."""

from __future__ import annotations

from decimal import Decimal

_AREA = {
    "m2": Decimal(1),
    "ha": Decimal(10_000),
    "km2": Decimal(1_000_000),
    "acre": Decimal("4046.8564224"),  # international acre, exact by the yard of 0.9144 m (1959)
    "dunam": Decimal(1_000),  # metric dunam of Syria, Lebanon, Palestine
    "iraqi_dunam": Decimal(2_500),  # mishara of Iraq
    "ft2": Decimal("0.09290304"),
}
_LENGTH = {
    "m": Decimal(1),
    "km": Decimal(1_000),
    "cm": Decimal("0.01"),
    "mm": Decimal("0.001"),
    "ft": Decimal("0.3048"),
    "in": Decimal("0.0254"),
    "mile": Decimal("1609.344"),
}
_MASS = {"kg": Decimal(1), "g": Decimal("0.001"), "t": Decimal(1_000), "lb": Decimal("0.45359237")}
_DIMENSIONS = (_AREA, _LENGTH, _MASS)

UNITS = tuple(name for dimension in _DIMENSIONS for name in dimension)
"""Every unit that a mapping may name."""


def factor(said: str, kept: str) -> Decimal | None:
    """Return what a value in the unit said is multiplied by to be in the unit kept; None: not the same dimension."""
    if said == kept:
        return Decimal(1)
    for dimension in _DIMENSIONS:
        if said in dimension and kept in dimension:
            return dimension[said] / dimension[kept]
    return None
