"""Post comes in: one field for the scanned or typed voting card, one clear outcome for each envelope."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import form_of
from consult.errors import BadInput, Refusal
from consult.paper import service
from consult.register import service as register
from consult.register.codes import print_voter_no, read_voter_no
from consult.register.rules import Standing
from consult.staff.rules import Role
from consult.voting.arrivals import Arrival

OUTCOMES = ("accepted", "again", "late", "void", "quarantine", "rejected", "which_set", "unreadable")
_TYPED = re.compile(r"([\d\s-]{9,14}?)(?:\s*/\s*(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is the tail of `admin.intake.…`; `card` is what to send again with "second envelope" or a set number."""

    name: str
    number: str = ""
    card: str = ""


@get("/c/{slug:str}/intake", sync_to_thread=False, include_in_schema=False)
def intake(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.INTAKE, place="intake", slug=slug))


def _page(desk: Desk, outcome: Outcome | None = None, received: str = "", problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        standings = register.standings(session, desk.at.id)
    found = desk.parts.urn.arrivals(desk.at.id, standings)
    counts = Counter(arrival.state for arrival in found)
    twice = [arrival for arrival in found if arrival.state == "quarantine"]
    return desk.page(
        "intake",
        problem=problem,
        outcome=outcome,
        counts=counts,
        total=len(found),
        received=received,
        quarantine=twice,
        print_voter_no=print_voter_no,
    )


@post("/c/{slug:str}/intake", status_code=200, include_in_schema=False)
async def take_in(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.INTAKE, place="intake", slug=slug)
    form = await form_of(request)
    received = form.text("received")
    try:
        at = form.optional_instant("received", desk.parts.settings.zone) or desk.parts.clock.now()
        outcome = record(desk, form.text("card"), form.ticked("second"), at)
    except Refusal as refusal:
        return _page(desk, received=received, problem=refusal)
    return _page(desk, outcome, received)


def record(desk: Desk, typed: str, second: bool, at: object) -> Outcome:
    """One envelope. A card that can't be read, or a typed number without its set, is asked for again."""
    from datetime import datetime

    assert isinstance(at, datetime)
    with desk.parts.database.reading() as session:
        standings = register.standings(session, desk.at.id)
    read = read_typed(typed, standings)
    if isinstance(read, Outcome):
        return read
    voter_no, generation = read
    card = f"{voter_no}/{generation}"
    before = desk.parts.urn.arrivals(desk.at.id, standings, voter_no)
    if not second and any(arrival.generation == generation for arrival in before):
        return Outcome("again", print_voter_no(voter_no), card)
    arrival: Arrival = service.record_envelope(
        desk.parts.database,
        desk.parts.urn,
        desk.at.id,
        voter_no=voter_no,
        generation=generation,
        received_at=at,
        office=desk.account.name,
        second=second,
    )
    desk.note("envelope_recorded", state=arrival.state)
    return Outcome(arrival.state, print_voter_no(voter_no), card)


def read_typed(typed: str, standings: dict[str, Standing]) -> tuple[str, int] | Outcome:
    """A scanned card says number and set. A typed number stands alone only where there is just one set."""
    from print_channel.letter import read_card

    scanned = read_card(typed)
    if scanned is not None:
        return scanned
    found = _TYPED.fullmatch(typed.strip())
    try:
        number = read_voter_no(found[1] if found else typed)
    except BadInput:
        return Outcome("unreadable")
    if found is not None and found[2]:
        return number, int(found[2])
    standing = standings.get(number)
    if standing is None or standing.generation == 1:
        return number, 1
    return Outcome("which_set", print_voter_no(number), number)


@post("/c/{slug:str}/intake/quarantine", status_code=200, include_in_schema=False)
async def resolve(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Two envelopes of one set: a person says which one is opened."""
    desk = enter(request, Role.INTAKE, place="intake", slug=slug)
    form = await form_of(request)
    try:
        number = read_voter_no(form.text("voter_no"))
        desk.parts.urn.resolve_quarantine(desk.at.id, number, form.required("envelope"))
    except Refusal as refusal:
        return _page(desk, problem=refusal)
    desk.note("envelope_recorded", state="quarantine resolved")
    return desk.go("intake", "saved")


HANDLERS = [intake, take_in, resolve]
