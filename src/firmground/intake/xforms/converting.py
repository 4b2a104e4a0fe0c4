"""An XLSForm becomes the XForm that phones and browsers show; what is wrong with it is said with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from firmground.errors import FormUnreadable

XF = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
NAMESPACE = "urn:firmground:xforms"
PERSONAL = f"{{{NAMESPACE}}}personal"
"""Attribute of a bind whose answers are personal: column ``bind::firmground:personal`` of the XLSForm, value yes."""

LARGEST_BYTES = 20 * 1024 * 1024
SUFFIXES = {".xlsx": ".xlsx", ".xls": ".xls", ".md": ".md", ".csv": ".csv"}

_MEDIA = re.compile(r"jr://(?:file|file-csv|images|audio|video)/([^\s\"'<>]+)")
_ROW = re.compile(r"\[row : (\d+)\]|row (\d+)", re.IGNORECASE)
_REFERENCE = re.compile(r"jr:itext\('(.+)'\)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form.

    Attributes:
        path: Names from the form's root, as ``work/people``; those of groups and repeats stand in it.
        type: As the XForm binds it: string, int, decimal, date, geopoint, geotrace, geoshape, binary, select1 ...
        labels: Label by language tag; the tag is empty where the form has one language without a name.
        required: Whether the form asks for an answer.
        repeat: Path of the innermost repeat that it stands in, or empty.
        choices: Values of a list of choices that stands in the form, in their order.
        personal: Whether its answers are kept apart, encrypted.
    """

    path: str
    type: str
    labels: Mapping[str, str]
    required: bool
    repeat: str = ""
    choices: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """A form that phones and browsers can show.

    Attributes:
        form_id: Its id; versions of one form share it.
        version: Its version, or empty.
        title: Its title.
        titles: Title by language tag; XLSForm knows one title, so all are it.
        xform: The XForm.
        media: Names of the files that it needs beside it.
        warnings: What pyxform would do otherwise, in its words.
        questions: The questions in their order.
    """

    form_id: str
    version: str
    title: str
    titles: Mapping[str, str]
    xform: str
    media: tuple[str, ...]
    warnings: tuple[str, ...]
    questions: tuple[Question, ...]


def convert_form(xlsform: bytes, *, filename: str) -> Converted:
    """Return the form that an XLSForm says.

    Args:
        xlsform: The bytes of the XLSX file (or XLS, or a Markdown table).
        filename: What its author calls it; its ending says what it is.

    Raises:
        FormUnreadable: In pyxform's words, with the row that it names in ``details["row"]`` (0: none).
    """
    suffix = SUFFIXES.get(PurePosixPath(filename).suffix.casefold())
    if suffix is None:
        raise FormUnreadable(f"{filename} is no XLSForm: send the XLSX file with the sheets survey, choices, settings.")
    if len(xlsform) > LARGEST_BYTES:
        raise FormUnreadable(f"{filename} is larger than {LARGEST_BYTES // 1024**2} MB: this is not an XLSForm.")
    warnings: list[str] = []
    try:
        made = convert(BytesIO(xlsform), warnings=warnings, validate=False, file_type=suffix)
    except PyXFormError as error:
        raise _unreadable(filename, str(error)) from error
    except Exception as error:
        raise _unreadable(filename, f"{type(error).__name__}: {error}") from error
    return _converted(made.xform, tuple(warnings), filename)


def read_xform(xform: str) -> Converted:
    """Return what an XForm that was kept says of itself.

    Raises:
        FormUnreadable: It is not an XForm.
    """
    return _converted(xform, (), "the form")


def _unreadable(filename: str, words: str) -> FormUnreadable:
    match = _ROW.search(words)
    row = int(match[1] or match[2]) if match else 0
    return FormUnreadable(f"{filename} is not a form yet: {words.strip()} Mend it there and send it again.", row=row)


def _converted(xform: str, warnings: tuple[str, ...], filename: str) -> Converted:
    try:
        root = SafeTree.fromstring(xform.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise _unreadable(filename, f"the XForm cannot be read: {error}.") from error
    model = root.find(f"{XHTML}head/{XF}model")
    instance = None if model is None else model.find(f"{XF}instance")
    if model is None or instance is None or not len(instance):
        raise _unreadable(filename, "it has no questions.")
    data = instance[0]
    title = root.findtext(f"{XHTML}head/{XHTML}title") or ""
    texts = _texts(model)
    return Converted(
        form_id=data.get("id", ""),
        version=data.get("version", ""),
        title=title,
        titles=dict.fromkeys(texts or [""], title),
        xform=xform,
        media=tuple(sorted(set(_MEDIA.findall(xform)))),
        warnings=warnings,
        questions=tuple(_questions(root, model, data, texts)),
    )


def _texts(model: Element) -> dict[str, dict[str, str]]:
    """Return text by its id, by language tag: ``ar`` of ``العربية (ar)``."""
    found: dict[str, dict[str, str]] = {}
    for translation in model.iter(f"{XF}translation"):
        texts = found.setdefault(_tag(translation.get("lang", "")), {})
        for text in translation.iter(f"{XF}text"):
            value = text.find(f"{XF}value")
            texts[text.get("id", "")] = "" if value is None else " ".join("".join(value.itertext()).split())
    return found


def _tag(language: str) -> str:
    match = re.search(r"\(([\w-]+)\)\s*$", language)
    return match[1] if match else "" if language == "default" else language


def _questions(root: Element, model: Element, data: Element, texts: Mapping[str, dict[str, str]]) -> Iterator[Question]:
    prefix = f"/{_local(data)}/"
    repeats = {node.get("nodeset", "").removeprefix(prefix) for node in root.iter(f"{XF}repeat") if node.get("nodeset")}
    controls = {node.get("ref", "").removeprefix(prefix): node for node in root.iter() if node.get("ref")}
    for bind in model.iter(f"{XF}bind"):
        path = bind.get("nodeset", "").removeprefix(prefix)
        control = controls.get(path)
        is_group = control is not None and _local(control) == "group"
        if path.startswith(("meta/", "/")) or path in repeats or is_group:
            continue
        yield Question(
            path=path,
            type=_type(bind, control),
            labels=_labels(control, texts),
            required=bind.get("required", "").strip() in ("true()", "yes"),
            repeat=max((one for one in repeats if path.startswith(f"{one}/")), key=len, default=""),
            choices=tuple(_choices(model, control)),
            personal=bind.get(PERSONAL, "").strip().casefold() in ("yes", "true", "true()"),
        )


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _type(bind: Element, control: Element | None) -> str:
    if control is not None and _local(control) in ("select", "select1", "rank"):
        return _local(control)
    return bind.get("type", "string").rpartition(":")[2]


def _labels(control: Element | None, texts: Mapping[str, dict[str, str]]) -> dict[str, str]:
    label = None if control is None else control.find(f"{XF}label")
    if label is None:
        return {}
    reference = _REFERENCE.fullmatch(label.get("ref", ""))
    if reference is None:
        return {"": " ".join("".join(label.itertext()).split())}
    return {language: words.get(reference[1], "") for language, words in texts.items()}


def _choices(model: Element, control: Element | None) -> Iterator[str]:
    if control is None:
        return
    for item in control.iter(f"{XF}item"):
        yield item.findtext(f"{XF}value") or ""
    itemset = control.find(f"{XF}itemset")
    match = re.match(r"instance\('([^']+)'\)", "" if itemset is None else itemset.get("nodeset", ""))
    for instance in model.iter(f"{XF}instance") if match else ():
        if instance.get("id") == (match[1] if match else None):
            yield from (item.findtext(f"{XF}name") or "" for item in instance.iter(f"{XF}item"))
