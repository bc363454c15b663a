"""The public board: a hash chain that can only grow, Merkle roots for the newspaper, receipts that prove inclusion.

An entry is one line of `board.jsonl`, canonical JSON with the keys `n` (from 0), `kind`, `at` (UTC, to the second),
`data`, `prev` and `head`; `head` is the SHA-256 of `prev`, a line feed and the line without `head`. Kinds: `opened`,
`casts` (hashes of the sealed boxes of one batch, sorted, so that the order says nothing), `closed`.

The root of a day is the Merkle tree hash (RFC 6962, section 2.1) over the hashes of that day's boxes in the order of
the board, and, as the last leaf, the day's last `head`: the few characters in the newspaper bind the whole chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST_PREV = "0" * 64


def canonical_json(value: object) -> str:
    """The one way a published value is written: sorted keys, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    n: int
    kind: str
    at: str
    data: dict[str, Any]
    prev: str
    head: str

    def line(self) -> str:
        return canonical_json({**self._body(), "head": self.head})

    def _body(self) -> dict[str, Any]:
        return {"n": self.n, "kind": self.kind, "at": self.at, "data": self.data, "prev": self.prev}

    def expected_head(self) -> str:
        return sha256(f"{self.prev}\n{canonical_json(self._body())}".encode())


def parse_entry(line: str) -> Entry:
    return Entry(**json.loads(line))


def next_entry(last: Entry | None, kind: str, at: datetime, data: dict[str, Any]) -> Entry:
    number, prev = (0, FIRST_PREV) if last is None else (last.n + 1, last.head)
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    entry = Entry(number, kind, stamp, data, prev, "")
    return Entry(number, kind, stamp, data, prev, entry.expected_head())


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up; a node without a partner moves up unchanged, which is RFC 6962's shape."""
    levels = [[_leaf(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    return levels


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    return _levels(leaves)[-1][0] if leaves else hashlib.sha256(b"").digest()


def merkle_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Audit path of RFC 6962, section 2.1.1, from the leaf up."""
    path = []
    for level in _levels(leaves)[:-1]:
        partner = index ^ 1
        if partner < len(level):
            path.append(level[partner])
        index //= 2
    return tuple(path)


def merkle_verify(leaf: bytes, index: int, count: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` is the `index`-th of `count` leaves under `root`."""
    if not 0 <= index < count:
        return False
    rest = list(path)
    value, width = _leaf(leaf), count
    while width > 1:
        if index ^ 1 < width:
            if not rest:
                return False
            partner = rest.pop(0)
            value = _node(partner, value) if index & 1 else _node(value, partner)
        index //= 2
        width = (width + 1) // 2
    return not rest and value == root


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the newspaper: the root over everything that appeared on that day (UTC)."""

    day: str
    first: int
    last: int
    boxes: int
    root: str

    def as_json(self) -> dict[str, Any]:
        return {"day": self.day, "first": self.first, "last": self.last, "boxes": self.boxes, "root": self.root}


def leaves_of(entries: Sequence[Entry]) -> list[bytes]:
    """Leaves of one day's entries: its boxes, then the last head."""
    boxes = [bytes.fromhex(box) for entry in entries if entry.kind == "casts" for box in entry.data["boxes"]]
    return [*boxes, bytes.fromhex(entries[-1].head)]


def days(entries: Sequence[Entry]) -> list[Day]:
    by_day: dict[str, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.at[:10], []).append(entry)
    result = []
    for day, of_day in by_day.items():
        leaves = leaves_of(of_day)
        result.append(Day(day, of_day[0].n, of_day[-1].n, len(leaves) - 1, merkle_root(leaves).hex()))
    return result


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that a box is on the board: check it against the printed root with `merkle_verify`."""

    box: str
    day: str
    index: int
    count: int
    path: tuple[str, ...]
    root: str

    def holds(self) -> bool:
        path = [bytes.fromhex(step) for step in self.path]
        return merkle_verify(bytes.fromhex(self.box), self.index, self.count, path, bytes.fromhex(self.root))


def find_box(entries: Sequence[Entry], box: str) -> Inclusion | None:
    """`box` is the SHA-256 of a sealed box, in hexadecimal."""
    for day in days(entries):
        leaves = leaves_of(entries[day.first : day.last + 1])
        if bytes.fromhex(box) in leaves[:-1]:
            index = leaves.index(bytes.fromhex(box))
            path = tuple(step.hex() for step in merkle_path(leaves, index))
            return Inclusion(box, day.day, index, len(leaves), path, day.root)
    return None
