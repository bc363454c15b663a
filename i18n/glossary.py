"""Terms: how a word of the source has to be said, what must not be said, what stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_ENDINGS = ("innen", "ungen", "erin", "ern", "ens", "ung", "en", "er", "es", "em", "e", "n", "s", "in")
_UMLAUTS = str.maketrans("äöü", "aou")


@dataclass(frozen=True, slots=True)
class Term:
    """`target` in language `tag`; `forbidden` translations; `keep` for names that stay as they are."""

    source: str
    tag: str
    target: str
    forbidden: tuple[str, ...] = ()
    keep: bool = False


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """German words without their endings and umlauts: Ballot papers in any case and number meet.

    A light stemmer: it may join two words, so it finds candidates and proves nothing.
    """
    low = word.casefold().translate(_UMLAUTS)
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            return low[: -len(ending)]
    return low


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def occurs(term: str, text: str) -> bool:
    """Whether all words of a term stand next to each other in the text, in any inflection."""
    wanted = [stem(word) for word in words(term)]
    there = [stem(word) for word in words(text)]
    return bool(wanted) and any(there[at : at + len(wanted)] == wanted for at in range(len(there) - len(wanted) + 1))


def contains(part: str, text: str) -> bool:
    """Whether the words of `part` begin words of the text one after the other: endings may follow."""
    pattern = r"\W+".join(re.escape(word.casefold()) + r"\w{0,4}" for word in words(part))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text.casefold()) is not None if pattern else False


def check_terms(source: str, target: str, tag: str, terms: Iterable[Term]) -> Iterator[str]:
    """What the glossary has against a translation."""
    for term in terms:
        if term.tag != tag or not occurs(term.source, source):
            continue
        if term.keep:
            if term.source not in target:
                yield f"{term.source} is a name and stays as it is"
            continue
        if not contains(term.target, target):
            yield f"{term.source} is {term.target}"
        for wrong in term.forbidden:
            if contains(wrong, target):
                yield f"{wrong} is not to be used for {term.source}"
