"""Rows of doubts and of what people said about them; everything that leaves is a value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from consult.paper.adjudication import Vote
from consult.paper.rules import Doubt, DoubtKind
from consult.paper.store import aware, chunks, new_id
from consult.paper.tables import doubts, votes


@dataclass(frozen=True, slots=True, repr=False)
class StoredDoubt:
    id: str
    consultation_id: str
    doubt: Doubt
    state: str
    decision: str | None


def _stored(row: Any) -> StoredDoubt:
    doubt = Doubt(
        row.key, cast(DoubtKind, row.kind), row.serial, tuple(row.readings), tuple(row.options), row.row, row.value
    )
    return StoredDoubt(row.id, row.consultation_id, doubt, row.state, row.decision)


def add_doubts(session: Session, consultation_id: str, new: Sequence[Doubt]) -> None:
    rows = [
        {
            "id": new_id(),
            "consultation_id": consultation_id,
            "key": doubt.key,
            "kind": doubt.kind,
            "serial": doubt.serial,
            "row": doubt.row,
            "value": doubt.value,
            "readings": list(doubt.readings),
            "options": list(doubt.options),
            "state": "open",
        }
        for doubt in new
    ]
    if rows:
        session.connection().execute(sa.insert(doubts), rows)


def doubt_by_id(session: Session, doubt_id: str, *, lock: bool = False) -> StoredDoubt | None:
    query = sa.select(doubts).where(doubts.c.id == doubt_id)
    row = session.connection().execute(query.with_for_update() if lock else query).first()
    return None if row is None else _stored(row)


def doubts_of(session: Session, consultation_id: str, *states: str) -> list[StoredDoubt]:
    """In an order that says nothing: doubts have random ids."""
    query = sa.select(doubts).where(doubts.c.consultation_id == consultation_id)
    if states:
        query = query.where(doubts.c.state.in_(states))
    return [_stored(row) for row in session.connection().execute(query.order_by(doubts.c.id))]


def doubts_about(session: Session, consultation_id: str, wanted: Collection[str]) -> list[StoredDoubt]:
    query = sa.select(doubts).where(doubts.c.consultation_id == consultation_id)
    connection = session.connection()
    return [
        _stored(row) for part in chunks(wanted) for row in connection.execute(query.where(doubts.c.serial.in_(part)))
    ]


def set_doubt(session: Session, doubt_ids: Collection[str], state: str, decision: str | None = None) -> None:
    for part in chunks(doubt_ids):
        session.connection().execute(
            sa.update(doubts).where(doubts.c.id.in_(part)).values(state=state, decision=decision)
        )


def set_state(session: Session, doubt_ids: Collection[str], state: str) -> None:
    for part in chunks(doubt_ids):
        session.connection().execute(sa.update(doubts).where(doubts.c.id.in_(part)).values(state=state))


def decisions(session: Session, consultation_id: str, about: Collection[str] | None = None) -> dict[str, str]:
    """Doubt key -> what two people agreed on, also where the doubt is gone for the moment. With `about`: only what
    concerns these serials, besides corrections of serials and pages that people typed."""
    query = sa.select(doubts.c.key, doubts.c.decision).where(
        doubts.c.consultation_id == consultation_id, doubts.c.decision.is_not(None)
    )
    connection = session.connection()
    if about is None:
        return {row.key: row.decision for row in connection.execute(query)}
    everywhere = query.where(doubts.c.kind.in_(("serial", "page")))
    found = {row.key: row.decision for row in connection.execute(everywhere)}
    for part in chunks(about):
        found.update({row.key: row.decision for row in connection.execute(query.where(doubts.c.serial.in_(part)))})
    return found


def corrections(session: Session, consultation_id: str) -> dict[str, str]:
    """Serial as printed in the code -> serial as people read it."""
    query = sa.select(doubts.c.serial, doubts.c.decision).where(
        doubts.c.consultation_id == consultation_id, doubts.c.kind == "serial", doubts.c.decision.like("serial:%")
    )
    return {row.serial: row.decision.removeprefix("serial:") for row in session.connection().execute(query)}


def add_vote(session: Session, doubt_id: str, vote: Vote, image_sha256: str | None) -> None:
    session.connection().execute(
        sa.insert(votes).values(
            doubt_id=doubt_id,
            person=vote.person,
            decision=vote.decision,
            reason=vote.reason,
            image_sha256=image_sha256,
            at=vote.at,
            withdrawn=False,
        )
    )


def votes_on(session: Session, doubt_ids: Collection[str]) -> dict[str, list[Vote]]:
    found: dict[str, list[Vote]] = {doubt_id: [] for doubt_id in doubt_ids}
    for part in chunks(doubt_ids):
        for row in session.connection().execute(
            sa.select(votes).where(votes.c.doubt_id.in_(part)).order_by(votes.c.id)
        ):
            found[row.doubt_id].append(Vote(row.person, row.decision, row.reason, aware(row.at), row.withdrawn))
    return found


def withdraw(session: Session, doubt_id: str, person: str) -> bool:
    result = session.connection().execute(
        sa.update(votes)
        .where(votes.c.doubt_id == doubt_id, votes.c.person == person, votes.c.withdrawn.is_(False))
        .values(withdrawn=True)
    )
    return cast("sa.CursorResult[Any]", result).rowcount > 0


def last_answered(session: Session, consultation_id: str, person: str) -> str | None:
    """Id of the doubt that this person answered last and has not taken back."""
    query = (
        sa.select(votes.c.doubt_id)
        .join(doubts, doubts.c.id == votes.c.doubt_id)
        .where(doubts.c.consultation_id == consultation_id, votes.c.person == person, votes.c.withdrawn.is_(False))
        .order_by(votes.c.id.desc())
        .limit(1)
    )
    return session.connection().execute(query).scalar()
