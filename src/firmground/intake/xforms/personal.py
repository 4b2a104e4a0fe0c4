"""Personal answers are taken out of what a form sent before anything of it is kept for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from xml.etree.ElementTree import Element, tostring

from firmground.intake.xforms.answers import local_name, read_safely
from firmground.intake.xforms.converting import read_xform


def strip_personal(xml: bytes, form: str) -> tuple[bytes, Mapping[str, tuple[str, ...]]]:
    """Return the answers without the personal ones, and those by path.

    Args:
        xml: What the form sent.
        form: The XForm that says which questions are personal.

    Returns:
        The XML with the personal elements emptied, byte for byte as it came where none was answered; and the personal
        answers by path, one for each time the question stands there.

    Raises:
        AnswersUnreadable: The answers cannot be read.
        FormUnreadable: The form cannot be read.
    """
    paths = {question.path for question in read_xform(form).questions if question.personal}
    root = read_safely(xml)
    taken: dict[str, tuple[str, ...]] = {}
    for path, element in list(_elements(root, "", paths)):
        said = " ".join(text.strip() for text in element.itertext() if text.strip())
        if said:
            taken[path] = (*taken.get(path, ()), said)
        for child in list(element):
            element.remove(child)
        element.text = None
    return (tostring(root, encoding="utf-8", xml_declaration=True) if taken else xml), taken


def _elements(element: Element, path: str, paths: Collection[str]) -> Iterator[tuple[str, Element]]:
    for child in element:
        here = f"{path}{local_name(child)}"
        if here in paths:
            yield here, child
        else:
            yield from _elements(child, f"{here}/", paths)
