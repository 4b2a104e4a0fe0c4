"""The canonical form, its hash, and ids: golden vectors that may never change."""

from datetime import date

import pytest
import rfc8785

from firmground.ledger.canonical import canonical, entry_hash, from_canonical
from firmground.ledger.ids import authored_id, derived_id, imported_entry_id, thing_id
from firmground.records.entry import Entry, Party, Source
from firmground.records.tiers import Tier

GOLDEN = Entry(
    id="018c0000-0000-7000-8000-000000000001",
    thing="8b1f0000-0000-8000-8000-000000000002",
    number="HA-0412",
    kind="hazard_area",
    operation="8b1f0000-0000-8000-8000-000000000003",
    tier=Tier.RESTRICTED,
    author="P-0001",
    body={"status": "suspected", "name": "دير الزور", "stated_area_m2": 12500.5, "unknown_field": [1, None, True]},
    true_from=date(2017, 10, 3),
    parties=(Party("ORG-1"), Party("ORG-2", "supported")),
    source=Source("8b1f0000-0000-8000-8000-000000000004", 7),
    geometry="0101000000000000000000444000000000000041c0",
    place="SY090100",
)


def test_the_form_and_hash_of_a_golden_entry_never_change():
    form = canonical(GOLDEN)

    assert form.startswith(b'{"as_given":"","author":"P-0001","body":{"name":"')
    assert entry_hash(form) == GOLDEN_HASH
    assert from_canonical(form) == GOLDEN


GOLDEN_HASH = "26acb5a26467198bfe2afcece50d2e5f0db6dfa5ea9d6997ec8565e80431a53d"


def test_the_form_keeps_fields_that_the_body_does_not_know():
    assert from_canonical(canonical(GOLDEN)).body["unknown_field"] == [1, None, True]


def test_what_json_cannot_say_exactly_is_refused():
    bad = Entry(id="i", thing="t", number="n", kind="k", operation="o", tier=Tier.STAFF, author="a", body={"x": 2**60})

    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(bad)


def test_ids_derived_from_equal_parts_are_equal_in_every_office():
    assert derived_id("a", 1, "b") == GOLDEN_ID
    assert imported_entry_id("s", 1, "hazard_area", 0, 1) != imported_entry_id("s", 1, "hazard_area", 0, 2)
    assert thing_id("op", "hazard_area", "HA-1") != thing_id("op", "land_release", "HA-1")


GOLDEN_ID = "33cc8a09-6d73-8991-ac54-8846fc2e6402"


def test_derived_ids_are_version_8_and_authored_ids_version_7_in_the_order_of_time():
    assert derived_id("a")[14] == "8"
    assert derived_id("a")[19] in "89ab"
    authored = [authored_id() for _ in range(100)]
    assert all(one[14] == "7" for one in authored)
    assert authored == sorted(authored)
