"""Published data holds the public tier alone, and says what a stranger needs."""

from __future__ import annotations

import hashlib
import json

import pytest

from firmground.actions.export_operation import export_operation
from firmground.actions.publish_bulletin import publish_bulletin
from firmground.cli.owner import anybody
from firmground.errors import PromiseBroken
from firmground.export.published_data import published_data
from firmground.records.tiers import Tier
from tests.bulletins.offices import FIRST, OFFICER, SECOND


def published(office, operation):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)
    asked, made = export_operation(office, anybody(), operation, on_day=SECOND, as_known_on=None)
    return published_data(asked, made, licence="CC-BY-4.0", contact="info@example.org")


def test_no_byte_of_it_is_above_the_public_tier(office, operation):
    everything = b"".join(published(office, operation).values()).decode()

    above = [one.entry for one in office.recorded(operation.id, office.ledger.head()) if one.entry.tier != Tier.PUBLIC]
    assert above
    for entry in above:
        assert entry.id not in everything
        assert entry.thing not in everything
        assert f",{entry.number}," not in everything
    assert not any(word in everything for word in ("40.203", "35.403", "P-0001"))


def test_every_file_stands_in_the_package_with_its_hash_and_the_package_says_whose_it_is(office, operation):
    files = published(office, operation)
    package = json.loads(files["datapackage.json"])

    told = {one["path"]: one["hash"] for one in package["resources"]}
    assert told == {
        name: f"sha256:{hashlib.sha256(content).hexdigest()}"
        for name, content in files.items()
        if name not in ("datapackage.json", "SHA256SUMS")
    }
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["temporal"]["end"] == "2017-10-02"
    assert package["contributors"][0]["title"] == "info@example.org"
    assert b"area-cancelled" in files["definitions.csv"]


def test_the_same_question_gives_the_same_files(office, operation):
    once = export_operation(office, anybody(), operation, on_day=SECOND, as_known_on=None)
    again = export_operation(office, anybody(), operation, on_day=SECOND, as_known_on=None)

    said = {"licence": "CC-BY-4.0", "contact": "info@example.org"}
    assert published_data(*once, **said) == published_data(*again, **said)


def test_an_export_for_staff_is_never_published(office, operation):
    asked, made = export_operation(office, OFFICER, operation, on_day=SECOND, as_known_on=None)

    with pytest.raises(PromiseBroken, match="public view alone"):
        published_data(asked, made, licence="CC-BY-4.0", contact="info@example.org")
