"""Putting a plain version together, and taking back whatever the guard does not accept.

Each piece is one output sentence with its source. When the guard alarms, the pieces it points at go back to the
original words or, where they were added, go away; if that does not settle it, the whole text stays as it was, so a
draft is never less true than it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from i18n import texts
from plain_language.glossary import explained
from plain_language.guarding import guard
from plain_language.guarding.units import read
from plain_language.model import Alarm, Answer, Language, Level, PlainSentence, Said, Span
from plain_language.notices.glance import without
from plain_language.notices.render import tell
from plain_language.notices.slots import Notice
from plain_language.rewriting import rewrite
from plain_language.text import Sentence, sentences

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """One output sentence and the white space after it. `origin` is the source sentence, `extra` what was added."""

    sentence: PlainSentence
    after: str
    origin: int | None = None
    extra: str | None = None

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Draft:
    pieces: tuple[Piece, ...]
    summary: tuple[Answer, ...]
    alarms: tuple[Alarm, ...]
    omitted: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text + piece.after for piece in self.pieces).strip() + "\n"


def _glance(summary: Sequence[Answer], lang: Language) -> list[Piece]:
    known = [(number, answer) for number, answer in enumerate(summary) if answer.known]
    if not known:
        return []
    everything = tuple(sorted({span for _, answer in known for span in answer.source}))
    pieces = [Piece(PlainSentence(texts(lang).text("plain.glance.title"), everything, "heading"), "\n\n")]
    for number, answer in known:
        parts = [
            (part.text, said, index)
            for index, said in enumerate(answer.said)
            if said.key or len(said.quote.split()) <= _SHORT
            for part in sentences(tell(said, texts(lang)))
        ]
        if not parts:
            below = Said("plain.glance.below", (), answer.source)
            parts = [(tell(below, texts(lang)), below, 0)]
        pieces.append(Piece(PlainSentence(answer.question, answer.source, "heading"), "\n", extra=f"question {number}"))
        for place, (text, said, index) in enumerate(parts):
            after = " " if place < len(parts) - 1 else "\n\n"
            state = "generated" if said.key else "kept"
            pieces.append(Piece(PlainSentence(text, said.source, state), after, extra=f"answer {number}.{index}"))
    return pieces


def _words(text: str, lang: Language, dropped: set[str]) -> list[Piece]:
    entries = [entry for entry in explained(text, lang) if f"word {entry[0].source[0]}" not in dropped]
    if not entries:
        return []
    spans = tuple(entry[0].source[0] for entry in entries)
    pieces = [Piece(PlainSentence(texts(lang).text("plain.glance.words"), spans, "heading"), "\n\n")]
    for entry in entries:
        for index, sentence in enumerate(entry):
            after = "\n" if index == len(entry) - 1 else " "
            pieces.append(Piece(sentence, after, extra=f"word {sentence.source[0]}"))
    return pieces


_ACTS = frozenset({"must", "may", "must_not", "need_not", "should", "should_not", "imperative", "neg", "lexneg"})
_USEFUL = frozenset(
    {"deadline", "phone", "email", "url", "amount", "time", "iban", "file_number", "percentage", "duration", "quantity"}
)
_LONG = 12
# a longer sentence that the summary quotes stands in the text itself and is not said twice
_SHORT = 10


def _background(notice: Notice) -> frozenset[int]:
    """Sentences that Leichte Sprache may leave out: long ones that ask, allow, forbid, deny and cost nothing."""
    acting = {unit.sentence for unit in read(notice.text).units if unit.marks & _ACTS}
    return frozenset(
        index
        for index, sentence in enumerate(notice.sentences)
        if sentence.kind == "sentence"
        and index not in acting
        and len(sentence.text.split()) > _LONG
        and not notice.inside(sentence, *_USEFUL)
    )


def _body(notice: Notice, untouched: frozenset[int], omitted: frozenset[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for index, sentence in enumerate(notice.sentences):
        if index in omitted:
            continue
        draft = rewrite(sentence.text) if sentence.kind != "heading" and index not in untouched else None
        changed = draft is not None and bool(draft.rules)
        said = draft.sentences if draft is not None and changed else (sentence.text,)
        state = "heading" if sentence.kind == "heading" else "rewritten" if changed else "kept"
        rules = draft.rules if draft is not None and changed else ()
        for number, text in enumerate(said):
            after = _gap(notice.sentences, index) if number == len(said) - 1 else " "
            check = state == "kept" and index in untouched
            pieces.append(Piece(PlainSentence(text, (sentence.span,), state, rules, check), after, index))
    return pieces


def _gap(found: Sequence[Sentence], index: int) -> str:
    if index + 1 >= len(found):
        return "\n\n"
    if found[index].paragraph == found[index + 1].paragraph:
        return " "
    return "\n" if found[index].kind == found[index + 1].kind == "item" else "\n\n"


def _join(pieces: Iterable[Piece]) -> tuple[str, list[Span]]:
    text, spans = "", []
    for piece in pieces:
        spans.append((len(text), len(text) + len(piece.text)))
        text += piece.text + piece.after
    return text, spans


def _without(pieces: list[Piece], dropped: set[str]) -> list[Piece]:
    """Pieces that were not taken back, without questions that lost every answer."""
    left = [piece for piece in pieces if piece.extra not in dropped]
    answered = {
        piece.extra.split()[1].split(".")[0] for piece in left if piece.extra and piece.extra.startswith("answer")
    }
    kept = [p for p in left if not (p.extra and p.extra.startswith("question") and p.extra.split()[1] not in answered)]
    kept = [
        p
        if i + 1 < len(kept) and kept[i + 1].extra and not str(kept[i + 1].extra).startswith("question")
        else replace(p, after="\n\n")
        for i, p in enumerate(kept)
    ]
    return kept if answered else []


def _surviving(notice: Notice, summary: Sequence[Answer], dropped: set[str], lang: Language) -> tuple[Answer, ...]:
    """The answers without the statements the guard took back."""
    found = []
    for number, answer in enumerate(summary):
        said = tuple(part for index, part in enumerate(answer.said) if f"answer {number}.{index}" not in dropped)
        found.append(answer if said == answer.said or not answer.known else without(answer, said, notice, lang))
    return tuple(found)


def assemble(notice: Notice, summary: Sequence[Answer], lang: Language, level: Level) -> Draft:
    """Pieces in order and the alarms that remain (none, unless the source itself is torn)."""
    more = texts(lang).text("plain.glance.more")
    spans_of_all = tuple(sentence.span for sentence in notice.sentences)
    untouched: frozenset[int] = frozenset(range(len(notice.sentences))) if lang == "en" else frozenset()
    dropped: set[str] = set()
    omitted = _background(notice) if level == "leicht" and summary else frozenset[int]()
    reference = _cut(notice.text, [notice.sentences[index].span for index in sorted(omitted)])
    for round_ in range(_ROUNDS):
        head = _without(_glance(summary, lang), dropped)
        bridge = [Piece(PlainSentence(more, spans_of_all, "heading"), "\n\n")] if head else []
        pieces = [*head, *bridge, *_body(notice, untouched, omitted), *_words(notice.text, lang, dropped)]
        text, spans = _join(pieces)
        alarms = guard(reference, text)
        if not alarms:
            break
        guilty = [
            piece for piece, span in zip(pieces, spans, strict=True) if any(_touches(a, span, piece) for a in alarms)
        ]
        before = len(dropped) + len(untouched)
        dropped |= {piece.extra for piece in guilty if piece.extra and not piece.extra.startswith("question")}
        untouched |= frozenset(p.origin for p in guilty if p.origin is not None)
        if len(dropped) + len(untouched) == before or round_ == _ROUNDS - 2:
            untouched = frozenset(range(len(notice.sentences)))
            dropped |= {piece.extra for piece in pieces if piece.extra and not piece.extra.startswith("question")}
    return Draft(
        tuple(pieces),
        _surviving(notice, summary, dropped, lang),
        alarms,
        tuple(notice.sentences[index].span for index in sorted(omitted)),
    )


def _cut(text: str, spans: Sequence[Span]) -> str:
    """The text with those spans blanked out, so that every other offset stays."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _touches(alarm: Alarm, span: Span, piece: Piece) -> bool:
    if alarm.target is not None:
        return alarm.target[0] < span[1] and span[0] < alarm.target[1]
    if alarm.source is None or piece.origin is None:
        return False
    return any(alarm.source[0] < end and start < alarm.source[1] for start, end in piece.sentence.source)
