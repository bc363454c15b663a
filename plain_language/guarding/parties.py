"""Who does what to whom: parties that were exchanged, put in or turned round, and descriptions turned into statements."""  # noqa: E501 - a pattern or list is read in one piece

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from plain_language.data import lines
from plain_language.german import Word, parts
from plain_language.guarding.markers import zu_infinitive
from plain_language.guarding.side import Sides
from plain_language.guarding.units import Unit
from plain_language.model import Alarm

_GENERIC = {"resident", "authority", "child", "employer", "employee"}
_THIRD = {"club", "court", "police", "developer", "council", "mayor"}
_ACTOR, _PATIENT = "actor", "patient"


@cache
def _table() -> dict[str, str]:
    return {word: group for group, words, *_ in lines("parties.tsv") for word in words.split()}


@lru_cache(maxsize=16384)
def _named(form: str) -> str | None:
    """Group whose word the form begins with, but for an ending: `Pächterinnen`, not `Pacht`."""
    low = form.lower()
    table = _table()
    for end in range(len(low), max(len(low) - 6, 2), -1):
        if (
            low[:end] in table
            and (end > 3 or low[end:] in {"", "s", "es"})
            and low[end:]
            in {
                "",
                "n",
                "s",
                "en",
                "es",
                "er",
                "e",
                "in",
                "innen",
                "r",
                "rn",
                "ern",
                "nen",
            }
        ):
            return table[low[:end]]
    return None


def group(word: Word) -> str | None:
    """Group of a party noun, None for other words; compounds by their last part."""
    if not word.tag.startswith(("NN", "NE", "ADJ")) or not word.text[0].isupper():
        return None
    found = _named(word.text)
    if found:
        return found
    pieces = parts(word.text) if len(word.text) > 9 else ()
    return _named(pieces[-1]) if len(pieces) > 1 else None


def _groups(unit: Unit) -> dict[str, str]:
    """Group -> part it plays in the clause: actor, patient or `with <preposition>`."""
    found: dict[str, str] = {}
    for index, word in enumerate(unit.words):
        name = group(word)
        if name:
            found.setdefault(name, _part(unit.words, index))
    return found


def _part(words: tuple[Word, ...], index: int) -> str:
    head = ""
    for word in reversed(words[max(0, index - 3) : index]):
        if word.tag.startswith(("ADJ", "CARD")):
            continue
        head = (
            word.text.lower()
            if word.tag.startswith(("ART", "APPR", "PPOSAT", "PDAT", "PIAT", "PIDAT"))
            or word.text.lower() in {"jeder", "jede", "alle"}
            else ""
        )
        break
    forms = {word.text.lower() for word in words}
    passive = bool(forms & {"wird", "werden", "wurde", "wurden", "worden"}) or zu_infinitive(words) is not None
    if head in {"von", "vom", "durch"} and passive:
        return _ACTOR
    noun = words[index]
    if (
        head in {"den", "dem", "einen", "einem", "diesen", "diesem", "jedem", "jeden", "ihrem", "ihren"}
        or head == "des"
    ):
        return _PATIENT if head != "des" else "of"
    if head == "der" and noun.text.lower().endswith(("stadt", "gemeinde", "verwaltung", "behörde", "in", "kommune")):
        return _PATIENT
    if head in {"der", "ein"}:
        return _PATIENT if passive else _ACTOR
    if head.startswith(("ein", "die", "das", "jede", "alle", "dies", "")) and not any(
        w.tag.startswith("APPR") and w.text.lower() == head for w in words
    ):
        before = any(word.is_finite for word in words[:index])
        if passive:
            return _PATIENT
        earlier = any(group(word) for word in words[:index])
        return _PATIENT if earlier and before else _ACTOR
    return f"with {head}"


def compare(sides: Sides, here: list[int], there: list[int]) -> Iterator[Alarm]:
    source, target = sides.forward.mine, sides.forward.other
    known = {name for unit in source for name in _groups(unit)}
    said = {name for unit in target for name in _groups(unit)}
    side = sides.backward
    for index in there:
        unit = target[index]
        mine = _groups(unit)
        candidates = side.candidates(index) if mine else []
        if not candidates:
            continue
        theirs: dict[str, set[str]] = {}
        for number in candidates:
            for name, part in _groups(source[number]).items():
                theirs.setdefault(name, set()).add(part)
        near = {source[number].sentence + step for number in candidates for step in (-1, 0, 1)}
        around = {name for other in source if other.sentence in near for name in _groups(other)}
        for name in mine:
            if name not in known and name not in _GENERIC:
                yield Alarm(
                    "party_added",
                    source[candidates[0]].span,
                    unit.span,
                    f"{unit.text!r} names a {name} the source does not name",
                )
            elif name not in around and name not in _GENERIC and set(theirs) - set(mine):
                yield Alarm(
                    "party_changed",
                    source[candidates[0]].span,
                    unit.span,
                    f"{unit.text!r} is about {name}, the source about {'/'.join(sorted(theirs))}",
                )
        closest = {name: {part} for name, part in _groups(source[candidates[0]]).items()}
        yield from _turned(mine, closest, source[candidates[0]], unit)
        yield from _exchanged(sides, index, mine)
    for index in here:
        unit = source[index]
        for name in _groups(unit):
            if name not in said and (name in _THIRD or (name not in _GENERIC and said - known)):
                yield Alarm("party_lost", unit.span, None, f"{name} is gone from {unit.text!r}")


def _exchanged(sides: Sides, index: int, mine: dict[str, str]) -> Iterator[Alarm]:
    """The clause that says the same names another party than this one."""
    partner = sides.backward.partner(index)
    if partner is None:
        return
    source, unit = sides.forward.mine, sides.forward.other[index]
    number = source[partner].sentence
    theirs = {name for other in source if other.sentence == number for name in _groups(other)} - _GENERIC
    new = set(mine) - _GENERIC - theirs
    if theirs - set(mine) and new:
        yield Alarm(
            "party_changed",
            source[partner].span,
            unit.span,
            f"{unit.text!r} is about {'/'.join(sorted(new))}, the source about {'/'.join(sorted(theirs))}",
        )


def _turned(mine: dict[str, str], theirs: dict[str, set[str]], one: Unit, two: Unit) -> Iterator[Alarm]:
    """Two parties of which each now plays the other's part."""
    shared = [name for name in mine if name in theirs]
    for position, first in enumerate(shared):
        for second in shared[position + 1 :]:
            before = (theirs[first], theirs[second])
            if before == ({_ACTOR}, {_PATIENT}) and (mine[first], mine[second]) == (_PATIENT, _ACTOR):
                yield Alarm("roles_swapped", one.span, two.span, f"{first} and {second} changed parts")
            if before == ({_PATIENT}, {_ACTOR}) and (mine[first], mine[second]) == (_ACTOR, _PATIENT):
                yield Alarm("roles_swapped", one.span, two.span, f"{first} and {second} changed parts")
