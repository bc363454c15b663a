"""Proposals: typed in from paper, reviewed with cost and public reason, turned into projects."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from consult.admin import papers
from consult.admin.desk import AnyRequest, Desk, Page, as_csv, download, enter
from consult.admin.forms import Form, form_of, shown_cents
from consult.consultations import proposals as service
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import Channel, Contact, ProposalState
from consult.errors import BadInput, Refusal
from consult.paper.answers import Answer, answer_letter
from consult.paper.wording import in_language
from consult.staff.rules import Role
from i18n import texts as texts_of
from i18n.languages import FIRST_TWELVE, LANGUAGES

PAPER_CHANNELS: tuple[Channel, ...] = ("post", "desk", "phone")


@get("/c/{slug:str}/proposals", sync_to_thread=False, include_in_schema=False)
def proposals(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug)
    words, state = desk.query("q").casefold(), desk.query("state")
    with desk.parts.database.reading() as session:
        every = service.every(session, desk.at.id)
    found = [
        p
        for p in every
        if words in f"{p.number} {p.title} {p.text} {p.district or ''}".casefold() and state in {"", p.state.value}
    ]
    if desk.query("sort") == "state":
        found.sort(key=lambda p: (p.state.value, p.number))
    if desk.query("format") == "csv":
        rows = [
            [p.number, p.state.value, p.title, p.text, p.tag, p.district, p.channel, shown_cents(p.cost_cents)]
            for p in found
        ]
        return as_csv(
            f"{slug}-proposals", ["number", "state", "title", "text", "lang", "district", "way", "cost"], rows
        )
    return desk.page("proposals", every=every, found=found, words=desk.query("q"), state=state, states=ProposalState)


@get("/c/{slug:str}/proposals/new", sync_to_thread=False, include_in_schema=False)
def new_page(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _new(enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug))


def _new(desk: Desk, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    shown = typed or {"tag": "de", "channel": "post"}
    scan = papers.checked(desk.query("scan") or shown.get("scan", ""))
    return desk.page("proposal_new", problem=problem, typed=shown, scan=scan, **choices())


def choices() -> dict[str, Any]:
    return {"channels": PAPER_CHANNELS, "every_language": [LANGUAGES[tag] for tag in FIRST_TWELVE]}


@post("/c/{slug:str}/proposals/new", status_code=200, include_in_schema=False)
async def type_in(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug)
    form = await form_of(request)
    try:
        draft = ProposalDraft(
            form.text("title"),
            form.text("text"),
            tag_of(form),
            form.text("district") or None,
            channel_of(form),
            contact_of(form),
        )
        with desk.parts.database.writing() as session:
            made = service.propose(session, desk.at.id, draft, desk.parts.clock.now())
            desk.record(session, "proposal_typed", proposal=made.number, channel=draft.channel)
    except Refusal as refusal:
        return _new(desk, refusal, form.by_prefix(""))
    return desk.go(f"proposals/{made.number}", "typed")


def tag_of(form: Form) -> str:
    tag = form.text("tag") or "de"
    if tag not in LANGUAGES:
        raise BadInput("admin.error.language", field="tag", detail="choose a language")
    return tag


def channel_of(form: Form) -> Channel:
    for channel in PAPER_CHANNELS:
        if form.text("channel") == channel:
            return channel
    raise BadInput("admin.error.channel", field="channel", detail=f"ways are: {', '.join(PAPER_CHANNELS)}")


def contact_of(form: Form) -> Contact:
    return Contact(form.text("name"), form.text("email"), form.text("address"))


@get("/c/{slug:str}/proposals/{number:int}", sync_to_thread=False, include_in_schema=False)
def proposal(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    return _one(enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug), number)


def _one(desk: Desk, number: int, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    with desk.parts.database.reading() as session:
        value = service.get(session, desk.at.id, number)
    shown = typed or {
        "state": value.state.value,
        "cost": shown_cents(value.cost_cents),
        "merged_into": str(value.merged_into or ""),
        "reason": value.reason.get("de", ""),
    }
    states = [ProposalState.ACCEPTED, ProposalState.MERGED, ProposalState.DECLINED]
    return desk.page("proposal", problem=problem, proposal=value, typed=shown, states=states)


@post("/c/{slug:str}/proposals/{number:int}", status_code=200, include_in_schema=False)
async def review(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="proposals", slug=slug)
    form = await form_of(request)
    try:
        state = next((known for known in ProposalState if known == form.text("state")), None)
        if state in {None, ProposalState.RECEIVED}:
            raise BadInput("admin.error.required", field="state", detail="choose an answer")
        assert state is not None
        with desk.parts.database.writing() as session:
            service.review(
                session,
                desk.at.id,
                number,
                state=state,
                reason={"de": form.text("reason")},
                cost_cents=form.optional_cents("cost"),
                merged_into=form.optional_whole("merged_into", least=1),
            )
            desk.record(session, "proposal_reviewed", proposal=number, state=state.value)
    except Refusal as refusal:
        return _one(desk, number, refusal, form.by_prefix(""))
    return desk.go("proposals", "reviewed")


@get("/c/{slug:str}/proposals/{number:int}/letter", sync_to_thread=True, include_in_schema=False)
def letter(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """The review as a letter, for who gave a postal address."""
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug)
    with desk.parts.database.reading() as session:
        value = service.get(session, desk.at.id, number)
    if value.state is ProposalState.RECEIVED:
        return _one(desk, number, BadInput("admin.error.no_answer", detail="there is no answer yet"))
    outcome = texts_of(value.tag if value.tag in {"de", "en"} else "de").text(f"admin.proposal.{value.state.value}")
    said = f"{value.title}. {value.text}"
    told = Answer(value.number, value.tag, said, in_language(value.reason, value.tag), outcome, value.contact)
    try:
        data = answer_letter(desk.parts.settings, desk.at, told, desk.parts.clock.now())
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return download(data, f"{slug}-proposal-{number}.pdf", "application/pdf")


@post("/c/{slug:str}/proposals/{number:int}/posted", status_code=200, include_in_schema=False)
async def posted(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    """The letter is in the post: the address is deleted, as the form promises."""
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, place="proposals", slug=slug)
    try:
        with desk.parts.database.writing() as session:
            service.letter_posted(session, desk.at.id, number)
            desk.record(session, "letter_posted", proposal=number)
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go(f"proposals/{number}", "letter_posted")


HANDLERS = [proposals, new_page, type_in, proposal, review, letter, posted]
