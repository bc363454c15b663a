"""Exact numbers from text and back: money and points are `int` or `Fraction`, never a float."""

from __future__ import annotations

import re
from fractions import Fraction

from consult.counting.values import Number, exact

_PLAIN = re.compile(r"[+-]?\d{1,40}(\.\d{0,40})?|[+-]?\.\d{1,40}")
_RATIO = re.compile(r"[+-]?\d{1,40}/[1-9]\d{0,39}")


def parse_number(text: str) -> Number:
    """A whole or decimal number with a point, or a ratio `7/3`. Raises `ValueError`."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 40:
        return int(text)
    if _PLAIN.fullmatch(text) or _RATIO.fullmatch(text):
        return exact(Fraction(text))
    raise ValueError(f"{text!r} is not a number")


def mend_number(text: str) -> Number:
    """Like `parse_number`, but takes a decimal comma and blanks or apostrophes between thousands."""
    squeezed = re.sub(r"[\s\u00a0\u202f'’_]", "", text)
    if squeezed.count(",") == 1 and "." not in squeezed:
        squeezed = squeezed.replace(",", ".")
    elif "," in squeezed and "." in squeezed:
        # The separator that comes last is the decimal one.
        decimal = "," if squeezed.rindex(",") > squeezed.rindex(".") else "."
        squeezed = squeezed.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif squeezed.count(",") > 1:
        squeezed = squeezed.replace(",", "")
    return parse_number(squeezed)


def show(value: Number) -> str:
    """Shortest exact text: decimals where they end, else a ratio. `parse_number` reads it back."""
    value = exact(value)
    if isinstance(value, int):
        return str(value)
    denominator = value.denominator
    digits = 0
    while denominator % 10 == 0:
        denominator //= 10
        digits += 1
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    digits += max(twos, fives)
    shifted = abs(value.numerator) * 10**digits // value.denominator
    text = f"{shifted:0{digits + 1}d}"
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"
