"""Rules about words, numbers and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from plain_language.checker.grammar import Context, Hit
from plain_language.data import lines
from plain_language.german import parts
from plain_language.text import abbreviations

_ALLOWED_SHORT = {"WC", "EU", "PC", "PIN", "DVD", "CD", "TV", "IBAN", "USA"}


def abbreviation(context: Context) -> Iterator[Hit]:
    known = abbreviations()
    for found in re.finditer(r"(?<![\w.])(?:[A-Za-zÄÖÜäöü]{1,6}\.\s?){1,4}", context.text):
        text = found.group().rstrip()
        key = text.replace(" ", "").lower()
        if (
            key in known
            and not (found.end() >= len(context.text) and known[key] == "")
            and key
            not in {"min.", "so.", "do.", "di.", "mo.", "mi.", "sa.", "fr.", "st.", "f.", "s.", "gem.", "bd.", "abt."}
        ):
            yield Hit(found.start(), found.start() + len(text), known[key])
    for found in re.finditer(r"\b[A-ZÄÖÜ]{2,6}\b|\b[A-ZÄÖÜ][a-z]{0,3}[A-ZÄÖÜ][A-Za-z]{0,4}\b", context.text):
        if (
            found.group() not in _ALLOWED_SHORT
            and not re.search(r"[IVX]{2,}", found.group())
            and context.text.upper() != context.text
        ):
            yield Hit(found.start(), found.end())


def long_word(context: Context) -> Iterator[Hit]:
    """Compounds from 14 letters on without a hyphen; the suggestion divides only where HanTa is sure of the parts."""
    for word in context.words:
        if len(word.text) >= 14 and word.text.isalpha() and word.is_noun:
            yield Hit(word.start, word.end, divided(word.text) or "")


def divided(word: str, separator: str = "-") -> str | None:
    """`Bebauungsplan` -> `Bebauungs-Plan`; None where the parts are not sure."""
    pieces = parts(word)
    if len(pieces) < 2 or ("".join(pieces) not in word.lower() and not word.lower().startswith(pieces[0])):
        return None
    last = word.lower().rfind(pieces[-1])
    if last < 4:
        return None
    return word[:last] + separator + word[last].upper() + word[last + 1 :]


@cache
def _hard() -> dict[str, str]:
    return {row[0].lower(): row[1] for row in lines("hard_words.tsv")}


def hard_word(context: Context) -> Iterator[Hit]:
    hard = _hard()
    for word in context.words:
        for key in (word.text.lower(), word.lemma.lower()):
            if key in hard:
                yield Hit(word.start, word.end, hard[key])
                break


@cache
def _foreign() -> dict[str, str]:
    return {row[0].lower(): row[1] for row in lines("foreign_words.tsv")}


def foreign_word(context: Context) -> Iterator[Hit]:
    foreign = _foreign()
    for word in context.words:
        for key in (word.text.lower(), word.lemma.lower()):
            if key in foreign:
                yield Hit(word.start, word.end, foreign[key])
                break


def metaphor(context: Context) -> Iterator[Hit]:
    for pattern, suggestion, *_ in lines("metaphors.tsv"):
        for found in re.finditer(pattern, context.text, re.I):
            yield Hit(found.start(), found.end(), suggestion)


def negative_word(context: Context) -> Iterator[Hit]:
    for pattern, suggestion, *_ in lines("negative_words.tsv"):
        for found in re.finditer(pattern, context.text):
            yield Hit(found.start(), found.end(), suggestion)


def number(context: Context) -> Iterator[Hit]:
    """Roman numerals, number words from three on, numeric months and long exact numbers."""
    text = context.text
    for found in re.finditer(r"\b(?=[IVXLC]{2,}\b)[IVXLC]+\b", text):
        yield Hit(found.start(), found.end())
    for found in re.finditer(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?(?!\d)", text):
        yield Hit(found.start(), found.end())
    if context.level == "leicht":
        for found in re.finditer(
            r"\b(?:drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|hundert|tausend)\b", text, re.I
        ):
            if found.group().lower() != "acht" or not re.search(r"\b(?:gib|nimm|geben|außer)\b", text, re.I):
                yield Hit(found.start(), found.end())
        for found in re.finditer(r"\b\d+(?:,\d+)?\s?(?:%|Prozent\b)", text):
            yield Hit(found.start(), found.end())


def special_character(context: Context) -> Iterator[Hit]:
    pattern = r"[&§/;](?![/\w]*\.\w)|\.\.\.|…" if context.level == "leicht" else r"[&;]|…"
    text = re.sub(
        r"https?://\S+|www\.\S+|\S+@\S+|\d+\s?/\s?[\d\s-]+|km/h", lambda match: " " * len(match.group()), context.text
    )
    for found in re.finditer(pattern, text):
        yield Hit(found.start(), found.end(), {"&": "und", "§": "Paragraf"}.get(found.group(), ""))
