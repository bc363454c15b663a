"""Statements of a text: clauses with their concepts, and what they say about duty, negation, condition and limit.

A unit is a clause: sentences are divided at commas, semicolons, colons and conjunctions only where the right side has a
verb of its own. Concepts are stems of content words, of their compound parts and of their synonyms, so that
`Anmeldung`, `anmelden` and `melden Sie sich an` meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from plain_language.data import lines
from plain_language.facts import facts
from plain_language.german import Word, parts, tag
from plain_language.guarding import markers
from plain_language.model import Fact, Span
from plain_language.text import Sentence, sentences

_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})
_SUFFIX = re.compile(
    r"(?:innen|ungen|ung|heiten|heit|keiten|keit|lich|isch|igen|ig|bar|sam|enden|end|en|er|es|em|in|e|n|s)$"
)
_ABLAUT = (
    ("nahm", "nehm"),
    ("gab", "geb"),
    ("sicht", "seh"),
    ("gang", "geh"),
    ("schluss", "schliess"),
    ("wahl", "wahl"),
    ("trag", "trag"),
    ("stieg", "steig"),
)
_LIGHT = {
    "sein", "haben", "werden", "können", "müssen", "dürfen", "sollen", "wollen", "mögen", "geben", "machen", "gehen", "stehen",  # noqa: E501 - a pattern or list is read in one piece
    "lassen", "weiter", "ander", "andere", "viel", "gut", "groß", "neu", "art", "sache", "bitte", "heißen", "gelten", "finden",  # noqa: E501 - a pattern or list is read in one piece
    "erfolgen", "bestehen", "betragen", "vorliegen", "tun", "zeit", "zeitraum", "uhr", "wichtig", "mehr", "gleich",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """`marks` are the meaning marks of this clause (see markers), `context` those of its sentence and neighbours."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...]
    concepts: frozenset[str]
    facts: tuple[Fact, ...]
    marks: frozenset[str]
    sentence: int

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read for comparison."""

    text: str
    sentences: tuple[Sentence, ...]
    units: tuple[Unit, ...]
    facts: tuple[Fact, ...]


def stem(word: str) -> str:
    """Folded, without endings, at most seven letters: `Anmeldung`, `anmelden` -> `anmeld`."""
    low = word.lower().translate(_FOLD)
    for old, new in _ABLAUT:
        low = low.replace(old, new)
    while len(low) > 5:
        shorter = _SUFFIX.sub("", low)
        if shorter == low or len(shorter) < 4:
            break
        low = shorter
    return low[:8]


@cache
def _groups() -> dict[str, str]:
    table: dict[str, str] = {}
    for head, others, *_ in lines("synonyms.tsv"):
        for word in (head, *others.split()):
            table.setdefault(stem(word), "=" + head)
    return table


@lru_cache(maxsize=65536)
def concepts_of(text: str, lemma: str, tag_: str) -> frozenset[str]:
    """Stems of one word, its compound parts and its synonym group."""
    if lemma.lower() in _LIGHT or text.lower() in _LIGHT or markers.is_modal(text):
        return frozenset()
    found = {stem(lemma), stem(text)}
    if tag_.startswith("NN") and len(text) > 8:
        found |= {stem(piece) for piece in parts(text) if len(piece) > 3}
    groups = _groups()
    return frozenset(found | {groups[item] for item in found if item in groups})


@cache
def _function_words() -> dict[str, str]:
    groups = _groups()
    return {
        word: groups[stem(word)] for word in ("warum", "online", "nie", "rechtzeitig", "spät") if stem(word) in groups
    }


def _function_concepts(text: str) -> set[str]:
    """`warum` is the answer to `begründen`."""
    found = _function_words().get(text.lower())
    return {found} if found else set()


def _separable(words: tuple[Word, ...]) -> list[str]:
    """`melden Sie sich an` -> anmelden."""
    found = []
    for index, word in enumerate(words):
        if word.tag == "PTKVZ" or (
            word.text
            in {
                "an",
                "ab",
                "aus",
                "ein",
                "auf",
                "zu",
                "mit",
                "vor",
                "bei",
                "zurück",
                "weiter",
                "nach",
                "um",
                "statt",
                "teil",
            }
            and _closes(words, index)
        ):
            for verb in reversed(words[:index]):
                if verb.tag in {"VV(FIN)", "VV(IMP)"}:
                    found.append(word.text.lower() + verb.lemma.lower())
                    break
    return found


def _closes(words: tuple[Word, ...], index: int) -> bool:
    return index + 1 >= len(words) or words[index + 1].text in {".", ",", ";", "!", "?", ":", "und", "oder"}


def _cuts(words: tuple[Word, ...]) -> list[int]:
    """Indices of words at which a new clause begins."""
    cuts = []
    for index, word in enumerate(words[:-1]):
        if index == 0:
            continue
        if word.text in {",", ";", ":", "–"} or (
            word.text in {"und", "oder", "sowie"} and words[index - 1].text != ","
        ):
            if word.text == "," and _opens_subordinate(words, index + 1):
                cuts.append(index)
                continue
            left = _has_verb(words, cuts[-1] if cuts else 0, index)
            right = _has_verb(
                words, index + 1, _next_break(words, index + 1), finite_only=word.text in {"und", "oder", "sowie"}
            )
            if left and right and not _is_bare_infinitive(words, index + 1, _next_break(words, index + 1)):
                cuts.append(index)
    return cuts


_SUBORDINATE = {
    "die", "der", "das", "dem", "den", "deren", "dessen", "denen", "welche", "welcher", "welches", "wer", "wenn", "falls", "sofern", "soweit", "weil", "dass",  # noqa: E501 - a pattern or list is read in one piece
    "obwohl", "damit", "sodass", "während", "nachdem", "bevor", "wobei", "sondern", "ob", "warum", "wo", "wie", "was",
}  # fmt: skip


def _opens_subordinate(words: tuple[Word, ...], start: int) -> bool:
    """A conjunction or relative pronoun and a verb before the next comma, at its end."""
    if start >= len(words):
        return False
    first = words[start].text.lower()
    if first not in _SUBORDINATE and not (
        words[start].tag == "APPR" and start + 1 < len(words) and words[start + 1].text.lower() in _SUBORDINATE
    ):
        return False
    end = _next_break(words, start)
    while end > start and not words[end - 1].text[0].isalnum():
        end -= 1
    return end - start >= 3 and (words[end - 1].tag.startswith(("VV", "VA", "VM")) or first == "sondern")


def _next_break(words: tuple[Word, ...], start: int) -> int:
    for index in range(start, len(words)):
        if words[index].text in {",", ";", ":"}:
            return index
    return len(words)


def _is_bare_infinitive(words: tuple[Word, ...], start: int, end: int) -> bool:
    """One verb alone behind the last comma of an address: `..., 54321 Lindental, einzulegen`."""
    return sum(word.text.isalpha() for word in words[start:end]) <= 2 and not any(
        word.is_finite for word in words[start:end]
    )


def _has_verb(words: tuple[Word, ...], start: int, end: int, *, finite_only: bool = False) -> bool:
    if finite_only:
        return any(word.tag.endswith(("(FIN)", "(IMP)")) for word in words[start:end])
    return any(word.tag.endswith(("(FIN)", "(IMP)", "(IZU)")) or word.tag == "PTKZU" for word in words[start:end])


def _unit(sentence: Sentence, raw: str, words: tuple[Word, ...], inside: tuple[Fact, ...], number: int) -> Unit:
    start, end = words[0].start, words[-1].end
    span = (sentence.start + start, sentence.start + end)
    concepts: set[str] = set()
    covered = [fact for fact in inside if fact.start < span[1] and span[0] < fact.end]
    for word in words:
        place = sentence.start + word.start
        if not word.is_content:
            concepts |= _function_concepts(word.text)
        elif not any(f.start <= place < f.end and f.kind not in _SOFT for f in covered):
            concepts |= concepts_of(word.text, word.lemma, word.tag)
    for verb in _separable(words):
        concepts |= concepts_of(verb, verb, "VV(INF)")
    concepts |= {f"#{fact.kind}:{fact.value}" for fact in covered if fact.kind != "deadline"}
    text = raw[start:end]
    return Unit(*span, text, words, frozenset(concepts), tuple(covered), markers.marks(text, words), number)


_SOFT = {"quantity", "identifier", "person", "room", "duration"}


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """A text as units, in order."""
    found = tuple(sentences(text))
    known = facts(text)
    units = []
    for number, sentence in enumerate(found):
        raw = re.sub(r"\s", " ", text[sentence.start : sentence.end])
        words = tag(raw)
        inside = tuple(fact for fact in known if sentence.start <= fact.start and fact.end <= sentence.end)
        borders = [0, *_cuts(words), len(words)]
        for left, right in pairwise(borders):
            piece = words[left:right]
            while piece and not piece[0].text[0].isalnum() and piece[0].text not in {"§", "€"}:
                piece = piece[1:]
            if piece:
                units.append(_unit(sentence, raw, piece, inside, number))
    return Reading(text, found, tuple(units), known)
