"""Hard words of a text explained: which ones, and where the text uses them."""

from __future__ import annotations

import re
from functools import cache

from i18n import texts
from plain_language.data import lines
from plain_language.model import Language, PlainSentence
from plain_language.text import sentences

MOST = 6


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")) for name, pattern, *_ in lines("glossary.tsv"))


def explained(text: str, lang: Language) -> list[list[PlainSentence]]:
    """One entry a word, in the order of the text, at most `MOST`; each sentence points at the word it explains."""
    found = []
    for name, pattern in _patterns():
        match = pattern.search(text)
        if match:
            found.append((match.start(), match.end(), name))
    entries = []
    for start, end, name in sorted(found)[:MOST]:
        said = texts(lang).text(f"plain.word.{name}")
        entries.append([PlainSentence(part.text, ((start, end),), "explained") for part in sentences(said)])
    return entries
