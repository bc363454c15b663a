"""Rows of log-ins and of the form key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from consult.db import Database
from consult.web.tables import WebSecretRow, WebSessionRow


@dataclass(frozen=True, slots=True)
class LogIn:
    subject: str
    seen_at: datetime


def add(session: Session, token_hash: str, kind: str, subject: str, now: datetime) -> None:
    session.add(WebSessionRow(token_hash=token_hash, kind=kind, subject=subject, seen_at=now))
    session.flush()


def find(session: Session, token_hash: str, kind: str) -> LogIn | None:
    row = session.exec(
        select(WebSessionRow.subject, WebSessionRow.seen_at).where(
            WebSessionRow.token_hash == token_hash, WebSessionRow.kind == kind
        )
    ).first()
    return None if row is None else LogIn(row[0], aware(row[1]))


def touch(session: Session, token_hash: str, now: datetime) -> None:
    session.exec(update(WebSessionRow).where(col(WebSessionRow.token_hash) == token_hash).values(seen_at=now))


def remove(session: Session, token_hash: str) -> None:
    session.exec(delete(WebSessionRow).where(col(WebSessionRow.token_hash) == token_hash))


def remove_subject(session: Session, kind: str, subject: str) -> None:
    session.exec(delete(WebSessionRow).where(col(WebSessionRow.kind) == kind, col(WebSessionRow.subject) == subject))


def any_older(session: Session, instant: datetime) -> bool:
    return session.exec(select(WebSessionRow.kind).where(col(WebSessionRow.seen_at) < instant)).first() is not None


def remove_older(session: Session, instant: datetime) -> None:
    session.exec(delete(WebSessionRow).where(col(WebSessionRow.seen_at) < instant))


def form_key(database: Database) -> bytes:
    """The installation's key for form tokens; the first caller makes it."""
    query = select(WebSecretRow.value).where(WebSecretRow.name == "form")
    with database.reading() as session:
        found = session.exec(query).first()
    if found is None:
        try:
            with database.writing() as session:
                session.add(WebSecretRow(name="form", value=secrets.token_hex(32)))
        except IntegrityError:
            pass  # another server process was faster: its key is the key
        with database.reading() as session:
            found = session.exec(query).one()
    return bytes.fromhex(found)


def aware(instant: datetime) -> datetime:
    """SQLite forgets the zone; everything stored is UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
