"""What has to be done today in a consultation, the most urgent first, for the roles of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from consult.admin.desk import PLACES, Desk
from consult.consultations import proposals as proposal_service
from consult.consultations import service as consultations
from consult.consultations.rules import Consultation, Phase, ProposalState, State, phase
from consult.inclusion.service import parity
from consult.notices import service as notices
from consult.paper import deciding, store
from consult.register import service as register

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """`key` is the tail of `admin.task.…`; `urgent` tasks hold something up."""

    key: str
    place: str
    urgent: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tasks follow from; counts, never contents."""

    projects: int
    entitled: int
    letters: int
    ballots: int
    new_proposals: int
    unanswered: int
    doubts: int
    sides: int
    gaps: int


def figures(session: Session, value: Consultation) -> Figures:
    runs = store.runs_of(session, value.id)
    new = sum(p.state is ProposalState.RECEIVED for p in proposal_service.every(session, value.id))
    return Figures(
        projects=len(consultations.projects(session, value.id)),
        entitled=register.entitled(session, value.id),
        letters=sum(run.pieces for run in runs if run.kind == "letters"),
        ballots=sum(run.pieces for run in runs if run.kind == "ballots"),
        new_proposals=new,
        unanswered=sum(s.answered_at is None for s in notices.statements(session, value.id)),
        doubts=len(deciding.open_doubts(session, value.id)),
        sides=store.outcomes(session, value.id).total(),
        gaps=sum(gap.reason is None for gap in parity(session, value.id).gaps),
    )


def tasks_of(value: Consultation, found: Figures, now: datetime) -> list[Task]:
    """Pure: the same figures give the same list."""
    tasks = [
        Task("review_proposals", "proposals", facts={"n": found.new_proposals}) if found.new_proposals else None,
        Task("answer_statements", "statements", facts={"n": found.unanswered}) if found.unanswered else None,
        *(_before(value, found) if value.state in {State.DRAFT, State.OPEN} else ()),
        *_after(value, found, now),
    ]
    listed = [task for task in tasks if task is not None]
    return sorted(listed, key=lambda task: not task.urgent)


def _before(value: Consultation, found: Figures) -> list[Task | None]:
    fixed = value.ballot_fixed
    return [
        Task("write_projects", "projects") if not found.projects else None,
        Task("import_register", "register") if not found.entitled else None,
        Task("fix_ballot", "setup") if found.projects and not fixed else None,
        Task("make_key", "setup", urgent=fixed) if value.tally_public_key is None else None,
        Task("close_gaps", "parity", urgent=True, facts={"n": found.gaps}) if found.gaps else None,
        Task("open", "setup", urgent=True) if value.state is State.DRAFT and fixed and found.entitled else None,
        Task("print_letters", "print") if fixed and found.entitled and not found.letters else None,
        Task("print_ballots", "print") if fixed and not found.ballots else None,
    ]


def _after(value: Consultation, found: Figures, now: datetime) -> list[Task | None]:
    where = phase(value, now)
    closed = value.state is State.CLOSED
    is_over = value.state is State.OPEN and now >= value.phases.voting_until
    return [
        Task("take_in_post", "intake", facts={"until": value.phases.voting_until}) if where is Phase.VOTING else None,
        Task("freeze", "close", urgent=True) if is_over else None,
        Task("scan", "scan", urgent=True) if closed and not found.sides else None,
        Task("decide_doubts", "doubts", urgent=True, facts={"n": found.doubts}) if found.doubts else None,
        Task("count", "close") if closed and found.sides and not found.doubts else None,
        Task("publish", "close", urgent=True) if value.state is State.COUNTED else None,
    ]


def today(session: Session, desk: Desk, value: Consultation) -> list[Task]:
    """For this account: what it can't do is somebody else's task."""
    all_tasks = tasks_of(value, figures(session, value), desk.parts.clock.now())
    return [task for task in all_tasks if desk.account.roles & PLACES[task.place]]
