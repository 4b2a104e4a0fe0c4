import stat

import pytest

from firmground.errors import SettingsUnsound
from firmground.ledger.batches import is_signed_by
from firmground.storage.keys import OfficeKey, fingerprint
from firmground.storage.ledger import SqlLedger
from tests.cast import an_entry


def test_the_key_is_made_once_and_for_its_owner_only(sqlite_database, tmp_path):
    key = OfficeKey(tmp_path, "centre")

    public = key.public_key

    assert stat.S_IMODE(key.path.stat().st_mode) == 0o600
    assert OfficeKey(tmp_path, "centre").public_key == public
    assert OfficeKey(tmp_path, "north").public_key != public


def test_an_office_may_have_any_name_and_its_key_stays_in_the_folder(sqlite_database, tmp_path):
    key = OfficeKey(tmp_path, "../المركز")

    assert len(key.public_key) == 32
    assert key.path.parent == tmp_path / "keys"


def test_the_first_signature_makes_the_key_known(ledger, using, tmp_path):
    key = OfficeKey(tmp_path, "centre", using=using)
    assert key.public_keys() == {}

    batch = ledger.append([an_entry()])

    assert key.public_keys() == {"centre": key.public_key}
    assert is_signed_by(batch, key.public_key)


def test_another_key_cannot_continue_the_chain(ledger, using, clock, tmp_path):
    ledger.append([an_entry()])
    lost = SqlLedger("centre", clock, OfficeKey(tmp_path / "elsewhere", "centre", using=using).sign, using=using)

    with pytest.raises(SettingsUnsound, match="Restore the file from a backup"):
        lost.append([an_entry()])

    assert ledger.head().number == 1


def test_a_key_file_that_was_cut_short_is_said_to_be(sqlite_database, tmp_path):
    key = OfficeKey(tmp_path, "centre")
    key.path.parent.mkdir()
    key.path.write_bytes(b"short")

    with pytest.raises(SettingsUnsound, match="5 bytes"):
        key.sign(b"message")


def test_a_fingerprint_can_be_compared_by_eye():
    assert fingerprint(b"\x00" * 32) == "6668 7aad f862 bd77"
