"""The summary in a reader's language, and as JSON that keeps what it is made of.

Facts are rendered, never translated; what quotes the notice stays in the notice's language and says which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any

from i18n import Money, Texts, texts
from plain_language.model import Answer, Part, Plain, Said, Told


def _money(_: Texts, raw: str) -> Money:
    cents, currency = raw.split()
    return Money(int(cents), currency)


def _comma(words: Texts) -> str:
    return "، " if words.language.script == "Arab" else ", "


def _day_clock(words: Texts, raw: str) -> str:
    """A day, or a day and the clock that belongs to it, as one fact."""
    day, _, clock = raw.partition("T")
    said = words.fact(date.fromisoformat(day), "date")
    return said + _comma(words) + words.fact(time.fromisoformat(clock), "time") if clock else said


DECODERS: Mapping[str, Callable[[Texts, str], Any]] = {
    "date": lambda _, raw: date.fromisoformat(raw),
    "time": lambda _, raw: time.fromisoformat(raw),
    "day_clock": _day_clock,
    "money": _money,
    "number": lambda _, raw: int(raw),
    "text": lambda _, raw: raw,
    "message": lambda words, raw: words.text(raw),
    "messages": lambda words, raw: _comma(words).join(words.text(key) for key in raw.split()),
}


def tell(said: Said, words: Texts) -> str:
    """One statement in a language; a quote as it stands."""
    if not said.key:
        return said.quote
    return words.text(said.key, **{name: DECODERS[kind](words, raw) for name, kind, raw in said.values})


def summary_in(plain: Plain | Sequence[Answer], tag: str, source_tag: str = "de") -> tuple[Told, ...]:
    """The summary in a language of the reader. Raises UnknownLanguage. `source_tag`: language of the notice, where
    bare answers are handed in."""
    words = texts(tag)
    answers, own = (plain.summary, plain.lang) if isinstance(plain, Plain) else (plain, source_tag)
    told = []
    for answer in answers:
        parts = tuple(Part(tell(said, words), tag if said.key else own, said.source) for said in answer.said)
        if not parts:
            parts = (Part(words.text("plain.glance.missing"), tag, ()),)
        told.append(Told(words.text(f"plain.question.{answer.name}"), parts, answer.known))
    return tuple(told)


def summary_as_json(summary: Sequence[Answer]) -> list[dict[str, Any]]:
    """What `summary_from_json` reads back: nothing is lost, so that a stored summary can be told in every language."""
    return [
        {
            "name": answer.name,
            "question": answer.question,
            "answer": answer.answer,
            "known": answer.known,
            "said": [
                {
                    "key": said.key,
                    "values": [list(value) for value in said.values],
                    "source": [list(span) for span in said.source],
                    "quote": said.quote,
                }
                for said in answer.said
            ],
        }
        for answer in summary
    ]


def summary_from_json(document: Sequence[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """Raises KeyError, TypeError, ValueError where the document is none of ours."""
    return tuple(_answer(item) for item in document)


def _answer(item: Mapping[str, Any]) -> Answer:
    said = tuple(
        Said(
            part["key"],
            tuple((name, kind, raw) for name, kind, raw in part["values"]),
            tuple((start, end) for start, end in part["source"]),
            part["quote"],
        )
        for part in item["said"]
    )
    spans = tuple(sorted({span for part in said for span in part.source}))
    return Answer(item["question"], item["answer"], spans, item["known"], item["name"], said)
