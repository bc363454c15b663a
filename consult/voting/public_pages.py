"""After the vote, and beside it: was my vote counted, what came out and why, and everything to check it oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import File
from markupsafe import Markup

from consult.consultations import service as consultations
from consult.consultations.frame import Frame, frame, page
from consult.errors import BadInput, NotFound
from consult.voting import published
from consult.voting.board import days
from consult.voting.result import Line, read_result
from consult.voting.told import Why, why
from consult.web import languages
from consult.web.wiring import wiring
from i18n.texts import Texts
from i18n.texts import texts as texts_of

Asked = Request[Any, Any, Any]
TYPES = {
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".py": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".pb": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}


@get("/receipt", sync_to_thread=False)
def receipt_form(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
    return _receipt_page(request, around)


@post("/receipt", sync_to_thread=True, status_code=200)
def check_receipt(request: Asked, slug: FromPath[str], data: URLEncodedBody[dict[str, str]]) -> Response[str]:
    """Takes the number in the body: it must stand in no address and no log."""
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
    number = data.get("number", "")[:60]
    try:
        place = published.public_bundle(parts.settings, around.consultation)
        answer, content = published.look(parts.urn, place, around.consultation.id, number)
    except BadInput as mistake:
        return _receipt_page(request, around, number=number, mistake=mistake, status=400)
    with parts.database.reading() as session:
        projects = {value.id: value for value in consultations.projects(session, around.consultation.id)}
    choices = [(projects[name], value) for name, value in content.choices] if content else None
    none = bool(content and content.none)
    return _receipt_page(request, around, number=number, answer=answer, choices=choices, none=none)


def _receipt_page(
    request: Asked,
    around: Frame,
    *,
    number: str = "",
    answer: published.Answer | None = None,
    choices: Any = None,
    none: bool = False,
    mistake: BadInput | None = None,
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "find.jinja",
        around,
        here="receipt",
        cache="personal",
        status=status,
        number=number,
        answer=answer,
        choices=choices,
        nothing=none,
        mistake=mistake,
    )


@get("/result", sync_to_thread=True)
def result(request: Asked, slug: FromPath[str]) -> Response[str]:
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
        projects = consultations.projects(session, around.consultation.id)
    place = published.public_bundle(parts.settings, around.consultation)
    if place is None:
        return page(request, "result.jinja", around, here="result", result=None)
    found, reasons = read_result(place, projects), why(place)
    texts = texts_of(languages.of_request(request).tag)

    def measure(line: Line) -> str:
        return texts.fact(line.points if found.kind == "points" else line.votes, "number")

    def reason(line: Line) -> Markup:
        return told(texts, around, reasons, line.project.id) if reasons else Markup()

    return page(
        request,
        "result.jinja",
        around,
        here="result",
        result=found,
        files=published.files(place),
        measure=measure,
        reason=reason,
        share=round(reasons.with_a_winner * 100) if reasons else None,
        explained=reasons is not None,
    )


def told(texts: Texts, around: Frame, reasons: Why, project_id: str) -> Markup:
    """Why a project was not chosen, in the reader's words: what would have been enough, as far as anything would."""
    story = reasons.stories[project_id]
    more, less = story["more_votes"], story["less_cost"]
    sentences = []
    if story["key"] == "count.lost.above_budget":
        sentences.append(texts.html("web.result.lost_above_budget"))
    elif story["key"] == "count.lost.no_votes":
        sentences.append(texts.html("web.result.lost_no_votes"))
    if more is not None:
        sentences.append(texts.html("web.result.lost_more_votes", n=more))
    if less is not None:
        cost = around.money(reasons.cents(less))
        sentences.append(texts.html("web.result.lost_cheaper", cost=cost))
    return Markup(" ").join(sentences or [texts.html("web.result.lost_never")])


@get("/board", sync_to_thread=True)
def board(request: Asked, slug: FromPath[str]) -> Response[str]:
    """The public board for people: how many boxes, the last head, the root of each day."""
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
    entries = parts.urn.board(around.consultation.id)
    boxes = sum(len(entry.data.get("boxes", ())) for entry in entries)
    return page(
        request, "board.jinja", around, here="receipt", days=days(entries), day_of=date.fromisoformat, boxes=boxes
    )


@get("/published/{slug:str}/{name:str}", sync_to_thread=True)
def bundle_file(request: Asked, slug: FromPath[str], name: FromPath[str]) -> File:
    """A file of the bundle, byte for byte as any other web server would give it."""
    parts = wiring(request)
    with parts.database.reading() as session:
        value = consultations.public_by_slug(session, slug)
    place = published.public_bundle(parts.settings, value)
    if place is None:
        raise NotFound("error.result.none")
    path = published.archive(place) if name == f"{value.slug}.zip" else published.file(place, name)
    media = TYPES.get(path.suffix, "application/octet-stream")
    return File(
        path,
        filename=path.name,
        media_type=media,
        content_disposition_type="inline" if path.suffix == ".html" else "attachment",
        headers={"cache-control": "no-cache"},
    )


router = Router(
    "/",
    include_in_schema=False,
    route_handlers=[
        bundle_file,
        Router("/{lang:str}/c/{slug:str}", route_handlers=[receipt_form, check_receipt, result, board]),
    ],
)
