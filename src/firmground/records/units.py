"""Admin units: the official division of a country, by P-code, as it is from a day on."""

from __future__ import annotations

from typing import Annotated

from firmground.records.fields import Body, said


class AdminUnit(Body, frozen=True, kw_only=True):
    """A unit of one level as an edition of the official gazetteer draws it, from ``true_from`` on.

    Level 1 lies below the country, level 2 below level 1. Of two entries of one code the later edition is in force from
    its first day on; the ground of a unit that was dissolved (``true_until``) is outside every unit after it.
    """

    code: Annotated[str, said("P-code")]
    name: Annotated[str, said("Name")]
    level: Annotated[int, said("Level of the admin unit")]
    local_name: Annotated[str, said("Name in the local language")] = ""
    version: Annotated[str, said("Edition of the gazetteer")] = ""
    parent: Annotated[str, said("P-code of the unit above")] = ""
    note: Annotated[str, said("Note")] = ""
