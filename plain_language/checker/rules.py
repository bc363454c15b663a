"""Rules of the checker, each with its reason and source.

Sources: DIN SPEC 33429 (Empfehlungen für Deutsche Leichte Sprache), DIN 8581-1 (Einfache Sprache), BITV 2.0 annex 2
(Leichte Sprache of federal authorities). Messages come from the catalogue `plain.rule.<id>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from i18n import texts
from plain_language.checker import grammar, vocabulary
from plain_language.checker.grammar import Hit
from plain_language.german import tag
from plain_language.model import Level
from plain_language.text import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Finding:
    """`start`, `end` are offsets into the checked text; `suggestion` may be empty."""

    rule: str
    start: int
    end: int
    message: str
    suggestion: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` yields hits inside one sentence; `levels` says for whom the rule holds."""

    id: str
    source: str
    find: Callable[[grammar.Context], Iterator[Hit]]
    levels: tuple[Level, ...] = ("einfach", "leicht")


_DIN33429, _DIN8581, _BITV = "DIN SPEC 33429", "DIN 8581-1", "BITV 2.0 annex 2"
RULES: tuple[Rule, ...] = (
    Rule("passive", f"{_DIN33429}, {_BITV} no. 1", grammar.passive),
    Rule("genitive", f"{_DIN33429}, {_BITV}", grammar.genitive, ("leicht",)),
    Rule("genitive_chain", _DIN8581, grammar.genitive_chain, ("einfach",)),
    Rule("subjunctive", f"{_DIN33429}, {_BITV} no. 1", grammar.subjunctive),
    Rule("negation", f"{_DIN33429}: say things positively", grammar.negation, ("leicht",)),
    Rule("double_negation", _DIN8581, grammar.double_negation),
    Rule("long_sentence", _DIN8581, grammar.long_sentence),
    Rule("subordinate", f"{_DIN33429}: one statement a sentence", grammar.subordinate, ("leicht",)),
    Rule("nominal_style", _DIN8581, grammar.nominal_style),
    Rule("participle_attribute", _DIN8581, grammar.participle_attribute),
    Rule("abbreviation", f"{_DIN33429}, {_BITV} no. 2", vocabulary.abbreviation),
    Rule("long_word", f"{_DIN33429}: divide long compounds", vocabulary.long_word),
    Rule("hard_word", _DIN8581, vocabulary.hard_word),
    Rule("foreign_word", f"{_DIN33429}, {_BITV} no. 2", vocabulary.foreign_word),
    Rule("metaphor", f"{_DIN33429}: no figurative speech", vocabulary.metaphor),
    Rule("negative_word", f"{_DIN33429}: respectful words", vocabulary.negative_word),
    Rule("number", f"{_DIN33429}, {_BITV} no. 7", vocabulary.number),
    Rule("special_character", f"{_DIN33429}, {_BITV} no. 8", vocabulary.special_character),
    Rule("pronoun_distance", _DIN33429, grammar.pronoun_distance, ("leicht",)),
)


def _context(sentence: Sentence, raw: str, before: str, level: Level) -> grammar.Context:
    return grammar.Context(raw, tag(raw), before, sentence.kind, level)


def check(text: str, *, level: Level = "leicht") -> tuple[Finding, ...]:
    """Findings in order of their place. Words of the messages are German: their readers write German."""
    words = texts("de")
    found = []
    before = ""
    for sentence in sentences(text):
        raw = text[sentence.start : sentence.end]
        context = _context(sentence, re.sub(r"\s", " ", raw), before, level)
        for rule in RULES:
            if level not in rule.levels:
                continue
            for hit in rule.find(context):
                message = words.text(f"plain.rule.{rule.id}", what=raw[hit.start : hit.end], count=hit.count)
                found.append(
                    Finding(
                        rule.id,
                        sentence.start + hit.start,
                        sentence.start + hit.end,
                        message,
                        hit.suggestion,
                        rule.source,
                    )
                )
        before = raw
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule)))
