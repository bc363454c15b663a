"""Statements, objections, corrections, complaints: typed in from paper, answered; the answer finds its way back."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from consult.admin import papers
from consult.admin.desk import AnyRequest, Desk, Page, as_csv, download, enter
from consult.admin.forms import form_of
from consult.admin.proposals import channel_of, choices, contact_of, tag_of
from consult.errors import BadInput, Refusal
from consult.notices import service
from consult.notices.rules import StatementKind
from consult.notices.service import StatementDraft
from consult.paper.answers import Answer, answer_letter
from consult.staff.rules import Role


@get("/c/{slug:str}/statements", sync_to_thread=False, include_in_schema=False)
def statements(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug)
    words, only_open = desk.query("q").casefold(), desk.query("open") == "1"
    with desk.parts.database.reading() as session:
        every = service.statements(session, desk.at.id)
    found = [
        s for s in every if words in f"{s.number} {s.text}".casefold() and not (only_open and s.answered_at is not None)
    ]
    if desk.query("format") == "csv":
        rows = [[s.number, s.kind.value, s.notice, s.channel, s.tag, s.text, s.answer] for s in found]
        return as_csv(f"{slug}-statements", ["number", "kind", "notice", "way", "lang", "text", "answer"], rows)
    return desk.page("statements", every=every, found=found, words=desk.query("q"), only_open=only_open)


@get("/c/{slug:str}/statements/new", sync_to_thread=False, include_in_schema=False)
def new_page(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _new(enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug))


def _new(desk: Desk, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    shown = typed or {"tag": "de", "channel": "post", "kind": StatementKind.STATEMENT.value}
    scan = papers.checked(desk.query("scan") or shown.get("scan", ""))
    with desk.parts.database.reading() as session:
        every = service.notices(session, desk.at.id)
    return desk.page(
        "statement_new", problem=problem, typed=shown, scan=scan, notices=every, kinds=list(StatementKind), **choices()
    )


@post("/c/{slug:str}/statements/new", status_code=200, include_in_schema=False)
async def type_in(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug)
    form = await form_of(request)
    try:
        kind = next((known for known in StatementKind if known == form.text("kind")), None)
        if kind is None:
            raise BadInput("admin.error.required", field="kind", detail="choose what it is")
        draft = StatementDraft(
            text=form.text("text"),
            kind=kind,
            notice=form.optional_whole("notice", least=1),
            tag=tag_of(form),
            channel=channel_of(form),
            contact=contact_of(form),
        )
        with desk.parts.database.writing() as session:
            made = service.hand_in(session, desk.at.id, draft, desk.parts.clock.now())
            desk.record(session, "statement_typed", statement=made.number, channel=draft.channel)
    except Refusal as refusal:
        return _new(desk, refusal, form.by_prefix(""))
    return desk.go(f"statements/{made.number}", "typed")


@get("/c/{slug:str}/statements/{number:int}", sync_to_thread=False, include_in_schema=False)
def statement(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    return _one(enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug), number)


def _one(desk: Desk, number: int, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        value = service.statement(session, desk.at.id, number)
    return desk.page("statement", problem=problem, statement=value)


@post("/c/{slug:str}/statements/{number:int}", status_code=200, include_in_schema=False)
async def answer(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="statements", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            now = desk.parts.clock.now()
            made = service.answer(session, desk.at.id, number, text=form.text("answer"), now=now)
            desk.record(session, "statement_answered", statement=number)
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go(f"statements/{made.number}", f"answered_{made.contact.way}")


@get("/c/{slug:str}/statements/{number:int}/letter", sync_to_thread=True, include_in_schema=False)
def letter(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """The answer as a letter, for who gave a postal address."""
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug)
    with desk.parts.database.reading() as session:
        value = service.statement(session, desk.at.id, number)
    if not value.answer:
        return _one(desk, number, BadInput("admin.error.no_answer", detail="there is no answer yet"))
    told = Answer(value.number, value.tag, value.text, value.answer, "", value.contact)
    try:
        data = answer_letter(desk.parts.settings, desk.at, told, desk.parts.clock.now())
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return download(data, f"{slug}-answer-{number}.pdf", "application/pdf")


@post("/c/{slug:str}/statements/{number:int}/posted", status_code=200, include_in_schema=False)
async def posted(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    """The letter is in the post: the address is deleted, as the form promises."""
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="statements", slug=slug)
    try:
        with desk.parts.database.writing() as session:
            service.letter_posted(session, desk.at.id, number)
            desk.record(session, "letter_posted", statement=number)
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go(f"statements/{number}", "letter_posted")


HANDLERS = [statements, new_page, type_in, statement, answer, letter, posted]
