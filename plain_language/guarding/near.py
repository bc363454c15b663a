"""Sentences that are almost the same: here every changed word has to be explained.

A rewriting that keeps three quarters of a sentence changes words on purpose. What is left, put in or exchanged is
compared word by word: negations, modal verbs, quantities, conjunctions and prepositions strictly; nouns, adjectives and
names by concept; the order of nouns by their articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from plain_language.data import lines
from plain_language.german import Word, tag
from plain_language.guarding.markers import duty, marks
from plain_language.guarding.opposites import opposed
from plain_language.guarding.order import order
from plain_language.guarding.units import Reading, concepts_of, stem
from plain_language.model import Alarm, Fact, Span
from plain_language.text import Sentence

_RATIO, _SHORTEST, _PURE, _LONG = 0.8, 4, 0.85, 6
_COPY_RATIO, _VERBATIM = 0.4, 2
_STRICT: tuple[tuple[str, dict[str, str]], ...] = (
    ("negation_changed", dict.fromkeys(("nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "niemand", "niemandem", "niemanden", "nichts", "weder", "keinesfalls", "keineswegs"), "not") | {"ohne": "without", "mit": "with"}),  # noqa: E501 - a pattern or list is read in one piece
    ("modality_changed", {
        **dict.fromkeys(("muss", "müssen", "musst", "müsst", "müsste", "müssten", "verpflichtet"), "must"),
        **dict.fromkeys(("kann", "können", "könnte", "könnten", "darf", "dürfen", "dürfte", "dürften", "berechtigt"), "may"),  # noqa: E501 - a pattern or list is read in one piece
        **dict.fromkeys(("soll", "sollen", "sollte", "sollten"), "should"), **dict.fromkeys(("will", "wollen", "möchte", "möchten"), "want"),  # noqa: E501 - a pattern or list is read in one piece
        "brauchen": "need", "braucht": "need",
    }),
    ("scope_changed", {
        **dict.fromkeys(("alle", "aller", "allen", "alles", "jede", "jeder", "jedem", "jeden", "jedes", "sämtliche", "sämtlicher", "sämtlichen", "jedermann"), "all"),  # noqa: E501 - a pattern or list is read in one piece
        **dict.fromkeys(("einige", "einigen", "einiger", "manche", "manchen", "mancher", "mehrere", "mehreren", "einzelne", "einzelnen", "wenige", "wenigen", "viele", "vielen", "vieler", "meisten"), "some"),  # noqa: E501 - a pattern or list is read in one piece
        **dict.fromkeys(("nur", "ausschließlich", "lediglich", "allein"), "only"),
        **dict.fromkeys(("mindestens", "wenigstens"), "at least"), **dict.fromkeys(("höchstens", "maximal"), "at most"),
        "auch": "also", "sowohl": "both", "immer": "always", "stets": "always", "manchmal": "sometimes", "überwiegend": "mostly", "teilweise": "partly", "grundsätzlich": "in principle",  # noqa: E501 - a pattern or list is read in one piece
    }),
    ("condition_changed", {
        **dict.fromkeys(("wenn", "falls", "sofern", "soweit"), "if"), "außer": "except", "ausgenommen": "except", "obwohl": "although", "bevor": "before",  # noqa: E501 - a pattern or list is read in one piece
        "nachdem": "after", "weil": "because", "damit": "so that", "sondern": "but", "aber": "however", "jedoch": "however", "dass": "that", "oder": "or", "bzw": "or", "beziehungsweise": "or", "und": "and",  # noqa: E501 - a pattern or list is read in one piece
        "sowie": "and", "ob": "whether", "solange": "while", "sobald": "as soon as",
    }),
    ("limit_changed", {
        **dict.fromkeys(("bis", "spätestens"), "until"), **dict.fromkeys(("ab", "seit", "frühestens"), "from"), "vor": "before", "nach": "after", "innerhalb": "within", "außerhalb": "outside",  # noqa: E501 - a pattern or list is read in one piece
        "binnen": "within", "über": "over", "unter": "under", "gegen": "against", "für": "for", "zwischen": "between", "trotz": "despite", "erst": "only then", "bereits": "already", "mehr": "more", "weniger": "less",  # noqa: E501 - a pattern or list is read in one piece
    }),
)  # fmt: skip
_TABLE = {word: (kind, meaning) for kind, words in _STRICT for word, meaning in words.items()}
_LOOSE = {"also", "however", "and", "that", "already", "for", "with", "from", "after", "over"}
_CONTENT = ("NN", "NE", "ADJ")


@cache
def _familiar() -> frozenset[tuple[str, str]]:
    """Pairs of words of which the second is our familiar word for the first."""
    return frozenset(
        (a, b)
        for old, new, *_ in lines("familiar.tsv")
        for a in re.findall(r"\w+", old.lower())
        for b in re.findall(r"\w+", new.lower())
    )


def _words(text: str) -> tuple[Word, ...]:
    return tuple(
        word for word in tag(re.sub(r"\s", " ", text)) if word.text[0].isalnum() or word.text in {"%", "€", "§"}
    )


@dataclass(frozen=True, slots=True)
class Match:
    """Two sentences that are almost the same; in an edited copy every change counts."""

    source: int
    target: int
    strict: bool


def is_copy(source: Reading, target: Reading) -> bool:
    """Whether the target is the source with a few edits: at least two sentences word for word, at most a quarter not."""  # noqa: E501 - a pattern or list is read in one piece
    here, there = [s.text for s in source.sentences], [s.text for s in target.sentences]
    shared = sum((Counter(here) & Counter(there)).values())
    changed = max(len(here), len(there)) - shared
    return shared >= _VERBATIM and (changed <= 1 or changed <= max(len(here), len(there)) / 4)


def pairs(source: Reading, target: Reading) -> list[Match]:
    """Sentences that are almost the same, each used once, the most alike first."""
    copy = is_copy(source, target)
    least = _COPY_RATIO if copy else _RATIO
    here = [[word.text.lower() for word in _words(s.text)] for s in source.sentences]
    there = [[word.text.lower() for word in _words(s.text)] for s in target.sentences]
    scored = []
    for i, one in enumerate(here):
        bag = Counter(one)
        for j, two in enumerate(there):
            if min(len(one), len(two)) < _SHORTEST and not copy:
                if one == two:
                    scored.append((1.0, -abs(i - j), i, j))
                continue
            shared = sum((bag & Counter(two)).values())
            ratio = 2 * shared / max(1, len(one) + len(two))
            if ratio >= least:
                scored.append((ratio, -abs(i - j), i, j))
    used_here: set[int] = set()
    used_there: set[int] = set()
    found = []
    for _, _, i, j in sorted(scored, reverse=True):
        if i not in used_here and j not in used_there:
            used_here.add(i)
            used_there.add(j)
            found.append(Match(i, j, copy))
    return sorted(found, key=lambda match: (match.source, match.target))


def compare(source: Reading, target: Reading, found: list[Match]) -> Iterator[Alarm]:
    known = frozenset[str]().union(*(unit.concepts for unit in source.units))
    said = frozenset[str]().union(*(unit.concepts for unit in target.units))
    for match in found:
        one, two = source.sentences[match.source], target.sentences[match.target]
        if one.text == two.text:
            continue
        sides = (_side(source, one), _side(target, two))
        yield from _fact_order(*sides)
        if match.strict:
            yield from _every_change(*sides)
        elif one.kind != "heading":
            yield from _differences(*sides, known, said)
    if found and found[0].strict:
        yield from _left_over(source, target, found)


def _left_over(source: Reading, target: Reading, found: list[Match]) -> Iterator[Alarm]:
    """Sentences of an edited copy that stand on one side only."""
    here, there = {match.source for match in found}, {match.target for match in found}
    for number, sentence in enumerate(source.sentences):
        if number not in here and len(target.sentences) < len(source.sentences):
            yield Alarm("statement_lost", sentence.span, None, f"{sentence.text!r} is gone")
    for number, sentence in enumerate(target.sentences):
        if number not in there and len(source.sentences) < len(target.sentences):
            yield Alarm("statement_added", None, sentence.span, f"{sentence.text!r} was put in")


@dataclass(frozen=True, slots=True)
class _Half:
    words: tuple[Word, ...]
    span: Span
    facts: tuple[Fact, ...]


def _side(reading: Reading, sentence: Sentence) -> _Half:
    inside = tuple(
        f for f in reading.facts if f.kind != "deadline" and sentence.start <= f.start and f.end <= sentence.end
    )
    return _Half(_words(reading.text[sentence.start : sentence.end]), sentence.span, inside)


def _fact_order(here: _Half, there: _Half) -> Iterator[Alarm]:
    """The same facts in another order between the same words: two of them were exchanged."""
    mine, theirs = [f.value for f in here.facts], [f.value for f in there.facts]
    if mine != theirs and sorted(mine) == sorted(theirs) and _without_facts(here) == _without_facts(there):
        yield Alarm("swapped", here.span, there.span, "facts changed places")


def _without_facts(half: _Half) -> list[str]:
    base = half.span[0]
    return [w.text.lower() for w in half.words if not any(f.start <= base + w.start < f.end for f in half.facts)]


def _every_change(here: _Half, there: _Half) -> Iterator[Alarm]:
    lost, added = _changed(here.words, there.words)
    lost, added = (
        [w for w in lost if not _respelled(w, there.words, added)],
        [w for w in added if not _respelled(w, here.words, lost)],
    )
    if lost or added:
        yield from _strict(*_without_zu(lost, added, here), here.span, there.span)
        said = f"{' '.join(w.text for w in lost)!r} became {' '.join(w.text for w in added)!r}"
        yield Alarm("wording_changed", here.span, there.span, said)
    elif [w.text.lower() for w in here.words] != [w.text.lower() for w in there.words]:
        yield from order(here.words, there.words, here.span, there.span)


def _respelled(word: Word, others: tuple[Word, ...], changed: list[Word]) -> bool:
    """Another spelling or form of a word that stands there: `08:00` and `8`, `ss` and `ß`, `sowie` and `und`."""
    if word.text.lower() in _TABLE:
        return any(_TABLE.get(other.text.lower()) == _TABLE[word.text.lower()] for other in changed)
    return word.text[0].isdigit() or word.text == "Uhr" or any(_related(word, other) for other in others)


def _differences(here: _Half, there: _Half, known: frozenset[str], said: frozenset[str]) -> Iterator[Alarm]:
    lost, added = _changed(here.words, there.words)
    yield from _strict(*_without_zu(lost, added, here), here.span, there.span)
    yield from _content(_Change(here, there, lost, added), known, said)
    if not any(word.tag.startswith(("NN", "NE", "VV", "ADJ")) for word in (*lost, *added)):
        yield from order(here.words, there.words, here.span, there.span)


@dataclass(frozen=True, slots=True)
class _Change:
    here: _Half
    there: _Half
    lost: list[Word]
    added: list[Word]


def _changed(here: tuple[Word, ...], there: tuple[Word, ...]) -> tuple[list[Word], list[Word]]:
    """Words left out and put in, wherever they stood."""
    left = Counter(word.text.lower() for word in here)
    right = Counter(word.text.lower() for word in there)
    gone, new = left - right, right - left
    lost: list[Word] = []
    added: list[Word] = []
    for words, count, into in ((here, gone, lost), (there, new, added)):
        left_over = Counter(count)
        for word in words:
            low = word.text.lower()
            if left_over[low] > 0:
                left_over[low] -= 1
                into.append(word)
    return lost, added


def _without_zu(lost: list[Word], added: list[Word], here: _Half) -> tuple[list[Word], list[Word]]:
    """`ist einzureichen` and `muss man einreichen` say the same: the modal verb was not put in."""
    if duty(" ".join(word.text for word in here.words), here.words) is None or not any(
        word.text.lower() in {"ist", "sind", "hat", "haben"} for word in lost
    ):
        return lost, added
    said = {mark for mark in ("must", "may") if mark in marks(" ".join(word.text for word in here.words), here.words)}
    return lost, [word for word in added if _TABLE.get(word.text.lower(), ("", ""))[1] not in said]


def _strict(lost: list[Word], added: list[Word], span: Span, other: Span) -> Iterator[Alarm]:
    gone = Counter(_TABLE[w.text.lower()] for w in lost if w.text.lower() in _TABLE and w.tag != "PTKVZ")
    new = Counter(_TABLE[w.text.lower()] for w in added if w.text.lower() in _TABLE and w.tag != "PTKVZ")
    for (kind, meaning), _ in ((gone - new) + Counter()).items():
        partner = [m for (k, m) in new - gone if k == kind]
        if meaning in _LOOSE and not partner:
            continue
        yield Alarm(kind, span, other, f"{meaning!r} is gone" + (f", {partner[0]!r} came" if partner else ""))
    for (kind, meaning), _ in ((new - gone) + Counter()).items():
        if meaning not in _LOOSE and not any(k == kind for (k, _) in gone - new):
            yield Alarm(kind, span, other, f"{meaning!r} was put in")


def _related(one: Word, two: Word) -> bool:
    a, b = concepts_of(one.text, one.lemma, one.tag), concepts_of(two.text, two.lemma, two.tag)
    return (
        bool(a & b) or stem(one.text)[:5] == stem(two.text)[:5] or (one.text.lower(), two.text.lower()) in _familiar()
    )


def _content(change: _Change, known: frozenset[str], said: frozenset[str]) -> Iterator[Alarm]:
    here, there, lost, added = change.here.words, change.there.words, change.lost, change.added
    span, other = change.here.span, change.there.span
    for one in lost:
        for two in added:
            if opposed(one, two):
                yield Alarm("opposite", span, other, f"{one.text!r} became {two.text!r}")
                return
    alike = 1 - (len(lost) + len(added)) / (len(here) + len(there))
    gone = [w for w in lost if _is_new(w, there)]
    new = [w for w in added if _is_new(w, here)]
    if gone and new:
        yield Alarm("wording_changed", span, other, f"{gone[0].text!r} became {new[0].text!r}")
    elif alike >= _PURE and len(here) >= _LONG and len(lost) + len(added) <= 3:
        if gone and not added and not any(_said_in(word, said) for word in gone):
            yield Alarm("scope_changed", span, other, f"{gone[0].text!r} is gone")
        elif new and not lost and not any(_said_in(word, known) for word in new):
            yield Alarm("scope_changed", span, other, f"{new[0].text!r} was put in")


def _is_new(word: Word, others: tuple[Word, ...]) -> bool:
    """A content word without a relative among the others."""
    return (
        bool(concepts_of(word.text, word.lemma, word.tag))
        and word.tag.startswith(_CONTENT)
        and word.text.lower() not in _TABLE
        and not any(_related(word, o) for o in others)
    )


def _said_in(word: Word, concepts: frozenset[str]) -> bool:
    return bool(concepts_of(word.text, word.lemma, word.tag) & concepts)
