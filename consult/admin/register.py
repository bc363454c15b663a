"""The voter register: import with its report, search, a new set for somebody whose letter is lost."""

from __future__ import annotations

import asyncio

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, as_csv, enter
from consult.admin.forms import form_of
from consult.errors import BadInput, Refusal
from consult.register import service
from consult.register.codes import print_voter_no
from consult.register.importing import Import
from consult.register.rules import ReissueReason
from consult.staff.rules import Role

PER_PAGE = 50


@get("/c/{slug:str}/register", sync_to_thread=False, include_in_schema=False)
def register(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _list(enter(request, Role.REGISTER, place="register", slug=slug))


def _list(desk: Desk, problem: Refusal | None = None, report: Import | None = None) -> Page:
    page = int(desk.query("page")) if desk.query("page").isdecimal() else 1
    page = max(1, min(page, 100_000))
    with desk.parts.database.reading() as session:
        found = service.find(session, desk.at.id, desk.query("q"), limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
        entitled = service.entitled(session, desk.at.id)
    pages = max(1, -(-found.total // PER_PAGE))
    return desk.page(
        "register",
        problem=problem,
        report=report,
        found=found,
        entitled=entitled,
        words=desk.query("q"),
        print_voter_no=print_voter_no,
        page=page,
        pages=pages,
        status=200 if report is None or report.ok else 400,
    )


@post("/c/{slug:str}/register/import", status_code=200, include_in_schema=False)
async def import_list(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Everybody on the list, or nobody and a report that names line and column of every mistake."""
    desk = enter(request, Role.REGISTER, place="register", slug=slug)
    form = await form_of(request)
    try:
        chosen = await form.file("file")
        if chosen is None:
            raise BadInput("admin.error.required", field="file", detail="no file was chosen")
        report = await asyncio.to_thread(_import, desk, chosen[1])
    except Refusal as refusal:
        return _list(desk, refusal)
    return _list(desk, report=report) if not report.ok else desk.go("register", "imported")


def _import(desk: Desk, data: bytes) -> Import:
    with desk.parts.database.writing() as session:
        report = service.import_register(session, desk.at.id, data)
        if report.ok:
            desk.record(session, "register_imported", count=len(report.people))
        return report


@post("/c/{slug:str}/register/report", status_code=200, include_in_schema=False)
async def report_file(request: AnyRequest, slug: FromPath[str]) -> Page:
    """The report on a list as a file; nothing is stored."""
    desk = enter(request, Role.REGISTER, place="register", slug=slug)
    form = await form_of(request)
    chosen = await form.file("file")
    if chosen is None:
        return _list(desk, BadInput("admin.error.required", field="file"))
    report = await asyncio.to_thread(service.parse_register, chosen[1])
    rows = [[finding.line, finding.field, finding.code, finding.allowed] for finding in report.errors]
    return as_csv(f"{slug}-report", ["line", "column", "mistake", "allowed"], rows)


@get("/c/{slug:str}/register/{voter_no:str}", sync_to_thread=False, include_in_schema=False)
def voter(request: AnyRequest, slug: FromPath[str], voter_no: FromPath[str]) -> Page:
    return _one(enter(request, Role.REGISTER, place="register", slug=slug), voter_no)


def _one(desk: Desk, voter_no: str, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        value = service.get(session, voter_no)
        if value.consultation != desk.at.id:
            raise BadInput("admin.error.other_consultation", field="voter_no")
        history = service.history(session, voter_no)
        standings = service.standings(session, desk.at.id)
    arrived = desk.parts.urn.arrivals(desk.at.id, standings, voter_no)
    return desk.page(
        "voter",
        problem=problem,
        voter=value,
        history=history,
        arrived=arrived,
        reasons=list(ReissueReason),
        print_voter_no=print_voter_no,
    )


@post("/c/{slug:str}/register/{voter_no:str}", status_code=200, include_in_schema=False)
async def change(request: AnyRequest, slug: FromPath[str], voter_no: FromPath[str]) -> Page:
    """A new set (the old paper set is void from now on), or taken off the register and back."""
    desk = enter(request, Role.REGISTER, place="register", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            if service.get(session, voter_no).consultation != desk.at.id:
                raise BadInput("admin.error.other_consultation", field="voter_no")
            match form.text("step"):
                case "reissue":
                    reason = next((known for known in ReissueReason if known == form.text("reason")), None)
                    if reason is None:
                        raise BadInput("admin.error.required", field="reason", detail="choose a reason")
                    parts = desk.parts
                    marks = service.GenerationMarks.beside(parts.settings.register_key_path, parts.register_key)
                    service.reissue(session, voter_no, reason, office=desk.account.name, marks=marks)
                    desk.record(session, "set_reissued", reason=reason.value)
                case "remove":
                    form.confirmed("word", desk.texts.text("admin.word.remove"))
                    service.remove(session, voter_no)
                    desk.record(session, "consultation_changed", what="a voter was removed from the register")
                case _:
                    service.restore(session, voter_no)
                    desk.record(session, "consultation_changed", what="a voter was put back on the register")
    except Refusal as refusal:
        return _one(desk, voter_no, refusal)
    return desk.go(f"register/{voter_no}", "saved")


HANDLERS = [register, import_list, report_file, voter, change]
