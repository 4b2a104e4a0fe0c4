"""The interface speaks every language it offers."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/messages.py"
PO = ROOT / "src/firmground/web/locale/ar/LC_MESSAGES/django.po"


@pytest.fixture
def scripted(monkeypatch):
    """Return scripts/messages.py as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import messages

    return messages


def test_every_message_has_its_arabic():
    answer = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)

    assert answer.returncode == 0, answer.stdout


def test_a_message_without_translation_and_one_with_other_placeholders_are_named(scripted, tmp_path, monkeypatch):
    with PO.open("rb") as stream:
        known = read_po(stream, locale="ar")
    known["Legend"].string = ""
    known["Shown as at the end of {day}."].string = "معروض كما في نهاية {date}."
    monkeypatch.setattr(scripted, "LOCALES", tmp_path)
    path = scripted.po_file("ar")
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        write_po(stream, known)

    found = "\n".join(scripted.troubles("ar"))

    assert "no translation of 'Legend'" in found
    assert "other placeholders than ['{day}']" in found


def test_merging_keeps_what_is_translated_and_adds_what_is_new(scripted, tmp_path, monkeypatch):
    monkeypatch.setattr(scripted, "LOCALES", tmp_path)
    path = scripted.po_file("ar")
    path.parent.mkdir(parents=True)
    before = Catalog(locale="ar")
    before.add("Legend", "مفتاح الخريطة")
    with path.open("wb") as stream:
        write_po(stream, before)

    scripted.merge("ar", prune=False)

    after = scripted.catalogue("ar")
    assert after["Legend"].string == "مفتاح الخريطة"
    assert after["Return to now (n)"].string == ""


def test_arabic_counts_in_six_forms(scripted):
    known = scripted.catalogue("ar")

    assert known.num_plurals == 6
    assert "%(shown)s مناطق" in known["%(shown)s open hazard area has no mapped extent"].string[3]
