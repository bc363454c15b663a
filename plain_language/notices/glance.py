"""The "at a glance" answers: reviewed messages filled with the facts of the notice, nothing else.

What the notice doesn't say is answered with exactly that; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from i18n import Texts, texts
from plain_language.model import Answer, Span
from plain_language.notices import slots
from plain_language.notices.slots import Notice, Slot
from plain_language.notices.types import NoticeType, Step

Parts = list[tuple[str, tuple[Span, ...]]]


def _spans_of(notice: Notice, pattern: str) -> tuple[Span, ...]:
    return tuple(sentence.span for sentence in notice.matching(pattern)[:1])


def _said(notice: Notice, steps: tuple[Step, ...], say: Callable[[str], str]) -> Parts:
    return [(say(step.message), _spans_of(notice, step.needs)) for step in steps if notice.matching(step.needs)]


def _what(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    return [(words.text(f"plain.{kind.id}.what"), tuple(s.span for s in notice.sentences[:1]))]


def _who(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    return _said(notice, kind.who, lambda name: words.text(f"plain.who.{name}"))


def _do(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    return _said(notice, kind.steps, lambda name: words.text(f"plain.do.{name}"))


def _when(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    found: Parts = []

    def add(key: str, slot: Slot | None, name: str = "day") -> None:
        if slot is not None:
            found.append((words.text(f"plain.when.{key}", **{name: slot.value}), slot.spans))

    period = slots.period(notice, kind.period)
    if period:
        likely = re.search(
            r"voraussichtlich|wahrscheinlich|likely", " ".join(notice.text[start:end] for start, end in period.spans)
        )
        key = "plain.when.period_likely" if likely else "plain.when.period"
        found.append((words.text(key, first=period.value.first, last=period.value.last), period.spans))
    elif kind.period:
        add("from", slots.start_only(notice, kind.period))
    event_day, clock = slots.moment(notice, kind.event)
    if event_day and clock:
        found.append(
            (
                words.text("plain.when.day_time", day=event_day.value, clock=clock.value),
                (*event_day.spans, *clock.spans),
            )
        )
    else:
        add("day", event_day)
    last = slots.deadline(notice, kind.deadline)
    if last and not (period and period.value.last == last.value):
        add("until", last)
    add("within", slots.span_of_time(notice, kind.deadline), "term")
    return found


def _where(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    place = slots.place(notice, kind.event or kind.period)
    found = [(words.text("plain.where.place", place=place.value), place.spans)] if place else []
    web = slots.first(notice, "url")
    if web:
        found.append((words.text("plain.where.web", link=web.value), web.spans))
    return found


def _nothing(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    return _said(notice, kind.effects, lambda name: words.text(f"plain.nothing.{name}"))


def _cost(kind: NoticeType, notice: Notice, words: Texts) -> Parts:
    price = slots.price(notice, kind.cost)
    if price:
        key = "budget" if kind.id == "budget_call" else "price"
        return [(words.text(f"plain.cost.{key}", price=price.value), price.spans)]
    free = notice.matching(r"kostenlos|kostenfrei|gebührenfrei|unentgeltlich|free of charge")
    return [(words.text("plain.cost.free"), (free[0].span,))] if free else []


_CONTACT = r"auskunft|auskünfte|frage|rückfrage|ansprech|kontakt|telefon|tel\.|durchwahl|wenden|hilft|e-?mail|melden|contact|question"  # noqa: E501 - a pattern or list is read in one piece


def _help(_: NoticeType, notice: Notice, words: Texts) -> Parts:
    found = []
    for kind in ("person", "phone", "email"):
        slot = slots.first(notice, kind, _CONTACT if kind == "person" else "")
        if slot:
            found.append((words.text(f"plain.help.{kind}", **{kind: slot.value}), slot.spans))
    return found


QUESTIONS: tuple[tuple[str, Callable[[NoticeType, Notice, Texts], Parts]], ...] = (
    ("what", _what), ("who", _who), ("do", _do), ("when", _when), ("where", _where), ("nothing", _nothing), ("cost", _cost), ("help", _help),  # noqa: E501 - a pattern or list is read in one piece
)  # fmt: skip


def _answers(kind: NoticeType, notice: Notice, words: Texts) -> Iterator[Answer]:
    for name, find in QUESTIONS:
        found = find(kind, notice, words)
        question = words.text(f"plain.question.{name}")
        if found:
            said = list(dict.fromkeys(text for text, _ in found))
            spans = tuple(sorted({span for _, some in found for span in some}))
            yield Answer(question, re.sub(r"\s+", " ", " ".join(said)), spans)
        else:
            yield Answer(question, words.text("plain.glance.missing"), (), known=False)


def glance(kind: NoticeType, notice: Notice, lang: str) -> tuple[Answer, ...]:
    """All eight answers in order; an answer the notice doesn't give has `known=False` and says so."""
    return tuple(_answers(kind, notice, texts(lang)))
