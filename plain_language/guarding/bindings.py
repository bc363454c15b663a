"""What belongs to what: a clock to its day and its end of a period, a right to those it is given to.

All values may stand in both texts and the rewriting may still be wrong: the hour at which a vote ends told as the hour
at which it begins, the clock of one day put beside another, a right of some told as a right of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plain_language.guarding.hard import role
from plain_language.guarding.units import Reading
from plain_language.model import Alarm, Fact

_WEEKDAY = r"(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
_CLOCK_AFTER = re.compile(r"\s*,?\s*(?:um|ab|von|bis|gegen|spätestens|in der Zeit von)?\s*")
_CLOCK_BEFORE = re.compile(rf"\s*,?\s*(?:am|des|vom|den)?\s*(?:{_WEEKDAY}s?,?\s*(?:dem|den|des)?\s*)?")
_BEGINS = re.compile(r"\b(?:ab|von|beginnt|beginn:?|los|startet|start:?|anfang:?)\s*(?:\w+\s){0,2}$|\bum\s*$", re.I)
_BEGINS_AFTER = re.compile(r"^\s*(?:Uhr\s*)?(?:\w+\s){0,2}(?:los|beginn\w*|start\w*)\b", re.I)
_ENDS = {"until", "before"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, the day it is told with (empty: none) and its part: `start`, `end` or empty."""

    fact: Fact
    day: str
    part: str


def clocks(reading: Reading) -> list[Clock]:
    found = []
    text = reading.text
    days = [fact for fact in reading.facts if fact.kind == "date"]
    for fact in reading.facts:
        if fact.kind != "time":
            continue
        before = [d for d in days if d.end <= fact.start and _CLOCK_AFTER.fullmatch(text[d.end : fact.start])]
        after = [d for d in days if fact.end <= d.start and _CLOCK_BEFORE.fullmatch(text[fact.end : d.start])]
        day = before[-1] if before else after[0] if after else None
        found.append(Clock(fact, day.value if day else "", _part(text, fact, day if before else None)))
    return found


def _part(text: str, fact: Fact, day: Fact | None) -> str:
    """Whether something begins or ends at that hour; the hour after a last day is an end."""
    own = role(text, fact)
    if own in _ENDS or (own in {"", "on"} and day is not None and role(text, day) in _ENDS):
        return "end"
    head, tail = text[max(0, fact.start - 40) : fact.start], text[fact.end : fact.end + 40]
    if own == "from" or _BEGINS_AFTER.search(tail) or (_BEGINS.search(head) and not head.rstrip().endswith("um")):
        return "start"
    return "start" if day is not None and role(text, day) == "from" and own == "" else ""


def clock_bindings(source: Reading, target: Reading) -> Iterator[Alarm]:
    """A clock beside a day that it does not belong to, or an end that became a beginning."""
    here, there = clocks(source), clocks(target)
    for two in there:
        mine = [one for one in here if one.fact.value == two.fact.value]
        days = {one.day for one in mine}
        if not mine:
            continue
        if two.day and "" not in days and not any(_same_day(two.day, day) for day in days):
            yield Alarm(
                "binding_changed", mine[0].fact.span, two.fact.span, f"{two.fact.text!r} belongs to another day"
            )
        parts = {one.part for one in mine}
        unsure = any(not one.part and role(source.text, one.fact) != "after" and not one.day for one in mine)
        if two.part and (parts - {""}) and not unsure and two.part not in parts:
            yield Alarm("binding_changed", mine[0].fact.span, two.fact.span, f"{two.fact.text!r} is now the {two.part}")


def _same_day(one: str, two: str) -> bool:
    return one == two or ((one.startswith("--") or two.startswith("--")) and one[-5:] == two[-5:])


_GROUP = r"(?:Menschen|Leute|Personen|Einwohnerinnen und Einwohner|Bürgerinnen und Bürger|Einwohner|Bürger)"
_EVERYBODY = re.compile(
    rf"\b(?:Alle|Jeder|Jede|Jede Person|Jedermann|Alle {_GROUP})\s+(?:können|dürfen|kann|darf|sind gemeint|sind (?:stimm|wahl|abstimmungs|vorschlags|teilnahme)?berechtigt|sind eingeladen)\b"  # noqa: E501 - a pattern or list is read in one piece
    rf"|\bAlle, die hier (?:wohnen|leben)\b|\b\w*berechtigt (?:sind alle {_GROUP}|ist jede(?:r| Person)?)(?=\.)",
    re.I,
)
_SOME = re.compile(
    r"\b(?:\w*berechtigt (?:sind|ist)|wählbar ist|teilnehmen (?:darf|dürfen|können|kann))\b[^.;]*(?:, (?:die|der|wer|deren|dessen)\b|\bab \d)|"  # noqa: E501 - a pattern or list is read in one piece
    r"\bjede\w* (?:stimm|wahl|abstimmungs|vorschlags|teilnahme)berechtigte\b|\bzufällig ausgewählte\b",
    re.I,
)


def widened(source: Reading, target: Reading) -> Iterator[Alarm]:
    """A right of some that became a right of everybody."""
    some = _SOME.search(source.text)
    if some is None or _EVERYBODY.search(source.text):
        return
    for match in _EVERYBODY.finditer(target.text):
        if not re.match(r"\s*,\s*(?:die|der|deren|wenn|falls)\b", target.text[match.end() :]):
            yield Alarm("addressee_widened", some.span(), match.span(), f"{match.group()!r}: the source says who")
