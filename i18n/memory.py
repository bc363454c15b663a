"""Segment memory: what was translated before, found again word for word, with other facts, or nearly.

A segment is remembered with its facts masked, so "until 3 March" helps with "until 9 May": the words are reused, the
new facts are written in where the old ones stood. That is done only when both sides of the remembered pair have the
same facts, each once; else the pair is a suggestion to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Literal

from i18n.masking import Masked, mask

Quality = Literal["exact", "masked", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Match:
    """`target` is ready to use for exact and masked matches; a fuzzy one has its `score`, 0 to 1."""

    quality: Quality
    source: str
    target: str
    score: float


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a diff between the remembered source and the new one."""

    kind: Literal["equal", "delete", "insert", "replace"]
    old: str
    new: str


class Memory:
    """Pairs of one language pair, in memory; 100,000 segments take some 200 MB."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._exact: dict[str, int] = {}
        self._masked: dict[str, list[int]] = defaultdict(list)
        self._sources: list[Masked] = []
        self._words: list[frozenset[str]] = []
        self._index: dict[str, list[int]] = defaultdict(list)
        for source, target in pairs:
            self.add(source, target)

    def __len__(self) -> int:
        return len(self._pairs)

    def add(self, source: str, target: str) -> None:
        """Remembers a pair; the last translation of a segment wins."""
        source, target = " ".join(source.split()), " ".join(target.split())
        number = len(self._pairs)
        known = self._exact.get(source)
        self._exact[source] = number
        if known is not None and self._pairs[known][1] == target:
            self._exact[source] = known
            return
        self._pairs.append((source, target))
        masked = mask(source)
        self._sources.append(masked)
        self._masked[masked.text].append(number)
        words = frozenset(masked.text.casefold().split())
        self._words.append(words)
        for word in words:
            self._index[word].append(number)

    def find(self, source: str, *, least: float = 0.75, most: int = 3) -> list[Match]:
        """The best match first: an exact one alone, else one with facts exchanged, else similar ones."""
        source = " ".join(source.split())
        number = self._exact.get(source)
        if number is not None:
            return [Match("exact", source, self._pairs[number][1], 1.0)]
        masked = mask(source)
        for number in reversed(self._masked.get(masked.text, [])):
            target = exchange(self._sources[number], self._pairs[number][1], masked, source)
            if target is not None:
                return [Match("masked", self._pairs[number][0], target, 1.0)]
        return self._similar(masked, least, most)

    def _similar(self, masked: Masked, least: float, most: int) -> list[Match]:
        """Candidates share rare words; only the best of them are compared letter by letter."""
        words = frozenset(masked.text.casefold().split())
        if not words:
            return []
        rare = sorted((word for word in words if word in self._index), key=lambda word: len(self._index[word]))
        shared: dict[int, int] = defaultdict(int)
        seen = 0
        for word in rare:
            postings = self._index[word][-_MOST_POSTINGS:]  # of a very common word only the newest
            if seen and seen + len(postings) > _MOST_POSTINGS:
                break
            seen += len(postings)
            for number in postings:
                shared[number] += 1
        ranked = nlargest(
            _MOST_COMPARED, shared, key=lambda n: shared[n] / (len(words) + len(self._words[n]) - shared[n])
        )
        found: list[Match] = []
        for number in ranked:
            score = similarity(self._sources[number].text, masked.text, least)
            if score >= least:
                found.append(Match("fuzzy", *self._pairs[number], score))
        return sorted(found, key=lambda match: -match.score)[:most]


_MOST_POSTINGS = 6_000
_MOST_COMPARED = 8


def similarity(one: str, other: str, least: float = 0.0) -> float:
    """Share of letters that two texts have in common in order, 0 when it cannot reach `least`."""
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least * 0.8:
        return 0.0
    words = matcher.ratio()
    if len(one) + len(other) > 160:
        return words
    return max(words, SequenceMatcher(None, one, other, autojunk=False).ratio()) if words > 0.4 else words


def difference(old: str, new: str) -> Iterator[Change]:
    """What to change in words, for a person to see."""
    before, after = old.split(), new.split()
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield Change(kind, " ".join(before[a:b]), " ".join(after[c:d]))


def exchange(remembered: Masked, target: str, new: Masked, source: str) -> str | None:
    """The remembered translation with the new facts, None where it is not certain which one goes where.

    A fact is written as it stands in the new source, unless the remembered pair writes it differently in both languages
    (a number, a time): such a pair is a suggestion only.
    """
    theirs = mask(target)
    old = [(fact.kind, fact.value) for fact in remembered.facts]
    if sorted(old) != sorted((fact.kind, fact.value) for fact in theirs.facts) or len(set(old)) != len(old):
        return None
    by_value = {(fact.kind, fact.value): at for at, fact in enumerate(remembered.facts)}
    pieces: list[str] = []
    position = 0
    for fact in theirs.facts:
        at = by_value[fact.kind, fact.value]
        fresh = new.facts[at]
        written = _as_written(fact.kind, target[fact.start : fact.end], fresh.value, source[fresh.start : fresh.end])
        if written is None:
            return None
        pieces += [target[position : fact.start], written]
        position = fact.end
    return "".join((*pieces, target[position:]))


def _as_written(kind: str, old_target: str, value: str, new_source: str) -> str | None:
    """The new fact in the manner of the old one in the translation."""
    if kind in {"url", "email", "phone"} or new_source == value:
        return new_source
    if kind == "number" and new_source.isdigit():
        return new_source
    if kind == "time" and len(old_target) == 5 and old_target[2] == ":":
        return value
    if kind == "date" and old_target.count(".") == 2 and new_source.count(".") == 2:
        return new_source
    return None
