"""A page that a person typed because no machine could read it: one canonical text, so that two people can agree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from consult.errors import BadInput
from consult.paper.contest import Contest
from consult.paper.rules import Decisions, MarkSeen, PageSeen
from consult.voting.trackers import read_tracker

PREFIX = "type:"
KEY = "page:"


def transcript(contest: Contest, *, serial: str, style: str, page: int, marks: Iterable[tuple[str, int]]) -> str:
    """The decision for what a person typed. `marks`: (row, value of the box). Raises `BadInput` for a page or a box
    that this ballot doesn't have, or a serial with a typing error."""
    sheet = contest.sheets.get(style)
    if sheet is None or not 1 <= page <= len(sheet.pages):
        raise BadInput("admin.error.page", field="page", detail="the ballot has no such page")
    boxes = {(box.key, box.value) for box in sheet.pages[page - 1].boxes}
    chosen = set(marks)
    if not chosen <= boxes:
        raise BadInput("admin.error.box", field="marks", detail="the page has no such box")
    document = {"serial": read_tracker(serial), "style": style, "page": page, "marks": sorted(map(list, chosen))}
    return PREFIX + json.dumps(document, separators=(",", ":"), sort_keys=True)


def transcribed(decided: Decisions) -> list[PageSeen]:
    """Pages that people typed and agreed on."""
    return [
        _page(int(key.removeprefix(KEY)), json.loads(answer.removeprefix(PREFIX)))
        for key, answer in decided.items()
        if key.startswith(KEY) and answer.startswith(PREFIX)
    ]


def serial_of(decision: str) -> str | None:
    """The ballot that a typed page belongs to."""
    if not decision.startswith(PREFIX):
        return None
    return str(json.loads(decision.removeprefix(PREFIX))["serial"])


def _page(reading: int, document: Mapping[str, object]) -> PageSeen:
    marks = document["marks"]
    assert isinstance(marks, list)
    seen = tuple(MarkSeen(str(key), int(value), "marked") for key, value in marks)
    return PageSeen(reading, str(document["serial"]), int(str(document["page"])), str(document["style"]), seen)
