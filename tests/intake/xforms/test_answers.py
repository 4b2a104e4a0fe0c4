"""What a form sent: read safely, personal answers apart, unreadable ones refused with their reason."""

from __future__ import annotations

import pytest

from firmground.errors import AnswersUnreadable, FormUnreadable
from firmground.intake.xforms.answers import read_answers
from firmground.intake.xforms.converting import convert_form
from firmground.intake.xforms.personal import strip_personal

META = "<meta><instanceID>uuid:7</instanceID><deprecatedID>uuid:6</deprecatedID></meta>"
HEAD = "| survey | | | | |\n| | type | name | label | bind::firmground:personal |\n"
SETTINGS = '| settings | | |\n| | form_id | namespaces |\n| | f | firmground="urn:firmground:xforms" |\n'


def test_answers_say_their_form_their_ids_their_files_and_every_value() -> None:
    told = read_answers(f'<d id="f" version="3"><a>1</a><g><b> x </b><c>صورة.jpg</c></g>{META}</d>'.encode())
    assert (told.instance_id, told.deprecated_id, told.form_id, told.form_version) == ("uuid:7", "uuid:6", "f", "3")
    assert told.values == {"a": "1", "g/b": "x", "g/c": "صورة.jpg"}
    assert told.attachments == ("صورة.jpg",)


def test_repeats_in_repeats_keep_the_answers_around_them() -> None:
    xml = f'<d id="f"><r><n>1</n><i><q>a</q></i><i><q>b</q></i></r><r><n>2</n></r>{META}</d>'
    told = read_answers(xml.encode())
    assert told.repeats == {
        "r": ({"r/n": "1"}, {"r/n": "2"}),
        "r/i": ({"r/n": "1", "r/i/q": "a"}, {"r/n": "1", "r/i/q": "b"}),
    }


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<!DOCTYPE d [<!ENTITY a "b">]><d id="f">&a;</d>', "document type or an entity"),
        ('<!DOCTYPE d SYSTEM "http://a/b"><d id="f"/>', "document type or an entity"),
        ("<d id='f'><a></d>", "not XML"),
        ("<d><meta><instanceID>u</instanceID></meta></d>", "root has no id"),
        ("<d id='f'><a/></d>", "no instanceID"),
        ("<d id='f'>" + "<a>" * 60 + "</a>" * 60 + "</d>", "groups deep"),
        ("", "not XML"),
    ],
)
def test_what_is_no_answers_is_refused_with_its_reason(xml: str, words: str) -> None:
    with pytest.raises(AnswersUnreadable, match=words):
        read_answers(xml.encode())


def test_personal_answers_leave_the_xml_and_nothing_else_does() -> None:
    form = convert_form(
        f"{HEAD}| | text | note | Note | |\n| | text | who | Who | yes |\n{SETTINGS}".encode(), filename="f.md"
    )
    assert [question.personal for question in form.questions] == [False, True]
    xml = f'<d id="f"><note>n</note><who>Somebody 0991</who>{META}</d>'.encode()
    kept, taken = strip_personal(xml, form.xform)
    assert taken == {"who": ("Somebody 0991",)}
    assert b"Somebody" not in kept
    assert read_answers(kept).values == {"note": "n", "who": ""}
    assert read_answers(kept).instance_id == "uuid:7"
    without = xml.replace(b"Somebody 0991", b"")
    assert strip_personal(without, form.xform) == (without, {})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("| | text | a b | Note | |\n", "row : 2"),
        ("| | select_one nothing | a | Note | |\n", "choices sheet"),
        ("| | text | note | ${gone} | |\n", "gone"),
    ],
)
def test_a_form_that_cannot_be_made_says_why_in_the_words_of_its_maker(rows: str, words: str) -> None:
    with pytest.raises(FormUnreadable, match=words):
        convert_form(f"{HEAD}{rows}{SETTINGS}".encode(), filename="own.md")


@pytest.mark.parametrize(("data", "name"), [(b"\x00\x01", "a.xlsx"), (b"hello", "a.docx"), (b"", "a.xlsx")])
def test_a_file_that_is_no_xlsform_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(FormUnreadable):
        convert_form(data, filename=name)
