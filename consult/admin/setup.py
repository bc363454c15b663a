"""Setting a consultation up: words, money, phases, ballot, rule, key; fixing the ballot; opening."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, download, enter
from consult.admin.forms import Form, form_of, shown_cents, shown_instant
from consult.admin.today import figures, today
from consult.consultations import service
from consult.consultations.rules import BallotRules, Consultation, Phases, State
from consult.counting import CountingError, make_options
from consult.counting.options import COMPLETIONS, SATISFACTIONS
from consult.errors import BadInput, Refusal
from consult.staff.rules import Role
from consult.voting.ballots import BallotKind
from consult.voting.election import VOTE_TYPES
from consult.voting.keys import create_tally_key, save_key_file
from consult.web.pages import redirect

LANGUAGES = ("de", "en", "tr", "ar", "uk")
KINDS: tuple[BallotKind, ...] = ("approval", "points", "ranking")
RULES = ("greedy", "mes")


@get("/consultations/new", sync_to_thread=False, include_in_schema=False)
def new_page(request: AnyRequest) -> Page:
    return _form(enter(request, Role.ADMINISTRATOR, place="new"), {})


@post("/consultations/new", status_code=200, include_in_schema=False)
async def create(request: AnyRequest) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="new")
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            made = service.create(
                session,
                title=_texts(form, "title"),
                intro=_texts(form, "intro"),
                budget_cents=form.cents("budget"),
                phases=_phases(form, desk),
                ballot=_ballot(form),
                rule=_rule(form),
                districts=_lines(form.text("districts")),
                small_town=True,
            )
            desk = replace(desk, consultation=made)
            desk.record(session, "consultation_created", slug=made.slug)
    except Refusal as refusal:
        return _form(desk, _typed(form), refusal)
    return redirect(f"/admin/c/{made.slug}/?done=created")


@get("/c/{slug:str}/", sync_to_thread=False, include_in_schema=False)
def overview(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, slug=slug)
    with desk.parts.database.reading() as session:
        tasks = today(session, desk, desk.at)
        found = figures(session, desk.at)
    received = desk.parts.urn.received(desk.at.id)
    return desk.page("overview", tasks=tasks, found=found, received=received)


@get("/c/{slug:str}/setup", sync_to_thread=False, include_in_schema=False)
def setup_page(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _form(enter(request, Role.ADMINISTRATOR, place="setup", slug=slug))


@post("/c/{slug:str}/setup", status_code=200, include_in_schema=False)
async def save(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="setup", slug=slug)
    form = await form_of(request)
    try:
        with desk.parts.database.writing() as session:
            value = desk.at
            service.set_texts(session, value.id, title=_texts(form, "title"), intro=_texts(form, "intro"))
            service.set_phases(session, value.id, _phases(form, desk))
            if not value.ballot_fixed:
                service.set_ballot(session, value.id, _ballot(form))
                service.set_rule(session, value.id, _rule(form))
            desk.record(session, "consultation_changed", what="setup")
    except Refusal as refusal:
        return _form(desk, _typed(form), refusal)
    return desk.go("setup", "saved")


@post("/c/{slug:str}/setup/fix", status_code=200, include_in_schema=False)
async def fix(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="setup", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.fix"))
        with desk.parts.database.writing() as session:
            style = service.fix_ballot(session, desk.at.id)
            desk.record(session, "ballot_fixed", count=len(style.projects))
    except Refusal as refusal:
        return _form(desk, None, refusal)
    return desk.go("setup", "fixed")


@post("/c/{slug:str}/setup/open", status_code=200, include_in_schema=False)
async def open_consultation(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="setup", slug=slug)
    form = await form_of(request)
    try:
        form.confirmed("word", desk.texts.text("admin.word.open"))
        with desk.parts.database.writing() as session:
            value = service.open_for_residents(session, desk.at.id)
            desk.record(session, "consultation_opened")
        if value.tally_public_key:
            desk.parts.urn.open_board(value.id, {"tally_key": value.tally_public_key})
    except Refusal as refusal:
        return _form(desk, None, refusal)
    return desk.go("", "opened")


@post("/c/{slug:str}/setup/key", status_code=200, include_in_schema=False)
async def make_key(request: AnyRequest, slug: FromPath[str]) -> Page:
    """A tally key for a small town: the file goes to the browser once and is never kept here."""
    desk = enter(request, Role.ADMINISTRATOR, Role.CLOSE, place="setup", slug=slug)
    form = await form_of(request)
    try:
        if form.secret("passphrase") != form.secret("again"):
            raise BadInput("admin.error.passphrases", field="again", detail="the two passphrases differ")
        key = create_tally_key()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "tally.key"
            save_key_file(path, key, form.secret("passphrase"))
            data = path.read_bytes()
        with desk.parts.database.writing() as session:
            value = service.set_tally_key(session, desk.at.id, key.public.hex(), small_town=True)
            desk.record(session, "key_made")
        if value.state is State.OPEN:
            desk.parts.urn.open_board(value.id, {"tally_key": key.public.hex()})
    except Refusal as refusal:
        return _form(desk, None, refusal)
    return download(data, f"{desk.at.slug}-tally.key", "application/octet-stream")


def _form(desk: Desk, typed: dict[str, str] | None = None, problem: Refusal | None = None) -> Page:
    value = desk.consultation
    shown = typed if typed is not None else (_shown(value, desk) if value else {})
    found = None
    if value is not None:
        with desk.parts.database.reading() as session:
            found = figures(session, value)
    return desk.page(
        "setup",
        problem=problem,
        typed=shown,
        kinds=KINDS,
        rules=RULES,
        satisfactions=SATISFACTIONS,
        completions=COMPLETIONS,
        every_language=LANGUAGES,
        found=found,
    )


def _shown(value: Consultation, desk: Desk) -> dict[str, str]:
    """What the form shows of a consultation, as `_typed` would give it back."""
    zone = desk.parts.settings.zone
    rules = value.ballot
    limits: dict[str, Any] = {
        "min_selections": rules.min_selections or None,
        "max_selections": rules.max_selections,
        "max_points": rules.max_points,
        "max_points_each": rules.max_points_each,
    }
    shown = {name: "" if limit is None else str(limit) for name, limit in limits.items()}
    for name in ("proposals_from", "proposals_until", "voting_from", "voting_until", "objections_until"):
        shown[name] = shown_instant(getattr(value.phases, name), zone)
    shown |= {f"title.{tag}": text for tag, text in value.title.items()}
    shown |= {f"intro.{tag}": text for tag, text in value.intro.items()}
    return shown | {
        "budget": shown_cents(value.budget_cents),
        "districts": "\n".join(value.districts),
        "kind": rules.kind,
        "max_cost": shown_cents(rules.max_cost_cents),
        "rule": str(value.rule.get("rule", "greedy")),
        "satisfaction": str(value.rule.get("satisfaction", "cost")),
        "completion": str(value.rule.get("completion", "none")),
    }


def _typed(form: Form) -> dict[str, str]:
    return form.by_prefix("")


def _texts(form: Form, name: str) -> dict[str, str]:
    return {tag: text for tag, text in form.by_prefix(f"{name}.").items() if text and tag in LANGUAGES}


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _phases(form: Form, desk: Desk) -> Phases:
    zone = desk.parts.settings.zone
    return Phases(
        voting_from=form.instant("voting_from", zone),
        voting_until=form.instant("voting_until", zone),
        objections_until=form.instant("objections_until", zone),
        proposals_from=form.optional_instant("proposals_from", zone),
        proposals_until=form.optional_instant("proposals_until", zone),
    )


def _ballot(form: Form) -> BallotRules:
    kind = next((known for known in KINDS if known == form.text("kind")), None)
    if kind is None:
        raise BadInput("admin.error.kind", field="kind", detail=f"kinds are: {', '.join(KINDS)}")
    points = kind == "points"
    return BallotRules(
        kind=kind,
        min_selections=form.optional_whole("min_selections", most=999) or 0,
        max_selections=form.optional_whole("max_selections", least=1, most=999),
        max_points=form.optional_whole("max_points", least=1, most=99) if points else None,
        max_points_each=form.optional_whole("max_points_each", least=1, most=99) if points else None,
        max_cost_cents=form.optional_cents("max_cost"),
    )


def _rule(form: Form) -> dict[str, Any]:
    chosen = {name: form.text(name) for name in ("rule", "satisfaction", "completion") if form.text(name)}
    if chosen.get("rule") == "greedy":
        chosen.pop("completion", None)
    try:
        make_options(VOTE_TYPES[_ballot(form).kind], **chosen)
    except (CountingError, TypeError, ValueError) as error:
        raise BadInput("admin.error.rule", field="rule", detail=str(error)) from None
    return chosen


HANDLERS = [new_page, create, overview, setup_page, save, fix, open_consultation, make_key]
