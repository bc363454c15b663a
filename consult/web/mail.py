"""E-mails: written in the reader's language, kept until the mail server has them, then deleted.

`queue` belongs to the transaction that has something to say, so that nothing is announced that was rolled back;
`deliver` runs after it and can run again at any time.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from sqlmodel import Session, col, delete, select, update

from consult.clock import Clock
from consult.db import Database
from consult.settings import Settings
from consult.web.tables import OutboxRow
from i18n.texts import texts as texts_of

TIMEOUT = 20.0
MOST_TRIES = 50


def queue(session: Session, clock: Clock, *, to: str, subject: str, body: str) -> None:
    """Raises `ValueError` for a recipient or subject with a line break: nobody adds header lines of their own."""
    if any(not text.isprintable() for text in (to, subject)) or not to:
        raise ValueError("recipient or subject is not one printable line")
    session.add(OutboxRow(recipient=to, subject=subject, body=body, queued_at=clock.now()))
    session.flush()


def write(settings: Settings, tag: str, key: str, **facts: object) -> tuple[str, str]:
    """Subject and body of the message `mail.<key>` with greeting and closing, in the reader's language.

    Isolation marks are kept in the body (a mail reader needs them as much as a browser) and left out of the subject.
    """
    texts = texts_of(tag, settings.timezone)
    subject = "".join(letter for letter in texts.text(f"mail.{key}.subject", **facts) if letter.isprintable())
    parts = [texts.text("mail.greeting"), texts.text(f"mail.{key}.body", **facts)]
    parts.append(texts.text("mail.closing", city=settings.city))
    if settings.phone:
        parts.append(texts.text("mail.call", phone=settings.phone))
    return subject, "\n\n".join(parts) + "\n"


def deliver(database: Database, settings: Settings) -> int:
    """Sends what waits, the oldest first; returns how many went out. A mail server that is away is asked again."""
    if not settings.smtp_host:
        return 0
    query = select(OutboxRow).where(col(OutboxRow.tries) < MOST_TRIES).order_by(col(OutboxRow.id)).limit(500)
    with database.reading() as session:
        waiting = [(row.id, row.recipient, row.subject, row.body) for row in session.exec(query)]
    if not waiting:
        return 0
    sent = 0
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as server:
            for number, recipient, subject, body in waiting:
                sent += _send(database, server, settings, number, _message(settings, recipient, subject, body))
    except (OSError, smtplib.SMTPException):
        return sent
    return sent


def _send(
    database: Database, server: smtplib.SMTP, settings: Settings, number: int | None, message: EmailMessage
) -> int:
    with database.writing() as session:
        session.exec(update(OutboxRow).where(col(OutboxRow.id) == number).values(tries=OutboxRow.tries + 1))
    try:
        server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused):
        return 0
    with database.writing() as session:
        session.exec(delete(OutboxRow).where(col(OutboxRow.id) == number))
    return 1


def _message(settings: Settings, recipient: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    sender = settings.smtp_sender or "mitsprache@localhost"
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def waiting(session: Session) -> int:
    """How many e-mails are still to be sent, for the dashboard."""
    return len(session.exec(select(OutboxRow.id)).all())
