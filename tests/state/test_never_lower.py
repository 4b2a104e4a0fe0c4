"""Adding a hazard never makes ground less hazardous, and arrival does not matter, where records name each other."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from firmground.ledger.standing import Fold
from firmground.state.land_table import HAZARDS
from firmground.state.picture import Picture
from tests.ledgers import decision, entry, hazard, recorded, release, square
from tests.promises.worlds import CASES

WHOLE, WEST, EAST = square(40.1, 35.3), square(40.1, 35.3, 0.0005), square(40.1005, 35.3, 0.0005)
SPOTS = ({WHOLE, WEST}, {WHOLE, EAST})
DAYS = [date(2017, 10, day) for day in range(1, 6)]
NUMBERS = ["HA-0", "HA-1", "HA-2"]

_days = st.sampled_from([None, 1, 2, 3, 4])
_places = st.sampled_from([WHOLE, WHOLE, WEST, EAST])
_words = st.sampled_from(["suspected", "confirmed", "restricted"])


@st.composite
def hazards(draw, name):
    place = draw(st.sampled_from([WHOLE, WEST, EAST, ""]))
    return hazard(draw(st.sampled_from(NUMBERS)), draw(_days), place, draw(_words), name=name)


@st.composite
def releases(draw, name):
    closes = draw(st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True))
    product = draw(st.sampled_from(["cancelled", "reduced", "cleared"]))
    number = draw(st.sampled_from(["LR-0", "LR-1"]))
    return release(number, draw(_days), draw(_places), product, name=name, closes=closes)


@st.composite
def inspections(draw, name):
    numbers = draw(st.lists(st.sampled_from(["LR-0", "LR-1"]), min_size=1, max_size=2, unique=True))
    verdict = draw(st.sampled_from(["accepted", "failed"]))
    return entry(f"QC-{name}", "inspection", draw(_days), verdict=verdict, releases=numbers, name=name)


@st.composite
def reports(draw, corrected=True):
    made = []
    for name in (f"report {place}" for place in range(draw(st.integers(1, 6)))):
        kind = draw(st.sampled_from([hazards, releases, releases, inspections]))
        one = draw(kind(name))
        before = [other for other in made if other.kind == one.kind and other.number == one.number]
        if corrected and before and draw(st.booleans()):
            one = entry(
                one.number, one.kind, draw(_days), geometry=one.geometry, name=name,
                supersedes=draw(st.sampled_from(before)).id, **one.body,
            )  # fmt: skip
        made.append(one)
    return made


def _land(batches, fold):
    return Picture(recorded(*batches), fold).land


def _spots(land, day):
    return [
        land.spot([index for index, claim in enumerate(land.claims) if claim.wkb.hex() in over], on_day=day)
        for over in SPOTS
    ]


def _without_questions(land, day):
    """Return the spots without what asks a person: whether a hazard is late does depend on when it arrived."""
    return [replace(spot, findings=()) for spot in _spots(land, day)]


def _rank(status):
    return HAZARDS.index(status) if status in HAZARDS else -1


def _open(land, day):
    return {one.number for one in land.hazards(on_day=day) if one.is_open}


@CASES
@given(reports(), hazards("added"), st.sampled_from(list(Fold)), st.booleans(), st.data())
def test_adding_a_hazard_never_lowers_the_status_of_any_ground(made, added, fold, is_approved, data):
    chosen = [one for one in made if data.draw(st.integers(0, 4))]
    before = [made, [decision("approved", *chosen)]]
    after = [*before, [added], *([[decision("approved", added)]] if is_approved else [])]
    without, having = _land(before, fold), _land(after, fold)

    for day in DAYS:
        for old, new in zip(_spots(without, day), _spots(having, day), strict=True):
            assert _rank(new.point.status) >= _rank(old.point.status)
            assert bool(new.accepted_by) <= bool(old.accepted_by)


@CASES
@given(reports(corrected=False), st.data())
def test_the_order_of_arrival_does_not_matter_where_records_name_each_other(made, data):
    approval = [decision("approved", *made)]
    one = _land([made, approval], Fold.OFFICIAL)
    other = _land([*([each] for each in data.draw(st.permutations(made))), approval], Fold.OFFICIAL)

    for day in DAYS:
        assert _without_questions(one, day) == _without_questions(other, day)
        assert one.hazards(on_day=day) == other.hazards(on_day=day)
        assert one.stated(on_day=day) == other.stated(on_day=day)
        assert one.apart(on_day=day) == other.apart(on_day=day)


@CASES
@given(reports())
def test_what_is_hazardous_officially_is_so_cautiously(made):
    batches = [made, [decision("approved", *made)]]
    official, cautious = (_land(batches, fold) for fold in Fold)

    for day in DAYS:
        for told, careful in zip(_spots(official, day), _spots(cautious, day), strict=True):
            assert _rank(careful.point.status) >= _rank(told.point.status)
        assert _open(official, day) <= _open(cautious, day)
