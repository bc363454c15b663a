"""Rows of notices and statements <-> values."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from consult.consultations.rules import Contact
from consult.notices import tables as t
from consult.notices.rules import Notice, Statement, StatementKind, plain_from_json


def _next(session: Session, table: sa.Table, consultation_id: str) -> int:
    query = sa.select(sa.func.max(table.c.number)).where(table.c.consultation == consultation_id)
    return int(session.connection().execute(query).scalar() or 0) + 1


def next_notice(session: Session, consultation_id: str) -> int:
    return _next(session, t.notices, consultation_id)


def next_statement(session: Session, consultation_id: str) -> int:
    return _next(session, t.statements, consultation_id)


def put_notice(session: Session, consultation_id: str, value: Notice, *, new: bool) -> None:
    columns = {
        "title": value.title,
        "text": value.text,
        "plain": value.plain.as_json(),
        "statements_until": value.statements_until,
        "published_at": value.published_at,
        "decision": value.decision,
    }
    key = {"consultation": consultation_id, "number": value.number}
    if new:
        session.connection().execute(t.notices.insert().values(**key, **columns))
    else:
        where = (t.notices.c.consultation == consultation_id, t.notices.c.number == value.number)
        session.connection().execute(t.notices.update().where(*where).values(**columns))


def notices(session: Session, consultation_id: str) -> tuple[Notice, ...]:
    query = sa.select(t.notices).where(t.notices.c.consultation == consultation_id).order_by(t.notices.c.number)
    return tuple(
        Notice(
            row.number,
            row.title,
            row.text,
            plain_from_json(row.plain),
            row.statements_until,
            row.published_at,
            row.decision,
        )
        for row in session.connection().execute(query)
    )


def add_statement(session: Session, consultation_id: str, value: Statement) -> None:
    session.connection().execute(
        t.statements.insert().values(
            consultation=consultation_id,
            number=value.number,
            kind=value.kind.value,
            notice=value.notice,
            text=value.text,
            tag=value.tag,
            channel=value.channel,
            received_at=value.received_at,
            answer=value.answer,
            answer_tag=value.answer_tag,
            answered_at=value.answered_at,
            contact_name=value.contact.name,
            contact_email=value.contact.email,
            contact_address=value.contact.address,
        )
    )


def change_statement(session: Session, consultation_id: str, number: int, **values: Any) -> None:
    where = (t.statements.c.consultation == consultation_id, t.statements.c.number == number)
    session.connection().execute(t.statements.update().where(*where).values(**values))


def statements(session: Session, consultation_id: str) -> tuple[Statement, ...]:
    query = sa.select(t.statements).where(t.statements.c.consultation == consultation_id)
    return tuple(
        Statement(
            number=row.number,
            kind=StatementKind(row.kind),
            notice=row.notice,
            text=row.text,
            tag=row.tag,
            channel=row.channel,
            received_at=row.received_at,
            answer=row.answer,
            answer_tag=row.answer_tag,
            answered_at=row.answered_at,
            contact=Contact(row.contact_name, row.contact_email, row.contact_address),
        )
        for row in session.connection().execute(query.order_by(t.statements.c.number))
    )
