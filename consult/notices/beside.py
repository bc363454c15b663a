"""The plain version beside the original: which sentence comes from which. Pure.

The original is cut into numbered passages (the places that plain sentences name as their source); each plain sentence
knows the numbers it comes from, each passage the first sentence made from it. Nothing of either text is lost: what no
sentence names stays without a number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.notices.rules import Notice

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one of the two texts. `number`: its own (original); `sources`: those it comes from (plain).

    `key` names a plain sentence, `made` is the key of the first sentence made from a passage of the original."""

    text: str
    breaks: bool = False
    number: int | None = None
    made: int | None = None
    key: int | None = None
    sources: tuple[int, ...] = ()
    heading: bool = False


Paragraph = tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    plain: tuple[Paragraph, ...]
    original: tuple[Paragraph, ...]
    spans: tuple[Span, ...]

    def sources(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Numbers of the passages that `spans` of the original lie in."""
        return numbers_of(self.spans, spans)


def quoted(answer: str, original: tuple[Paragraph, ...]) -> tuple[tuple[str, bool], ...]:
    """An answer of the glance in pieces; True marks a sentence of the original, which stays German in any language."""
    found: list[Span] = []
    for piece in (piece for paragraph in original for piece in paragraph if piece.number):
        place = answer.find(piece.text)
        if place >= 0 and not any(place < stop and start < place + len(piece.text) for start, stop in found):
            found.append((place, place + len(piece.text)))
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, stop in sorted(found):
        pieces += [(answer[end:start], False), (answer[start:stop], True)]
        end = stop
    pieces.append((answer[end:], False))
    return tuple(piece for piece in pieces if piece[0])


def beside(notice: Notice) -> Beside:
    body = notice.plain.sentences[notice.plain.body_from :]
    spans = passages({span for sentence in body for span in sentence.source}, len(notice.text))
    found = [numbers_of(spans, sentence.source) for sentence in body]
    made: dict[int, int] = {}
    for key, (sentence, numbers) in enumerate(zip(body, found, strict=True), 1):
        if sentence.state in {"kept", "rewritten", "heading"} and len(numbers) == 1:
            made.setdefault(numbers[0], key)
    pieces: list[Passage | str] = []
    end = 0
    text = notice.text
    for number, (start, stop) in enumerate(spans, 1):
        pieces += [text[end:start], Passage(" ".join(text[start:stop].split()), number=number, made=made.get(number))]
        end = stop
    pieces.append(text[end:])
    return Beside(_plain(notice, found), _paragraphs(pieces), spans)


def _plain(notice: Notice, found: Sequence[tuple[int, ...]]) -> tuple[Paragraph, ...]:
    """Sentences are looked up in the text in order; one that isn't there (any more) leaves the text as it is."""
    version = notice.plain
    text, end = version.text, 0
    for sentence in version.sentences[: version.body_from]:
        place = text.find(sentence.text, end)
        end = place + len(sentence.text) if place >= 0 else end
    pieces: list[Passage | str] = []
    for key, (sentence, numbers) in enumerate(zip(version.sentences[version.body_from :], found, strict=True), 1):
        place = text.find(sentence.text, end)
        if place < 0:
            continue
        heading = sentence.state == "heading" and len(numbers) != 1
        sources = () if heading else numbers
        pieces += [text[end:place], Passage(sentence.text, key=key, sources=sources, heading=heading)]
        end = place + len(sentence.text)
    pieces.append(text[end:])
    return _paragraphs(pieces)


def passages(spans: set[Span], length: int) -> tuple[Span, ...]:
    """The widest of the spans, in order, none overlapping another."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        inside = 0 <= start < end <= length
        if inside and not any(start < other[1] and other[0] < end for other in kept):
            kept.append((start, end))
    return tuple(sorted(kept))


def numbers_of(kept: Sequence[Span], spans: Sequence[Span]) -> tuple[int, ...]:
    starts, ends = [start for start, _ in kept], [end for _, end in kept]
    found: set[int] = set()
    for start, end in spans:
        found |= set(range(bisect_right(ends, start) + 1, bisect_left(starts, end) + 1))
    return tuple(sorted(found))


def _paragraphs(pieces: Sequence[Passage | str]) -> tuple[Paragraph, ...]:
    """Blank lines between pieces part paragraphs, single line ends are kept as such."""
    done: list[Paragraph] = []
    open_: list[Passage] = []
    breaks = False

    def close() -> None:
        if open_:
            done.append(tuple(open_))
            open_.clear()

    def add(piece: Passage) -> None:
        nonlocal breaks
        if breaks and open_:
            open_[-1] = replace(open_[-1], breaks=True)
        breaks = False
        open_.append(piece)

    for piece in pieces:
        if isinstance(piece, Passage):
            add(piece)
            continue
        for block_number, block in enumerate(piece.replace("\r\n", "\n").split("\n\n")):
            if block_number:
                close()
                breaks = False
            for line_number, line in enumerate(block.split("\n")):
                breaks = breaks or line_number > 0
                if line.strip() or (line and open_ and not breaks):
                    add(Passage(re.sub(r"\s+", " ", line)))
    close()
    return tuple(done)
