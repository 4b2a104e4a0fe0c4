"""Keeps the message catalogues: what the interface says, in English in the source, in Arabic in django.po.

    python scripts/messages.py              read the sources, merge new messages into django.po
    python scripts/messages.py --prune      the same, and drop messages that no source has any more
    python scripts/messages.py --compile    write django.mo beside every django.po (not committed; `make run` does it)
    python scripts/messages.py --check      exit 1 where a message has no Arabic or its placeholders differ

Messages are found in Python (gettext and its kin, and the labels in ``said("...")``) and in templates. GNU gettext is
not needed: templates are turned into calls by Django, and Babel reads, merges and compiles.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_templates

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/firmground"
LOCALES = SOURCE / "web/locale"
LANGUAGES = ("ar",)

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LABELS = {"said": None}  # the labels of fields; elsewhere the word is an ordinary name
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")


def sources() -> Iterator[tuple[Path, bytes]]:
    """Yield every file that may hold messages, with its text as Python that Babel can read, in a fixed order."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            calls = django_templates.templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # What is no call is blanked out, but keeps its indentation, which Python's own reader would stumble on.
            yield path, "\n".join(line.lstrip() for line in calls.split("\n")).encode()


def template() -> Catalog:
    """Return every message of the sources, with the files that it stands in (no line numbers: they would churn)."""
    found = Catalog(project="Firmground", fuzzy=False)
    for path, text in sources():
        keywords = KEYWORDS | (LABELS if path.is_relative_to(SOURCE / "records") else {})
        for _line, message, comments, context in extract(
            "python", BytesIO(text), keywords=keywords, comment_tags=("Translators:",)
        ):
            if message and message != ("", ""):
                place = path.relative_to(ROOT).as_posix()
                found.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    for message, place in told_by_data():
        found.add(message, locations=[(place, 1)])
    return found


def told_by_data() -> Iterator[tuple[str, str]]:
    """Yield the words that stand in tables of the source and not in calls, each with its file."""
    from firmground.bulletins.plausibility import BENCHMARKS, density_remark
    from firmground.bulletins.registry import FIGURES
    from firmground.records.kinds import KINDS

    for figure in FIGURES.values():
        is_category = figure.name.startswith(("ordnance-found-", "ordnance-destroyed-"))  # from the category's word
        for text in (figure.definition, figure.standard, *(() if is_category else (figure.title,))):
            yield text, "src/firmground/bulletins/registry.py"
    for kind in KINDS.values():
        yield kind.label, "src/firmground/records/kinds.py"
    density = density_remark(1.0)
    for source in (*(benchmark.source for benchmark in BENCHMARKS.values()), density.source if density else ""):
        yield source, "src/firmground/bulletins/plausibility.py"


def po_file(language: str) -> Path:
    """Say where a language's catalogue stands."""
    return LOCALES / language / "LC_MESSAGES/django.po"


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it stands, empty where there is none."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="Firmground", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def merge(language: str, *, prune: bool) -> int:
    """Merge the sources' messages into a catalogue; return how many wait for a translation."""
    known = catalogue(language)
    made = known.creation_date
    known.update(template(), no_fuzzy_matching=True)
    known.creation_date = made
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, known, width=120, sort_output=True, include_lineno=False, ignore_obsolete=prune)
    return sum(1 for message in known if message.id and not is_said(message))


def is_said(message: Message) -> bool:
    """Tell whether a message has its translation, in every plural form."""
    if isinstance(message.string, tuple | list):
        return bool(message.string) and all(message.string)
    return bool(message.string)


def placeholders(text: str) -> set[str]:
    """Return what is filled in when the message is shown."""
    return set(PLACEHOLDER.findall(text))


def troubles(language: str) -> list[str]:
    """Return, in words, what is missing or wrong in a catalogue; empty: it is complete."""
    known = catalogue(language)
    found = []
    for message in template():
        if not message.id:
            continue
        told = known.get(message.id, message.context)
        name = message.id[0] if isinstance(message.id, tuple) else message.id
        if told is None or not is_said(told) or told.fuzzy:
            found.append(f"{language}: no translation of {name!r} ({message.locations[0][0]})")
            continue
        wanted = placeholders(message.id[1] if isinstance(message.id, tuple) else message.id)
        strings = told.string if isinstance(told.string, tuple | list) else (told.string,)
        if any(placeholders(each) - wanted for each in strings) or placeholders(strings[-1]) != wanted:
            found.append(f"{language}: other placeholders than {sorted(wanted)} in the translation of {name!r}")
    return found


def compile_all() -> None:
    """Write the compiled catalogue of every language."""
    for language in LANGUAGES:
        path = po_file(language)
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue(language))


def main() -> int:
    """Do what was asked; the exit code is 1 where a check found something missing."""
    parser = argparse.ArgumentParser(description="Keep the message catalogues.")
    parser.add_argument("--compile", action="store_true", help="write django.mo")
    parser.add_argument("--check", action="store_true", help="fail where a translation is missing")
    parser.add_argument("--prune", action="store_true", help="drop messages that no source has any more")
    asked = parser.parse_args()
    if asked.compile:
        compile_all()
        return 0
    if asked.check:
        found = [trouble for language in LANGUAGES for trouble in troubles(language)]
        print("\n".join(found) or "every message has its translation")
        return 1 if found else 0
    for language in LANGUAGES:
        print(f"{language}: {merge(language, prune=asked.prune)} messages wait for a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
