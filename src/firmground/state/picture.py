"""The picture: all accounts of one operation, as known at one head, in one fold, for any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold, Standing, standing
from firmground.state.activity import WORKED, ActivityAccount, activity_account
from firmground.state.buildings import BuildingAccount, building_account
from firmground.state.claims import claim_of, is_polygon
from firmground.state.land import LandAccount, land_account
from firmground.state.ordnance import OrdnanceAccount, ordnance_account
from firmground.state.people import PeopleAccount, people_account
from firmground.state.questions import GroundQuestion, ground_questions
from firmground.state.roads import RoadAccount, road_account


@dataclass(frozen=True)
class Picture:
    """What the entries known at one head amount to. Each account is worked out when it is first asked for.

    Attributes:
        recorded: All entries of the operation known at the head, deeds included, in the order of recording; in the
            cautious fold also held rows that speak of danger.
        fold: Official or cautious.
    """

    recorded: Sequence[Recorded]
    fold: Fold

    @cached_property
    def standing(self) -> Standing:
        """Return which entries stand."""
        return standing(self.recorded, fold=self.fold)

    @cached_property
    def by_id(self) -> dict[str, Recorded]:
        """Return every entry by its id."""
        return {one.entry.id: one for one in self.recorded}

    @cached_property
    def land(self) -> LandAccount:
        """Return the status account of ground."""
        ever = (one.entry.wkb for one in self.recorded if is_polygon(one.entry) and claim_of(one.entry))
        return land_account(self.standing.entries, fold=self.fold, ever=ever)

    @cached_property
    def ground_questions(self) -> list[GroundQuestion]:
        """Return what the ground asks people, oldest first; it depends on no day: all that is known is in force."""
        return ground_questions(self.land)

    @cached_property
    def activity(self) -> ActivityAccount:
        """Return the activity account of ground."""
        ever = (one.entry.wkb for one in self.recorded if is_polygon(one.entry) and one.entry.kind == WORKED)
        return activity_account(self.standing.entries, ever=ever)

    @cached_property
    def roads(self) -> RoadAccount:
        """Return the road account."""
        return road_account(self.standing.entries, fold=self.fold)

    @cached_property
    def ordnance(self) -> OrdnanceAccount:
        """Return the ordnance account."""
        return ordnance_account(self.standing.entries)

    @cached_property
    def buildings(self) -> BuildingAccount:
        """Return the account of buildings checked."""
        return building_account(self.standing.entries)

    @cached_property
    def people(self) -> PeopleAccount:
        """Return the account of deployments and days of work."""
        return people_account(self.standing.entries)
