"""The answers that a form sent: XML without DTD and entities, read into values by path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from firmground.errors import AnswersUnreadable

LARGEST_BYTES = 10 * 1024 * 1024
DEEPEST = 20
"""How deep groups may lie in groups."""

_MEDIA = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif", ".mp4", ".3gp", ".m4a", ".amr", ".ogg", ".mp3", ".wav")
_FILES = (*_MEDIA, ".pdf", ".csv", ".xlsx", ".docx", ".zip", ".kml", ".gpx")


@dataclass(frozen=True, slots=True)
class Answers:
    """What one filling of a form says.

    Attributes:
        instance_id: Id of this filling; the same filling sent again has the same.
        deprecated_id: Id of the filling that this one edits, or empty.
        form_id: Id of the form.
        form_version: Version of the form, or empty.
        values: Answer by path from the root (``work/people``), outside of repeats; a question without answer is empty.
        repeats: For each path that stands there more than once, one set of values for each time, in order; the
            paths are whole ones, and values of an outer repeat stand in those of the inner one too.
        attachments: Names of the files that the answers refer to.
    """

    instance_id: str
    deprecated_id: str
    form_id: str
    form_version: str
    values: Mapping[str, str]
    repeats: Mapping[str, tuple[Mapping[str, str], ...]]
    attachments: tuple[str, ...]


def read_answers(xml: bytes) -> Answers:
    """Return what a form sent.

    A repeat that was filled once cannot be told from a group here; ``rows.table_of`` knows from the mapping.

    Raises:
        AnswersUnreadable: It is no XML, too large, too deep, has a DTD or an entity, or lacks form id or instance id.
    """
    root = read_safely(xml)
    meta = next((child for child in root if local_name(child) == "meta"), None)
    said = {} if meta is None else {local_name(one): (one.text or "").strip() for one in meta}
    form_id = root.get("id", "").strip() or str(root.tag).rpartition("}")[0].lstrip("{")
    instance_id = said.get("instanceID", "") or root.get("instanceID", "").strip()
    if not form_id:
        raise AnswersUnreadable("The answers do not say of which form they are: the root has no id.")
    if not instance_id:
        raise AnswersUnreadable("The answers have no instanceID: the form that made them lacks its meta block.")
    values: dict[str, str] = {}
    repeats: dict[str, list[Mapping[str, str]]] = {}
    _collect(root, "", values, repeats)
    found = [text for text in _all_texts(root) if text.casefold().endswith(_FILES) and "/" not in text]
    return Answers(
        instance_id=instance_id,
        deprecated_id=said.get("deprecatedID", ""),
        form_id=form_id,
        form_version=root.get("version", "").strip(),
        values=values,
        repeats={path: tuple(times) for path, times in repeats.items()},
        attachments=tuple(dict.fromkeys(found)),
    )


def read_safely(xml: bytes) -> Element:
    """Return the root of answers, read without DTD, entities or anything from elsewhere.

    Raises:
        AnswersUnreadable: Says why not.
    """
    if len(xml) > LARGEST_BYTES:
        raise AnswersUnreadable(f"The answers are larger than {LARGEST_BYTES // 1024**2} MB: send photos as files.")
    try:
        root: Element = SafeTree.fromstring(xml, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise AnswersUnreadable("The answers hold a document type or an entity: those are never read.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise AnswersUnreadable(f"The answers are not XML that can be read: {error}.") from error
    if _depth(root) > DEEPEST:
        raise AnswersUnreadable(f"The answers are more than {DEEPEST} groups deep: no form here is.")
    return root


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _depth(root: Element) -> int:
    level, deep = [root], 0
    while level and deep <= DEEPEST:
        level = [child for element in level for child in element]
        deep += 1
    return deep


def _collect(element: Element, path: str, values: dict[str, str], repeats: dict[str, list[Mapping[str, str]]]) -> None:
    """Put every answer below an element at its path; what stands there several times becomes a repeat."""
    count = Counter(local_name(child) for child in element)
    for child in element:
        name = local_name(child)
        here = f"{path}{name}"
        if (not path and name == "meta") or child.get("{http://openrosa.org/javarosa}template") is not None:
            continue
        if count[name] > 1:
            own: dict[str, str] = {}
            inner: dict[str, list[Mapping[str, str]]] = {}
            _fill(child, here, own, inner)
            repeats.setdefault(here, []).append(own)
            for deeper, times in inner.items():
                repeats.setdefault(deeper, []).extend({**own, **one} for one in times)
        else:
            _fill(child, here, values, repeats)


def _fill(element: Element, path: str, values: dict[str, str], repeats: dict[str, list[Mapping[str, str]]]) -> None:
    if len(element):
        _collect(element, f"{path}/", values, repeats)
    else:
        values[path] = (element.text or "").strip()


def _all_texts(root: Element) -> Iterator[str]:
    return ((element.text or "").strip() for element in root.iter() if not len(element) and element.text)
