"""From the text of a `.pb` file to sections, rows and cells, with line numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

Row = list[str]
Raw = str | Row  # a line without quotes is split only when it is looked at
_MARKER = re.compile(r"^[ \t\"]*(META|PROJECTS|VOTES)[ \t;\"]*$", re.IGNORECASE | re.MULTILINE)
_LONGEST_QUOTED = 40
_MAY_BE_EMPTY = frozenset({"", ";", " ", "\t"})


def split_row(line: str) -> Row:
    """Cells of one line; quotes as in CSV, with `;`."""
    if '"' not in line:
        return line.split(";")
    return next(csv.reader([line], delimiter=";"), [""])


@dataclass(frozen=True, slots=True)
class Section:
    """`name` META, PROJECTS or VOTES; `line` of the marker, from 1; `body` the text after it."""

    name: str
    line: int
    body: str

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(line number, cells) of every row that is not empty; a quoted cell may run over several lines."""
        lines = self.body.split("\n")
        index = 0
        while index < len(lines):
            first, text = index, lines[index]
            index += 1
            if not text.strip(" \t;"):
                continue
            if _opens_quote(text):
                end = _closing(lines, first)
                if end is not None:
                    text = "\n".join(lines[first : end + 1])
                    index = end + 1
                    yield self.line + 1 + first, next(csv.reader(text.splitlines(keepends=True), delimiter=";"))
                else:
                    yield self.line + 1 + first, text.split(";")
            else:
                yield self.line + 1 + first, split_row(text)

    def table(self) -> tuple[list[int], list[Raw]]:
        """All rows at once, with their line numbers; the fast way for votes without quotes."""
        if '"' in self.body:
            pairs = list(self.rows())
            return [line for line, _ in pairs], [row for _, row in pairs]
        lines: list[Raw] = [*self.body.split("\n")]
        if lines and not lines[-1]:
            lines.pop()
        numbers = list(range(self.line + 1, self.line + 1 + len(lines)))
        if any(line[:1] in _MAY_BE_EMPTY and not cells(line)[0].strip() for line in lines):
            kept = [(number, line) for number, line in zip(numbers, lines, strict=True) if "".join(cells(line)).strip()]
            return [number for number, _ in kept], [line for _, line in kept]
        return numbers, lines


def cells(raw: Raw) -> Row:
    return raw.split(";") if isinstance(raw, str) else raw


def _opens_quote(text: str) -> bool:
    """A cell starts with a quote that does not end on this line."""
    return text.count('"') % 2 == 1 and (text.startswith('"') or ';"' in text)


def _closing(lines: list[str], first: int) -> int | None:
    """Index of the line that closes the quote opened in `first`; `None`: the quote is only a character."""
    for index in range(first + 1, min(first + _LONGEST_QUOTED, len(lines))):
        if lines[index].count('"') % 2 == 1:
            return index
    return None


def sections(text: str) -> Iterator[Section]:
    """Sections in file order. Text before the first marker belongs to none."""
    markers = list(_MARKER.finditer(text))
    for index, marker in enumerate(markers):
        end = markers[index + 1].start() if index + 1 < len(markers) else len(text)
        body = text[marker.end() + 1 : end]
        line = text.count("\n", 0, marker.start(1)) + 1
        yield Section(marker.group(1).upper(), line, body)
