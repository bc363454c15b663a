"""Facts of one kind that changed places: each stands in the words, or plays the part, of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plain_language.german import tag
from plain_language.guarding.hard import DERIVED, role, same
from plain_language.guarding.units import Reading, stem
from plain_language.model import Alarm, Fact

_NEAR, _BESIDE = 45, 120


@dataclass(frozen=True, slots=True)
class _Place:
    """A fact with its part, the stems directly around it and those of its whole sentence."""

    fact: Fact
    role: str
    near: frozenset[str]
    wide: frozenset[str]


def swaps(source: Reading, target: Reading) -> Iterator[Alarm]:
    for kind in sorted({fact.kind for fact in source.facts} - DERIVED):
        here, there = _once(source, kind), _once(target, kind)
        both = [(one, two) for one in here for two in there if same(one, two)]
        if len(both) < 2:
            continue
        places = [(_place(source, one), _place(target, two)) for one, two in both]
        for index, (a, a2) in enumerate(places):
            for b, b2 in places[index + 1 :]:
                if _exchanged((a, b), (a2, b2)) or _same_frame(source, target, (a.fact, b.fact), (a2.fact, b2.fact)):
                    yield Alarm(
                        "swapped", a.fact.span, a2.fact.span, f"{a2.fact.text!r} stands where {b.fact.text!r} stood"
                    )


def _once(reading: Reading, kind: str) -> list[Fact]:
    """Facts of a kind whose value occurs once."""
    found = [fact for fact in reading.facts if fact.kind == kind]
    return [fact for fact in found if sum(same(fact, other) for other in found) == 1]


def _place(reading: Reading, fact: Fact) -> _Place:
    near: set[str] = set()
    wide: set[str] = set()
    for sentence in reading.sentences:
        if not sentence.start <= fact.start < sentence.end:
            continue
        blocked = [f for f in reading.facts if f.kind not in DERIVED and sentence.start <= f.start < sentence.end]
        for other in blocked:
            gap = max(other.start - fact.end, fact.start - other.end)
            if other.kind != fact.kind and gap <= _NEAR and not _between(blocked, fact, other):
                near.add(f"#{other.kind}:{other.value}")
        for word in tag(re.sub(r"\s", " ", reading.text[sentence.start : sentence.end])):
            place = sentence.start + word.start
            if (
                not word.text.isalpha()
                or len(word.text) < 4
                or any(f.start <= place < f.end for f in blocked if f.kind != "quantity")
            ):
                continue
            item = stem(word.lemma)
            wide.add(item)
            gap = place - fact.end if place >= fact.end else fact.start - (place + len(word.text))
            low, high = sorted((place, fact.start))
            if gap <= _NEAR and not any(low < f.start < high for f in blocked if f.kind == fact.kind and f is not fact):
                near.add(item)
    return _Place(fact, role(reading.text, fact), frozenset(near), frozenset(wide))


def _between(facts: list[Fact], one: Fact, two: Fact) -> bool:
    low, high = sorted((one.start, two.start))
    return any(low < fact.start < high for fact in facts if fact.kind == one.kind)


def _exchanged(before: tuple[_Place, _Place], after: tuple[_Place, _Place]) -> bool:
    (a, b), (a2, b2) = before, after
    beside = abs(a.fact.start - b.fact.start) < _BESIDE
    if a.role and b.role and a.role != b.role and (a2.role, b2.role) == (b.role, a.role) and beside:
        return True
    near = _gain(a.near, b.near, a2.near, b2.near)
    if a.wide == b.wide and a2.wide == b2.wide:
        return near < 0 and (a.fact.start < b.fact.start) != (a2.fact.start < b2.fact.start)
    crossed = bool(a.near & b2.near) and bool(b.near & a2.near)
    total = near + _gain(a.wide, b.wide, a2.wide, b2.wide)
    return (total <= -2 and crossed) or total <= -4


def _gain(a: frozenset[str], b: frozenset[str], a2: frozenset[str], b2: frozenset[str]) -> int:
    """How many words speak for the facts having stayed, minus those that speak for an exchange."""
    return len(a & a2) + len(b & b2) - len(a & b2) - len(b & a2)


def _same_frame(source: Reading, target: Reading, before: tuple[Fact, Fact], after: tuple[Fact, Fact]) -> bool:
    """The words between two facts are the same while the facts changed order: `3.102 Stimmen gegen 3.874 Stimmen`."""
    first, second = sorted(before, key=lambda fact: fact.start)
    third, fourth = sorted(after, key=lambda fact: fact.start)
    if (first is before[0]) == (third is after[0]) or second.start - first.end > _BESIDE:
        return False
    between = re.sub(r"\W+", " ", source.text[first.end : second.start]).strip()
    return bool(between) and between == re.sub(r"\W+", " ", target.text[third.end : fourth.start]).strip()
