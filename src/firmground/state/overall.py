"""The ground of several operations together, each square millimetre once, and which operations it is of.

Operations keep accounts of their own: a release in one names hazards and lots of that one only. Where two of them speak
of the same ground the most hazardous of what they say counts overall, and among releases the strongest; what only some
of them say is theirs, what several say alike is theirs jointly. Only A, only B and jointly add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.fold.stacks import Flags, Ints, summed
from firmground.state.activity import ActivityAccount
from firmground.state.arranged import StoredGround, stored_ground
from firmground.state.encoded import LABELS
from firmground.state.land import LandAccount
from firmground.state.land_table import HAZARDS, RELEASED, Status

Together = dict[tuple[str, ...], int]
"""Ground in mm2 by the operations that it is of, ascending; several: jointly."""

WEIGHTS = (Status.NOT_SURVEYED, Status.SURVEYED, *RELEASED, *HAZARDS)
"""What counts where operations differ: the last of these."""

_WEIGHT_OF_LABEL = np.array([WEIGHTS.index(status) for status in LABELS], dtype=np.int64)


def land_overall(accounts: Mapping[str, LandAccount], *, on_day: date) -> dict[Status, Together]:
    """Return the ground of each status by operations, in mm2, at the end of a day; statuses without ground left out.

    Args:
        accounts: The status account of each operation, by its number.
        on_day: The day.
    """
    names = sorted(accounts)
    stored = stored_ground([claim.wkb for name in names for claim in accounts[name].claims])
    weights = np.zeros((len(stored.cells), len(names)), dtype=np.int64)
    for place, name in enumerate(names):
        decided = accounts[name].folded_over(stored).decided(on_day)
        weights[decided.cell, place] = _WEIGHT_OF_LABEL[decided.label]
    heaviest = weights.max(axis=1, initial=0)
    found = {
        status: _together(stored, names, (weights == weight) & (heaviest == weight)[:, None])
        for weight, status in enumerate(WEIGHTS)
        if weight
    }
    return {status: together for status, together in found.items() if together}


def activity_overall(accounts: Mapping[str, ActivityAccount], *, on_day: date) -> Together:
    """Return the ground worked up to the end of a day by operations, in mm2.

    Args:
        accounts: The activity account of each operation, by its number.
        on_day: The day.
    """
    names = sorted(accounts)
    worked = {
        name: [entry.wkb for entry in accounts[name].worked if (entry.true_from or date.min) <= on_day]
        for name in names
    }
    stored = stored_ground([wkb for polygons in worked.values() for wkb in polygons])
    is_of = np.zeros((len(stored.cells), len(names)), dtype=np.bool_)
    for place, name in enumerate(names):
        is_of[stored.stacked(worked[name]).cell, place] = True
    return _together(stored, names, is_of)


def _together(stored: StoredGround, names: list[str], is_of: NDArray[np.bool_]) -> Together:
    """Return the area of cells by the operations that each is of; cells of none are left out."""
    some: Flags = np.logical_or.reduce(is_of, axis=1)
    rows, row_of = np.unique(is_of[some], axis=0, return_inverse=True)
    keys: Ints = row_of.reshape(-1).astype(np.int64)
    areas = summed(keys, stored.cells.area_mm2[some], len(rows)).tolist()
    named = (tuple(name for name, is_in in zip(names, row, strict=True) if is_in) for row in rows.tolist())
    return dict(sorted(zip(named, areas, strict=True)))
