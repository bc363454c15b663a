"""What others may ask of consultations. Functions take an open session, never commit, and return values.

create(session, title=..., ...) -> Consultation          get / by_slug / every / published(session, ...)
set_texts / set_phases / set_voting_until / set_ballot / set_rule / set_tally_key(session, id, ...) -> Consultation
open_for_residents / advance(session, id, state) -> Consultation
add_projects(session, id, drafts) -> tuple[Project, ...]  change_project / remove_project / fix_ballot
projects(session, id) -> tuple[Project, ...]              style(session, id) -> BallotStyle
record_progress(session, id, project_number, progress)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from consult.consultations import store
from consult.consultations.rules import (
    NEXT_STATE,
    Ballotable,
    BallotRules,
    Consultation,
    Phases,
    Progress,
    ProgressState,
    Project,
    State,
    Texts,
    ballot_style,
    draw_id,
    slug_of,
)
from consult.errors import BadInput, Conflict, NotFound
from consult.inclusion.service import require_parity
from consult.voting.ballots import BallotStyle


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project before it has its number. `id`: as another file names it (Pabulib); drawn where it is empty."""

    title: Texts
    cost_cents: int
    description: Texts = field(default_factory=dict)
    district: str | None = None
    id: str = ""
    proposal: int | None = None


def create(
    session: Session,
    *,
    title: Texts,
    intro: Texts,
    budget_cents: int,
    phases: Phases,
    ballot: BallotRules | None = None,
    rule: Mapping[str, Any] | None = None,
    districts: Iterable[str] = (),
    currency: str = "EUR",
    slug: str = "",
    tally_public_key: str | None = None,
    small_town: bool = False,
) -> Consultation:
    """A new draft. Raises `BadInput` naming the field."""
    if not title.get("de", "").strip():
        raise BadInput("error.consultation.title", field="title")
    if budget_cents <= 0:
        raise BadInput("error.consultation.budget", field="budget")
    _check_phases(phases)
    wanted = slug_of(slug or title["de"])
    taken = store.slugs(session)
    free = next(name for name in _names(wanted) if name not in taken)
    value = Consultation(
        id=draw_id(),
        slug=free,
        title=title,
        intro=intro,
        currency=currency,
        budget_cents=budget_cents,
        districts=tuple(districts),
        phases=phases,
        ballot=ballot or BallotRules(),
        rule=rule or {},
        tally_public_key=tally_public_key,
        small_town=small_town,
    )
    store.add(session, value)
    return value


def _names(wanted: str) -> Iterable[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1


def get(session: Session, consultation_id: str) -> Consultation:
    """Raises `NotFound`."""
    return _found(store.by_id(session, consultation_id))


def by_slug(session: Session, slug: str) -> Consultation:
    """Raises `NotFound`."""
    return _found(store.by_slug(session, slug))


def every(session: Session) -> tuple[Consultation, ...]:
    return store.every(session)


def public(session: Session) -> tuple[Consultation, ...]:
    """What residents see: everything but drafts."""
    return tuple(value for value in store.every(session) if value.state is not State.DRAFT)


def public_by_slug(session: Session, slug: str) -> Consultation:
    """Raises `NotFound`, also for a draft: nobody can guess what is being prepared."""
    value = by_slug(session, slug)
    if value.state is State.DRAFT:
        raise NotFound("error.consultation.unknown")
    return value


def locked(session: Session, consultation_id: str) -> Consultation:
    """Nobody else changes it until this transaction ends. Raises `NotFound`."""
    return _found(store.by_id(session, consultation_id, lock=True))


def _found(value: Consultation | None) -> Consultation:
    if value is None:
        raise NotFound("error.consultation.unknown")
    return value


def _changed(session: Session, consultation_id: str, **values: Any) -> Consultation:
    value = replace(locked(session, consultation_id), **values)
    store.put(session, value)
    return value


def _check_phases(phases: Phases) -> None:
    mistakes = phases.mistakes()
    if mistakes:
        raise BadInput("error.consultation.phases", field=mistakes[0])


def set_texts(session: Session, consultation_id: str, *, title: Texts, intro: Texts) -> Consultation:
    if not title.get("de", "").strip():
        raise BadInput("error.consultation.title", field="title")
    return _changed(session, consultation_id, title=dict(title), intro=dict(intro))


def set_phases(session: Session, consultation_id: str, phases: Phases) -> Consultation:
    _check_phases(phases)
    return _changed(session, consultation_id, phases=phases)


def set_voting_until(session: Session, consultation_id: str, instant: datetime) -> Consultation:
    """Moves the deadline; each cast reads it anew. The objection period keeps its length where it would be passed."""
    old = get(session, consultation_id).phases
    moved = max(old.objections_until, instant + (old.objections_until - old.voting_until))
    started = min(old.voting_from, instant) if instant < old.voting_from else old.voting_from
    phases = replace(old, voting_from=started, voting_until=instant, objections_until=moved)
    return _changed(session, consultation_id, phases=phases)


def ballotable(session: Session, slug: str) -> Ballotable:
    """What a cast must know. Raises `NotFound`."""
    value = store.ballotable(session, slug)
    if value is None:
        raise NotFound("error.consultation.unknown")
    return value


def voting_until(session: Session, consultation_id: str) -> datetime:
    """The deadline alone, for the path that thousands take at once."""
    instant = store.voting_until(session, consultation_id)
    if not isinstance(instant, datetime):
        raise NotFound("error.consultation.unknown")
    return instant


def set_ballot(session: Session, consultation_id: str, ballot: BallotRules) -> Consultation:
    """Raises `Conflict` once the ballot is fixed, `BadInput` for limits that no voter could keep."""
    _not_fixed(get(session, consultation_id))
    value = _changed(session, consultation_id, ballot=ballot)
    try:
        ballot_style(value, ())
    except ValueError as error:
        raise BadInput("error.consultation.ballot", field="ballot", detail=str(error)) from None
    return value


def set_rule(session: Session, consultation_id: str, rule: Mapping[str, Any]) -> Consultation:
    """How votes become winners. Nobody changes that once people vote: raises `Conflict` when the ballot is fixed."""
    _not_fixed(get(session, consultation_id))
    return _changed(session, consultation_id, rule=dict(rule))


def set_tally_key(session: Session, consultation_id: str, public_key: str, *, small_town: bool = False) -> Consultation:
    """The public half, in hex. Raises `Conflict` once people can vote: older boxes could not be opened."""
    value = get(session, consultation_id)
    if value.tally_public_key not in {None, public_key} and value.state is not State.DRAFT:
        raise Conflict("error.consultation.key")
    if len(public_key) != 64 or any(letter not in "0123456789abcdef" for letter in public_key):
        raise BadInput("error.consultation.key_form", field="key")
    return _changed(session, consultation_id, tally_public_key=public_key, small_town=small_town)


def open_for_residents(session: Session, consultation_id: str) -> Consultation:
    """Draft -> open. Raises `Conflict` while a right is online only without a published reason."""
    require_parity(session, consultation_id)
    return advance(session, consultation_id, State.OPEN)


def advance(session: Session, consultation_id: str, state: State) -> Consultation:
    """The next state, none left out. Raises `Conflict`."""
    value = locked(session, consultation_id)
    if NEXT_STATE.get(value.state) is not state:
        raise Conflict(
            "error.consultation.state", detail=f"{value.slug} is {value.state.value}, not before {state.value}"
        )
    return _changed(session, consultation_id, state=state)


def projects(session: Session, consultation_id: str) -> tuple[Project, ...]:
    return store.projects(session, consultation_id)


def project(session: Session, consultation_id: str, number: int) -> Project:
    """Raises `NotFound`."""
    for value in store.projects(session, consultation_id):
        if value.number == number:
            return value
    raise NotFound("error.consultation.project")


def style(session: Session, consultation_id: str) -> BallotStyle:
    return ballot_style(get(session, consultation_id), projects(session, consultation_id))


def add_projects(session: Session, consultation_id: str, drafts: Iterable[ProjectDraft]) -> tuple[Project, ...]:
    """Numbers go on from the highest. Raises `Conflict` once the ballot is fixed, `BadInput` for a wrong draft."""
    _not_fixed(locked(session, consultation_id))
    before = projects(session, consultation_id)
    names = {value.id for value in before}
    number = max((value.number for value in before), default=0)
    added: list[Project] = []
    for draft in drafts:
        number += 1
        if not any(text.strip() for text in draft.title.values()):
            raise BadInput("error.consultation.project_title", field="title")
        if draft.cost_cents < 0:
            raise BadInput("error.consultation.project_cost", field="cost")
        name = draft.id or f"p{number}"
        if name in names:
            raise BadInput("error.consultation.project_id", field="id", detail=f"project id {name!r} occurs twice")
        names.add(name)
        added.append(
            Project(number, name, draft.title, draft.description, draft.cost_cents, draft.district, draft.proposal)
        )
    store.put_projects(session, consultation_id, added)
    return tuple(added)


def change_project(session: Session, consultation_id: str, number: int, **values: Any) -> Project:
    """Texts may always change (a typing mistake, a translation); cost and district only before the ballot is fixed."""
    if set(values) - {"title", "description"}:
        _not_fixed(get(session, consultation_id))
    project(session, consultation_id, number)
    store.change_project(session, consultation_id, number, **values)
    return project(session, consultation_id, number)


def remove_project(session: Session, consultation_id: str, number: int) -> None:
    """The others keep their numbers until `fix_ballot`."""
    _not_fixed(get(session, consultation_id))
    project(session, consultation_id, number)
    store.remove_project(session, consultation_id, number)


def fix_ballot(session: Session, consultation_id: str) -> BallotStyle:
    """From now on projects, numbers, costs, limits and rule stay as they are. Raises `Conflict` without projects."""
    value = get(session, consultation_id)
    if not projects(session, consultation_id):
        raise Conflict("error.consultation.no_projects")
    if not value.ballot_fixed:
        value = _changed(session, consultation_id, ballot_fixed=True)
    return ballot_style(value, projects(session, consultation_id))


def _not_fixed(value: Consultation) -> None:
    if value.ballot_fixed:
        raise Conflict("error.consultation.fixed")


def record_progress(
    session: Session, consultation_id: str, number: int, *, state: ProgressState, on: date, text: Texts
) -> Project:
    project(session, consultation_id, number)
    store.add_progress(session, consultation_id, number, Progress(state, on, dict(text)))
    return project(session, consultation_id, number)
