"""Casting over HTTP: the one path that thousands take at once. No model objects, no page, one small read, one cast."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, JSONBody

from consult.consultations import service as consultations
from consult.consultations.rules import Ballotable
from consult.errors import Conflict, NotFound
from consult.register.service import authenticate
from consult.voting import published
from consult.voting.ballots import BallotStyle, Content, canonical
from consult.voting.casting import CastRequest, Receipt
from consult.voting.rules import Channel
from consult.web.openapi import refusals
from consult.web.wiring import Wiring, wiring

MOST_CHOICES = 2_000


class CastBody(msgspec.Struct, forbid_unknown_fields=True):
    """`choices`: pairs of project id and value (1 for approval, the points, the rank). `idempotency_key`: at least 22
    characters drawn at random by the device; the same key again is the same cast."""

    voter_no: Annotated[str, msgspec.Meta(max_length=40)]
    code: Annotated[str, msgspec.Meta(max_length=80)]
    idempotency_key: Annotated[str, msgspec.Meta(max_length=200)]
    choices: Annotated[
        list[tuple[Annotated[str, msgspec.Meta(max_length=80)], Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]]],
        msgspec.Meta(max_length=MOST_CHOICES),
    ] = []
    none: bool = False

    def __repr__(self) -> str:
        return "CastBody(...)"  # a code and a choice: they must reach no log


class CastAnswer(msgspec.Struct):
    tracker: str
    board_number: str


class Elections:
    """Ballot styles of consultations whose ballot is fixed; what may still move is read anew for each cast."""

    def __init__(self) -> None:
        self._styles: dict[str, BallotStyle] = {}

    def find(self, parts: Wiring, slug: str) -> tuple[Ballotable, BallotStyle]:
        """Raises `NotFound`, and `Conflict` where nobody can vote (yet)."""
        with parts.database.reading() as session:
            value = consultations.ballotable(session, slug)
            if value.key is None or parts.clock.now() < value.voting_from:
                raise Conflict("error.cast.not_open")
            style = self._styles.get(value.id)
            if style is None:
                style = self._styles[value.id] = consultations.style(session, value.id)
        return value, style


def request_of(
    election: tuple[Ballotable, BallotStyle],
    voter: tuple[str, int],
    content: Content,
    idempotency_key: str,
    channel: Channel = "online",
) -> CastRequest:
    """`voter`: number and generation of a person whom the register has recognised."""
    value, style = election
    return CastRequest(
        consultation=value.id,
        voter_no=voter[0],
        generation=voter[1],
        channel=channel,
        style=style,
        content=content,
        idempotency_key=idempotency_key,
        tally_public_key=value.key or b"",
        deadline=value.voting_until,
    )


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from, to slow down who guesses; an IPv6 network counts as one place."""
    host = request.client.host if request.client else ""
    return ":".join(host.split(":")[:4]) if ":" in host else host


@post(
    "/casts",
    status_code=201,
    responses=refusals(400, 401, 404, 409, 410, 429),
    summary="Cast a vote",
    operation_id="cast",
)
async def cast(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    data: JSONBody[CastBody],
) -> CastAnswer:
    """Stored durably before it is acknowledged. A later cast of the same person replaces it until the deadline; a
    paper envelope that arrived in time replaces both."""
    parts = wiring(request)
    election = parts.elections.find(parts, slug)
    voter = authenticate(
        parts.database,
        parts.register_key,
        data.voter_no,
        data.code,
        source=address_of(request),
        now=parts.clock.now(),
    )
    if voter.consultation != election[0].id:
        raise Conflict("error.cast.other_consultation")
    content = Content(canonical(election[1], data.choices), data.none)
    receipt: Receipt = await parts.urn.cast_async(
        request_of(election, (voter.voter_no, voter.generation), content, data.idempotency_key)
    )
    return CastAnswer(receipt.tracker, receipt.board_number)


@get(
    "/board",
    sync_to_thread=True,
    media_type="application/jsonl",
    responses=refusals(404),
    summary="The public board",
    operation_id="board",
)
def board(request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[str]:
    """One JSON object a line, a hash chain: `opened`, hourly `casts` (hashes of sealed boxes, sorted), `closed`."""
    parts = wiring(request)
    with parts.database.reading() as session:
        value = consultations.public_by_slug(session, slug)
    lines = "".join(f"{entry.line()}\n" for entry in parts.urn.board(value.id))
    return Response(lines, media_type="application/jsonl")


class ReceiptBody(msgspec.Struct, forbid_unknown_fields=True):
    """A tracker (11 symbols) or a board number (12)."""

    number: Annotated[str, msgspec.Meta(max_length=60)]


class ReceiptAnswer(msgspec.Struct):
    """`answer`: counted, not_counted, on_board or not_yet; `choices` where trackers are published with ballots."""

    answer: str
    choices: list[tuple[str, int]] | None = None
    none: bool | None = None


@post(
    "/receipts",
    sync_to_thread=True,
    status_code=200,
    responses=refusals(400, 404),
    summary="Was this vote counted?",
    operation_id="receipt",
)
def receipt(request: Request[Any, Any, Any], slug: FromPath[str], data: JSONBody[ReceiptBody]) -> ReceiptAnswer:
    """Asked with POST, because an address is logged in many places and a tracker must not be."""
    parts = wiring(request)
    with parts.database.reading() as session:
        value = consultations.public_by_slug(session, slug)
    place = published.public_bundle(parts.settings, value)
    answer, content = published.look(parts.urn, place, value.id, data.number)
    if content is None:
        return ReceiptAnswer(answer)
    return ReceiptAnswer(answer, list(content.choices), content.none)


@get("/result", sync_to_thread=True, responses=refusals(404), summary="The result", operation_id="result")
def result(request: Request[Any, Any, Any], slug: FromPath[str]) -> dict[str, Any]:
    """`result.json` of the published bundle: winners in order of selection, cost in hundredths, votes, ties."""
    parts = wiring(request)
    with parts.database.reading() as session:
        value = consultations.public_by_slug(session, slug)
    place = published.public_bundle(parts.settings, value)
    if place is None:
        raise NotFound("error.result.none")
    return dict(published.document(place, "result.json"))


router = Router("/api/v1/consultations/{slug:str}", route_handlers=[cast, board, receipt, result], tags=["voting"])
