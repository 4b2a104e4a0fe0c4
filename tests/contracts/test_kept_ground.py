"""The cells of the ground are kept through every coming of entries, on both databases, and never believed when wrong."""

from __future__ import annotations

import random

import pytest

from firmground.geometry.cells.cells import cells
from firmground.state.kept_ground import CutGround, cut_anew, polygons_of
from firmground.storage.ground import SqlGrounds
from firmground.storage.keys import OfficeKey
from firmground.storage.ledger import SqlLedger
from firmground.storage.models import KeptCells, KeptChange, KeptGround
from tests.ledgers import OPERATION, entry, hazard, polygon, release, square

BOW_TIE = polygon([(40.1, 35.3), (40.11, 35.31), (40.11, 35.3), (40.1, 35.31)])


@pytest.fixture
def grounds(using):
    return SqlGrounds(using=using)


@pytest.fixture
def followed(using, grounds, clock, tmp_path):
    """A ledger of which every batch is followed."""
    key = OfficeKey(tmp_path, "centre", using=using)
    return SqlLedger("centre", clock, key.sign, using=using, follow=grounds.follow)


def _polygons(ledger, account="land"):
    return polygons_of((one.entry for one in ledger.recorded(OPERATION, upto=ledger.head())), account)


def _keep(ledger, grounds, account="land"):
    grounds.keep(OPERATION, account, cut_anew(_polygons(ledger, account)))


def _areas(ground):
    """Areas by the polygons that cover them, so that the order of polygons does not matter."""
    bounds = zip(ground.cells.offsets, ground.cells.offsets[1:], ground.cells.area_mm2.tolist(), strict=False)
    return {
        frozenset(ground.polygons[member] for member in ground.cells.members[start:end]): area
        for start, end, area in bounds
    }


def _claims(count, seed=1):
    chance = random.Random(seed)
    places = [(40.1 + chance.randint(0, 6) * 0.0005, 35.3 + chance.randint(0, 6) * 0.0005) for _ in range(count)]
    return [hazard(f"HA-{number}", 1 + number % 20, square(*place)) for number, place in enumerate(places)]


def test_a_ground_is_read_as_it_was_kept_by_another_process(followed, grounds, using):
    followed.append(_claims(40))
    _keep(followed, grounds)

    found = SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed))

    assert list(found.polygons) == _polygons(followed)
    assert found.cells == cells(_polygons(followed))


def test_cells_of_many_parts_are_put_together(followed, grounds, using, monkeypatch):
    monkeypatch.setattr("firmground.storage.ground._PART_BYTES", 100)
    followed.append(_claims(40))
    _keep(followed, grounds)

    assert KeptCells.objects.using(using).count() > 10
    assert SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed)).cells == cells(_polygons(followed))


def test_every_batch_of_a_few_claims_is_followed_to_the_square_millimetre(followed, grounds, using):
    first, *later = [_claims(80)[start : start + 4] for start in range(0, 80, 4)]
    followed.append(first)
    _keep(followed, grounds)
    for batch in later:
        followed.append(batch)

    polygons = _polygons(followed)
    assert KeptChange.objects.using(using).count() == len(polygons) - len({one.wkb for one in first})
    for reader in (SqlGrounds(using=using), grounds):
        assert _areas(reader.kept(OPERATION, "land", polygons)) == _areas(cut_anew(polygons))


def test_a_reader_takes_in_only_what_came_since(followed, grounds, using):
    reader = SqlGrounds(using=using)
    followed.append(_claims(12)[:8])
    _keep(followed, grounds)
    before = reader.kept(OPERATION, "land", _polygons(followed))
    assert reader.kept(OPERATION, "land", _polygons(followed)) is before

    followed.append(_claims(12)[8:])

    assert _areas(reader.kept(OPERATION, "land", _polygons(followed))) == _areas(cut_anew(_polygons(followed)))


def test_the_same_ground_again_and_entries_without_ground_change_nothing(followed, grounds, using):
    followed.append(_claims(5))
    _keep(followed, grounds)

    followed.append([release("LR-1", 9, _claims(5)[0].geometry), entry("TM-1", "team", 1), hazard("HA-99", 3)])

    assert KeptChange.objects.using(using).count() == 0
    assert grounds.kept(OPERATION, "land", _polygons(followed)) is not None


def test_accounts_are_followed_each_by_itself(followed, grounds, using):
    followed.append([*_claims(5), entry("AW-1", "area_worked", 1, geometry=square(40.1, 35.3), activity="checked")])
    _keep(followed, grounds)
    _keep(followed, grounds, "activity")

    work = entry("AW-2", "area_worked", 2, geometry=square(40.1005, 35.3), activity="checked")
    followed.append([work])

    assert grounds.kept(OPERATION, "land", _polygons(followed)).cells == cells(_polygons(followed))
    done = _polygons(followed, "activity")
    assert len(done) == 2
    assert _areas(grounds.kept(OPERATION, "activity", done)) == _areas(cut_anew(done))


def test_a_large_batch_is_not_followed_and_the_ground_does_not_answer(followed, grounds, monkeypatch):
    monkeypatch.setattr("firmground.storage.ground._AT_ONCE", 3)
    followed.append(_claims(5))
    _keep(followed, grounds)

    followed.append(_claims(12, seed=2)[5:])

    assert grounds.kept(OPERATION, "land", _polygons(followed)) is None


def test_after_a_gap_what_is_followed_does_not_answer_either(followed, grounds, using, monkeypatch):
    everything = _claims(30, seed=3)
    followed.append(everything[:5])
    _keep(followed, grounds)
    monkeypatch.setattr("firmground.storage.ground._AT_ONCE", 3)
    followed.append(everything[5:20])
    for claim in everything[20:]:
        followed.append([claim])

    for reader in (grounds, SqlGrounds(using=using)):
        assert reader.kept(OPERATION, "land", _polygons(followed)) is None


def test_a_polygon_near_too_many_others_is_left_to_the_next_reader(followed, grounds, monkeypatch):
    monkeypatch.setattr("firmground.storage.ground._NEIGHBOURS", 10)
    followed.append(_claims(30))
    _keep(followed, grounds)

    followed.append([hazard("HA-99", 3, square(40.1, 35.3, 0.01))])

    assert grounds.kept(OPERATION, "land", _polygons(followed)) is None


def test_a_polygon_that_is_not_sound_cuts_nothing_and_stops_nothing(followed, grounds, using):
    followed.append([*_claims(5), hazard("HA-98", 2, BOW_TIE)])
    _keep(followed, grounds)
    found = SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed))
    assert found is not None
    assert bytes.fromhex(BOW_TIE) not in found.polygons

    other = polygon([(40.1, 35.3), (40.12, 35.32), (40.12, 35.3), (40.1, 35.32)])
    followed.append([hazard("HA-99", 2, other)])

    assert grounds.kept(OPERATION, "land", _polygons(followed)) is None


def test_a_batch_that_is_refused_leaves_no_change(followed, grounds, using):
    followed.append(_claims(5))
    _keep(followed, grounds)

    def broken(entries, touching):
        grounds.follow(entries, touching)
        raise RuntimeError("the machine stops here")

    followed._follow = broken
    with pytest.raises(RuntimeError):
        followed.append([hazard("HA-99", 3, square(40.2, 35.3))])

    assert KeptChange.objects.using(using).count() == 0
    assert len(_polygons(followed)) == len(set(_polygons(followed))) <= 5


@pytest.mark.parametrize("wrong", ["part", "moved", "of others", "engine", "left out"])
def test_what_was_kept_wrongly_is_noticed(followed, grounds, using, wrong):
    followed.append(_claims(8))
    _keep(followed, grounds)
    followed.append([hazard("HA-99", 3, square(40.1004, 35.3004))])
    assert SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed)) is not None

    if wrong == "part":
        part = KeptCells.objects.using(using).get()
        part.part = _touched(part.part)
        part.save()
    elif wrong == "moved":
        change = KeptChange.objects.using(using).get()
        change.moved = _touched(change.moved)
        change.save()
    elif wrong == "of others":
        KeptGround.objects.using(using).update(made_from="0" * 64)
    elif wrong == "engine":
        KeptGround.objects.using(using).update(engine=0)
    else:
        KeptChange.objects.using(using).all().delete()

    assert SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed)) is None


def _touched(raw):
    return bytes(raw)[:-1] + bytes([bytes(raw)[-1] ^ 1])


def test_what_was_cut_from_a_longer_ledger_answers_for_a_shorter_one(followed, grounds, using):
    followed.append(_claims(8))
    before = _polygons(followed)
    _keep(followed, grounds)
    followed.append([hazard("HA-99", 3, square(40.1004, 35.3004))])

    assert set(SqlGrounds(using=using).kept(OPERATION, "land", before).polygons) >= set(before)


def test_many_changes_are_folded_in_by_who_reads_them(followed, grounds, using, monkeypatch):
    monkeypatch.setattr("firmground.storage.ground._FOLDED_IN", 4)
    followed.append(_claims(20)[:10])
    _keep(followed, grounds)
    for claim in _claims(20)[10:]:
        followed.append([claim])
    found = SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed))

    assert KeptChange.objects.using(using).count() == 0
    assert _areas(SqlGrounds(using=using).kept(OPERATION, "land", _polygons(followed))) == _areas(found)
    followed.append([hazard("HA-99", 3, square(40.1004, 35.3004))])
    assert KeptChange.objects.using(using).count() == 1
    assert _areas(grounds.kept(OPERATION, "land", _polygons(followed))) == _areas(cut_anew(_polygons(followed)))


def test_nothing_is_kept_of_another_operation_or_of_nothing(grounds):
    grounds.keep("another", "land", CutGround([], (), cells([])))

    assert grounds.kept(OPERATION, "land", []) is None
    assert len(grounds.kept("another", "land", []).cells) == 0
