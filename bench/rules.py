"""The two rules that the same ground is asked by: the latest claim wins, and Firmground's transition table."""

from __future__ import annotations

from bench.sites import CLASSES

NOTHING = len(CLASSES)
"""The status of ground that no claim covers yet; the other statuses are named as the claims."""

_SHA, _CHA, _CANCELLED, _REDUCED, _CLEARED = range(NOTHING)

LATEST = [[claim] * (NOTHING + 1) for claim in range(NOTHING)]
"""Status after a claim, by claim and status before: the claim itself."""

TABLE = [
    # on sha, cha, cancelled, reduced, cleared, nothing
    [_SHA, _CHA, _SHA, _SHA, _SHA, _SHA],
    [_CHA, _CHA, _CHA, _CHA, _CHA, _CHA],
    [_CANCELLED, _CHA, _CANCELLED, _REDUCED, _CLEARED, _CANCELLED],
    [_REDUCED, _REDUCED, _CANCELLED, _REDUCED, _CLEARED, _REDUCED],
    [_CLEARED, _CLEARED, _CLEARED, _CLEARED, _CLEARED, _CLEARED],
]
"""The same by version 1 of the transition table, for the claims that are made here; a test compares the two."""
