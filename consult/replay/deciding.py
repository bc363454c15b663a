"""People at the adjudication table: two of them answer every doubt from the paper itself.

In a replay the paper is what the replay marked, so each answer is what a careful person would see on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from consult.db import Database
from consult.paper import service as paper
from consult.paper import store
from consult.paper.rules import TYPED, Doubt
from consult.paper.transcript import transcript
from consult.voting.ballots import Content
from print_channel.sheet import NONE_KEY, SheetLayout, value_lines

PEOPLE = ("adjudicator-1", "adjudicator-2")


@dataclass(frozen=True, slots=True, repr=False)
class SheetTruth:
    """What lies under the scanner: the ballot with this serial, and what was marked on it. `serial` is None for paper
    that is none of ours."""

    serial: str | None
    style: str
    page: int
    content: Content


@dataclass(frozen=True, slots=True)
class Table:
    """`sides`: (scan file name, position from 1) -> what lies there."""

    database: Database
    consultation_id: str
    layouts: Mapping[str, SheetLayout]
    sides: Mapping[tuple[str, int], SheetTruth]

    def decide_all(self) -> int:
        """Both people answer until nothing waits. Returns how many doubts there were."""
        contents = {side.serial: side.content for side in self.sides.values() if side.serial}
        decided = 0
        while True:
            waiting = paper.doubts(self.database, self.consultation_id)
            if not waiting:
                return decided
            for item in waiting:
                answer = self.answer(item.doubt, contents)
                for person in PEOPLE:
                    paper.decide(self.database, item.id, person, answer, "clear_mark")
            decided += len(waiting)

    def answer(self, doubt: Doubt, contents: Mapping[str, Content]) -> str:
        """What a person reads on the paper. Raises `LookupError` for paper that was never laid under the scanner."""
        if doubt.kind == "page":
            return self._page(doubt.readings[0])
        content = contents.get(doubt.serial)
        if content is None:
            return "reject"
        match doubt.kind:
            case "mark":
                marked = (doubt.row, doubt.value) in marks_of(content, self._layout(doubt))
                return "marked" if marked else "unmarked"
            case "row":
                return f"value:{dict(content.choices).get(doubt.row or '', 0)}"
            case "contradiction":
                return "none" if content.none else "choices"
            case "ranks":
                return "as:" + ",".join(project for project, _ in content.choices)
            case "limits":
                return TYPED + json.dumps(content.choices)
            case "duplicate":
                return doubt.options[0]
            case "missing":
                return "accept"
            case _:
                return "reject"

    def _layout(self, doubt: Doubt) -> SheetLayout:
        with self.database.reading() as session:
            page = store.page_by_id(session, doubt.readings[0])
        if page is None or page.style is None:
            raise LookupError(f"reading {doubt.readings[0]} has no style")
        return self.layouts[page.style]

    def _page(self, reading: int) -> str:
        with self.database.reading() as session:
            page = store.page_by_id(session, reading)
            if page is None:
                raise LookupError(f"reading {reading} is not there")
            name = store.scan_by_id(session, page.scan_id).name
        side = self.sides[name, page.position]
        if side.serial is None:
            return "foreign"
        sheet = self.layouts[side.style]
        boxes = {(box.key, box.value) for box in sheet.pages[side.page - 1].boxes}
        with self.database.reading() as session:
            contest = paper.contest_of(session, self.consultation_id)
        chosen = marks_of(side.content, sheet) & boxes
        return transcript(contest, serial=side.serial, style=side.style, page=side.page, marks=chosen)


def marks_of(content: Content, sheet: SheetLayout) -> set[tuple[str, int]]:
    """The boxes (row, value of the box) that a person marks to say this."""
    if content.none:
        return {(NONE_KEY, 1)}
    marks: set[tuple[str, int]] = set()
    lines = value_lines(sheet.spec.kind, sheet.spec.values)
    for project, value in content.choices:
        if len(lines) == 1:
            marks.add((project, value))
            continue
        tens, ones = value // 10 * 10, value % 10
        marks |= {(project, part) for part in (tens, ones) if part}
    return marks
