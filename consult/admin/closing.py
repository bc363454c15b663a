"""The close, step by step: freeze, open the envelopes, balance the books, count with the key, publish."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import get, post
from litestar.params import FromPath
from sqlmodel import Session

from consult.admin.desk import AnyRequest, Desk, Page, as_csv, download, enter
from consult.admin.forms import form_of
from consult.consultations import service as consultations
from consult.consultations.rules import Consultation, State
from consult.db import Database
from consult.errors import BadInput, Conflict, Refusal
from consult.paper import service as paper
from consult.paper.reconciliation import Books
from consult.paper.scanning import destroy_scans, scans_folder
from consult.register import service as register
from consult.settings import Settings
from consult.staff import service as staff
from consult.staff.rules import Role
from consult.voting.bundle import Bundle, publish
from consult.voting.closing import Frozen, freeze, open_online
from consult.voting.election import VOTE_TYPES, Election, options_from_json
from consult.voting.keys import TallyKey, load_key_file
from consult.voting.minutes import STEPS, minutes_of
from consult.voting.published import bundle_place as bundle_folder
from consult.voting.told import told_files
from consult.voting.urn import Urn

HAND_COUNTS = ("empty_envelopes", "extra_ballots", "late_mail")


def election_of(session: Session, value: Consultation) -> Election:
    """The public definition of the vote. Raises `Conflict` while it is not complete."""
    if value.tally_public_key is None or not value.ballot_fixed:
        raise Conflict("admin.error.ballot_not_fixed", detail="there is no fixed ballot or no tally key")
    style = consultations.style(session, value.id)
    return Election(
        consultation=value.id,
        title=value.title.get("de", value.slug),
        budget_cents=value.budget_cents,
        projects=style.projects,
        styles=(style,),
        options=options_from_json(VOTE_TYPES[style.kind], value.rule),
        tally_public_key=bytes.fromhex(value.tally_public_key),
        deadline=value.phases.voting_until,
    )


def frozen_urn(session: Session, urn: Urn, value: Consultation) -> Frozen:
    """The frozen urn once more; the first call freezes. Raises `NotAllowed` before the deadline."""
    if value.tally_public_key is not None:  # a board where nothing has happened yet still has its first line
        urn.open_board(value.id, {"tally_key": value.tally_public_key})
    return freeze(urn, value.id, register.standings(session, value.id), value.phases.voting_until)


def key_from(data: bytes, passphrase: str, value: Consultation) -> TallyKey:
    """The tally key of an uploaded file. Raises `BadInput` for the key of another vote, `NotAllowed` for a wrong
    passphrase. The file is on disk for as long as it takes to read it, in memory-backed space where there is some."""
    fast = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
    with TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:
        path = Path(folder) / "tally.key"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        key = load_key_file(path, passphrase)
    if key.public.hex() != value.tally_public_key:
        raise BadInput("admin.error.other_key", field="key", detail="the key belongs to another consultation")
    return key


@get("/c/{slug:str}/close", sync_to_thread=False, include_in_schema=False)
def close(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.CLOSE, place="close", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None) -> Page:
    value, parts = desk.at, desk.parts
    frozen: Frozen | None = None
    opening = None
    books = Books(())
    waiting = 0
    if value.state in {State.CLOSED, State.COUNTED, State.PUBLISHED}:
        with parts.database.reading() as session:
            standings = register.standings(session, value.id)
            frozen = frozen_urn(session, parts.urn, value)
        if parts.urn.holds_links(value.id):
            opening = paper.open_paper(parts.urn, standings, frozen)
            books = paper.reconcile(parts.database, value.id, frozen)
        waiting = len(paper.doubts(parts.database, value.id))
    reasons = Counter(closed.reason for closed in opening.closed) if opening else Counter()
    return desk.page(
        "close",
        problem=problem,
        frozen=frozen,
        opening=opening,
        reasons=reasons,
        books=books,
        waiting=waiting,
        over=parts.clock.now() >= value.phases.voting_until,
        hand_counts=HAND_COUNTS,
        to_destroy=value.state is State.PUBLISHED
        and parts.clock.now() >= value.phases.objections_until
        and scans_folder(parts.settings, value.id).is_dir(),
    )


@post("/c/{slug:str}/close/freeze", status_code=200, include_in_schema=False)
async def freeze_vote(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.freeze"))
        if desk.at.state is not State.OPEN:
            raise Conflict("admin.error.state", detail="only an open consultation can be closed")
        with desk.parts.database.writing() as session:
            frozen = frozen_urn(session, desk.parts.urn, desk.at)
            consultations.advance(session, desk.at.id, State.CLOSED)
            desk.record(session, "frozen", root=frozen.digest)
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("close", "frozen")


@get("/c/{slug:str}/close/envelopes", sync_to_thread=False, include_in_schema=False)
def envelopes(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Which outer envelopes are opened and which stay closed, as a list for the table."""
    desk = enter(request, Role.CLOSE, Role.INTAKE, place="close", slug=slug)
    with desk.parts.database.reading() as session:
        standings = register.standings(session, desk.at.id)
        if desk.at.state in {State.DRAFT, State.OPEN}:
            raise Conflict("admin.error.not_closed", detail="the vote is still open")
        frozen = frozen_urn(session, desk.parts.urn, desk.at)
    opening = paper.open_paper(desk.parts.urn, standings, frozen)
    rows = [[number, "open", ""] for number in opening.open]
    rows += [[closed.voter_no, "closed", closed.reason] for closed in opening.closed]
    desk.note("exported", list="envelopes")
    return as_csv(f"{slug}-envelopes", ["voter_no", "envelope", "reason"], sorted(rows))


@post("/c/{slug:str}/close/counts", status_code=200, include_in_schema=False)
async def counts(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        found = {name: form.optional_whole(name, most=10**6) for name in HAND_COUNTS}
    except Refusal as refusal:
        return _page(desk, refusal)
    for name, count in found.items():
        if count is not None:
            paper.count_by_hand(desk.parts.database, desk.at.id, name, count, person=desk.account.name)
            desk.note("counted_by_hand", name=name, count=count)
    return desk.go("close", "saved")


@post("/c/{slug:str}/close/explain", status_code=200, include_in_schema=False)
async def explain(request: AnyRequest, slug: FromPath[str]) -> Page:
    """One of the two signatures that a difference needs."""
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        equation = form.required("equation")
        difference = int(form.required("difference")) if form.text("difference").lstrip("-").isdecimal() else 0
        paper.explain(
            desk.parts.database,
            desk.at.id,
            equation,
            difference,
            reason=form.text("reason"),
            person=desk.account.name,
        )
        desk.note("difference_explained", equation=equation, difference=difference)
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("close", "saved")


@post("/c/{slug:str}/close/count", status_code=200, include_in_schema=False)
async def count(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Opens the online votes with the key, adds the paper, counts, writes and verifies the published files."""
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.count"))
        chosen = await form.file("key")
        if chosen is None:
            raise BadInput("admin.error.required", field="key", detail="no key file was chosen")
        parts, passphrase = desk.parts, form.secret("passphrase")
        await asyncio.to_thread(
            count_vote, parts.database, parts.settings, parts.urn, desk.at, key_file=chosen[1], passphrase=passphrase
        )
        desk.note("opened_online")
        desk.note("counted")
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("close", "counted")


def count_vote(
    database: Database, settings: Settings, urn: Urn, value: Consultation, *, key_file: bytes, passphrase: str
) -> Bundle:
    """Closed -> counted: the bundle is written and verified, and not yet public. Raises `Conflict` for doubts that are
    open and books that don't balance."""
    if value.state is not State.CLOSED:
        raise Conflict("admin.error.state", detail="the vote is not closed, or counted already")
    key = key_from(key_file, passphrase, value)
    with database.reading() as session:
        frozen = frozen_urn(session, urn, value)
        election = election_of(session, value)
    on_paper = paper.paper_count(database, value.id, frozen)
    opened = open_online(frozen, key.secret, election.styles)
    folder = bundle_folder(settings, value.slug)
    shutil.rmtree(folder, ignore_errors=True)  # of a count that was not recorded
    more = told_files(election, (*opened.cvrs, *on_paper.cvrs))
    bundle = publish(folder, election, frozen, opened, on_paper, more=more)
    with database.writing() as session:
        consultations.advance(session, value.id, State.COUNTED)
    return bundle


@get("/c/{slug:str}/close/minutes", sync_to_thread=True, include_in_schema=False)
def minutes(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    data = minutes_pdf(desk.parts.database, desk.parts.settings, desk.at, desk.texts.tag)
    desk.note("exported", list="minutes")
    return download(data, f"{slug}-minutes.pdf", "application/pdf")


def minutes_pdf(database: Database, settings: Settings, value: Consultation, tag: str) -> bytes:
    """Minutes of a counted vote, for signature. Raises `NotFound` before the count."""
    from print_channel.edition import Edition
    from print_channel.records import Done, print_minutes

    with database.reading() as session:
        entitled = register.entitled(session, value.id)
        log = staff.log(session, consultation_id=value.id, newest=10_000)
    steps = [Done(entry.action, entry.at, entry.person) for entry in reversed(log) if entry.action in STEPS]
    record = minutes_of(
        bundle_folder(settings, value.slug),
        city=settings.city,
        entitled=entitled,
        steps=steps,
        currency=value.currency,
    )
    return print_minutes(Edition(tag, zone=settings.timezone, tagged=True), record)


@post("/c/{slug:str}/close/publish", status_code=200, include_in_schema=False)
async def publish_result(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.publish"))
        with desk.parts.database.writing() as session:
            consultations.advance(session, desk.at.id, State.PUBLISHED)
            desk.record(session, "published")
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("close", "published")


@post("/c/{slug:str}/close/destroy", status_code=200, include_in_schema=False)
async def destroy(request: AnyRequest, slug: FromPath[str]) -> Page:
    """After the objection period no picture of a ballot stays."""
    desk = enter(request, Role.CLOSE, place="close", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.destroy"))
        if desk.at.state is not State.PUBLISHED or desk.parts.clock.now() < desk.at.phases.objections_until:
            raise Conflict("admin.error.state", detail="the objection period is not over")
    except Refusal as refusal:
        return _page(desk, refusal)
    destroy_scans(desk.parts.settings, desk.at.id)
    desk.note("scans_destroyed")
    return desk.go("close", "destroyed")


HANDLERS = [close, freeze_vote, envelopes, counts, explain, count, minutes, publish_result, destroy]

__all__ = ["HANDLERS", "bundle_folder", "count_vote", "election_of", "frozen_urn", "key_from", "minutes_pdf"]
