"""Readability of German text, by formulas on our own sentence and syllable counts.

Flesch-Amstad: T. Amstad, Wie verständlich sind unsere Zeitungen? (1978). Wiener Sachtextformeln 1 to 4: R. Bamberger,
E. Vanecek, Lesen - Verstehen - Lernen - Schreiben (1984). LIX: C. H. Björnsson (1968). Figures and dates are read as
one word; what a reader has to spell (`§`) counts as nothing.
"""

from __future__ import annotations

import re

from plain_language.model import Scores
from plain_language.syllables import syllables
from plain_language.text import sentences, tokens


def counts(text: str) -> tuple[list[str], int]:
    """Words and number of sentences. Headings count as sentences, because readers stop at them."""
    words: list[str] = []
    stops = 0
    for sentence in sentences(text):
        found = [token.text for token in tokens(sentence.text) if token.text[0].isalnum()]
        if found:
            words += found
            stops += 1
    return words, stops


def scores(text: str) -> Scores:
    """All formulas at once; an empty text gets zeros."""
    words, stops = counts(text)
    if not words:
        return Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0)
    number = len(words)
    per_word = [syllables(word) if word[0].isalpha() else _figure_syllables(word) for word in words]
    length = number / stops
    many = 100 * sum(count >= 3 for count in per_word) / number
    single = 100 * sum(count == 1 for count in per_word) / number
    long_words = 100 * sum(len(word) > 6 for word in words) / number
    return Scores(
        flesch=round(180 - length - 58.5 * sum(per_word) / number, 2),
        wstf1=round(0.1935 * many + 0.1672 * length + 0.1297 * long_words - 0.0327 * single - 0.875, 2),
        wstf2=round(0.2007 * many + 0.1682 * length + 0.1373 * long_words - 2.779, 2),
        wstf3=round(0.2963 * many + 0.1905 * length - 1.1144, 2),
        wstf4=round(0.2744 * many + 0.2656 * length - 1.693, 2),
        lix=round(length + long_words, 2),
        words=number,
        sentences=stops,
    )


def _figure_syllables(figure: str) -> int:
    """A figure is taken in at a glance: one syllable up to four digits, one more for each three after that."""
    return 1 + max(0, len(re.sub(r"\D", "", figure)) - 4 + 2) // 3
