"""Words that say the opposite of each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from plain_language.data import lines
from plain_language.german import Word


@cache
def _opposites() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for one, two, *_ in lines("antonyms.tsv"):
        table.setdefault(one, set()).add(two)
        table.setdefault(two, set()).add(one)
    return table


def opposed(one: Word, two: Word) -> bool:
    table = _opposites()
    names = {one.text.lower(), one.lemma.lower()}
    others = {two.text.lower(), two.lemma.lower()}
    return any(others & table.get(name, set()) for name in names) or any(
        f"un{name}" in others or (name.startswith("un") and name[2:] in others) for name in names if len(name) > 5
    )


def opposed_words(here: Sequence[Word], there: Sequence[Word]) -> tuple[str, str] | None:
    """A word of `here` that is missing in `there` while its opposite stands there and not here."""
    table = _opposites()
    mine = {form for word in here for form in (word.text.lower(), word.lemma.lower())}
    theirs = {form for word in there for form in (word.text.lower(), word.lemma.lower())}
    for word in here:
        if word.tag.startswith(("NN", "NE", "VV", "ADJ", "ADV")):
            for name in (word.text.lower(), word.lemma.lower()):
                for other in table.get(name, ()):
                    if other in theirs and other not in mine and not {word.text.lower(), word.lemma.lower()} & theirs:
                        return word.text, other
    return None
