"""E-mails: kept until the mail server has them, written in the reader's language when they go out, then deleted.

`queue` belongs to the transaction that has something to say, so that nothing is announced that was rolled back;
`deliver` runs after it and every minute. A mail server that is away costs nothing but time.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import Any

import structlog
from sqlmodel import Session, col, delete, func, select, update

from consult.db import Database
from consult.settings import Settings
from consult.web.tables import OutboxRow
from i18n.languages import LANGUAGES
from i18n.texts import texts as texts_of

TIMEOUT = 20.0
MOST_TRIES = 50
AT_A_TIME = 500
log = structlog.get_logger("consult.mail")


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """One row of the outbox. No `repr`: it holds somebody's address and answer."""

    id: int
    recipient: str
    tag: str
    key: str
    facts: dict[str, Any]
    tries: int


def queue(session: Session, *, to: str, tag: str, key: str, **facts: str | int) -> None:
    """Promises the message `mail.<key>` to somebody. Raises `ValueError` for an address that is not one printable line:
    nobody adds header lines of their own."""
    if not to or not to.isprintable() or " " in to:
        raise ValueError("the recipient is not one printable line")
    known = tag if tag in LANGUAGES else "de"
    session.add(OutboxRow(recipient=to, tag=known, key=key, facts=json.dumps(facts)))
    session.flush()


def waiting(session: Session) -> int:
    """How many e-mails are still to be sent, for the dashboard."""
    return session.exec(select(func.count()).select_from(OutboxRow)).one()


def recipients(session: Session) -> frozenset[str]:
    """Addresses that an e-mail is still to go to."""
    return frozenset(session.exec(select(OutboxRow.recipient)))


def withdraw(session: Session, addresses: Iterable[str]) -> None:
    """What no mail server took until the address had to go."""
    session.exec(delete(OutboxRow).where(col(OutboxRow.recipient).in_(list(addresses))))


def deliver(database: Database, settings: Settings) -> int:
    """Sends what waits, the oldest first; returns how many went out. Two servers at once send nothing twice."""
    if not settings.smtp_host:
        return 0
    with database.reading() as session:
        query = select(OutboxRow).where(col(OutboxRow.tries) < MOST_TRIES).order_by(col(OutboxRow.id)).limit(AT_A_TIME)
        listed = [
            Waiting(row.id or 0, row.recipient, row.tag, row.key, json.loads(row.facts), row.tries)
            for row in session.exec(query)
        ]
    if not listed:
        return 0
    sent = 0
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as server:
            for item in listed:
                sent += _send(database, server, settings, item)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server away", kind=type(error).__name__, waiting=len(listed) - sent)
    return sent


def _send(database: Database, server: smtplib.SMTP, settings: Settings, item: Waiting) -> int:
    """1 when it went out. Taking a row counts a try, which only one server can do."""
    mine = (col(OutboxRow.id) == item.id, col(OutboxRow.tries) == item.tries)
    with database.writing(unseen=True) as session:
        if session.exec(update(OutboxRow).where(*mine).values(tries=item.tries + 1)).rowcount != 1:
            return 0
    try:
        server.send_message(message(settings, item))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        log.warning("mail refused", kind=type(error).__name__)
        return 0
    with database.writing(unseen=True) as session:
        session.exec(delete(OutboxRow).where(col(OutboxRow.id) == item.id))
    return 1


def message(settings: Settings, item: Waiting) -> EmailMessage:
    """Isolation marks stay in the body (a mail reader needs them as much as a browser), not in the subject."""
    texts = texts_of(item.tag, settings.timezone)
    subject = texts.text(f"mail.{item.key}.subject", **item.facts)
    parts = [texts.text("mail.greeting"), texts.text(f"mail.{item.key}.body", **item.facts)]
    parts.append(texts.text("mail.closing", city=settings.city))
    if settings.phone:
        parts.append(texts.text("mail.call", phone=settings.phone))
    sender = settings.smtp_sender or "mitsprache@localhost"
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = item.recipient
    made["Subject"] = "".join(letter for letter in subject if letter.isprintable())
    made["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n\n".join(parts) + "\n")
    made["Content-Language"] = item.tag
    return made
