import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from firmground.errors import NotInLedger, SealBroken, StorageUnreachable
from firmground.storage.contents import Contents
from firmground.storage.models import KeptContent
from tests.cast import ScriptedClock


@pytest.fixture
def contents(using, tmp_path):
    return Contents(tmp_path / "contents", using=using)


def test_what_is_kept_is_read_back(contents):
    kept = contents.keep(b"a report")

    assert contents.read(kept.reference) == b"a report"
    assert kept.size_bytes == 8
    assert kept.digest == hashlib.sha256(b"a report").hexdigest()


def test_a_file_is_kept_as_bytes_are(contents, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x" * 3_000_000)

    kept = contents.keep(tmp_path / "a.csv", is_file=True)

    assert contents.read(kept.reference) == b"x" * 3_000_000
    assert (tmp_path / "a.csv").exists()


def test_the_same_text_twice_has_two_references_so_that_nobody_can_compare(contents):
    assert contents.keep(b"the same").reference != contents.keep(b"the same").reference


def test_the_same_raw_file_is_kept_once(contents, tmp_path):
    first = contents.keep(b"a raw file", is_file=True)

    assert contents.keep(b"a raw file", is_file=True) == first
    assert contents.find_by_digest(first.digest) == first
    assert len(list((tmp_path / "contents").rglob("*"))) == 3


def test_free_text_is_not_found_by_its_digest(contents):
    kept = contents.keep(b"a short word")

    assert contents.find_by_digest(kept.digest) is None
    assert contents.find_by_digest("") is None


def test_the_reference_is_the_salted_hash(contents, using):
    kept = contents.keep(b"a report")
    salt = bytes(KeptContent.objects.using(using).get(reference=kept.reference).salt)

    assert len(salt) == 32
    assert hashlib.sha256(salt + b"a report").hexdigest() == kept.reference


def test_a_file_lies_under_its_reference_for_its_owner_only(contents, tmp_path):
    reference = contents.keep(b"a report").reference
    path = tmp_path / "contents" / reference[:2] / reference[2:4] / reference

    assert path.read_bytes() == b"a report"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_redaction_destroys_content_salt_and_digest(contents, using, tmp_path):
    kept = contents.keep(b"names a person", is_file=True)

    contents.redact(kept.reference)
    contents.redact(kept.reference)

    row = KeptContent.objects.using(using).get(reference=kept.reference)
    assert (bytes(row.salt), row.digest, row.size_bytes) == (b"", "", 0)
    assert not [path for path in (tmp_path / "contents").rglob("*") if path.is_file()]
    assert contents.find_by_digest(kept.digest) is None
    with pytest.raises(NotInLedger, match="was redacted"):
        contents.read(kept.reference)


def test_the_salt_leaves_no_trace_in_the_database_file(sqlite_database, tmp_path):
    from django.db import connections

    contents = Contents(tmp_path / "contents")
    kept = contents.keep(b"names a person")
    salt = bytes(KeptContent.objects.get(reference=kept.reference).salt)

    contents.redact(kept.reference)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections["default"].close()

    assert salt not in sqlite_database.read_bytes()


def test_what_was_never_kept_is_not_there(contents):
    with pytest.raises(NotInLedger, match="no content"):
        contents.read("0" * 64)
    with pytest.raises(NotInLedger, match="no content"):
        contents.redact("0" * 64)


@pytest.mark.parametrize(("harm", "said"), [(lambda p: p.write_bytes(b"forged"), "not what"), (os.unlink, "missing")])
def test_a_content_that_was_changed_or_lost_is_said_to_be(contents, tmp_path, harm, said):
    reference = contents.keep(b"a report").reference
    harm(tmp_path / "contents" / reference[:2] / reference[2:4] / reference)

    with pytest.raises(SealBroken, match=said):
        contents.read(reference)


def test_sweeping_destroys_only_old_files_that_nobody_knows(using, tmp_path):
    clock = ScriptedClock(datetime.now(UTC))
    contents = Contents(tmp_path / "contents", clock, using=using)
    kept = contents.keep(b"known")
    orphan = tmp_path / "contents" / "ab" / "cd" / ("abcd" + "0" * 60)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"never made known")
    unfinished = tmp_path / "contents" / "0123.unfinished"
    unfinished.write_bytes(b"half")

    assert contents.sweep() == 0
    clock.instant += timedelta(hours=2)
    assert contents.sweep() == 2

    assert not orphan.exists()
    assert not unfinished.exists()
    assert contents.read(kept.reference) == b"known"


def test_sweeping_an_empty_store_finds_nothing(contents):
    assert contents.sweep() == 0


def test_a_folder_that_cannot_be_written_is_said_to_be_away(sqlite_database, tmp_path):
    (tmp_path / "contents").write_text("a file where the folder should be")

    with pytest.raises(StorageUnreachable, match="Keeping a content failed"):
        Contents(tmp_path / "contents").keep(b"a report")
