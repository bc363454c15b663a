"""Sentences and tokens with their place in the source.

A line break ends a sentence only at a blank line, a heading, a list item or a table row: official notices are wrapped
by hand. Full stops inside abbreviations, dates, ordinals, law references, file numbers and addresses end nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plain_language.data import lines
from plain_language.model import Span

TOKEN = re.compile(
    r"[^\W\d_]+(?:[-·/'’:*][^\W\d_]+)*(?:-(?=\s(?:und|oder|bzw|sowie|/)))?|\d+(?:[.,:]\d+)*|[^\w\s]", re.UNICODE
)
_MONTH = (
    "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    "|Jan|Feb|Febr|Apr|Jun|Jul|Aug|Sept|Sep|Okt|Nov|Dez"
)
_END = re.compile(r"[.!?…]+[\"“”»«)\]’']*(?=\s|$)")
_BULLET = re.compile(r"\s*(?:[-–—•*·▪◦○]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_COUNTED = re.compile(
    r"(?:Obergesch|Stock|Etage|Untergesch|Änderung|Fassung|Abschnitt|Quartal|Halbjahr|Klasse|Lebensjahr|Rate|Wahlgang|Stufe|Auflage|Bauabschnitt|Sitzung|Nachtrag|Lesung)"
)
_ROMAN = re.compile(r"^[IVXLC]+$")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Sentence:
    """`kind`: `sentence`, `heading` (no final stop, stands alone) or `item` (list item)."""

    text: str
    start: int
    end: int
    kind: str = "sentence"
    paragraph: int = 0

    @property
    def span(self) -> Span:
        return self.start, self.end


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviation without spaces, in small letters -> written out (empty: it stays)."""
    return {line[0].replace(" ", "").lower(): line[1] for line in lines("abbreviations.tsv")}


def tokens(text: str, offset: int = 0) -> list[Token]:
    return [Token(match.group(), match.start() + offset, match.end() + offset) for match in TOKEN.finditer(text)]


def squeeze(text: str) -> str:
    """One space between words; a word hyphenated at a line's end is joined."""
    text = re.sub(r"(?<=[a-zäöüß])-[ \t]*\r?\n[ \t]*(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie)\b)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _ends_here(text: str, match: re.Match[str]) -> bool:
    """Whether the stop found at `match` ends a sentence."""
    if text[match.start()] != ".":
        return True
    before, after = text[: match.start()], text[match.end() :]
    following = after.lstrip()
    if not following:
        return True
    word = re.search(r"(\S+)$", before)
    last = word.group(1).lstrip("(„\"'»«[") if word else ""
    if len(match.group().rstrip("\"“”»«)]’'")) > 1:
        return following[0].isupper()
    if re.search(r"(?:^|\W)\d{1,3}$", before):
        # an ordinal, a day of a date or a numbered street: "am 3. Mai", "die 2. Änderung"; a year or amount ends
        if re.match(rf"(?:{_MONTH}|\d|und\b|bis\b|oder\b|[a-zäöü])", following):
            return False
        if _COUNTED.match(following) or re.search(r",\s*\d{1,2}$", before):
            return False
        return not re.search(
            r"(?:\b(?:am|zum|vom|der|die|das|des|den|dem|im|beim|und|bis|zur|jede[nrs]?|ab|Nr|ein|eine[nmrs]?|ihre[nmrs]?|seine[nmrs]?|diese[nmrs]?)\s*\d{1,3}|^\s*\d{1,2})$",
            before,
            re.I,
        )
    if _ROMAN.match(last) and re.search(rf"\b(?:der|die|des|den|dem|im|am|zum)\s+{last}$", before):
        return False
    key = (last + ".").lower()
    if key in abbreviations() or re.fullmatch(r"(?:[a-zäöü]{1,4}\.)+[a-zäöü]{1,4}", last, re.I):
        # "Uhr usw. Danach": an abbreviation that may close a sentence does so before a capitalised function word
        return key in {"usw.", "etc.", "u.a.", "o.ä.", "o.g."} and bool(
            re.match(r"(?:Der|Die|Das|Ein|Eine|Es|Sie|Wir|Wer|Im|In|Am|Bei|Für|Mit|Auch|Dies\w*|Bitte)\b", following)
        )
    if len(last) == 1 and last.isalpha() and (last.isupper() or re.match(r"[A-Za-zÄÖÜ]\.", following)):
        return False
    return not following[0].islower()


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Sentence spans inside one block."""
    spans = []
    block = text[start:end]
    cursor = 0
    for match in _END.finditer(block):
        if _ends_here(block, match):
            spans.append((start + cursor, start + match.end()))
            cursor = match.end()
    if block[cursor:].strip():
        spans.append((start + cursor, end))
    return spans


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_heading(line: str, following: str | None, previous_blank: bool) -> bool:
    stripped = line.strip()
    if not stripped or stripped[-1] in ".,;!?" or len(stripped) > 110:
        return False
    if stripped.startswith("#") or stripped.endswith(":"):
        return True
    if following is None or not following.strip():
        return previous_blank
    return (
        previous_blank
        and len(stripped) < 60
        and following.strip()[0].isupper()
        and len(stripped) < len(following.strip())
    )


def blocks(text: str) -> list[tuple[Span, str]]:
    """Spans of paragraphs, headings and list items, in order."""
    found: list[tuple[Span, str]] = []
    position = 0
    current: list[int] = []
    rows = text.splitlines(keepends=True)
    previous_blank = True
    kind = "sentence"

    def close() -> None:
        if current:
            found.append(((current[0], current[1]), kind))
            current.clear()

    for index, row in enumerate(rows):
        end = position + len(row)
        following = rows[index + 1] if index + 1 < len(rows) else None
        bullet = _BULLET.match(row)
        # "Am\n3. Mai": a wrapped date is no list item
        if bullet and current and re.match(rf"\s*\d+\.\s+(?:{_MONTH}|[a-zäöü])", row):
            bullet = None
        if not row.strip():
            close()
            kind = "sentence"
            previous_blank = True
        elif bullet:
            close()
            kind = "item"
            current[:] = [position + bullet.end(), end]
            previous_blank = False
        elif not current and _is_heading(row, following, previous_blank):
            found.append(((position, end), "heading"))
            previous_blank = True
        else:
            if not current:
                kind = "sentence" if kind != "item" or previous_blank else kind
                current[:] = [position, end]
            else:
                current[1] = end
            previous_blank = False
        position = end
    close()
    return found


def sentences(text: str) -> list[Sentence]:
    """All sentences of a text with their spans; `text[s.start:s.end]` is the raw source of `s.text`."""
    found = []
    for number, (span, kind) in enumerate(blocks(text)):
        for piece in _pieces(text, *span):
            start, end = _trim(text, piece)
            if kind == "heading":
                while start < end and text[start] in "#* ":
                    start += 1
            if start < end:
                found.append(Sentence(squeeze(text[start:end]), start, end, kind, number))
    return found
