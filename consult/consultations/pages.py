"""Pages of a consultation for residents: start, overview, projects, proposals, rights, and what became of it all."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, FromQuery, URLEncodedBody

from consult.consultations import proposals, service
from consult.consultations.frame import frame, page
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import Contact, phase
from consult.errors import BadInput
from consult.inclusion.rules import Channel
from consult.inclusion.service import parity
from consult.notices import service as notices
from consult.web import languages, mail
from consult.web.backoff import WRITING
from consult.web.pages import redirect, render
from consult.web.wiring import wiring
from i18n.languages import LANGUAGES

Asked = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]


@get("/{lang:str}/", sync_to_thread=False)
def start(request: Asked, lang: FromPath[str]) -> Response[str]:
    languages.by_slug(lang)
    now = wiring(request).clock.now()
    with wiring(request).database.reading() as session:
        values = [(value, phase(value, now).value) for value in service.public(session)]
    return render(request, "start.jinja", cache="public", consultations=values)


@get("/{lang:str}/help", sync_to_thread=False)
def help_page(request: Asked, lang: FromPath[str]) -> Response[str]:
    languages.by_slug(lang)
    return render(request, "help.jinja", cache="public")


@get("/{lang:str}/paper", sync_to_thread=False)
def paper_page(request: Asked, lang: FromPath[str]) -> Response[str]:
    languages.by_slug(lang)
    settings = wiring(request).settings
    return render(request, "paper.jinja", cache="public", return_address=settings.return_address)


@get("/v/{consultation_id:str}", sync_to_thread=False)
def short_address(request: Asked, consultation_id: FromPath[str]) -> Response[None]:
    """The address in the voting letter, short enough to type; what stands after `#` stays in the browser."""
    return _to_log_in(request, consultation_id, languages.of_request(request).slug)


@get("/v/{consultation_id:str}/{lang:str}", sync_to_thread=False)
def short_address_in(request: Asked, consultation_id: FromPath[str], lang: FromPath[str]) -> Response[None]:
    """A letter may be in a language that the pages don't have yet: then the reader's next best is taken."""
    known = {language.slug for language in languages.offered()}
    return _to_log_in(request, consultation_id, lang if lang in known else languages.of_request(request).slug)


def _to_log_in(request: Asked, consultation_id: str, lang: str) -> Response[None]:
    with wiring(request).database.reading() as session:
        value = service.get(session, consultation_id.upper())
        value = service.public_by_slug(session, value.slug)
    return redirect(f"/{lang}/c/{value.slug}/log-in")


@get("/", sync_to_thread=False)
def overview(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        listed = notices.published(session, around.consultation.id)
        count = len(service.projects(session, around.consultation.id))
    return page(request, "consultation.jinja", around, here="", notices=listed, project_count=count)


@get("/projects", sync_to_thread=False)
def project_list(request: Asked, slug: FromPath[str], district: FromQuery[str] = "") -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        every = service.projects(session, around.consultation.id)
    chosen = district if district in around.consultation.districts else ""
    shown = [project for project in every if not chosen or project.district in {chosen, None}]
    return page(request, "projects.jinja", around, here="projects", projects=shown, total=len(every), district=chosen)


@get("/proposals", sync_to_thread=False)
def proposal_list(request: Asked, slug: FromPath[str], only: FromQuery[str] = "") -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        every = proposals.every(session, around.consultation.id)
    shown = [value for value in every if not only or value.state == only]
    return page(request, "proposals.jinja", around, here="proposals", proposals=shown, total=len(every), only=only)


@get("/propose", sync_to_thread=False)
def propose_form(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
    return page(request, "propose.jinja", around, here="proposals", cache="personal", given={}, mistake=None)


@post("/propose", sync_to_thread=False, status_code=200)
def propose(request: Asked, slug: FromPath[str], data: Form) -> Response[Any]:
    parts = wiring(request)
    parts.backoff.check(WRITING, "proposal", address(request))
    language = languages.of_request(request)
    draft = ProposalDraft(
        title=data.get("title", ""),
        text=data.get("text", ""),
        tag=language_of(data, language.tag),
        district=data.get("district") or None,
        contact=contact_of(data),
    )
    with parts.database.reading() as session:
        around = frame(request, session, slug)
    try:
        with parts.database.writing() as session:
            made = proposals.propose(session, around.consultation.id, draft, parts.clock.now(), reader=language.tag)
    except BadInput as mistake:
        given = {**data}
        return page(
            request,
            "propose.jinja",
            around,
            here="proposals",
            cache="personal",
            status=400,
            given=given,
            mistake=mistake,
        )
    parts.backoff.failed("proposal", address(request))
    answer = page(request, "proposed.jinja", around, here="proposals", cache="personal", proposal=made)
    answer.background = BackgroundTask(mail.deliver, parts.database, parts.settings)
    return answer


@get("/became", sync_to_thread=False)
def became(request: Asked, slug: FromPath[str]) -> Response[str]:
    """What became of each project that was chosen, and of the others that were taken up."""
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        projects = service.projects(session, around.consultation.id)
    return page(request, "became.jinja", around, here="result", projects=[p for p in projects if p.progress])


@get("/rights", sync_to_thread=False)
def rights(request: Asked, slug: FromPath[str]) -> Response[str]:
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
        found = parity(session, around.consultation.id)
    rows: dict[str, dict[str, Any]] = {}
    for cell in found.cells:
        rows.setdefault(cell.right, {})[cell.channel.value] = cell
    channels = [channel.value for channel in Channel]
    return page(request, "rights.jinja", around, here="rights", rows=rows, channels=channels, gaps=found.gaps)


@get("/kept", sync_to_thread=False)
def kept(request: Asked, slug: FromPath[str]) -> Response[str]:
    """How your vote is kept: what holds against whom, and what doesn't."""
    with wiring(request).database.reading() as session:
        around = frame(request, session, slug)
    return page(request, "kept.jinja", around, here="kept")


def address(request: Asked) -> str:
    return request.client.host if request.client else ""


def contact_of(data: dict[str, str]) -> Contact:
    return Contact(data.get("name", "").strip(), data.get("email", "").strip(), data.get("address", "").strip())


def language_of(data: dict[str, str], fallback: str) -> str:
    return data["tag"] if data.get("tag") in LANGUAGES else fallback


router = Router(
    "/",
    include_in_schema=False,
    route_handlers=[
        start,
        help_page,
        paper_page,
        short_address,
        short_address_in,
        Router(
            "/{lang:str}/c/{slug:str}",
            route_handlers=[
                overview,
                project_list,
                proposal_list,
                propose_form,
                propose,
                became,
                rights,
                kept,
            ],
        ),
    ],
)
