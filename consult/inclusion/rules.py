"""The rights table: what a resident can do, and how, on each channel.

A *right* is something a resident can do, a *channel* is how. A consultation may switch single ways off; a right that
keeps its web way and loses every paper way is a *gap*, and a consultation with a gap cannot open unless an
administrator writes a reason, which is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    WEB = "web"
    POST = "post"
    DESK = "desk"
    PHONE = "phone"


PAPER = (Channel.POST, Channel.DESK)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to use a right. `key` is a message of the catalogue `rights`; `code` names the function that does it
    (`package.module:name`); `test` the test that goes all the way round, or None where there is none yet."""

    key: str
    code: str
    test: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    right: str
    channel: Channel
    ways: tuple[Way, ...]

    @property
    def tested(self) -> bool:
        return bool(self.ways) and all(way.test for way in self.ways)


@dataclass(frozen=True, slots=True)
class Gap:
    """A right that is online only. `reason` is the administrator's published reason, if one was written."""

    right: str
    reason: str | None


def cells(
    table: Mapping[str, Mapping[Channel, tuple[Way, ...]]], off: Iterable[tuple[str, Channel]]
) -> tuple[Cell, ...]:
    """Every right on every channel, in the table's order; what is switched off has no way."""
    closed = set(off)
    return tuple(
        Cell(right, channel, () if (right, channel) in closed else ways.get(channel, ()))
        for right, ways in table.items()
        for channel in Channel
    )


def gaps(shown: Iterable[Cell], reasons: Mapping[str, str]) -> tuple[Gap, ...]:
    """Rights with a way on the web and none on paper."""
    by_right: dict[str, set[Channel]] = {}
    for cell in shown:
        channels = by_right.setdefault(cell.right, set())
        if cell.ways:
            channels.add(cell.channel)
    return tuple(
        Gap(right, reasons.get(right, "").strip() or None)
        for right, channels in by_right.items()
        if Channel.WEB in channels and not channels.intersection(PAPER)
    )


def blocking(found: Iterable[Gap]) -> tuple[str, ...]:
    """Rights that keep a consultation from opening: gaps without a published reason."""
    return tuple(gap.right for gap in found if gap.reason is None)
