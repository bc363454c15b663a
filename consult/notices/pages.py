"""Notices for residents: at a glance, plain and original side by side; statements and their answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, FromQuery, URLEncodedBody

from consult.consultations.frame import frame, page
from consult.consultations.pages import address, contact_of, language_of
from consult.errors import BadInput, NotFound
from consult.notices import service
from consult.notices.beside import beside, quoted
from consult.notices.rules import StatementKind
from consult.notices.service import StatementDraft
from consult.web import languages, mail
from consult.web.backoff import WRITING
from consult.web.wiring import wiring

Asked = Request[Any, Any, Any]


@get("/notices", sync_to_thread=False)
def notice_list(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        listed = service.published(session, around.consultation.id)
    return page(request, "notices.jinja", around, here="notices", notices=listed)


@get("/notices/{number:int}", sync_to_thread=False)
def one_notice(request: Asked, slug: FromPath[str], number: FromPath[int]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        value = service.notice(session, around.consultation.id, number)
    if value.published_at is None:
        raise NotFound("error.notice.unknown")
    both = beside(value)
    open_now = value.statements_until is None or wiring(request).clock.now() < value.statements_until
    return page(
        request,
        "notice.jinja",
        around,
        here="notices",
        notice=value,
        glance=value.plain.glance_in(languages.by_slug(request.path_params["lang"]).tag),
        beside=both,
        quoted=lambda answer: quoted(answer, both.original),
        statements_open=open_now,
        years=[Decimal(str(years)) for years in value.plain.years],
    )


@get("/statements", sync_to_thread=False)
def statement_list(request: Asked, slug: FromPath[str]) -> Response[str]:
    """Statements with their answers. Complaints and corrections are answered, not shown."""
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        every = service.statements(session, around.consultation.id)
    public = {StatementKind.STATEMENT, StatementKind.OBJECTION}
    shown = [value for value in every if value.kind in public]
    return page(request, "statements.jinja", around, here="notices", statements=shown)


@get("/say", sync_to_thread=False)
def say_form(
    request: Asked, slug: FromPath[str], notice: FromQuery[int | None] = None, kind: FromQuery[str] = "statement"
) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        about = service.published(session, around.consultation.id)
    given = {"notice": str(notice or ""), "kind": kind}
    return page(
        request, "say.jinja", around, here="notices", cache="personal", notices=about, given=given, mistake=None
    )


@post("/say", sync_to_thread=False, status_code=200)
def say(request: Asked, slug: FromPath[str], data: URLEncodedBody[dict[str, str]]) -> Response[str]:
    parts = wiring(request)
    parts.backoff.check(WRITING, "statement", address(request))
    language = languages.of_request(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
        about = service.published(session, around.consultation.id)
    try:
        draft = _draft(data, {value.number for value in about}, language.tag)
        with parts.database.writing() as session:
            made = service.hand_in(session, around.consultation.id, draft, parts.clock.now(), reader=language.tag)
    except BadInput as mistake:
        given = {**data}
        return page(
            request,
            "say.jinja",
            around,
            here="notices",
            cache="personal",
            status=400,
            notices=about,
            given=given,
            mistake=mistake,
        )
    parts.backoff.failed("statement", address(request))
    answer = page(request, "said.jinja", around, here="notices", cache="personal", statement=made)
    answer.background = BackgroundTask(mail.deliver, parts.database, parts.settings)
    return answer


def _draft(data: dict[str, str], known: set[int], tag: str) -> StatementDraft:
    kind = data.get("kind", "statement")
    if kind not in set(StatementKind):
        raise BadInput("error.statement.kind", field="kind")
    about = data.get("notice", "")
    if about and (not about.isdecimal() or int(about) not in known):
        raise BadInput("error.notice.unknown", field="notice")
    return StatementDraft(
        text=data.get("text", ""),
        kind=StatementKind(kind),
        notice=int(about) if about else None,
        tag=language_of(data, tag),
        contact=contact_of(data),
    )


router = Router(
    "/{lang:str}/c/{slug:str}",
    include_in_schema=False,
    route_handlers=[notice_list, one_notice, statement_list, say_form, say],
)
