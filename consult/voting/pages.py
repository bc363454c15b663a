"""The vote for residents: log-in with the code from the letter, ballot, check, receipt.

No choice, code or tracker stands in an address: forms travel in the body, the answer is the page itself, and a reload
sends the same idempotency key, so it shows the same receipt and casts nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, URLEncodedBody

from consult.consultations import service as consultations
from consult.consultations.frame import Frame, frame, page
from consult.consultations.rules import Phase, Project, ballotable
from consult.errors import Conflict, NotSignedIn, Refusal, TooLate
from consult.register import service as register
from consult.register.rules import Standing, Voter
from consult.register.service import authenticate
from consult.voting.api import address_of, request_of
from consult.voting.arrivals import Blocker
from consult.voting.ballots import BallotStyle, Content, Problem, canonical, check
from consult.voting.trackers import draw_idempotency_key
from consult.web import languages
from consult.web.pages import redirect
from consult.web.wiring import wiring
from i18n.texts import texts as texts_of

Asked = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
PREFIX = "project-"
MOST_OVER = 100  # more than that too many is said with the last of the sentences


@dataclass(frozen=True, slots=True)
class Booth:
    """A resident who is signed in, with their ballot. `blockers`: votes that an online cast would not replace."""

    around: Frame
    voter: Voter = field(repr=False)
    style: BallotStyle = field(repr=False)
    projects: tuple[Project, ...] = field(repr=False)
    blockers: tuple[Blocker, ...] = ()


def booth(request: Asked, slug: str) -> Booth:
    """Raises `NotSignedIn`, also for a log-in whose letter was replaced since, and `TooLate`/`Conflict` by phase."""
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
        _require_voting(around)
        subject = parts.sessions.required(request, "resident")
        consultation_id, _, rest = subject.partition(":")
        number, _, generation = rest.partition(":")
        if consultation_id != around.consultation.id:
            raise NotSignedIn("error.not_signed_in")
        voter = register.get(session, number)
        if str(voter.generation) != generation or not voter.entitled:
            raise NotSignedIn("error.not_signed_in")
        projects = consultations.projects(session, consultation_id)
        style = consultations.style(session, consultation_id)
    standing = Standing(voter.generation, entitled=voter.entitled)
    found = parts.urn.blockers(consultation_id, voter.voter_no, standing)
    return Booth(around, voter, style, projects, found)


def _require_voting(around: Frame) -> None:
    if around.phase in {Phase.COUNTING, Phase.RESULT, Phase.OVER}:
        raise TooLate("error.cast.deadline")
    if around.phase is not Phase.VOTING:
        raise Conflict("error.cast.not_open")


@get("/log-in", sync_to_thread=False)
def log_in_form(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
    _require_voting(around)
    return page(request, "log_in.jinja", around, here="vote", cache="personal", mistake=None)


@post("/log-in", sync_to_thread=False, status_code=200)
def log_in(request: Asked, slug: FromPath[str], data: Form) -> Response[Any]:
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
    _require_voting(around)
    try:
        voter = authenticate(
            parts.database,
            parts.register_key,
            data.get("voter_no", "")[:40],
            data.get("code", "")[:80],
            source=address_of(request),
            now=parts.clock.now(),
        )
        if voter.consultation != around.consultation.id:
            raise Conflict("error.cast.other_consultation")
    except Refusal as mistake:
        answer = page(
            request, "log_in.jinja", around, here="vote", cache="personal", status=mistake.status, mistake=mistake
        )
        if "seconds" in mistake.facts:
            answer.headers["retry-after"] = str(mistake.facts["seconds"])
        return answer
    subject = f"{voter.consultation}:{voter.voter_no}:{voter.generation}"
    cookie = parts.sessions.sign_in(request, "resident", subject)
    return redirect(f"{around.base}/ballot", cookies=[cookie])


@post("/log-out", sync_to_thread=False, status_code=200)
def log_out(request: Asked, slug: FromPath[str]) -> Response[Any]:
    parts = wiring(request)
    with parts.database.reading() as session:
        around = frame(request, session, slug)
    return redirect(f"{around.base}/", cookies=[parts.sessions.sign_out(request, "resident")])


def read_choices(style: BallotStyle, data: Mapping[str, str]) -> Content:
    """What a form says. A field that is no whole number counts as 0; nothing here is refused, `check` explains."""
    pairs = []
    for project in style.projects:
        given = data.get(f"{PREFIX}{project.number}", "").strip()
        value = int(given) if given.isdecimal() and len(given) < 7 else 0
        if value:
            pairs.append((project.id, value))
    return Content(canonical(style, pairs), data.get("none") == "1")


@get("/ballot", sync_to_thread=False)
def ballot(request: Asked, slug: FromPath[str]) -> Response[str]:
    return show_ballot(request, booth(request, slug), Content(), (), draw_idempotency_key())


@post("/ballot", sync_to_thread=False, status_code=200)
def check_ballot(request: Asked, slug: FromPath[str], data: Form) -> Response[str]:
    """ "Check my ballot" or, from there, "change": mistakes are explained here, before anything is sent."""
    inside = booth(request, slug)
    content = read_choices(inside.style, data)
    key = data.get("idempotency_key", "")
    problems = check(inside.style, content)
    if problems or data.get("step") == "change":
        return show_ballot(request, inside, content, problems, key, status=400 if problems else 200)
    return show_check(request, inside, content, key, missing=False)


@post("/cast", status_code=200)
async def cast(request: Asked, slug: FromPath[str], data: Form) -> Response[str]:
    inside = booth(request, slug)
    parts = wiring(request)
    content = read_choices(inside.style, data)
    key = data.get("idempotency_key", "")
    if inside.blockers and data.get("void") != "1":
        return show_check(request, inside, content, key, missing=True, status=400)
    consultation, voter = inside.around.consultation, inside.voter
    order = request_of((ballotable(consultation), inside.style), (voter.voter_no, voter.generation), content, key)
    receipt = await parts.urn.cast_async(order)
    for blocker in inside.blockers:
        void = parts.urn.void_paper if blocker.channel == "post" else parts.urn.void_desk
        void(consultation.id, voter.voter_no, blocker.generation)
    return page(
        request,
        "receipt.jinja",
        inside.around,
        here="vote",
        cache="personal",
        receipt=receipt,
        voided=bool(inside.blockers),
    )


def show_ballot(
    request: Asked, inside: Booth, content: Content, problems: tuple[Problem, ...], key: str, *, status: int = 200
) -> Response[str]:
    style = inside.style
    values = dict(content.choices)
    return page(
        request,
        "ballot.jinja",
        inside.around,
        here="vote",
        cache="personal",
        status=status,
        style=style,
        rows=[(project, values.get(project.id, 0)) for project in inside.projects],
        nothing=content.none,
        problems=problems,
        numbers={project.id: project.number for project in style.projects},
        most=limit_of(style),
        **counter(request, style, content),
        key=key,
        blockers=shown(inside.blockers),
        prefix=PREFIX,
    )


def show_check(
    request: Asked, inside: Booth, content: Content, key: str, *, missing: bool, status: int = 200
) -> Response[str]:
    by_id = {project.id: project for project in inside.projects}
    chosen = [(by_id[name], value) for name, value in content.choices]
    return page(
        request,
        "check.jinja",
        inside.around,
        here="vote",
        cache="personal",
        status=status,
        style=inside.style,
        chosen=chosen,
        content=content,
        left=None if limit_of(inside.style) is None else (limit_of(inside.style) or 0) - used_of(inside.style, content),
        cost=sum(project.cost_cents for project, _ in chosen),
        key=key,
        blockers=shown(inside.blockers),
        missing=missing,
        prefix=PREFIX,
    )


def shown(blockers: tuple[Blocker, ...]) -> list[dict[str, Any]]:
    """Blockers for the page, with the day of arrival as a date."""
    return [
        {"channel": blocker.channel, "day": date.fromisoformat(blocker.day) if blocker.day else None}
        for blocker in blockers
    ]


def counter(request: Asked, style: BallotStyle, content: Content) -> dict[str, Any]:
    """ "3 votes left" now, and in words for every number that the script may have to show."""
    most = limit_of(style)
    if most is None:
        return {}
    texts = texts_of(languages.of_request(request).tag)
    what = "points" if style.kind == "points" else "votes"
    used = used_of(style, content)
    over = min(MOST_OVER, sum(style.highest_value for _ in style.projects) if style.kind == "points" else 200)
    left_texts = [texts.text(f"web.ballot.{what}_left", n=n) for n in range(most + 1)]
    over_texts = [texts.text(f"web.ballot.{what}_over", n=n) for n in range(1, max(over, used - most) + 1)]
    now = left_texts[most - used] if used <= most else over_texts[used - most - 1]
    return {"left_texts": left_texts, "over_texts": over_texts, "left_now": now}


def limit_of(style: BallotStyle) -> int | None:
    """How many votes or points a person has; None where only the budget limits."""
    if style.kind == "points":
        return style.max_points
    return style.max_selections


def used_of(style: BallotStyle, content: Content) -> int:
    return sum(value for _, value in content.choices) if style.kind == "points" else len(content.choices)


router = Router(
    "/{lang:str}/c/{slug:str}",
    include_in_schema=False,
    route_handlers=[log_in_form, log_in, log_out, ballot, check_ballot, cast],
)
