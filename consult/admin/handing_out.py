"""What a desk hands out or posts beside letters and ballots, in each language; and that somebody was helped."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, download, enter
from consult.admin.forms import Form, form_of
from consult.admin.printing import jobs_of
from consult.errors import BadInput, Refusal
from consult.notices import service as notices
from consult.paper.handing_out import MAKERS, TO_EVERYBODY, hand_out, letters_to_everybody
from consult.paper.matter import Wish, gather
from consult.register import service as register
from consult.staff.rules import Role
from i18n.languages import FIRST_TWELVE, LANGUAGES

MOST_FORMS = 2_000
FORMS = tuple(name for name in MAKERS if name.startswith("form_"))
BY_POST = ("notice", "result", "progress", "help")
PLAIN = ("catalogue", "leaflet", "board_list")
HELPED_AT = ("desk", "phone")
WHO = (Role.ADMINISTRATOR, Role.PRINT, Role.INTAKE)


@get("/c/{slug:str}/handouts", sync_to_thread=False, include_in_schema=False)
def handouts(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, *WHO, place="handouts", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    with desk.parts.database.reading() as session:
        listed = notices.published(session, desk.at.id)
        people = register.entitled(session, desk.at.id)
    return desk.page(
        "handouts",
        problem=problem,
        typed=typed or {"language": "de", "copies": "20"},
        notices=listed,
        people=people,
        every_language=[LANGUAGES[tag] for tag in FIRST_TWELVE],
        plain=PLAIN,
        forms=FORMS,
        by_post=BY_POST,
        to_everybody=tuple(TO_EVERYBODY),
        helped_at=HELPED_AT,
        is_printer=desk.may(Role.PRINT),
    )


def wish_of(form: Form) -> Wish:
    """Raises `BadInput` naming the field."""
    product = form.required("product")
    return Wish(
        product=product,
        tag=form.text("language") or "de",
        large=form.ticked("large"),
        copies=form.whole("copies", least=1, most=MOST_FORMS) if product in FORMS else 1,
        notice=form.whole("notice", least=1) if product == "notice" else None,
        number=form.required("number") if product == "receipt" else "",
        batch=form.required("batch")[:40] if product == "cover" else "",
        envelopes=form.optional_whole("envelopes") if product == "cover" else None,
        address=tuple(form.text("address").split("\n")) if product in BY_POST else (),
    )


@post("/c/{slug:str}/handouts", status_code=200, include_in_schema=False)
async def make(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """One PDF. Address and receipt number travel in the body and are kept nowhere."""
    desk = enter(request, *WHO, place="handouts", slug=slug)
    form = await form_of(request)
    try:
        wish = wish_of(form)
        with desk.parts.database.reading() as session:
            matter = gather(session, desk.parts.settings, desk.at.id, desk.parts.clock.now(), desk.parts.urn)
        data = await asyncio.to_thread(hand_out, matter, wish)
    except Refusal as refusal:
        return _page(desk, refusal, form.by_prefix(""))
    desk.note("handed_out", product=wish.product, language=wish.tag, copies=wish.copies)
    return download(data, f"{slug}-{wish.product.replace('_', '-')}-{wish.tag}.pdf", "application/pdf")


@post("/c/{slug:str}/handouts/everybody", status_code=200, include_in_schema=False)
async def everybody(request: AnyRequest, slug: FromPath[str]) -> Page:
    """A letter to each person of the register; the files stand beside the other print runs."""
    desk = enter(request, Role.PRINT, place="handouts", slug=slug)
    form = await form_of(request)
    parts, at, product = desk.parts, desk.at, form.text("product")
    try:
        if product not in TO_EVERYBODY:
            raise BadInput("admin.error.required", field="product", detail="choose a letter")
        number = form.whole("notice", least=1) if product == "notice" else None
        with parts.database.reading() as session:
            people = register.entitled(session, at.id)
    except Refusal as refusal:
        return _page(desk, refusal, form.by_prefix(""))
    out = parts.settings.data_dir / "print" / at.id / f"{product}-{secrets.token_hex(4)}"

    def work(report: object) -> None:
        assert callable(report)
        run = letters_to_everybody(
            parts.database,
            parts.settings,
            at.id,
            out,
            product=product,
            now=parts.clock.now(),
            notice=number,
            progress=report,
        )
        desk.note("printed", run=run.id, kind=run.kind, pieces=run.pieces)

    jobs_of(desk).start(product, desk.url("print"), work, people)
    return desk.go("print", "started")


@post("/c/{slug:str}/handouts/helped", status_code=200, include_in_schema=False)
async def helped(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Somebody was helped, at the desk or by phone: noted without a name and without a word of what was chosen."""
    desk = enter(request, *WHO, place="handouts", slug=slug)
    form = await form_of(request)
    if form.text("channel") not in HELPED_AT:
        return _page(desk, BadInput("admin.error.channel", field="channel", detail="at the desk or by phone"))
    desk.note("help_given", channel=form.text("channel"))
    return desk.go("handouts", "saved")


HANDLERS = [handouts, make, everybody, helped]
