"""The filters of the inbox: kept in the address, each choice with how many things it leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from firmground.web.asking import Asking
from firmground.web.comparisons import organisations
from firmground.web.inbox_items import Item, what_words
from firmground.web.numbers import whole
from firmground.web.words import kind_words

FILTERS = ("q", "what", "rule", "kind", "organisation", "age", "whose", "file")

_AGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}

Values = Callable[[Item], Iterable[str]]
"""Which choices of a filter an item answers to."""


def _values(asking: Asking) -> dict[str, Values]:
    now, number = asking.office.clock(), asking.actor.number
    return {
        "what": lambda item: ["returned" if item.is_returned else item.what],
        "rule": lambda item: item.rules,
        "kind": lambda item: item.kinds,
        "organisation": lambda item: item.organisations,
        "age": lambda item: [name for name, age in _AGES.items() if now - item.at >= age],
        "whose": lambda item: ["mine" if number in item.authors else "others"],
    }


def filtered(asking: Asking, waiting: Sequence[Item], said: Mapping[str, str]) -> list[Item]:
    """Return the items that an address asks for: by words, file, and each of the filters."""
    words = said.get("q", "").casefold().split()
    values = {name: of for name, of in _values(asking).items() if said.get(name)}
    return [
        one
        for one in waiting
        if (not words or _says(one, words))
        and (not said.get("file") or one.key.startswith(f"{said['file']}/"))
        and all(said[name] in of(one) for name, of in values.items())
    ]


def _says(item: Item, words: Sequence[str]) -> bool:
    text = f"{item.title} {item.words} {item.group} {' '.join(item.rules)} {' '.join(item.organisations)}".casefold()
    return all(word in text for word in words)


def filter_views(asking: Asking, waiting: Sequence[Item], said: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the choices of each filter with how many things each leaves, the other filters as they stand."""
    names = organisations(asking.official)
    words_of: dict[str, tuple[str, Callable[[str], str]]] = {
        "what": (_("What"), what_words),
        "rule": (_("Rule"), str),
        "kind": (_("Kind of record"), kind_words),
        "organisation": (_("Organisation"), lambda number: names.get(number, number)),
        "age": (_("Waits for"), _age_words),
        "whose": (_("Entered by"), lambda whose: _("me") if whose == "mine" else _("others")),
    }
    views = []
    for name, values in _values(asking).items():
        others = {other: value for other, value in said.items() if other != name}
        counts = Counter(value for one in filtered(asking, waiting, others) for value in values(one) if value)
        if len(counts) > 1 or said.get(name):
            label, words = words_of[name]
            order = list(_AGES) if name == "age" else sorted(counts, key=words)
            choices = [
                (one, f"{words(one)} ({whole(counts[one])})") for one in order if counts[one] or one == said.get(name)
            ]
            views.append({"name": name, "label": label, "choices": choices, "value": said.get(name, "")})
    return views


def _age_words(age: str) -> str:
    return {"day": _("a day or longer"), "week": _("a week or longer"), "month": _("30 days or longer")}[age]
