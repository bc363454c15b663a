"""After the vote, and beside it: was my vote counted, what came out and why, and everything to check it oneself."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import File

from consult.consultations import service as consultations
from consult.consultations.frame import Frame, frame, page
from consult.errors import BadInput
from consult.register.codes import ALPHABET, group
from consult.voting import published
from consult.voting.board import days
from consult.voting.receipts import look_up, prove
from consult.voting.result import Line, read_result
from consult.voting.trackers import read_tracker
from consult.voting.urn import Urn
from consult.web import languages
from consult.web.wiring import wiring
from i18n.texts import texts as texts_of

Asked = Request[Any, Any, Any]
Answer = Literal["counted", "not_counted", "on_board", "not_yet"]
BOARD_SYMBOLS = 12
MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
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


def read_board_number(text: str) -> str | None:
    """A board number as typed -> its printed form; None for anything of another length."""
    plain = "".join(text.split()).replace("-", "").upper().translate(MEANT)
    fits = len(plain) == BOARD_SYMBOLS and all(symbol in ALPHABET for symbol in plain)
    return group(plain) if fits else None


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
        answer, content = look(parts.urn, published.bundle_place(parts.settings, slug), around.consultation.id, number)
    except BadInput as mistake:
        return _receipt_page(request, around, number=number, mistake=mistake, status=400)
    with parts.database.reading() as session:
        projects = {value.id: value for value in consultations.projects(session, around.consultation.id)}
    choices = [(projects[name], value) for name, value in content.choices] if content else None
    none = bool(content and content.none)
    return _receipt_page(request, around, number=number, answer=answer, choices=choices, none=none)


def look(urn: Urn, place: Any, consultation_id: str, number: str) -> tuple[Answer, Any]:
    """What is known about a tracker or a board number. Raises `BadInput` for a mistyped one."""
    board_number = read_board_number(number)
    if board_number is not None:
        return ("on_board" if prove(urn.board(consultation_id), board_number) else "not_yet"), None
    tracker = read_tracker(number)
    if not place.is_dir():
        return "not_yet", None
    found = look_up(place, tracker)
    return ("counted", found.content) if found else ("not_counted", None)


def _receipt_page(
    request: Asked,
    around: Frame,
    *,
    number: str = "",
    answer: Answer | None = None,
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
        none=none,
        mistake=mistake,
    )


@get("/result", sync_to_thread=True)
def result(request: Asked, slug: FromPath[str]) -> Response[str]:
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
        projects = consultations.projects(session, around.consultation.id)
    place = published.bundle_place(parts.settings, slug)
    found = read_result(place, projects) if place.is_dir() else None
    texts = texts_of(languages.of_request(request).tag)

    def measure(line: Line) -> str:
        return texts.fact(line.points if found and found.kind == "points" else line.votes, "number")

    def reason(line: Line) -> Any:
        return texts.html("web.result.why_money")

    return page(
        request,
        "result.jinja",
        around,
        here="result",
        result=found,
        files=published.files(place),
        measure=measure,
        reason=reason,
    )


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
    place = published.bundle_place(parts.settings, value.slug)
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
