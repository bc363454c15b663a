"""Projects on the ballot: by hand, from a Pabulib file, and what became of each after the vote."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, as_csv, enter
from consult.admin.forms import form_of, shown_cents
from consult.consultations import service
from consult.consultations.rules import ProgressState, Project
from consult.consultations.service import ProjectDraft
from consult.errors import BadInput, Refusal
from consult.staff.rules import Role

ORDERS = {
    "number": lambda project: project.number,
    "title": lambda project: project.title_in().casefold(),
    "cost": lambda project: -project.cost_cents,
    "district": lambda project: (project.district or "", project.number),
}


@get("/c/{slug:str}/projects", sync_to_thread=False, include_in_schema=False)
def projects(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    if desk.query("format") == "csv":
        with desk.parts.database.reading() as session:
            rows = [
                [p.number, p.id, p.title_in(), shown_cents(p.cost_cents), p.district, p.proposal]
                for p in service.projects(session, desk.at.id)
            ]
        return as_csv(f"{slug}-projects", ["number", "id", "title", "cost", "district", "proposal"], rows)
    return _list(desk)


def _list(desk: Desk, problem: Refusal | None = None, typed: dict[str, str] | None = None) -> Page:
    words = desk.query("q").casefold()
    order = desk.query("sort") if desk.query("sort") in ORDERS else "number"
    with desk.parts.database.reading() as session:
        every = service.projects(session, desk.at.id)
    found = [p for p in every if words in f"{p.number} {p.id} {p.title_in()} {p.district or ''}".casefold()]
    return desk.page(
        "projects",
        problem=problem,
        every=every,
        found=sorted(found, key=ORDERS[order]),
        words=desk.query("q"),
        order=order,
        orders=list(ORDERS),
        typed=typed or {},
        total=sum(p.cost_cents for p in every),
    )


@post("/c/{slug:str}/projects", status_code=200, include_in_schema=False)
async def add(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    form = await form_of(request)
    try:
        draft = ProjectDraft(
            {"de": form.required("title")},
            form.cents("cost"),
            {"de": form.text("description")},
            form.text("district") or None,
        )
        with desk.parts.database.writing() as session:
            (made,) = service.add_projects(session, desk.at.id, [draft])
            desk.record(session, "project_saved", project=made.number)
    except Refusal as refusal:
        return _list(desk, refusal, form.by_prefix(""))
    return desk.go("projects", "saved")


@post("/c/{slug:str}/projects/import", status_code=200, include_in_schema=False)
async def import_file(request: AnyRequest, slug: FromPath[str]) -> Page:
    """All projects of a Pabulib file, or none."""
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    form = await form_of(request)
    try:
        chosen = await form.file("file")
        if chosen is None:
            raise BadInput("admin.error.required", field="file", detail="no file was chosen")
        drafts = drafts_from_pb(chosen[1])
        with desk.parts.database.writing() as session:
            service.add_projects(session, desk.at.id, drafts)
            desk.record(session, "projects_imported", count=len(drafts))
    except Refusal as refusal:
        return _list(desk, refusal)
    return desk.go("projects", "imported")


def drafts_from_pb(data: bytes) -> list[ProjectDraft]:
    """Raises `BadInput` with line and field of the first mistake."""
    from consult.counting import PabulibError, read_pb

    try:
        election = read_pb(data)
    except PabulibError as error:
        raise BadInput(
            "admin.error.pabulib", field="file", line=error.line, column=error.field or "-", detail=str(error)
        ) from None
    drafts = []
    for project in election.instance.projects:
        cents = project.cost * 100
        if cents != int(cents):
            raise BadInput("admin.error.pabulib_cost", field="file", project=project.id, detail="costs in whole cents")
        name = project.name or project.id
        district = project.meta.get("district") or None
        drafts.append(ProjectDraft({"de": name}, int(cents), {}, district, project.id))
    return drafts


@get("/c/{slug:str}/projects/{number:int}", sync_to_thread=False, include_in_schema=False)
def project(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    return _one(enter(request, Role.ADMINISTRATOR, place="projects", slug=slug), number)


def _one(desk: Desk, number: int, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        value: Project = service.project(session, desk.at.id, number)
    states = list(ProgressState)
    return desk.page("project", problem=problem, project=value, cost=shown_cents(value.cost_cents), states=states)


@post("/c/{slug:str}/projects/{number:int}", status_code=200, include_in_schema=False)
async def change(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            title = {tag: text for tag, text in form.by_prefix("title.").items() if text}
            description = {tag: text for tag, text in form.by_prefix("description.").items() if text}
            if not title.get("de"):
                raise BadInput("admin.error.required", field="title.de", detail="a project has a German title")
            values: dict[str, object] = {"title": title, "description": description}
            if not desk.at.ballot_fixed:
                values |= {"cost_cents": form.cents("cost"), "district": form.text("district") or None}
            service.change_project(session, desk.at.id, number, **values)
            desk.record(session, "project_saved", project=number)
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go("projects", "saved")


@post("/c/{slug:str}/projects/{number:int}/remove", status_code=200, include_in_schema=False)
async def remove(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.remove"))
        with desk.parts.database.writing() as session:
            service.remove_project(session, desk.at.id, number)
            desk.record(session, "consultation_changed", what=f"project {number} removed")
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go("projects", "removed")


@post("/c/{slug:str}/projects/{number:int}/progress", status_code=200, include_in_schema=False)
async def progress(request: AnyRequest, slug: FromPath[str], number: FromPath[int]) -> Page:
    """What became of it: shown to residents with its date."""
    desk = enter(request, Role.ADMINISTRATOR, place="projects", slug=slug)
    form = await form_of(request)
    try:
        state = next((known for known in ProgressState if known == form.text("state")), None)
        if state is None:
            raise BadInput("admin.error.required", field="state", detail="choose a state")
        with desk.parts.database.writing() as session:
            text = {"de": form.required("text")}
            service.record_progress(session, desk.at.id, number, state=state, on=form.day("on"), text=text)
            desk.record(session, "project_saved", project=number)
    except Refusal as refusal:
        return _one(desk, number, refusal)
    return desk.go(f"projects/{number}", "saved")


HANDLERS = [projects, add, import_file, project, change, remove, progress]
