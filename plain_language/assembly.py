"""Putting a plain version together, and taking back whatever the guard does not accept.

Each piece is one output sentence with its source. When the guard alarms, the pieces it points at go back to the
original words; if that does not settle it, the whole text stays as it was, so a draft is never less true than it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from i18n import texts
from plain_language.guarding import guard
from plain_language.model import Alarm, Answer, Language, Level, PlainSentence, Span
from plain_language.notices.slots import Notice
from plain_language.notices.types import NoticeType
from plain_language.rewriting import rewrite
from plain_language.text import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """One output sentence and the white space after it."""

    sentence: PlainSentence
    after: str
    origin: int | None = None

    @property
    def text(self) -> str:
        return self.sentence.text


def _glance_pieces(summary: Sequence[Answer], lang: Language) -> list[Piece]:
    known = [answer for answer in summary if answer.known]
    if not known:
        return []
    everything = tuple(sorted({span for answer in known for span in answer.source}))
    pieces = [Piece(PlainSentence(texts(lang).text("plain.glance.title"), everything, "heading"), "\n\n")]
    for answer in known:
        pieces.append(Piece(PlainSentence(answer.question, answer.source, "heading"), "\n"))
        parts = sentences(answer.answer)
        for index, part in enumerate(parts):
            after = " " if index < len(parts) - 1 else "\n\n"
            pieces.append(Piece(PlainSentence(part.text, answer.source, "generated"), after))
    return pieces


def _body_pieces(notice: Notice, untouched: frozenset[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for index, sentence in enumerate(notice.sentences):
        draft = rewrite(sentence.text) if sentence.kind != "heading" and index not in untouched else None
        texts_now = draft.sentences if draft and draft.rules else (sentence.text,)
        state = "heading" if sentence.kind == "heading" else "rewritten" if draft and draft.rules else "kept"
        for number, text in enumerate(texts_now):
            last = number == len(texts_now) - 1
            pieces.append(
                Piece(
                    PlainSentence(text, (sentence.span,), state, draft.rules if draft else ()),
                    _gap(notice.sentences, index) if last else " ",
                    index,
                )
            )
    return pieces


def _gap(sentences_: Sequence[Sentence], index: int) -> str:
    if index + 1 >= len(sentences_) or sentences_[index].paragraph == sentences_[index + 1].paragraph:
        return " "
    both_items = sentences_[index].kind == sentences_[index + 1].kind == "item"
    return "\n" if both_items else "\n\n"


def _join(pieces: Sequence[Piece]) -> tuple[str, list[Span]]:
    text, spans = "", []
    for piece in pieces:
        spans.append((len(text), len(text) + len(piece.text)))
        text += piece.text + piece.after
    return text, spans


def assemble(
    notice: Notice, kind: NoticeType | None, summary: Sequence[Answer], level: Level, lang: Language
) -> tuple[list[Piece], tuple[Alarm, ...]]:
    """Pieces in order and the alarms that remain (none, unless the source contradicts itself)."""
    head = _glance_pieces(summary, lang) if kind else []
    more = texts(lang).text("plain.glance.more")
    bridge = [Piece(PlainSentence(more, tuple(s.span for s in notice.sentences), "heading"), "\n\n")] if head else []
    untouched: frozenset[int] = frozenset()
    alarms: tuple[Alarm, ...] = ()
    for _ in range(4):
        pieces = [*head, *bridge, *_body_pieces(notice, untouched)]
        text, spans = _join(pieces)
        alarms = guard(notice.text, text)
        if not alarms:
            break
        guilty = {index for index, span in enumerate(spans) for alarm in alarms if _touches(alarm, span, pieces[index])}
        new = frozenset(
            piece.origin for index, piece in enumerate(pieces) if index in guilty and piece.origin is not None
        )
        bad_head = {index for index in guilty if index < len(head)}
        if bad_head:
            head = [piece for index, piece in enumerate(head) if index not in bad_head]
        elif new <= untouched:
            untouched = frozenset(range(len(notice.sentences)))
            head = []
            bridge = []
        untouched |= new
    return pieces, alarms


def _touches(alarm: Alarm, span: Span, piece: Piece) -> bool:
    if alarm.target is not None:
        return alarm.target[0] < span[1] and span[0] < alarm.target[1]
    return (
        alarm.source is not None
        and piece.origin is not None
        and any(alarm.source[0] < end and start < alarm.source[1] for start, end in piece.sentence.source)
    )
