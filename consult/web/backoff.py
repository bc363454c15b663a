"""Slowing down who guesses, without locking anybody out.

After a few wrong attempts the next one must wait: 1, 2, 4 ... seconds, never more than the limit, and waiting in vain
doesn't lengthen the wait. Keys name the asker together with what is asked for (address + voter number), so nobody can
slow a neighbour down from elsewhere. Memory is bounded; nothing is written anywhere.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.clock import Clock
from consult.errors import SlowDown


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` attempts go unhindered; then waits double up to `longest` seconds. Forgotten after `forget` seconds."""

    free: int
    longest: int
    forget: int = 900


GUESS = Pace(free=4, longest=30)
WRITING = Pace(free=20, longest=20, forget=600)


@dataclass(slots=True)
class _Tries:
    count: int
    last: datetime


class Backoff:
    def __init__(self, clock: Clock, *, most_keys: int = 100_000) -> None:
        self._clock = clock
        self._most = most_keys
        self._tries: OrderedDict[tuple[str, ...], _Tries] = OrderedDict()

    def wait(self, pace: Pace, *key: str) -> int:
        """Seconds that this key has to wait now (0: go ahead)."""
        tries = self._tries.get(key)
        if tries is None:
            return 0
        now = self._clock.now()
        if now - tries.last > timedelta(seconds=pace.forget):
            del self._tries[key]
            return 0
        over = tries.count - pace.free
        if over < 0:
            return 0
        left = tries.last + timedelta(seconds=min(2 ** min(over, 10), pace.longest)) - now
        return max(0, -(-left // timedelta(seconds=1)))

    def check(self, pace: Pace, *key: str) -> None:
        """Raises `SlowDown` while the key has to wait."""
        if seconds := self.wait(pace, *key):
            raise SlowDown("error.slow_down", seconds)

    def failed(self, *key: str) -> None:
        """Counts an attempt that went wrong."""
        tries = self._tries.setdefault(key, _Tries(0, self._clock.now()))
        tries.count += 1
        tries.last = self._clock.now()
        self._tries.move_to_end(key)
        while len(self._tries) > self._most:
            self._tries.popitem(last=False)

    def succeeded(self, *key: str) -> None:
        self._tries.pop(key, None)
