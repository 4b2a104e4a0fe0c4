import stat

import pytest

from firmground.errors import NotInLedger, SealBroken, SettingsUnsound
from firmground.storage.models import PersonalFields
from firmground.storage.personal import PersonalStore

FIELDS = {"contact": "a made-up number", "name": "a made-up name"}


def test_fields_are_read_back_and_lie_encrypted(using, tmp_path):
    store = PersonalStore(tmp_path, using=using)

    reference = store.keep(FIELDS)

    assert store.read(reference) == FIELDS
    assert b"made-up" not in bytes(PersonalFields.objects.using(using).get(reference=reference).sealed)


def test_the_key_lies_in_a_file_for_its_owner_only(sqlite_database, tmp_path):
    store = PersonalStore(tmp_path)
    reference = store.keep(FIELDS)

    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert PersonalStore(tmp_path).read(reference) == FIELDS


def test_what_was_destroyed_is_gone(using, tmp_path):
    store = PersonalStore(tmp_path, using=using)
    reference = store.keep(FIELDS)

    store.destroy(reference)
    store.destroy(reference)

    with pytest.raises(NotInLedger, match="destroyed"):
        store.read(reference)


def test_another_key_does_not_open_them(sqlite_database, tmp_path):
    reference = PersonalStore(tmp_path / "here").keep(FIELDS)

    with pytest.raises(SealBroken, match="Restore the key"):
        PersonalStore(tmp_path / "elsewhere").read(reference)


def test_a_key_file_that_is_no_key_is_said_to_be_none(sqlite_database, tmp_path):
    store = PersonalStore(tmp_path)
    store.path.parent.mkdir()
    store.path.write_text("not a key")

    with pytest.raises(SettingsUnsound, match="not a key"):
        store.keep(FIELDS)
