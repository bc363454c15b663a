"""Public pages that were just made, ready to be sent again: by address (which names the language) and version of the
data.

A page ends with the next write of this process; what another process wrote shows after `seconds` at the most.
Personal pages, refusals and pages whose language comes from a cookie never get here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.clock import Clock
from consult.db import Database

MOST_BYTES = 32 * 1024 * 1024
Address = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    version: int
    made_at: datetime


class Shelf:
    """Bounded by `most_bytes`; the page that was not asked for the longest goes first. `seconds` 0 keeps nothing."""

    def __init__(self, database: Database, clock: Clock, seconds: int, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._clock = clock
        self._life = timedelta(seconds=seconds)
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Address, Kept] = OrderedDict()

    @property
    def version(self) -> int:
        """Taken before a page reads anything: what is written meanwhile makes the page old at once."""
        return self._database.writes

    def find(self, address: Address) -> Kept | None:
        kept = self._kept.get(address)
        if kept is None:
            return None
        age = self._clock.now() - kept.made_at
        if kept.version != self.version or not timedelta(0) <= age < self._life:
            self._drop(address)
            return None
        self._kept.move_to_end(address)
        return kept

    def keep(self, address: Address, body: bytes, headers: dict[str, str], version: int) -> None:
        if not self._life or len(body) > self._most // 8:
            return
        self._drop(address)
        self._kept[address] = Kept(body, tuple(headers.items()), headers["etag"], version, self._clock.now())
        self._bytes += len(body)
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, address: Address) -> None:
        if (kept := self._kept.pop(address, None)) is not None:
            self._bytes -= len(kept.body)


def same(etag: str, if_none_match: str) -> bool:
    """Whether the reader's copy is this one (RFC 9110, weak comparison)."""
    return etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
