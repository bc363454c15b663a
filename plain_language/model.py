"""Values of plain language: spans into the source, facts, alarms, and the plain version itself.

A span is a half-open pair of character offsets into the text as it was read, so `text[start:end]` is what it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["einfach", "leicht"]
Language = Literal["de", "en"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is the normal form two spellings share: ISO dates and times, `12.50 EUR`, `4 week`, `§ 3 Abs. 2 BauGB`."""  # noqa: E501 - a pattern or list is read in one piece

    kind: str
    value: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a rewriting changed: `kind` from `guarding.KINDS`; a span is None where that side has nothing."""

    kind: str
    source: Span | None
    target: Span | None
    message: str


Value = tuple[str, str, str]
"""Name, kind and written value of a fact in a message: `("last", "date", "2026-12-10")`; kinds are those of
`notices.render`, among them `message` for another message's key."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of the summary: a reviewed message `key` filled with `values`, or, where `key` is empty, `quote`:
    words of the notice in its own language. `source` are the places of the notice that say it."""

    key: str
    values: tuple[Value, ...]
    source: tuple[Span, ...]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of "at a glance". `known` is False where the notice doesn't say; `name` is the question's
    (`plain.question.<name>`), `said` what the answer is made of."""

    question: str
    answer: str
    source: tuple[Span, ...]
    known: bool = True
    name: str = ""
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an answer in one language; `tag` is the language of its words (`de` for a quote of the notice)."""

    text: str
    tag: str
    source: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A question of the summary in the reader's language and its answer, piece by piece."""

    question: str
    parts: tuple[Part, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class PlainSentence:
    """`state`: `kept` word for word, `rewritten`, `generated` from facts, `heading`, `explained` (a word list entry)."""  # noqa: E501 - a pattern or list is read in one piece

    text: str
    source: tuple[Span, ...]
    state: str = "kept"
    rules: tuple[str, ...] = ()
    check: bool = False


@dataclass(frozen=True, slots=True)
class Scores:
    """Flesch-Amstad (higher is easier) and the first Wiener Sachtextformel (school years, lower is easier)."""

    flesch: float
    wstf1: float
    wstf2: float
    wstf3: float
    wstf4: float
    lix: float
    words: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Readability:
    before: Scores
    after: Scores


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain draft. It is only publishable when `alarms` is empty or a person decided each of them."""

    notice_type: str | None
    level: Level
    lang: Language
    summary: tuple[Answer, ...]
    text: str
    sentences: tuple[PlainSentence, ...]
    facts: tuple[Fact, ...]
    alarms: tuple[Alarm, ...]
    readability: Readability
    omitted: tuple[Span, ...] = field(default=())
    label: str = ""
