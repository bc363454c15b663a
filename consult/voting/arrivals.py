"""Envelopes and voids: steps that run inside the urn's transaction. Nothing is opened here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from consult.errors import Conflict, NotFound
from consult.register.rules import Standing
from consult.voting.rules import Channel, Envelope, Outcome, Void, in_quarantine, supersede
from consult.voting.store import Reader, StoredEnvelope

ArrivalState = Literal["accepted", "late", "void", "quarantine", "rejected"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A recorded envelope. `state` is what it would be if the close were now; `day` the ISO date of arrival (UTC)."""

    id: str
    voter_no: str
    generation: int
    state: ArrivalState
    day: str


@dataclass(frozen=True, slots=True)
class Blocker:
    """A vote on another channel that an online cast would not replace. `day` is known for envelopes only."""

    channel: Channel
    generation: int
    day: str | None = None


def require_open(reader: Reader, consultation: str) -> None:
    if reader.is_frozen(consultation):
        raise Conflict("error.urn.frozen")


def record(
    reader: Reader, consultation: str, envelope: Envelope, day: str, standings: Mapping[str, Standing]
) -> Arrival:
    known = [item for item in reader.envelopes(consultation, envelope.voter_no) if item.envelope.id == envelope.id]
    if not known:
        require_open(reader, consultation)
        reader.put_envelope(consultation, StoredEnvelope(envelope, day))
    elif known[0].envelope.generation != envelope.generation:
        raise Conflict("error.idempotency", field="idempotency_key")
    return next(item for item in arrivals(reader, consultation, envelope.voter_no, standings) if item.id == envelope.id)


def resolve(reader: Reader, consultation: str, voter_no: str, envelope_id: str) -> None:
    require_open(reader, consultation)
    stored = [item.envelope for item in reader.envelopes(consultation, voter_no)]
    chosen = next((envelope for envelope in stored if envelope.id == envelope_id), None)
    if chosen is None:
        raise NotFound("error.envelope.unknown")
    for envelope in stored:
        if envelope.generation == chosen.generation:
            reader.set_accepted(envelope.id, envelope.id == envelope_id)


def void_paper(reader: Reader, consultation: str, voter_no: str, generation: int) -> None:
    require_open(reader, consultation)
    reader.put_void(consultation, Void(voter_no, generation, "post"))


def void_desk(reader: Reader, consultation: str, voter_no: str, generation: int) -> None:
    require_open(reader, consultation)
    orders = [cast.order for cast in reader.casts(consultation, voter_no)]
    reader.put_void(consultation, Void(voter_no, generation, "desk", max(orders, default=0)))


def arrivals(
    reader: Reader, consultation: str, voter_no: str | None, standings: Mapping[str, Standing]
) -> list[Arrival]:
    stored = reader.envelopes(consultation, voter_no)
    envelopes = [item.envelope for item in stored]
    judged = supersede(envelopes, reader.voids(consultation, voter_no), standings)
    by_person: dict[str, list[Envelope]] = {}
    for envelope in envelopes:
        by_person.setdefault(envelope.voter_no, []).append(envelope)
    return [
        Arrival(
            item.envelope.id,
            item.envelope.voter_no,
            item.envelope.generation,
            _state(verdict.outcome, item.envelope, by_person[item.envelope.voter_no], standings),
            item.day,
        )
        for item, verdict in zip(stored, judged, strict=True)
    ]


def _state(
    outcome: Outcome, envelope: Envelope, own: list[Envelope], standings: Mapping[str, Standing]
) -> ArrivalState:
    match outcome:
        case Outcome.LATE:
            return "late"
        case Outcome.VOID:
            return "void"
        case Outcome.REJECTED:
            standing = standings.get(envelope.voter_no)
            issued = standing is not None and standing.entitled and envelope.generation == standing.generation
            decided = any(other.accepted and other.generation == envelope.generation for other in own)
            return "quarantine" if issued and not decided and in_quarantine(envelope, own) else "rejected"
        case _:
            return "accepted"


def blockers(reader: Reader, consultation: str, voter_no: str, standing: Standing) -> tuple[Blocker, ...]:
    standings = {voter_no: standing}
    found = [
        Blocker("post", arrival.generation, arrival.day)
        for arrival in arrivals(reader, consultation, voter_no, standings)
        if arrival.state == "accepted"
    ]
    casts = [cast for cast in reader.casts(consultation, voter_no) if cast.channel == "desk"]
    for item in supersede(casts, reader.voids(consultation, voter_no), standings):
        if item.outcome is Outcome.COUNTED and item.record.generation == standing.generation:
            found.append(Blocker("desk", item.record.generation))
    return tuple(found)
