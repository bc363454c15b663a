"""One electronic cast from request to row: validated and sealed by the caller's thread, stored by the writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.errors import BadInput, Conflict, TooLate
from consult.voting.ballots import BallotStyle, Content, check, content_to_json
from consult.voting.board import canonical_json
from consult.voting.rules import ELECTRONIC, Channel
from consult.voting.sealing import Sealer
from consult.voting.store import Dialect, Kept, NewCast, Reader
from consult.voting.trackers import request_tags, require_strong_key, tracker_for


@dataclass(frozen=True, slots=True)
class CastRequest:
    """A vote on its way into the urn, by a person whom the register or a clerk has recognised.

    `idempotency_key`: `trackers.draw_idempotency_key()`, one a form, secret; `deadline`: the first instant that is too
    late. What would give the vote away is left out of `repr`.
    """

    consultation: str
    voter_no: str = field(repr=False)
    generation: int
    channel: Channel
    style: BallotStyle = field(repr=False)
    content: Content = field(repr=False)
    idempotency_key: str = field(repr=False)
    tally_public_key: bytes = field(repr=False)
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person keeps. The tracker is left out of `repr`: it must reach no log."""

    tracker: str = field(repr=False)
    board_number: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sealed cast that waits for the writer."""

    consultation: str
    voter_no: str
    generation: int
    channel: Channel
    key_tag: bytes
    body_tag: bytes
    box: bytes = field(repr=False)
    tracker: str = field(repr=False)
    deadline: datetime


class Sealers:
    """One prepared `Sealer` a consultation, style and key."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bytes], tuple[BallotStyle, Sealer]] = {}

    def get(self, request: CastRequest) -> Sealer:
        style = request.style
        at = (request.consultation, style.id, request.tally_public_key)
        known = self._known.get(at)
        if known is None or (known[0] is not style and known[0] != style):
            known = self._known[at] = (style, Sealer(request.tally_public_key, request.consultation, style))
        return known[1]


def prepare(request: CastRequest, sealers: Sealers) -> Prepared:
    """Raises `BadInput` for a weak key, a channel that isn't electronic and an invalid content, naming no choice."""
    if request.channel not in ELECTRONIC:
        raise BadInput("error.cast.channel", field="channel")
    require_strong_key(request.idempotency_key)
    problems = check(request.style, request.content)
    if problems:
        raise BadInput(problems[0].key, field="content", allowed=problems[0].allowed)
    body = {"channel": request.channel, "style": request.style.id, **content_to_json(request.content)}
    identity = (request.idempotency_key, request.consultation, request.voter_no)
    key_tag, body_tag = request_tags(*identity, canonical_json(body).encode())
    tracker = tracker_for(*identity)
    return Prepared(
        request.consultation,
        request.voter_no,
        request.generation,
        request.channel,
        key_tag,
        body_tag,
        sealers.get(request).seal(tracker, request.content),
        tracker,
        request.deadline,
    )


def store_casts(
    dialect: Dialect, cursor: Any, reader: Reader, casts: Sequence[Prepared], now: datetime
) -> list[object]:
    """Inside the writer's transaction. For each cast the stored box, or the refusal."""
    frozen = {name: reader.is_frozen(name) for name in {cast.consultation for cast in casts}}
    kept = dialect.casts_of(cursor, {(cast.consultation, cast.voter_no) for cast in casts})
    results: list[object] = []
    rows: list[NewCast] = []
    for cast in casts:
        own = kept[cast.consultation, cast.voter_no]
        before = next((item for item in own if item.key_tag == cast.key_tag), None)
        if before is not None:
            same = before.body_tag == cast.body_tag
            results.append(bytes(before.box) if same else Conflict("error.idempotency", field="idempotency_key"))
        elif frozen[cast.consultation] or now >= cast.deadline:
            results.append(TooLate("error.cast.deadline"))
        else:
            new = Kept(len(own) + 1, cast.generation, cast.channel, cast.key_tag, cast.body_tag, cast.box)
            own.append(new)
            rows.append(NewCast(cast.consultation, cast.voter_no, new))
            results.append(cast.box)
    if rows:
        dialect.insert_casts(cursor, rows)
    return results
