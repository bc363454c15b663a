"""Adjudication: one mark, large, the rule beside it. Nobody sees whose ballot it is or what others said."""

from __future__ import annotations

import json
import re

from litestar import Response, get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import Form, form_of
from consult.errors import BadInput, NotFound, Refusal
from consult.paper import deciding, doubt_store, pictures, service
from consult.paper.adjudication import REASONS
from consult.paper.contest import Contest
from consult.paper.rules import TYPED
from consult.paper.transcript import transcript
from consult.staff.rules import Role
from print_channel.sheet import NONE_KEY, value_lines

_MARK = re.compile(r"(\d{1,4})(?:\s*[=:]\s*(\d{1,2}))?")
REASON_FOR = {"marked": "clear_mark", "unmarked": "stray_line", "invalid": "will_not_clear", "reject": "not_ours"}


@get("/c/{slug:str}/doubts", sync_to_thread=False, include_in_schema=False)
def doubts(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.ADJUDICATOR, place="doubts", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None) -> Page:
    person = desk.account.name
    with desk.parts.database.reading() as session:
        queue = deciding.queue(session, desk.at.id, person)
        work = deciding.work(session, desk.at.id, person)
        item = None
        rule = None
        if queue:
            contest = service.contest_of(session, desk.at.id)
            item = service.described(session, contest, queue[0])
            rule = contest.style
    return desk.page("doubts", problem=problem, item=item, rule=rule, work=work, reasons=REASONS)


@get("/c/{slug:str}/doubts/{doubt_id:str}/picture", sync_to_thread=True, include_in_schema=False)
def picture(request: AnyRequest, slug: FromPath[str], doubt_id: FromPath[str]) -> Response[bytes]:
    """What the doubt is about; `reading` chooses one of several pages, `whole` the whole side."""
    desk = enter(request, Role.ADJUDICATOR, place="doubts", slug=slug)
    with desk.parts.database.reading() as session:
        stored = doubt_store.doubt_by_id(session, doubt_id)
        if stored is None or stored.consultation_id != desk.at.id:
            raise NotFound("error.not_found")
        contest = service.contest_of(session, desk.at.id)
        wanted = desk.query("reading")
        if wanted.isdecimal() and int(wanted) in stored.doubt.readings:
            data = pictures.page_picture(session, desk.parts.settings, contest, int(wanted))
        else:
            data = pictures.snippet(session, desk.parts.settings, contest, stored.doubt)
    return Response(data, media_type="image/png", headers={"cache-control": "no-store"})


@post("/c/{slug:str}/doubts/{doubt_id:str}", status_code=200, include_in_schema=False)
async def decide(request: AnyRequest, slug: FromPath[str], doubt_id: FromPath[str]) -> Page:
    desk = enter(request, Role.ADJUDICATOR, place="doubts", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.reading() as session:
            contest = service.contest_of(session, desk.at.id)
        decision = decision_of(form, contest)
        reason = form.text("reason") or REASON_FOR.get(decision, "other")
        with desk.parts.database.writing() as session:
            stored = doubt_store.doubt_by_id(session, doubt_id)
            if stored is None or stored.consultation_id != desk.at.id:
                raise NotFound("admin.error.doubt")
            seen = pictures.snippet(session, desk.parts.settings, contest, stored.doubt)
            deciding.answer(
                session,
                contest,
                doubt_id,
                person=desk.account.name,
                decision=decision,
                reason=reason,
                now=desk.parts.clock.now(),
                picture=seen,
            )
            desk.record(session, "doubt_answered", doubt=doubt_id)
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("doubts", "answered")


@post("/c/{slug:str}/doubts/undo", status_code=200, include_in_schema=False)
async def undo(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADJUDICATOR, place="doubts", slug=slug)
    try:
        with desk.parts.database.writing() as session:
            contest = service.contest_of(session, desk.at.id)
            stored = deciding.take_back(session, contest, desk.account.name)
            desk.record(session, "answer_taken_back", doubt=stored.id)
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("doubts", "undone")


def decision_of(form: Form, contest: Contest) -> str:
    """The button that was pressed, or what was typed in the words of the ballot: numbers, never ids."""
    match form.required("decision"):
        case "serial:":
            return "serial:" + form.required("serial")
        case "as:":
            return "as:" + ",".join(_ids(form.required("order"), contest))
        case "marks:":
            typed = [[key, value] for key, value in typed_marks(form.text("marks"), contest) if key != NONE_KEY]
            return TYPED + json.dumps(typed)
        case "type:":
            marks = marks_of(form.text("marks"), contest)
            return transcript(
                contest,
                serial=form.required("serial"),
                style=form.text("style") or "S",
                page=form.whole("page", least=1, most=99),
                marks=marks,
            )
        case decision:
            return decision


def _ids(typed: str, contest: Contest) -> list[str]:
    by_number = {str(project.number): project.id for project in contest.style.projects}
    numbers = [part for part in re.split(r"[\s,;]+", typed) if part]
    if any(number not in by_number for number in numbers):
        raise BadInput("admin.error.ranks", field="order", detail="numbers of projects, best first")
    return [by_number[number] for number in numbers]


def marks_of(typed: str, contest: Contest) -> list[tuple[str, int]]:
    """What was typed -> the boxes that carry a mark; a value above ten stands in two boxes."""
    lines = value_lines(contest.style.kind, contest.style.highest_value)
    marks: list[tuple[str, int]] = []
    for key, value in typed_marks(typed, contest):
        if key == NONE_KEY or len(lines) == 1:
            marks.append((key, value))
        else:
            marks += [(key, part) for part in (value // 10 * 10, value % 10) if part]
    return marks


def typed_marks(typed: str, contest: Contest) -> list[tuple[str, int]]:
    """`3, 7` for crosses, `3=5, 7=2` for points or ranks, `0` for "none of these" -> (row, value)."""
    by_number = {str(project.number): project.id for project in contest.style.projects} | {"0": NONE_KEY}
    pairs: list[tuple[str, int]] = []
    for part in (part.strip() for part in re.split(r"[,;\n]+", typed)):
        if not part:
            continue
        found = _MARK.fullmatch(part)
        if found is None or found[1] not in by_number:
            raise BadInput("admin.error.marks", field="marks", detail="such as: 3, 7 or 3=5, 7=2")
        pairs.append((by_number[found[1]], int(found[2] or 1)))
    return pairs


HANDLERS = [doubts, picture, undo, decide]
