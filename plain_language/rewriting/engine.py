"""The registry of rewriting rules and the loop over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plain_language.rewriting import spelling, splitting, voice, wording

Rule = Callable[[list[str]], list[str]]

RULES: tuple[tuple[str, str, Rule], ...] = (
    ("abbreviations", "DIN 8581-1: write abbreviations out", spelling.abbreviations),
    ("numbers", "DIN SPEC 33429: dates with the month's name, full hours without zeros", spelling.figures),
    ("split", "DIN 8581-1: one statement a sentence", splitting.split),
    ("active", "DIN SPEC 33429: active instead of passive", voice.active),
    ("words", "DIN 8581-1: familiar words", wording.familiar),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """Sentences that replace one sentence, and the rules that changed something."""

    sentences: tuple[str, ...]
    rules: tuple[str, ...]


def rewrite(sentence: str, skip: frozenset[str] = frozenset()) -> Draft:
    """Apply every rule outside `skip`; an untouched sentence comes back as it was."""
    current = [sentence]
    used = []
    for name, _, rule in RULES:
        if name in skip:
            continue
        changed = rule(current)
        if changed != current:
            used.append(name)
            current = changed
    return Draft(tuple(current), tuple(used))
