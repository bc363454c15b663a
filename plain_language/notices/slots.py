"""Answers found in a notice: periods, deadlines, places, prices, contacts, each with the spans it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from i18n import KINDS, DateRange, Money
from plain_language.model import Fact, Span
from plain_language.text import Sentence


@dataclass(frozen=True, slots=True)
class Slot:
    """A value ready for a message, and where it stands."""

    value: Any
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A text with its sentences and facts; facts of a sentence are looked up by span."""

    text: str
    sentences: tuple[Sentence, ...]
    facts: tuple[Fact, ...]

    def inside(self, sentence: Sentence, *kinds: str) -> list[Fact]:
        return [
            fact
            for fact in self.facts
            if fact.kind in kinds and sentence.start <= fact.start and fact.end <= sentence.end
        ]

    def matching(self, pattern: str) -> list[Sentence]:
        return [s for s in self.sentences if pattern and re.search(pattern, s.text, re.I)]


def day(fact: Fact) -> date | None:
    """The day of a date or of an `until` deadline; None without a year."""
    value = fact.value.removeprefix("until ")
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def period(notice: Notice, pattern: str) -> Slot | None:
    """First `from ... until ...` in a sentence that says what the period is for."""
    for sentence in notice.matching(pattern):
        found = notice.inside(sentence, "date")
        for first, last in pairwise(found):
            between = notice.text[first.end : last.start]
            begin, end = day(first), day(last)
            if (
                begin
                and end
                and begin <= end
                and re.fullmatch(
                    r"[\s,]*(?:\d{1,2}[.:]?\d{0,2}\s*Uhr[\s,]*)?(?:bis(?:\s+(?:voraussichtlich|wahrscheinlich|einschließlich|einschl\.|zum|zu|zur))*|[-–—]|until|to)[\s,]*(?:(?:\w+tag|Mittwoch)[\s,]*)?(?:(?:den|dem)\s*)?",
                    between,
                )
            ):
                return Slot(DateRange(begin, end), ((first.start, last.end),))
    return None


def start_only(notice: Notice, pattern: str) -> Slot | None:
    for sentence in notice.matching(pattern):
        for fact in notice.inside(sentence, "date"):
            head = notice.text[max(0, fact.start - 30) : fact.start]
            begin = day(fact)
            if begin and re.search(
                r"\b(?:ab|seit|beginnend(?: am)?|from)\s+(?:dem\s+|sofort\s+)?(?:\w+tag,?\s+(?:dem\s+|den\s+)?)?$",
                head,
                re.I,
            ):
                return Slot(begin, (fact.span,))
    return None


def deadline(notice: Notice, pattern: str) -> Slot | None:
    """Last day to act, named in a sentence that is about acting."""
    for sentence in notice.matching(pattern):
        for fact in notice.inside(sentence, "deadline"):
            last = day(fact)
            if last:
                return Slot(last, (fact.span,))
    return None


def span_of_time(notice: Notice, pattern: str) -> Slot | None:
    """`innerhalb eines Monats nach Bekanntgabe`, quoted: no date can be computed from it."""
    for sentence in notice.matching(pattern):
        for fact in notice.inside(sentence, "deadline"):
            if not fact.value.startswith("until"):
                return Slot(re.sub(r"\s+", " ", fact.text), (fact.span,))
    return None


def moment(notice: Notice, pattern: str) -> tuple[Slot | None, Slot | None]:
    """Day and time of an event: the first date that is no deadline and the first time after it."""
    for sentence in notice.matching(pattern):
        until = [fact.span for fact in notice.inside(sentence, "deadline")]
        for fact in notice.inside(sentence, "date"):
            found = day(fact)
            if found is None or any(start <= fact.start < end for start, end in until):
                continue
            times = [t for t in notice.inside(sentence, "time") if t.start > fact.start]
            clock = None
            if times and len(times) == 1:
                hour, minute = map(int, times[0].value.split(":"))
                if hour < 24:
                    clock = Slot(time(hour, minute), (times[0].span,))
            return Slot(found, (fact.span,)), clock
    return None, None


def place(notice: Notice, pattern: str) -> Slot | None:
    """Street and number, with the town where it follows directly."""
    order = [*notice.matching(pattern), *notice.sentences] if pattern else list(notice.sentences)
    for sentence in order:
        for fact in notice.inside(sentence, "address"):
            end = fact.end
            tail = re.match(r",\s*\d{5}\s+[A-ZÄÖÜ][\wäöüß-]+", notice.text[end:])
            if tail:
                end += tail.end()
            return Slot(re.sub(r"\s+", " ", notice.text[fact.start : end]), ((fact.start, end),))
    return None


def price(notice: Notice, pattern: str) -> Slot | None:
    """The amount, where the sentences about the price name exactly one."""
    found = [fact for sentence in notice.matching(pattern) for fact in notice.inside(sentence, "amount")]
    if len({fact.value for fact in found}) != 1:
        return None
    number, currency = found[0].value.split()
    from decimal import Decimal

    cents = Decimal(number) * 100
    return Slot(Money(int(cents), currency), (found[0].span,)) if cents == int(cents) else None


def first(notice: Notice, kind: str, pattern: str = "") -> Slot | None:
    """The first fact of a kind that can be printed: telephone and e-mail in their usual spelling."""
    chosen = [f for s in notice.matching(pattern) for f in notice.inside(s, kind)] if pattern else notice.facts
    for fact in chosen:
        if fact.kind == kind:
            text = fact.value if kind == "email" else re.sub(r"\s+", " ", fact.text)
            if kind not in {"phone", "email", "url"} or KINDS[kind].takes(text):
                return Slot(text, (fact.span,))
    return None
