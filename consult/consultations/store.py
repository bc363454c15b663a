"""Rows of consultations, projects and proposals <-> values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from consult.consultations import tables as t
from consult.consultations.rules import (
    Ballotable,
    BallotRules,
    Consultation,
    Contact,
    Phases,
    Progress,
    ProgressState,
    Project,
    Proposal,
    ProposalState,
    State,
)

_PHASES = ("proposals_from", "proposals_until", "voting_from", "voting_until", "objections_until")


def columns_of(value: Consultation) -> dict[str, Any]:
    phases = {name: getattr(value.phases, name) for name in _PHASES}
    return {
        "id": value.id,
        "slug": value.slug,
        "kind": value.kind,
        "title": dict(value.title),
        "intro": dict(value.intro),
        "currency": value.currency,
        "budget_cents": value.budget_cents,
        "districts": list(value.districts),
        "ballot": asdict(value.ballot),
        "rule": dict(value.rule),
        "state": value.state.value,
        "ballot_fixed": value.ballot_fixed,
        "tally_public_key": value.tally_public_key,
        "small_town": value.small_town,
        **phases,
    }


def _consultation(row: Any) -> Consultation:
    return Consultation(
        id=row.id,
        slug=row.slug,
        title=row.title,
        intro=row.intro,
        currency=row.currency,
        budget_cents=row.budget_cents,
        districts=tuple(row.districts),
        phases=Phases(**{name: getattr(row, name) for name in _PHASES}),
        ballot=BallotRules(**row.ballot),
        rule=row.rule,
        state=State(row.state),
        ballot_fixed=row.ballot_fixed,
        tally_public_key=row.tally_public_key,
        small_town=row.small_town,
        kind=row.kind,
    )


def add(session: Session, value: Consultation) -> None:
    session.connection().execute(t.consultations.insert().values(**columns_of(value)))


def put(session: Session, value: Consultation) -> None:
    session.connection().execute(
        t.consultations.update().where(t.consultations.c.id == value.id).values(**columns_of(value))
    )


def by_id(session: Session, consultation_id: str, *, lock: bool = False) -> Consultation | None:
    query = sa.select(t.consultations).where(t.consultations.c.id == consultation_id)
    row = session.connection().execute(query.with_for_update() if lock else query).first()
    return None if row is None else _consultation(row)


def by_slug(session: Session, slug: str) -> Consultation | None:
    row = session.connection().execute(sa.select(t.consultations).where(t.consultations.c.slug == slug)).first()
    return None if row is None else _consultation(row)


_BALLOTABLE = sa.select(
    t.consultations.c.id,
    t.consultations.c.state,
    t.consultations.c.ballot_fixed,
    t.consultations.c.voting_from,
    t.consultations.c.voting_until,
    t.consultations.c.tally_public_key,
).where(t.consultations.c.slug == sa.bindparam("slug"))


def ballotable(session: Session, slug: str) -> Ballotable | None:
    """One small row, for the path that thousands take at once; None for an unknown consultation and a draft."""
    row = session.connection().execute(_BALLOTABLE, {"slug": slug}).first()
    if row is None or row.state == State.DRAFT.value:
        return None
    key = bytes.fromhex(row.tally_public_key) if row.ballot_fixed and row.tally_public_key else None
    return Ballotable(row.id, row.voting_from, row.voting_until, key)


def every(session: Session) -> tuple[Consultation, ...]:
    """The latest voting first."""
    query = sa.select(t.consultations).order_by(t.consultations.c.voting_until.desc(), t.consultations.c.id)
    return tuple(_consultation(row) for row in session.connection().execute(query))


def slugs(session: Session) -> set[str]:
    return set(session.connection().execute(sa.select(t.consultations.c.slug)).scalars())


def voting_until(session: Session, consultation_id: str) -> Any:
    """The deadline and nothing else, for each cast; None for an unknown consultation."""
    query = sa.select(t.consultations.c.voting_until).where(t.consultations.c.id == consultation_id)
    return session.connection().execute(query).scalar()


def put_projects(session: Session, consultation_id: str, values: Iterable[Project]) -> None:
    rows = [
        {
            "consultation": consultation_id,
            "number": value.number,
            "id": value.id,
            "title": dict(value.title),
            "description": dict(value.description),
            "cost_cents": value.cost_cents,
            "district": value.district,
            "proposal": value.proposal,
        }
        for value in values
    ]
    if rows:
        session.connection().execute(t.projects.insert(), rows)


def change_project(session: Session, consultation_id: str, number: int, **values: Any) -> None:
    where = (t.projects.c.consultation == consultation_id, t.projects.c.number == number)
    session.connection().execute(t.projects.update().where(*where).values(**values))


def remove_project(session: Session, consultation_id: str, number: int) -> None:
    where = (t.projects.c.consultation == consultation_id, t.projects.c.number == number)
    session.connection().execute(t.projects.delete().where(*where))


def projects(session: Session, consultation_id: str) -> tuple[Project, ...]:
    """In order of number, each with what became of it so far."""
    connection = session.connection()
    steps: dict[int, list[Progress]] = {}
    query = sa.select(t.progress).where(t.progress.c.consultation == consultation_id)
    for row in connection.execute(query.order_by(t.progress.c.on, t.progress.c.id)):
        steps.setdefault(row.project, []).append(Progress(ProgressState(row.state), row.on, row.text))
    listed = sa.select(t.projects).where(t.projects.c.consultation == consultation_id).order_by(t.projects.c.number)
    return tuple(
        Project(
            number=row.number,
            id=row.id,
            title=row.title,
            description=row.description,
            cost_cents=row.cost_cents,
            district=row.district,
            proposal=row.proposal,
            progress=tuple(steps.get(row.number, ())),
        )
        for row in connection.execute(listed)
    )


def add_progress(session: Session, consultation_id: str, number: int, value: Progress) -> None:
    session.connection().execute(
        t.progress.insert().values(
            consultation=consultation_id, project=number, state=value.state.value, on=value.on, text=dict(value.text)
        )
    )


def next_proposal(session: Session, consultation_id: str) -> int:
    query = sa.select(sa.func.max(t.proposals.c.number)).where(t.proposals.c.consultation == consultation_id)
    return int(session.connection().execute(query).scalar() or 0) + 1


def add_proposal(session: Session, consultation_id: str, value: Proposal) -> None:
    session.connection().execute(
        t.proposals.insert().values(
            consultation=consultation_id,
            number=value.number,
            title=value.title,
            text=value.text,
            tag=value.tag,
            district=value.district,
            channel=value.channel,
            received_at=value.received_at,
            state=value.state.value,
            cost_cents=value.cost_cents,
            reason=dict(value.reason),
            merged_into=value.merged_into,
            project=value.project,
            contact_name=value.contact.name,
            contact_email=value.contact.email,
            contact_address=value.contact.address,
        )
    )


def change_proposal(session: Session, consultation_id: str, number: int, **values: Any) -> None:
    where = (t.proposals.c.consultation == consultation_id, t.proposals.c.number == number)
    session.connection().execute(t.proposals.update().where(*where).values(**values))


def proposals(session: Session, consultation_id: str, number: int | None = None) -> tuple[Proposal, ...]:
    query = sa.select(t.proposals).where(t.proposals.c.consultation == consultation_id)
    if number is not None:
        query = query.where(t.proposals.c.number == number)
    return tuple(
        Proposal(
            number=row.number,
            title=row.title,
            text=row.text,
            tag=row.tag,
            district=row.district,
            channel=row.channel,
            received_at=row.received_at,
            state=ProposalState(row.state),
            cost_cents=row.cost_cents,
            reason=row.reason,
            merged_into=row.merged_into,
            project=row.project,
            contact=Contact(row.contact_name, row.contact_email, row.contact_address),
        )
        for row in session.connection().execute(query.order_by(t.proposals.c.number))
    )
