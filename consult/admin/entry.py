"""Log-in of the staff, and what an account sees before it chooses a consultation."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, as_csv, enter, say
from consult.admin.forms import form_of
from consult.admin.today import today
from consult.consultations import service as consultations
from consult.errors import NotFound, NotSignedIn, Refusal, SlowDown
from consult.staff import service as staff
from consult.staff.rules import Role
from consult.web import languages
from consult.web.backoff import GUESS
from consult.web.pages import redirect, render
from consult.web.wiring import wiring
from i18n import texts as texts_of

YEAR = 365 * 24 * 3600
NEWEST = 500


def _log_in_page(request: AnyRequest, problem: Refusal | None = None, name: str = "") -> Page:
    texts = texts_of(languages.of_request(request).tag, wiring(request).settings.timezone)
    said = say(texts, problem) if problem else None
    status = problem.status if problem else 200
    page = render(request, "admin/log_in.jinja", status=status, account=None, problem=said, name=name)
    if isinstance(problem, SlowDown):
        page.headers["retry-after"] = str(problem.seconds)
    return page


@get("/log-in", sync_to_thread=False, include_in_schema=False)
def log_in_page(request: AnyRequest) -> Page:
    return _log_in_page(request)


@post("/log-in", status_code=200, include_in_schema=False)
async def log_in(request: AnyRequest) -> Page:
    parts = wiring(request)
    form = await form_of(request)
    name = form.text("name").lower()[:40]
    address = request.client.host if request.client else ""
    try:
        parts.backoff.check(GUESS, "staff", name, address)
        with parts.database.reading() as session:
            account = staff.authenticate(session, name, form.secret("password"))
    except NotSignedIn as refusal:
        parts.backoff.failed("staff", name, address)
        return _log_in_page(request, refusal, name)
    except SlowDown as refusal:
        return _log_in_page(request, refusal, name)
    parts.backoff.succeeded("staff", name, address)
    with parts.database.writing() as session:
        staff.record(session, parts.clock.now(), account.name, "log_in")
    return redirect("/admin/", cookies=[parts.sessions.sign_in(request, "staff", account.id)])


@post("/log-out", status_code=303, include_in_schema=False)
async def log_out(request: AnyRequest) -> Response[None]:
    desk = enter(request)
    desk.note("log_out")
    return redirect("/admin/log-in", cookies=[desk.parts.sessions.sign_out(request, "staff")])


@post("/language", status_code=303, include_in_schema=False)
async def choose_language(request: AnyRequest) -> Response[None]:
    form = await form_of(request)
    slug, to = form.text("to_language"), form.text("to")
    if slug not in {language.slug for language in languages.offered() if language.tag in {"de", "en"}}:
        raise NotFound("error.language")
    place = to if to.startswith("/admin/") and "\\" not in to else "/admin/"
    secure = wiring(request).settings.secure_cookies
    cookie = Cookie(key=languages.COOKIE, value=slug, max_age=YEAR, path="/", secure=secure, samesite="lax")
    return redirect(place, cookies=[cookie])


@get("/", sync_to_thread=False, include_in_schema=False)
def dashboard(request: AnyRequest) -> Page:
    desk = enter(request, place="today")
    with desk.parts.database.reading() as session:
        every = consultations.every(session)
        tasks = {value.slug: today(session, desk, value) for value in every}
    return desk.page("dashboard", every=every, tasks=tasks)


@get("/log", sync_to_thread=False, include_in_schema=False)
def audit_log(request: AnyRequest) -> Page:
    """The newest entries, or all as CSV. The log holds who did what and when, and never a choice."""
    desk = enter(request, Role.ADMINISTRATOR, Role.CLOSE, place="log")
    person, action = desk.query("person"), desk.query("action")
    with desk.parts.database.reading() as session:
        whole = staff.log_is_whole(session)
        entries = staff.log(session, person=person or None, action=action or None, newest=NEWEST)
        names = {value.id: value for value in consultations.every(session)}
        people = staff.everyone(session)
    if desk.query("format") == "csv":
        rows = (
            [e.number, e.at.isoformat(), e.person, e.action, e.consultation_id or "", _facts(e.facts), e.head]
            for e in entries
        )
        return as_csv("audit-log", ["number", "at", "person", "action", "consultation", "facts", "head"], rows)
    actions = sorted({entry.action for entry in entries} | ({action} if action else set()))
    return desk.page(
        "log", entries=entries, whole=whole, names=names, people=people, person=person, action=action, actions=actions
    )


def _facts(facts: object) -> str:
    assert isinstance(facts, dict)
    return ", ".join(f"{name}={value}" for name, value in sorted(facts.items()))


@get("/accounts", sync_to_thread=False, include_in_schema=False)
def accounts(request: AnyRequest) -> Page:
    return _accounts(enter(request, Role.ADMINISTRATOR, place="accounts"))


def _accounts(desk: Desk, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    with desk.parts.database.reading() as session:
        everyone = staff.everyone(session)
    return desk.page("accounts", problem=problem, everyone=everyone, typed=typed or {}, every_role=list(Role))


@post("/accounts", status_code=200, include_in_schema=False)
async def create_account(request: AnyRequest) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="accounts")
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            staff.create_account(
                session,
                form.text("name"),
                form.text("full_name"),
                form.secret("password"),
                form.several("roles"),
                by=desk.account.name,
                now=desk.parts.clock.now(),
            )
    except Refusal as refusal:
        return _accounts(desk, refusal, {"name": form.text("name"), "full_name": form.text("full_name")})
    return redirect("/admin/accounts?done=saved")


@post("/accounts/{account_id:str}", status_code=200, include_in_schema=False)
async def change_account(request: AnyRequest, account_id: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="accounts")
    form = await form_of(request)
    now = desk.parts.clock.now()
    try:
        with desk.parts.database.writing() as session:
            staff.change_account(
                session,
                account_id,
                full_name=form.text("full_name"),
                roles=form.several("roles"),
                active=form.ticked("active"),
                by=desk.account.name,
                now=now,
            )
            if password := form.secret("password"):
                staff.set_password(session, account_id, password, by=desk.account.name, now=now)
    except Refusal as refusal:
        return _accounts(desk, refusal)
    if not form.ticked("active") or form.secret("password"):
        desk.parts.sessions.end_all("staff", account_id)
    return redirect("/admin/accounts?done=saved")


HANDLERS = [
    log_in_page,
    log_in,
    log_out,
    choose_language,
    dashboard,
    audit_log,
    accounts,
    create_account,
    change_account,
]
