"""German syllables by spelling.

Each run of vowel letters is a nucleus; the exceptions are diphthongs, silent letters and vowels that belong to
different parts (`be-achten`, `Re-aktion`, `Situati-on`). textstat counts with hyphenation patterns, which leave out
divisions a typesetter avoids (`Abend`, `oder`), so it counts too few on notices.
"""

from __future__ import annotations

import re
from functools import lru_cache

from plain_language.data import lines

_VOWELS = "aeiouyäöüàáâèéêëìíîïòóôùúûœæ"
_RUN = re.compile(f"[{_VOWELS}]+")
_DIPHTHONGS = (
    "ie",
    "ei",
    "ai",
    "au",
    "eu",
    "äu",
    "ui",
    "oi",
    "ey",
    "ay",
    "oo",
    "ee",
    "aa",
    "oy",
    "ou",
    "ae",
    "oe",
    "ue",
)
# vowels that meet at a seam: prefix, linking or loan endings
_SEAM = re.compile(
    r"^(be|ge|re|vorge|ange|aufge|ausge|einge|abge|zuge|unge|umge|nachge|mitge|beige|zusammenge|prä|de|ko|bio|geo|neo|radio|video|auto|euro|zu|zwei|drei)"
    r"(?=[aeiouäöü])"
)
_BE_GE_FALSE = re.compile(
    r"^(bei|bea[mt]|bee[ts]|beere|geis|geiz|geig|geist|rei|reu|beid|beiz|beim|beil|bein|beis|beu[lt]e|geu|deu|dei|auto$|zui|ko[au]l)"
)
_LOAN_IE = re.compile(r"(famil|lin|präm|immobil|fol|stud|ser|akt|lil|fer|tragöd|komöd|mumm|hyster)ie(?!r)")


@lru_cache(maxsize=65536)
def syllables(word: str) -> int:
    """Syllables of one word (letters and hyphens); at least 1. Capitals alone are spelled out: `VwGO` is 4 letters."""
    exceptions = _exceptions()
    lower = word.lower().strip("-'’")
    if lower in exceptions:
        return exceptions[lower]
    if "-" in lower or "·" in lower or "/" in lower:
        return sum(syllables(piece) for piece in re.split(r"[-·/]", word) if piece) or 1
    if word.isupper() and 1 < len(word) <= 5:
        return sum(3 if letter == "Y" else 1 for letter in word)
    return max(1, _count(lower))


def _exceptions() -> dict[str, int]:
    return {row[0]: int(row[1]) for row in lines("syllable_exceptions.tsv")}


def _count(word: str) -> int:
    total = 0
    seam = _SEAM.match(word)
    if seam and not _BE_GE_FALSE.match(word) and len(word) - seam.end() > 2:
        return _count_runs(word[: seam.end()]) + _count(word[seam.end() :])
    total = _count_runs(word)
    return total


def _count_runs(word: str) -> int:
    word = word.replace("qu", "q")
    # y before a vowel is a consonant; an i before -on, -um, -al, -ell, -ent ... is a syllable of its own
    word = re.sub(r"y(?=[aeou])", "j", word)
    word = re.sub(r"(?<=[tsx])ion", "ijon", word)
    word = re.sub(r"(?<!au)(?<!eu)(?<!e)(?<!a)i(?=um|us|al|är|ell|enz|ent|ert|erung|eren|ös|ot|a)", _split_i, word)
    word = re.sub(r"(?<!w)ien(?=$|s?[bcdfghjklmnpqrtvwxz])", _split_ien, word)
    word = re.sub(_LOAN_IE, lambda match: match.group(1) + "ije", word)
    return sum(_nuclei(run) for run in _RUN.findall(word))


def _split_i(match: re.Match[str]) -> str:
    """`-ieren`, `-iert`, `-ierung` keep their long i; everything else divides."""
    rest = match.string[match.end() :]
    if rest.startswith(("ert", "erung", "eren", "ent", "enz")) and not rest.startswith(("ent", "enz")):
        return "i"
    if rest.startswith(("ent", "enz")) and match.string[: match.start()].endswith(("d", "v", "w", "z")):
        return "i"
    return "ij"


def _split_ien(match: re.Match[str]) -> str:
    """`Familien`, `Energien` divide; `dienen`, `Wien`, `schien`, `Verdienst` do not."""
    before = match.string[: match.start()]
    return (
        "ien"
        if before.endswith(("d", "sch", "b", "kn", "l"))
        and not before.endswith(("famil", "immobil", "stud", "med", "ind"))
        else "ijen"
    )


def _nuclei(run: str) -> int:
    count, index = 0, 0
    while index < len(run):
        if run[index : index + 2] in _DIPHTHONGS:
            index += 2
        else:
            index += 1
        count += 1
    return count
