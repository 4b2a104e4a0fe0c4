"""The activity account, beside what a look at every cell gives."""

from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from firmground.ledger.standing import Fold
from firmground.state.evidence import Amount
from firmground.state.picture import Picture
from tests.ledgers import approved, entry, recorded
from tests.promises.worlds import CASES, grounds

DAYS = [date.min, *(date(2017, 10, day) for day in range(1, 6)), date.max]
_ORGANISATIONS = [f"ORG-{number:03}" for number in range(150)]


@st.composite
def reports(draw):
    parties = st.lists(st.sampled_from(_ORGANISATIONS), max_size=3, unique=True)
    return [
        entry(
            f"AW-{place}", "area_worked", draw(st.sampled_from([None, 1, 2, 3, 4])), geometry=draw(grounds()),
            parties=tuple(draw(parties)), activity="checked",
        )
        for place in range(draw(st.integers(1, 8)))
    ]  # fmt: skip


def _day(one):
    return one.true_from or date.min


@CASES
@given(reports())
def test_activity_counts_each_cell_once_for_the_first_and_again_for_all_others(made):
    activity = Picture(recorded(*approved(*made)), Fold.OFFICIAL).activity
    stacks = activity.stacks
    cells = [([activity.worked[place] for place in stacks.of(index)], area)
             for index, area in enumerate(stacks.area_mm2.tolist())]  # fmt: skip
    curve = activity.curve(DAYS)

    for place, day in enumerate(DAYS):
        known = [(entries, area) for entries, area in cells if _day(entries[0]) <= day]
        total = Amount.of((entries[0].id, area) for entries, area in known)
        assert activity.total(on_day=day) == total
        assert curve[place] == total.value
        assert activity.reported(on_day=day) == Amount.of(
            (one.id, area) for entries, area in known for one in entries if _day(one) <= day
        )
        assert activity.increase(on_day=day) == Amount.of(
            (entries[0].id, area) for entries, area in known if _day(entries[0]) == day
        )
        assert activity.reworked(on_day=day) == Amount.of(
            (one.id, area) for entries, area in cells for one in entries[1:] if _day(one) == day
        )
        parties = defaultdict(list)
        for entries, area in known:
            names = {party.organisation for one in entries if _day(one) <= day for party in one.parties}
            parties[tuple(sorted(names))].append((entries[0].id, area))
        assert activity.by_parties(on_day=day) == {names: Amount.of(lines) for names, lines in parties.items()}
