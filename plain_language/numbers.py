"""German numbers, in figures and in words."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS = {
    "null": 0, "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "zweier": 2, "dreier": 3, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,  # noqa: E501 - a pattern or list is read in one piece
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
ORDINALS = {
    "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "siebent": 7, "acht": 8, "neunt": 9,
    "zehnt": 10, "elft": 11, "zwölft": 12,
}  # fmt: skip
SCALES = {"tsd": 1000, "tausend": 1000, "mio": 10**6, "million": 10**6, "millionen": 10**6, "mrd": 10**9,
          "milliarde": 10**9, "milliarden": 10**9}  # fmt: skip

FIGURE = r"\d{1,3}(?:[.’'\u202f\u00a0 ]\d{3})+(?:,\d{1,2}(?!\d))?|\d+(?:,\d+)?(?:\.\d{1,2}(?!\d))?"
_SMALL = "|".join(sorted((*_UNITS, *_TENS), key=len, reverse=True))
WORD = (
    r"(?:(?:(?:"
    + _SMALL
    + r"|und|hundert|tausend)*(?:"
    + "|".join(sorted((set(_UNITS) - {"ein", "eins"}) | set(_TENS), key=len, reverse=True))
    + r"|hundert|tausend)))"
)


def from_word(word: str) -> int | None:
    """Value of a number word below one million (`zweihundertfünfzig` -> 250), None if it is none."""
    rest = word.lower()
    if rest in {"ein", "eine", "einen", "einem", "einer", "eines"}:
        return 1
    total = 0
    if "tausend" in rest:
        head, rest = rest.split("tausend", 1)
        thousands = _below_thousand(head) if head else 1
        if thousands is None:
            return None
        total += thousands * 1000
        rest = rest.removeprefix("und")
        if not rest:
            return total
    small = _below_thousand(rest)
    return None if small is None else total + small


def _below_thousand(text: str) -> int | None:
    total = 0
    if "hundert" in text:
        head, text = text.split("hundert", 1)
        hundreds = _UNITS.get(head, 1 if not head else None)
        if hundreds is None:
            return None
        total = hundreds * 100
        text = text.removeprefix("und")
        if not text:
            return total
    if text in _UNITS:
        return total + _UNITS[text]
    if text in _TENS:
        return total + _TENS[text]
    match = re.fullmatch(r"(\w+?)und(\w+)", text)
    if match and match.group(1) in _UNITS and match.group(2) in _TENS:
        return total + _UNITS[match.group(1)] + _TENS[match.group(2)]
    return None


def from_figure(figure: str) -> Decimal:
    """`1.234,50`, `1'234.50`, `1 234` -> Decimal. A dot before exactly three digits groups; before one or two it divides."""  # noqa: E501 - a pattern or list is read in one piece
    text = re.sub(r"[’'\u202f\u00a0 ]", "", figure)
    if "," in text:
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Decimal(text.replace(".", ""))
    return Decimal(text)


def plain(value: Decimal) -> str:
    """Shortest exact decimal: `12.5`, `100000`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
