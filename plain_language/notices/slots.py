"""What a sentence of a notice says about time and place, each value with the part it plays and where it stands.

A value is only handed out where the whole sentence is understood: every date and time in it belongs to one reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plain_language.model import Fact, Said, Span, Value
from plain_language.text import Sentence


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
        return [s for s in self.sentences if s.kind != "heading" and pattern and re.search(pattern, s.text, re.I)]

    def between(self, start: int, end: int) -> str:
        return re.sub(r"\s+", " ", self.text[start:end])


_WEEKDAY = r"(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag),?\s*(?:(?:dem|den)\s*)?)?"
_FIRST = re.compile(rf"\b(?:vom|von|ab|zwischen)\s+(?:dem\s+)?{_WEEKDAY}$", re.I)
_TO = re.compile(
    rf"\s*,?\s*(?:bis(?P<likely>\s+voraussichtlich|\s+wahrscheinlich)?(?:\s+einschließlich|\s+einschl\.)?(?:\s+zum)?(?P<likely2>\s+voraussichtlich|\s+wahrscheinlich)?|[-–—])\s*{_WEEKDAY}",
    re.I,
)
_UNTIL = re.compile(
    rf"\b(?:bis|spätestens|bis spätestens|bis einschließlich)\s+(?:zum\s+|am\s+|den\s+)?{_WEEKDAY}$", re.I
)
_SINCE = re.compile(rf"\b(?:ab|seit)\s+(?:dem\s+)?{_WEEKDAY}$", re.I)
_ON = re.compile(rf"\bam\s+{_WEEKDAY}$", re.I)
_JOIN_AT = re.compile(r"\s*,?\s*(?:um\s*)?")
_JOIN_FROM = re.compile(r"\s*,?\s*ab\s*")
_JOIN_HOURS = re.compile(r"\s*,?\s*(?:in der Zeit\s*)?von\s*")
_HOURS_TO = re.compile(r"\s*(?:Uhr\s*)?(?:bis|[-–—])\s*")


def iso_day(fact: Fact) -> str | None:
    """The day in ISO spelling; None without a year or where there is no such day."""
    try:
        return date.fromisoformat(fact.value).isoformat()
    except ValueError:
        return None


def _at(fact: Fact | None) -> str:
    return f"T{fact.value}" if fact else ""


def _clock(fact: Fact) -> str | None:
    return fact.value if re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", fact.value) else None


def when(notice: Notice, sentence: Sentence, act: str) -> Said | None:
    """The one statement of time in a sentence about `act`, each clock bound to its day; None where unsure."""
    days = notice.inside(sentence, "date")
    clocks = notice.inside(sentence, "time")
    if notice.inside(sentence, "duration", "month", "weekday") and any(
        not _beside(notice, fact, days) for fact in notice.inside(sentence, "duration", "month", "weekday")
    ):
        return None
    values = [iso_day(day) for day in days]
    if not days or None in values:
        return None
    if len(days) == 2:
        return _period(notice, sentence, act, days, clocks)
    return _one_day(notice, sentence, act, days[0], clocks) if len(days) == 1 else None


def _beside(notice: Notice, fact: Fact, days: list[Fact]) -> bool:
    """A weekday that only names its date."""
    return fact.kind == "weekday" and any(
        day.start - fact.end >= 0 and re.fullmatch(r"[\s,]*(?:de[mn]\s*)?", notice.between(fact.end, day.start))
        for day in days
    )


def _said(key: str, act: str, spans: tuple[Span, ...], *values: Value) -> Said:
    return Said(f"plain.time.{key}", (("act", "message", f"plain.act.{act}"), *values), spans)


def _period(notice: Notice, sentence: Sentence, act: str, days: list[Fact], clocks: list[Fact]) -> Said | None:
    first, last = days
    begin, end = iso_day(first), iso_day(last)
    opening = next((c for c in clocks if first.end <= c.start and c.end <= last.start), None)
    closing = next((c for c in clocks if last.end <= c.start), None)
    if any(_clock(c) is None for c in clocks):
        return None
    if begin is None or end is None or begin > end or len(clocks) != sum(c is not None for c in (opening, closing)):
        return None
    if not _FIRST.search(notice.between(sentence.start, first.start)):
        return None
    if opening and not re.fullmatch(r"\s*,?\s*", notice.between(first.end, opening.start)):
        return None
    to = _TO.fullmatch(notice.between(opening.end if opening else first.end, last.start))
    if not to or (closing and not re.fullmatch(r"\s*,?\s*", notice.between(last.end, closing.start))):
        return None
    likely = bool(to["likely"] or to["likely2"])
    return _said(
        "period_likely" if likely else "period",
        act,
        ((first.start, (closing or last).end),),
        ("first", "day_clock", begin + _at(opening)),
        ("last", "day_clock", end + _at(closing)),
    )


def _one_day(notice: Notice, sentence: Sentence, act: str, day: Fact, clocks: list[Fact]) -> Said | None:
    value = iso_day(day)
    head = notice.between(sentence.start, day.start)
    if value is None:
        return None
    role = next((name for name, sign in (("until", _UNTIL), ("since", _SINCE), ("on", _ON)) if sign.search(head)), None)
    if role == "on" and act == "force":
        role = "since"
    if role is None or (role == "on" and re.search(r"\bam Tag\b", head)):
        return None
    if not clocks:
        return _said(role, act, (day.span,), ("day", "day_clock", value))
    joint = notice.between(day.end, clocks[0].start)
    first = _clock(clocks[0])
    if first is None or clocks[0].start < day.end:
        return None
    span = ((day.start, clocks[-1].end),)
    if len(clocks) == 1 and role == "until" and re.fullmatch(r"\s*,?\s*(?:um\s*)?", joint):
        return _said("until", act, span, ("day", "day_clock", f"{value}T{first}"))
    if role != "on":
        return None
    if len(clocks) == 1 and _JOIN_AT.fullmatch(joint):
        return _said("on", act, span, ("day", "day_clock", f"{value}T{first}"))
    if len(clocks) == 1 and _JOIN_FROM.fullmatch(joint):
        return _said("on_from", act, span, ("day", "day_clock", value), ("clock", "time", first))
    if len(clocks) == 2 and _JOIN_HOURS.fullmatch(joint):
        second = _clock(clocks[1])
        if second and first < second and _HOURS_TO.fullmatch(notice.between(clocks[0].end, clocks[1].start)):
            return _said(
                "on_hours", act, span, ("day", "day_clock", value), ("start", "time", first), ("end", "time", second)
            )
    return None


def place(notice: Notice, sentence: Sentence) -> tuple[str, Span] | None:
    """The only street and number of a sentence, with the town where it follows directly."""
    found = notice.inside(sentence, "address")
    if len(found) != 1:
        return None
    end = found[0].end
    tail = re.match(r",\s*\d{5}\s+[A-ZÄÖÜ][\wäöüß-]+", notice.text[end:])
    end += tail.end() if tail else 0
    return notice.between(found[0].start, end), (found[0].start, end)
