"""What the forms promise: name and address go after the answer; scans go when nobody can object any more; log-ins that
ended leave nothing.

One round costs a few reads; it writes only where something is due, and can be done twice without harm.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from consult.admin import papers
from consult.consultations import proposals
from consult.consultations import service as consultations
from consult.consultations.rules import Consultation, State
from consult.notices import service as notices
from consult.paper.scanning import destroy_scans, scans_folder
from consult.web import mail, store
from consult.web.sessions import IDLE
from consult.web.wiring import Wiring

log = structlog.get_logger("consult.forgetting")
TYPING_TIME = timedelta(days=7)  # a form that was scanned after the last day is still typed in


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much one round deleted; numbers only."""

    contacts: int
    scans: int


def forget(parts: Wiring) -> Forgotten:
    now = parts.clock.now()
    with parts.database.reading() as session:
        every = consultations.every(session)
        idle = store.any_older(session, now - IDLE)
    if idle:
        with parts.database.writing() as session:
            store.remove_older(session, now - IDLE)
    made = Forgotten(
        sum(_contacts(parts, value.id, now) for value in every), sum(_scans(parts, value, now) for value in every)
    )
    if made.contacts or made.scans:
        log.info("deleted as promised", contacts=made.contacts, scans=made.scans)
    return made


def _contacts(parts: Wiring, consultation_id: str, now: datetime) -> int:
    with parts.database.reading() as session:
        waiting = mail.recipients(session)
        due = proposals.forgettable(session, consultation_id, waiting, now)
        said = notices.forgettable(session, consultation_id, waiting, now)
    if not due and not said:
        return 0
    given = [value.contact for value in due] + [value.contact for value in said]
    with parts.database.writing() as session:
        mail.withdraw(session, {contact.email for contact in given} & waiting)
        proposals.forget(session, consultation_id, [value.number for value in due])
        notices.forget(session, consultation_id, [value.number for value in said])
    return len(given)


def _scans(parts: Wiring, value: Consultation, now: datetime) -> int:
    """Ballots' pictures and scanned forms, once the result is out and the time to object is over."""
    if value.state is not State.PUBLISHED or now < value.phases.objections_until:
        return 0
    gone = 0
    if parts.urn.holds_links(value.id):
        parts.urn.forget(value.id)
        log.info("links between voters and boxes deleted", consultation=value.id)
    if scans_folder(parts.settings, value.id).is_dir():
        destroy_scans(parts.settings, value.id)
        gone += 1
    forms = papers.folder(parts.settings, value)
    old = [path for path in forms.glob("*.png") if _changed(path) + TYPING_TIME <= now] if forms.is_dir() else []
    for path in old:
        path.unlink(missing_ok=True)
    return gone + len(old)


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(os.stat(path).st_mtime, UTC)
