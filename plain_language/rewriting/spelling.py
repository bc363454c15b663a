"""Spelling: abbreviations written out, dates and hours the way people say them."""

from __future__ import annotations

import re

from plain_language.text import abbreviations as known

_NAMES = [
    "",
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_SAFE = (
    "z. B.", "z.B.", "d. h.", "d.h.", "u. a.", "u.a.", "i. d. R.", "i.d.R.", "bzw.", "ggf.", "ca.", "usw.", "etc.", "insb.", "bspw.",  # noqa: E501 - a pattern or list is read in one piece
    "evtl.", "gem.", "max.", "mind.", "zzgl.", "einschl.", "i. V. m.", "i.V.m.", "u. U.", "z. T.", "z. Zt.", "i. H. v.", "i.H.v.",  # noqa: E501 - a pattern or list is read in one piece
    "Tel.", "sog.", "inkl.",
)  # fmt: skip


def abbreviations(sentences: list[str]) -> list[str]:
    """Only abbreviations whose long form fits every case; `gem. § 3` but not `Gem. Lindental`."""
    return [_spell_out(sentence) for sentence in sentences]


def _spell_out(sentence: str) -> str:
    for short in _SAFE:
        if short in sentence:
            full = known()[short.replace(" ", "").lower()]
            sentence = re.sub(rf"(?<![\w.]){re.escape(short)}(?=[\s:,)]|$)", full, sentence)
    return sentence


def figures(sentences: list[str]) -> list[str]:
    """`05.06.2026` -> `5. Juni 2026`; `14:00 Uhr` -> `14 Uhr`; a range keeps its shape."""
    return [_say(sentence) for sentence in sentences]


def _say(sentence: str) -> str:
    def day(match: re.Match[str]) -> str:
        month = int(match["m"])
        year = f"20{match['y']}" if len(match["y"]) == 2 else match["y"]
        return f"{int(match['d'])}. {_NAMES[month]} {year}"

    sentence = re.sub(
        r"(?<![\d.,/])(?P<d>0?[1-9]|[12]\d|3[01])\.\s?(?P<m>0?[1-9]|1[0-2])\.\s?(?P<y>(?:19|20)\d{2})(?![\d.]\d)(?!\d)",
        day,
        sentence,
    )
    sentence = re.sub(r"\b0(\d)\.\s(?=" + "|".join(_NAMES[1:]) + ")", r"\1. ", sentence)
    sentence = re.sub(r"\b0?(\d{1,2})[:.]00(?=\s*Uhr)", r"\1", sentence)
    return re.sub(r"\b0?(\d{1,2})[:.]00(?=\s*(?:-|–|bis)\s*\d{1,2}(?:[:.]\d\d)?\s*Uhr)", r"\1", sentence)
