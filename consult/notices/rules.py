"""Official notices, their plain versions, and what residents say to them. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from consult.consultations.rules import Channel, Contact


class StatementKind(StrEnum):
    """What a resident hands in: a statement on a notice, or one of the three ways to say "this is wrong"."""

    STATEMENT = "statement"
    OBJECTION = "objection"
    CORRECTION = "correction"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Glance:
    """One line of "at a glance"; `source` as in `Sentence`, `tag` the language it is in."""

    question: str
    answer: str
    known: bool
    source: tuple[tuple[int, int], ...] = ()
    tag: str = "de"

    def as_json(self) -> list[Any]:
        return [self.question, self.answer, self.known, [list(span) for span in self.source], self.tag]


def glance_from_json(item: list[Any]) -> Glance:
    """Versions that were kept before the sources were have three entries."""
    question, answer, known, *rest = item
    if not rest:
        return Glance(question, answer, known)
    return Glance(question, answer, known, tuple((start, end) for start, end in rest[0]), rest[1])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence and the places of the original (half-open offsets) that it comes from."""

    text: str
    source: tuple[tuple[int, int], ...]
    state: str


@dataclass(frozen=True, slots=True)
class PlainVersion:
    """What `plain_language.simplify` made of the original when the notice was saved, kept word for word.

    `flesch` (higher is easier) and `years` (first Wiener Sachtextformel, school years) are pairs before, after.
    `text` begins with the glance in words; the notice itself is `sentences` from `body_from` on. `glances` has the
    glance in other languages, rendered from the same facts.
    """

    notice_type: str | None
    glance: tuple[Glance, ...]
    sentences: tuple[Sentence, ...]
    text: str
    alarms: tuple[str, ...]
    flesch: tuple[float, float]
    years: tuple[float, float]
    body_from: int = 0
    glances: Mapping[str, tuple[Glance, ...]] = field(default_factory=dict)

    def glance_in(self, tag: str) -> tuple[Glance, ...]:
        """In the reader's language where there is one, else German."""
        return self.glances.get(tag, self.glance)

    def as_json(self) -> dict[str, Any]:
        return {
            "notice_type": self.notice_type,
            "glance": [item.as_json() for item in self.glance],
            "sentences": [[item.text, [list(span) for span in item.source], item.state] for item in self.sentences],
            "text": self.text,
            "alarms": list(self.alarms),
            "flesch": list(self.flesch),
            "years": list(self.years),
            "body_from": self.body_from,
            "glances": {tag: [item.as_json() for item in items] for tag, items in self.glances.items()},
        }


def plain_from_json(document: Mapping[str, Any]) -> PlainVersion:
    sentences = (
        Sentence(text, tuple((start, end) for start, end in source), state)
        for text, source, state in document["sentences"]
    )
    return PlainVersion(
        notice_type=document["notice_type"],
        glance=tuple(glance_from_json(item) for item in document["glance"]),
        sentences=tuple(sentences),
        text=document["text"],
        alarms=tuple(document["alarms"]),
        flesch=(document["flesch"][0], document["flesch"][1]),
        years=(document["years"][0], document["years"][1]),
        body_from=document.get("body_from", 0),
        glances={tag: tuple(map(glance_from_json, items)) for tag, items in document.get("glances", {}).items()},
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` is the original, which alone counts; `decision` is why a person let a version with alarms through."""

    number: int
    title: str
    text: str
    plain: PlainVersion
    statements_until: datetime | None = None
    published_at: datetime | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """`number` is what its author is told; `contact` is never public."""

    number: int
    kind: StatementKind
    notice: int | None
    text: str
    tag: str
    channel: Channel
    received_at: datetime
    answer: str = ""
    answer_tag: str = "de"
    answered_at: datetime | None = None
    contact: Contact = field(default_factory=Contact, repr=False)
