"""Does every fact come back? Renders fact sets in every language as HTML and as plain text and reads them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from i18n.pages import facts_of
from i18n.parsing import UnreadableFact, parse
from i18n.samples import FactSet
from i18n.texts import texts


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fact that did not come back as it went out."""

    tag: str
    kind: str
    way: str
    value: Any
    written: str
    read: Any


def check_set(facts: FactSet, tag: str) -> Iterator[Wrong]:
    """Both ways of one fact set in one language. A list in plain text can be cut in two ways, so only HTML has it."""
    words = texts(tag)
    page = f'<p lang="{tag}">' + " ".join(words.fact_html(value, kind) for kind, value in facts) + "</p>"
    found = facts_of(page, "de")
    if [fact.kind for fact in found] != [kind for kind, _ in facts]:
        yield Wrong(tag, "", "html", [kind for kind, _ in facts], page, [fact.kind for fact in found])
        return
    for (kind, value), fact in zip(facts, found, strict=True):
        try:
            read: Any = fact.value()
        except UnreadableFact as error:
            read = error
        if read != value:
            yield Wrong(tag, kind, "html", value, fact.text, read)
        if kind == "list":
            continue
        plain = words.fact(value, kind)
        try:
            read = parse(plain, kind, tag)
        except UnreadableFact as error:
            read = error
        if read != value:
            yield Wrong(tag, kind, "text", value, plain, read)


def check_facts(sets: Iterable[FactSet], tags: Iterable[str]) -> tuple[int, list[Wrong]]:
    """How many facts were checked, and those that came back wrong."""
    languages = tuple(tags)
    checked = 0
    wrong: list[Wrong] = []
    for facts in sets:
        for tag in languages:
            wrong += check_set(facts, tag)
            checked += len(facts)
    return checked, wrong
