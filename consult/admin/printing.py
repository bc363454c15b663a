"""Print and post: letters, ballots, files for the print shop, what was handed out and what is left."""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path

from litestar import get, post
from litestar.params import FromPath
from litestar.response import File

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import form_of
from consult.admin.jobs import Jobs
from consult.consultations import service as consultations
from consult.errors import BadInput, NotFound, Refusal
from consult.paper import service, store
from consult.paper.printing import letter_text
from consult.paper.store import PrintRun
from consult.register import service as register
from consult.staff.rules import Role
from i18n.languages import FIRST_TWELVE, LANGUAGES

RUN_STATES = ("printed", "approved", "handed_over")
STOCK_COUNTS = ("handed_out", "spoiled", "stock")
JOBS = "jobs"


def jobs_of(desk: Desk) -> Jobs:
    """One collection a process, kept by the application."""
    state = desk.request.app.state
    if JOBS not in state:
        state[JOBS] = Jobs()
    jobs: Jobs = state[JOBS]
    return jobs


@get("/c/{slug:str}/print", sync_to_thread=False, include_in_schema=False)
def printing(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.PRINT, place="print", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        runs = store.runs_of(session, desk.at.id)
        people = Counter((voter.language, voter.large_print) for voter in register.voters(session, desk.at.id))
        waiting = len(register.without_code(session, desk.at.id))
        by_hand = store.tally(session, desk.at.id)
        printed, void = store.serial_figures(session, desk.at.id)
    languages = [LANGUAGES[tag] for tag in FIRST_TWELVE]
    return desk.page(
        "print",
        problem=problem,
        runs=list(reversed(runs)),
        people=people,
        waiting=waiting,
        by_hand=by_hand,
        printed=printed,
        void=void,
        every_language=languages,
        jobs=jobs_of(desk).at(desk.url("print")),
        counts=STOCK_COUNTS,
        states=RUN_STATES,
    )


def _folder(desk: Desk) -> Path:
    return desk.parts.settings.data_dir / "print" / desk.at.id


@post("/c/{slug:str}/print/letters", status_code=200, include_in_schema=False)
async def letters(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Letters for everybody who has none yet; or for everybody again, which voids all codes printed so far."""
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    form = await form_of(request)
    parts, at = desk.parts, desk.at
    try:
        with parts.database.reading() as session:
            if form.ticked("everybody"):
                form.confirmed("word", desk.texts.text("admin.word.again"))
                wanted, total = None, register.entitled(session, at.id)
            else:
                wanted = register.without_code(session, at.id)
                total = len(wanted)
            letter_text(consultations.get(session, at.id), parts.settings, parts.clock.now())
        if not total:
            raise BadInput("admin.error.nothing_to_print", detail="everybody has a letter")
    except Refusal as refusal:
        return _page(desk, refusal)
    out = _folder(desk) / f"letters-{secrets.token_hex(4)}"
    key = secrets.token_bytes(32)  # lives as long as the run

    def work(report: object) -> None:
        assert callable(report)
        run = service.prepare_letters(
            parts.database, parts.settings, at.id, out, batch_key=key, voter_nos=wanted, progress=report
        )
        desk.note("printed", run=run.id, kind=run.kind, pieces=run.pieces)

    jobs_of(desk).start("letters", desk.url("print"), work, total)
    return desk.go("print", "started")


@post("/c/{slug:str}/print/ballots", status_code=200, include_in_schema=False)
async def ballots(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    form = await form_of(request)
    parts, at = desk.parts, desk.at
    try:
        standard = {tag: form.optional_whole(f"copies.{tag}", most=10**6) or 0 for tag in FIRST_TWELVE}
        large = {tag: form.optional_whole(f"large.{tag}", most=10**6) or 0 for tag in FIRST_TWELVE}
        total = sum(standard.values()) + sum(large.values())
        if not total:
            raise BadInput("admin.error.nothing_to_print", field="copies.de", detail="no copies were asked for")
        with parts.database.reading() as session:
            service.contest_of(session, at.id)
    except Refusal as refusal:
        return _page(desk, refusal)
    out = _folder(desk) / f"ballots-{secrets.token_hex(4)}"

    def work(_report: object) -> None:
        run = service.prepare_ballots(
            parts.database, parts.settings, at.id, out, copies_by_language=standard, large=large
        )
        desk.note("printed", run=run.id, kind=run.kind, pieces=run.pieces)

    jobs_of(desk).start("ballots", desk.url("print"), work, total)
    return desk.go("print", "started")


def _run(desk: Desk, run_id: str) -> PrintRun:
    with desk.parts.database.reading() as session:
        run = store.run(session, run_id)
    if run is None or run.consultation_id != desk.at.id:
        raise NotFound("error.not_found")
    return run


@get("/c/{slug:str}/print/{run_id:str}/{name:str}", sync_to_thread=False, include_in_schema=False)
def file(request: AnyRequest, slug: FromPath[str], run_id: FromPath[str], name: FromPath[str]) -> File:
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    run = _run(desk, run_id)
    path = Path(run.folder) / name
    if name not in {printed.name for printed in run.files} or not path.is_file():
        raise NotFound("error.not_found")
    desk.note("downloaded", run=run.id, file=name)
    return File(path=path, filename=name, media_type="application/pdf", headers={"cache-control": "no-store"})


@post("/c/{slug:str}/print/{run_id:str}/state", status_code=200, include_in_schema=False)
async def set_state(request: AnyRequest, slug: FromPath[str], run_id: FromPath[str]) -> Page:
    """A sample was signed off; the files were handed to the print shop."""
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    form = await form_of(request)
    run = _run(desk, run_id)
    if form.text("state") not in RUN_STATES:
        return _page(desk, BadInput("admin.error.required", field="state", detail="choose a state"))
    with desk.parts.database.writing() as session:
        store.set_run_state(session, run.id, form.text("state"))
        desk.record(session, "print_state", run=run.id, state=form.text("state"))
    return desk.go("print", "saved")


@post("/c/{slug:str}/print/counts", status_code=200, include_in_schema=False)
async def counts(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    form = await form_of(request)
    try:
        found = {name: form.optional_whole(name, most=10**7) for name in STOCK_COUNTS}
    except Refusal as refusal:
        return _page(desk, refusal)
    for name, count in found.items():
        if count is not None:
            service.count_by_hand(desk.parts.database, desk.at.id, name, count, person=desk.account.name)
            desk.note("counted_by_hand", name=name, count=count)
    return desk.go("print", "saved")


@post("/c/{slug:str}/print/spoil", status_code=200, include_in_schema=False)
async def spoil(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.PRINT, place="print", slug=slug)
    form = await form_of(request)
    try:
        service.spoil(desk.parts.database, desk.at.id, form.required("serial"))
    except Refusal as refusal:
        return _page(desk, refusal)
    desk.note("counted_by_hand", name="spoiled", count=1)
    return desk.go("print", "spoiled")


HANDLERS = [printing, letters, ballots, file, set_state, counts, spoil]
