"""Notices: the text in, the plain version out, a person's word where the guard has doubts, published."""

from __future__ import annotations

import asyncio

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import form_of
from consult.errors import Refusal
from consult.notices import service
from consult.staff.rules import Role


@get("/c/{slug:str}/notices", sync_to_thread=False, include_in_schema=False)
def notices(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="notices", slug=slug)
    with desk.parts.database.reading() as session:
        every = service.notices(session, desk.at.id)
    return desk.page("notices", every=every)


@get("/c/{slug:str}/notices/new", sync_to_thread=False, include_in_schema=False)
def new_page(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _edit(enter(request, Role.ADMINISTRATOR, place="notices", slug=slug), {})


def _edit(desk: Desk, typed: dict[str, str], problem: Refusal | None = None) -> Page:
    return desk.page("notice_new", problem=problem, typed=typed)


@post("/c/{slug:str}/notices/new", status_code=200, include_in_schema=False)
async def create(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="notices", slug=slug)
    form = await form_of(request)
    try:
        title, text = form.required("title"), form.required("text")
        until = form.optional_instant("until", desk.parts.settings.zone)
        plain = await asyncio.to_thread(service.plain_version, text)
        with desk.parts.database.writing() as session:
            made = service.save(session, desk.at.id, title=title, text=text, plain=plain, statements_until=until)
            desk.record(session, "consultation_changed", what=f"notice {made.number}")
    except Refusal as refusal:
        return _edit(desk, form.by_prefix(""), refusal)
    return desk.go(f"notices/{made.number}", "saved")


@get("/c/{slug:str}/notices/{number:int}", sync_to_thread=False, include_in_schema=False)
def notice(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    return _one(enter(request, Role.ADMINISTRATOR, place="notices", slug=slug), number)


def _one(desk: Desk, number: int, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        value = service.notice(session, desk.at.id, number)
    return desk.page("notice", problem=problem, notice=value)


@post("/c/{slug:str}/notices/{number:int}/publish", status_code=200, include_in_schema=False)
async def publish(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="notices", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            service.publish(session, desk.at.id, number, desk.parts.clock.now(), decision=form.text("decision"))
            desk.record(session, "consultation_changed", what=f"notice {number} published")
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go("notices", "published_notice")


HANDLERS = [notices, new_page, create, notice, publish]
