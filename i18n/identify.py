"""Which language is this text in? By script, small words and telling letters: offline, and unsure rather than wrong."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from i18n.languages import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+(?:[’'\u200c][^\W\d_]+)*")
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "CJK": "Hans"}


@cache
def _tables() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    table = tomllib.loads((files("i18n") / "data" / "function_words.toml").read_text("utf-8"))
    return {tag: (frozenset(row["words"].split()), frozenset(row["letters"])) for tag, row in table.items()}


def scripts(text: str) -> Counter[str]:
    """How many letters of each script (ISO 15924)."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    return Counter(_SCRIPTS.get(name, name) for name in names)


def script(text: str) -> str | None:
    """The script of most letters, None without letters."""
    found = scripts(text).most_common(1)
    return found[0][0] if found else None


def scores(text: str) -> dict[str, float]:
    """Points of each language whose script this is: small words, and telling letters at half their worth."""
    own = script(text)
    words = [word.casefold() for word in _WORD.findall(text)]
    letters = set(text.casefold())
    found: dict[str, float] = {}
    for tag, (small, telling) in _tables().items():
        if LANGUAGES[tag].script == own:
            found[tag] = sum(word in small for word in words) + 0.5 * len(letters & telling)
    return found


def small_words(text: str, tag: str) -> int:
    """How many small words of a language a text has."""
    small, _ = _tables()["de" if tag == "de-simple" else tag]
    return sum(word.casefold() in small for word in _WORD.findall(text))


def identify(text: str) -> str | None:
    """The tag of the language, None when two are about as likely or there is too little to go by."""
    ranked = sorted(scores(text).items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < 1:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] + 1:
        return None
    return ranked[0][0]


def leaks(text: str, tag: str) -> str | None:
    """What this text seems to be when it is not what it should be, None when it may well be right.

    One foreign name is no leak: another script has to make up most letters, and another language of the same script
    has to be ahead by two small words.
    """
    found = scripts(text)
    total = sum(found.values())
    if total < 4:
        return None
    own = LANGUAGES[tag].script
    other = found.most_common(1)[0][0]
    if other != own and found[own] < 0.5 * total:
        return other
    points = scores(text)
    mine = points.get("de" if tag == "de-simple" else tag, 0)
    best, most = max(points.items(), key=lambda pair: pair[1])
    return best if most >= mine + 2 and most >= 3 and best != tag else None
