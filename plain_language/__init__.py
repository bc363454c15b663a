"""Plain language: a notice becomes typed facts, an "at a glance" summary and a plain draft that a guard has compared.

`simplify` writes the draft, `guard` compares any rewriting with its source, `summary_in` tells
the summary in a reader's language. All work offline and give the same answer
for the same text.
"""

from __future__ import annotations

from plain_language.guarding import guard
from plain_language.model import Alarm, Answer, Fact, Part, Plain, PlainSentence, Readability, Said, Scores, Told
from plain_language.notices.render import summary_as_json, summary_from_json, summary_in
from plain_language.service import NotPlainText, simplify

__all__ = [
    "Alarm",
    "Answer",
    "Fact",
    "NotPlainText",
    "Part",
    "Plain",
    "PlainSentence",
    "Readability",
    "Said",
    "Scores",
    "Told",
    "guard",
    "simplify",
    "summary_as_json",
    "summary_from_json",
    "summary_in",
]
