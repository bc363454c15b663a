"""The order of nouns in two sentences that are almost the same: who does it to whom, told by their articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plain_language.german import Word
from plain_language.guarding.parties import group
from plain_language.model import Alarm, Span


def order(here: tuple[Word, ...], there: tuple[Word, ...], span: Span, other: Span) -> Iterator[Alarm]:
    """Nouns that changed places while their articles stayed: `der Mieter dem Vermieter` against the reverse."""
    nouns_here, nouns_there = (
        [_phrase(here, i) for i, w in enumerate(here) if _names(w)],
        [_phrase(there, i) for i, w in enumerate(there) if _names(w)],
    )
    if [n for _, n in nouns_here] == [n for _, n in nouns_there] or Counter(n for _, n in nouns_here) != Counter(
        n for _, n in nouns_there
    ):
        return
    if _swapped_exactly(here, there) or (
        _party_heads(here) != _party_heads(there) and Counter(nouns_here) != Counter(nouns_there)
    ):
        yield Alarm("roles_swapped", span, other, "nouns changed places")
        return
    ambiguous_here = [n for head, n in nouns_here if head in _AMBIGUOUS]
    ambiguous_there = [n for head, n in nouns_there if head in _AMBIGUOUS]
    if ambiguous_here != ambiguous_there and len(_parties(here)) >= 2 and _parties(here) != _parties(there):
        yield Alarm("roles_swapped", span, other, "parties changed places")


def _parties(words: tuple[Word, ...]) -> list[str]:
    return [name for name in map(group, words) if name]


def _party_heads(words: tuple[Word, ...]) -> Counter[tuple[str, str]]:
    """Each noun with its article, only where a party is among them; a possessive put before a noun changes nothing."""
    return Counter(
        (head, noun) for head, noun in (_phrase(words, i) for i, w in enumerate(words) if _names(w)) if head in _CASES
    )


_CASES = {
    "der",
    "dem",
    "den",
    "des",
    "einem",
    "einen",
    "einer",
    "eines",
    "ein",
    "von",
    "vom",
    "durch",
    "an",
    "für",
    "gegen",
    "bei",
    "beim",
    "mit",
    "zum",
    "zur",
    "nach",
}
_AMBIGUOUS = {"", "die", "das", "eine", "ein", "diese", "dieses", "ihre", "seine"}


def _names(word: Word) -> bool:
    return word.tag.startswith(("NN", "NE"))


def _phrase(words: tuple[Word, ...], index: int) -> tuple[str, str]:
    head = ""
    for word in reversed(words[max(0, index - 3) : index]):
        if word.tag.startswith(("ADJ", "CARD")):
            continue
        if word.tag.startswith(("ART", "APPR", "PPOSAT", "PDAT", "PIAT", "PIDAT")):
            head = word.text.lower()
        break
    return head, words[index].text.lower()


def _swapped_exactly(here: tuple[Word, ...], there: tuple[Word, ...]) -> bool:
    """Same length and exactly two differing places that hold each other's word."""
    if len(here) != len(there):
        return False
    different = [
        (a.text.lower(), b.text.lower()) for a, b in zip(here, there, strict=True) if a.text.lower() != b.text.lower()
    ]
    return len(different) == 2 and different[0] == different[1][::-1]
