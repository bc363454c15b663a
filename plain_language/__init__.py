"""Plain language: a notice becomes typed facts, an "at a glance" summary and a plain draft that a guard has compared.

`simplify` writes the draft, `guard` compares any rewriting with its source. Both work offline and give the same answer
for the same text.
"""

from __future__ import annotations

from plain_language.guarding import guard
from plain_language.model import Alarm, Answer, Fact, Plain, PlainSentence, Readability, Scores
from plain_language.service import NotPlainText, simplify

__all__ = [
    "Alarm",
    "Answer",
    "Fact",
    "NotPlainText",
    "Plain",
    "PlainSentence",
    "Readability",
    "Scores",
    "guard",
    "simplify",
]
