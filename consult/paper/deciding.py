"""People answer doubts: the queue of one person, what they look at, answering, taking back, how it went."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from consult.errors import BadInput, Conflict, NotFound, Refusal
from consult.paper import doubt_store, store
from consult.paper.adjudication import (
    Agreement,
    Vote,
    agreement,
    may_see,
    require_may_decide,
    settle,
    standing_votes,
)
from consult.paper.contest import Contest
from consult.paper.doubt_store import StoredDoubt
from consult.paper.rules import TYPED, typed_choices
from consult.paper.scanning import renew_doubts
from consult.paper.transcript import serial_of
from consult.voting.ballots import check
from consult.voting.trackers import read_tracker


@dataclass(frozen=True, slots=True)
class Work:
    """How far adjudication is: open doubts, of them disputed, those that wait for this person, settled ones."""

    open: int
    disputed: int
    for_me: int
    agreement: Agreement


def open_doubts(session: Session, consultation_id: str) -> list[StoredDoubt]:
    return doubt_store.doubts_of(session, consultation_id, "open")


def queue(session: Session, consultation_id: str, person: str) -> list[StoredDoubt]:
    """What waits for this person: not settled and not answered by them. Nobody sees what others said."""
    waiting = open_doubts(session, consultation_id)
    votes = doubt_store.votes_on(session, [item.id for item in waiting])
    return [item for item in waiting if may_see(votes[item.id], person)]


def work(session: Session, consultation_id: str, person: str) -> Work:
    found = doubt_store.doubts_of(session, consultation_id, "open", "settled")
    votes = doubt_store.votes_on(session, [item.id for item in found])
    waiting = [item for item in found if item.state == "open"]
    return Work(
        len(waiting),
        sum(settle(votes[item.id]).disputed for item in waiting),
        sum(may_see(votes[item.id], person) for item in waiting),
        agreement([votes[item.id] for item in found if item.state == "settled"]),
    )


def answer(
    session: Session,
    contest: Contest,
    doubt_id: str,
    *,
    person: str,
    decision: str,
    reason: str,
    now: datetime,
    picture: bytes | None = None,
) -> StoredDoubt:
    """One person's answer; the doubt is settled when two agree. Raises `BadInput`, `Conflict`, `NotFound`."""
    stored = doubt_store.doubt_by_id(session, doubt_id, lock=True)
    if stored is None or stored.consultation_id != contest.consultation_id:
        raise NotFound("admin.error.doubt", detail="there is no such doubt")
    if stored.state == "gone":
        raise Conflict("admin.error.settled", detail="the doubt does not exist any more")
    decision = _checked(contest, stored, decision)
    votes = doubt_store.votes_on(session, [doubt_id])[doubt_id]
    require_may_decide(votes, person, reason)
    vote = Vote(person, decision, reason, now)
    seen = hashlib.sha256(picture).hexdigest() if picture is not None else None
    doubt_store.add_vote(session, doubt_id, vote, seen)
    agreed = settle([*votes, vote]).decision
    if agreed is not None:
        doubt_store.set_doubt(session, [doubt_id], "settled", agreed)
        _renew(session, contest, stored, agreed)
    found = doubt_store.doubt_by_id(session, doubt_id)
    assert found is not None
    return found


def take_back(session: Session, contest: Contest, person: str) -> StoredDoubt:
    """Undo a person's last answer, also when it settled the doubt; it then waits for people again."""
    doubt_id = doubt_store.last_answered(session, contest.consultation_id, person)
    if doubt_id is None:
        raise NotFound("admin.error.nothing_to_undo", detail="this person has not answered anything")
    stored = doubt_store.doubt_by_id(session, doubt_id, lock=True)
    assert stored is not None
    doubt_store.withdraw(session, doubt_id, person)
    votes = doubt_store.votes_on(session, [doubt_id])[doubt_id]
    agreed = settle(votes).decision
    if stored.decision is not None and agreed is None:
        doubt_store.set_doubt(session, [doubt_id], "open", None)
        _renew(session, contest, stored, stored.decision)
    found = doubt_store.doubt_by_id(session, doubt_id)
    assert found is not None
    return found


def said(session: Session, doubt_id: str) -> dict[str, str]:
    """Person -> standing answer; for the record after a doubt is settled, never in the queue."""
    return standing_votes(doubt_store.votes_on(session, [doubt_id])[doubt_id])


def _checked(contest: Contest, stored: StoredDoubt, decision: str) -> str:
    """The decision in its one form. Raises `BadInput` for an answer that the doubt doesn't offer."""
    doubt = stored.doubt
    if not doubt.allows(decision):
        allowed = ", ".join(option + "…" if option.endswith(":") else option for option in doubt.options)
        raise BadInput("admin.error.decision", field="decision", detail=f"allowed answers: {allowed}")
    if decision.startswith("serial:"):
        return _serial(decision)
    if decision.startswith("as:"):
        known = contest.style.by_id()
        named = decision.removeprefix("as:").split(",")
        if len(set(named)) != len(named) or not set(named) <= set(known):
            raise BadInput("admin.error.ranks", field="decision", detail="each project once, by its id, best first")
    if decision.startswith(TYPED):
        return _typed(contest, decision)
    return decision


def _typed(contest: Contest, decision: str) -> str:
    """The choices that a person read, in their one form, so that two people can agree."""
    try:
        content = typed_choices(contest.style, decision)
    except (ValueError, TypeError):
        raise BadInput("admin.error.marks", field="marks", detail="pairs of project id and value") from None
    problems = check(contest.style, content)
    if problems:
        raise BadInput(problems[0].key, field="marks", detail="beyond the limits: then the ballot is invalid")
    return TYPED + json.dumps([list(pair) for pair in content.choices], separators=(",", ":"))


def _serial(decision: str) -> str:
    try:
        return "serial:" + read_tracker(decision.removeprefix("serial:"))
    except Refusal:
        raise BadInput("admin.error.serial", field="decision", detail="the serial has a typing error") from None


def _renew(session: Session, contest: Contest, stored: StoredDoubt, decision: str) -> None:
    """After a settled or reopened doubt: the ballots it touches may have other doubts now."""
    touched = {stored.doubt.serial}
    if decision.startswith("serial:"):
        touched.add(decision.removeprefix("serial:"))
    if (typed := serial_of(decision)) is not None:
        touched.add(typed)
    if stored.doubt.kind == "page":
        touched.discard(stored.doubt.serial)
    renew_doubts(session, contest, touched)


def page_outcomes(session: Session, consultation_id: str) -> dict[str, int]:
    """What people said about sides that no machine could read: typed, blank, foreign, unreadable, waiting."""
    counts = dict.fromkeys(("typed", "blank", "foreign", "unreadable", "waiting"), 0)
    for item in doubt_store.doubts_of(session, consultation_id, "open", "settled"):
        if item.doubt.kind == "page":
            decision = item.decision or "waiting"
            counts["typed" if decision.startswith("type:") else decision] += 1
    return counts


def reading_of(session: Session, reading: int) -> store.PageRow:
    row = store.page_by_id(session, reading)
    if row is None:
        raise NotFound("admin.error.page", detail="there is no such page")
    return row
