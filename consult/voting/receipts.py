"""Finding one's own vote again in a published bundle: page, notice-board list and hotline read the same file.

Binary search in the sorted file: no index, no memory, the same at ten ballots and at a million.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from consult.voting.ballots import Content, content_from_json
from consult.voting.board import Entry, Inclusion, find_box, parse_entry
from consult.voting.closing import Cvr, cvr_from_json
from consult.voting.trackers import board_number_of, read_tracker


@dataclass(frozen=True, slots=True)
class Found:
    """`content` is None where the vote publishes inclusion only."""

    tracker: str = field(repr=False)
    content: Content | None = field(repr=False)


def look_up(bundle: Path, tracker: str) -> Found | None:
    """The published ballot with this tracker, as typed by a person. None: it is not in the list of counted ballots,
    for instance because a later vote of the same person took its place. Raises `BadInput` for a mistyped tracker."""
    wanted = read_tracker(tracker)
    listed = bundle / "trackers.txt"
    if listed.exists():
        line = _bisect(listed, wanted, lambda text: text.decode("ascii"))
        return None if line is None else Found(wanted, None)
    line = _bisect(bundle / "cvrs.jsonl", wanted, lambda text: str(json.loads(text)["tracker"]))
    return None if line is None else Found(wanted, cvr_from_json(json.loads(line)).content)


def _bisect(path: Path, wanted: str, key: Callable[[bytes], str]) -> bytes | None:
    """The line of a sorted file whose key is `wanted`."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            low, high = 0, len(data)  # always at the start of a line, or the end
            while low < high:
                start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
                end = data.find(b"\n", start)
                line = data[start:end]
                found = key(line)
                if found == wanted:
                    return line
                low, high = (end + 1, high) if found < wanted else (low, start)
    return None


def ballots(bundle: Path) -> Iterator[Cvr]:
    """All published ballots in order, for the list on the notice board. The tracker is empty for inclusion only."""
    with (bundle / "cvrs.jsonl").open(encoding="ascii") as lines:
        for line in lines:
            document = json.loads(line)
            content = content_from_json({"choices": document["choices"], "none": document["none"]})
            yield Cvr(document.get("tracker", ""), content)


def entries(bundle: Path) -> list[Entry]:
    return [parse_entry(line) for line in (bundle / "board.jsonl").read_text("ascii").splitlines()]


def prove(board: list[Entry], board_number: str) -> Inclusion | None:
    """The proof that the box with this board number is on the board; None while its hour is not over."""
    for entry in board:
        for box in entry.data.get("boxes", ()):
            if board_number_of(box) == board_number:
                return find_box(board, box)
    return None
