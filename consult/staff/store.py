"""Rows of accounts and of the audit log <-> values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from consult.staff.rules import Account, Entry, Role
from consult.staff.tables import accounts, audit

AUDIT_LOCK = 0x4D415544  # "MAUD": one writer of the log at a time on PostgreSQL; SQLite has one writer anyway


def _account(row: Any) -> Account:
    roles = frozenset(Role(role) for role in row.roles)
    return Account(row.id, row.name, row.full_name, roles, row.active)


def add(session: Session, account: Account, password: str) -> None:
    session.connection().execute(
        sa.insert(accounts).values(
            id=account.id,
            name=account.name,
            full_name=account.full_name,
            password=password,
            roles=sorted(account.roles),
            active=account.active,
        )
    )


def update(session: Session, account: Account) -> None:
    session.connection().execute(
        sa.update(accounts)
        .where(accounts.c.id == account.id)
        .values(full_name=account.full_name, roles=sorted(account.roles), active=account.active)
    )


def set_password(session: Session, account_id: str, password: str) -> None:
    session.connection().execute(sa.update(accounts).where(accounts.c.id == account_id).values(password=password))


def by_name(session: Session, name: str) -> tuple[Account, str] | None:
    """The account and its password hash."""
    row = session.connection().execute(sa.select(accounts).where(accounts.c.name == name)).first()
    return None if row is None else (_account(row), row.password)


def by_id(session: Session, account_id: str) -> Account | None:
    row = session.connection().execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
    return None if row is None else _account(row)


def everyone(session: Session) -> list[Account]:
    return [_account(row) for row in session.connection().execute(sa.select(accounts).order_by(accounts.c.name))]


def _entry(row: Any) -> Entry:
    at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
    return Entry(row.number, at, row.person, row.action, row.consultation_id, row.facts, row.prev, row.head)


def last_entry(session: Session) -> Entry | None:
    """Also takes the right to write the next one until the transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(AUDIT_LOCK)))
    row = connection.execute(sa.select(audit).order_by(audit.c.number.desc()).limit(1)).first()
    return None if row is None else _entry(row)


def append(session: Session, entry: Entry) -> None:
    session.connection().execute(
        sa.insert(audit).values(
            number=entry.number,
            at=entry.at,
            person=entry.person,
            action=entry.action,
            consultation_id=entry.consultation_id,
            facts=dict(entry.facts),
            prev=entry.prev,
            head=entry.head,
        )
    )


def entries(
    session: Session,
    *,
    consultation_id: str | None = None,
    person: str | None = None,
    action: str | None = None,
    newest: int | None = None,
) -> list[Entry]:
    """In order of number; with `newest`, the newest first and so many."""
    query = sa.select(audit)
    for column, value in ((audit.c.consultation_id, consultation_id), (audit.c.person, person)):
        if value:
            query = query.where(column == value)
    if action:
        query = query.where(audit.c.action == action)
    query = query.order_by(audit.c.number.desc()).limit(newest) if newest else query.order_by(audit.c.number)
    return [_entry(row) for row in session.connection().execute(query)]
