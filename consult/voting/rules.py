"""Superseding: one person, one counted ballot, as a pure function of what was accepted. No clock, no race.

The counted ballot of a person is the maximum by (generation, channel rank, order within the channel) over everything
that is neither void, rejected nor late. Nothing here depends on the order of arrival across channels: a set of records
goes in, and the order that exists is only that of one person's casts within one channel.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from consult.register.rules import Standing

Channel = Literal["online", "desk", "post"]
CHANNELS: tuple[Channel, ...] = ("online", "desk", "post")
ELECTRONIC: frozenset[Channel] = frozenset({"online", "desk"})
DEFAULT_RANKS: Mapping[Channel, int] = {"online": 0, "desk": 1, "post": 2}


@dataclass(frozen=True, slots=True)
class Cast:
    """An acknowledged sealed cast. `order` counts one person's casts, from 1."""

    voter_no: str
    generation: int
    channel: Channel
    order: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """A return envelope that arrived. `id` is random; `late`: it came after the deadline for post.

    `accepted` is a person's word on an envelope in quarantine: True for the one that is opened.
    """

    id: str
    voter_no: str
    generation: int
    late: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Void:
    """A person's own "this shall not count". Of paper: the whole set of `generation`, whenever it arrives. Of a desk
    vote: the desk casts of `generation` with an order up to `through`, so that a later desk vote counts again."""

    voter_no: str
    generation: int
    channel: Channel
    through: int = 0


class Outcome(StrEnum):
    COUNTED = "counted"
    SUPERSEDED = "superseded"
    VOID = "void"
    REJECTED = "rejected"
    LATE = "late"


Record = Cast | Envelope


@dataclass(frozen=True, slots=True)
class Judged:
    record: Record
    outcome: Outcome


def channel_of(record: Record) -> Channel:
    return record.channel if isinstance(record, Cast) else "post"


def supersede(
    records: Iterable[Record],
    voids: Iterable[Void],
    standings: Mapping[str, Standing],
    ranks: Mapping[Channel, int] = DEFAULT_RANKS,
) -> list[Judged]:
    """Every record with its outcome, in the order given; at most one `COUNTED` a person.

    Raises `ValueError` when two channels share a rank: the count would then hang on who was faster.
    """
    if len(set(ranks.values())) != len(ranks):
        raise ValueError("two channels share a rank")
    voided: dict[str, list[Void]] = defaultdict(list)
    for void in voids:
        voided[void.voter_no].append(void)
    groups: dict[str, list[int]] = defaultdict(list)
    listed = list(records)
    for index, record in enumerate(listed):
        groups[record.voter_no].append(index)
    outcomes: dict[int, Outcome] = {}
    for voter_no, indexes in groups.items():
        own = [listed[index] for index in indexes]
        judged = _judge_person(own, voided.get(voter_no, []), standings.get(voter_no), ranks)
        outcomes.update(zip(indexes, judged, strict=True))
    return [Judged(record, outcomes[index]) for index, record in enumerate(listed)]


def _judge_person(
    own: list[Record], voids: list[Void], standing: Standing | None, ranks: Mapping[Channel, int]
) -> list[Outcome]:
    first = [_out_of_play(record, own, voids, standing) for record in own]
    in_play = [index for index, outcome in enumerate(first) if outcome is None]

    def height(index: int) -> tuple[int, int, int]:
        record = own[index]
        return record.generation, ranks[channel_of(record)], record.order if isinstance(record, Cast) else 0

    winner = max(in_play, key=height, default=None)
    return [
        outcome or (Outcome.COUNTED if index == winner else Outcome.SUPERSEDED) for index, outcome in enumerate(first)
    ]


def _out_of_play(record: Record, own: list[Record], voids: list[Void], standing: Standing | None) -> Outcome | None:
    if standing is None or not standing.entitled:
        return Outcome.REJECTED
    if isinstance(record, Cast):
        stolen = record.generation < standing.electronic_from
        return Outcome.VOID if stolen or any(_voids_cast(void, record) for void in voids) else None
    if record.generation > standing.generation:
        return Outcome.REJECTED  # a set that the register never issued
    if record.generation < standing.generation or any(_voids_paper(void, record) for void in voids):
        return Outcome.VOID
    if record.late:
        return Outcome.LATE
    return Outcome.REJECTED if in_quarantine(record, own) else None


def _voids_cast(void: Void, cast: Cast) -> bool:
    return void.channel == cast.channel and void.generation == cast.generation and cast.order <= void.through


def _voids_paper(void: Void, envelope: Envelope) -> bool:
    return void.channel == "post" and void.generation == envelope.generation


def in_quarantine(envelope: Envelope, own: Iterable[Record]) -> bool:
    """Two envelopes of one generation in time: none is opened unless a person accepted exactly this one."""
    rivals = [
        other
        for other in own
        if isinstance(other, Envelope) and other.generation == envelope.generation and not other.late
    ]
    if len(rivals) <= 1:
        return False
    return [other.id for other in rivals if other.accepted] != [envelope.id]


def figures(judged: Iterable[Judged]) -> dict[Channel, dict[str, int]]:
    """Per channel: `received` and how many had each outcome; `received` is their sum by construction."""
    table: dict[Channel, Counter[str]] = {channel: Counter() for channel in CHANNELS}
    for item in judged:
        table[channel_of(item.record)][item.outcome.value] += 1
    return {
        channel: {"received": sum(counts.values()), **{outcome.value: counts[outcome.value] for outcome in Outcome}}
        for channel, counts in table.items()
    }
