"""Proposals of residents: taken in on any channel, reviewed with cost and public reason, become projects.

propose(session, id, draft, now) -> Proposal              every / get / review(session, id, number, ...)
letter_posted(session, id, number)                        forgettable / forget (contacts that have served)
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from consult.consultations import service, store
from consult.consultations.rules import (
    Channel,
    Contact,
    Proposal,
    ProposalState,
    State,
    Texts,
    contact_has_served,
)
from consult.errors import BadInput, Conflict, NotFound, TooLate
from consult.web import mail

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    title: str
    text: str
    tag: str = "de"
    district: str | None = None
    channel: Channel = "web"
    contact: Contact = field(default_factory=Contact, repr=False)


def propose(
    session: Session, consultation_id: str, draft: ProposalDraft, now: datetime, *, reader: str = ""
) -> Proposal:
    """Takes a proposal in, on any channel; `reader` is the language of the confirmation (else that of the proposal).

    Raises `BadInput` naming the field, `TooLate` for one from the web after the deadline; paper that was posted in time
    is typed in later, so a clerk's entry is not refused."""
    value = service.locked(session, consultation_id)
    times = value.phases
    if draft.channel == "web" and (
        value.state is not State.OPEN
        or times.proposals_from is None
        or times.proposals_until is None
        or not times.proposals_from <= now < times.proposals_until
    ):
        raise TooLate("error.proposal.time")
    check_words("proposal", draft.title, draft.text)
    if draft.district and draft.district not in value.districts:
        raise BadInput("error.proposal.district", field="district")
    check_contact(draft.contact)
    made = Proposal(
        number=store.next_proposal(session, consultation_id),
        title=draft.title.strip(),
        text=draft.text.strip(),
        tag=draft.tag,
        district=draft.district or None,
        channel=draft.channel,
        received_at=now,
        contact=draft.contact,
    )
    store.add_proposal(session, consultation_id, made)
    if made.contact.email:
        facts: dict[str, str | int] = {
            "number": made.number,
            "title": made.title,
            "consultation": value.title.get("de", ""),
        }
        mail.queue(session, to=made.contact.email, tag=reader or made.tag, key="proposal", **facts)
    return made


def check_words(what: str, title: str, text: str) -> None:
    if not title.strip():
        raise BadInput(f"error.{what}.title", field="title")
    if len(title) > LONGEST_TITLE:
        raise BadInput("error.form.too_long", field="title", most=LONGEST_TITLE)
    if not text.strip():
        raise BadInput(f"error.{what}.text", field="text")
    if len(text) > LONGEST_TEXT:
        raise BadInput("error.form.too_long", field="text", most=LONGEST_TEXT)


def check_contact(contact: Contact) -> None:
    """An e-mail address that could carry a second header line, or is none, is refused."""
    email = contact.email
    if email and (not email.isprintable() or " " in email or email.count("@") != 1 or len(email) > 254):
        raise BadInput("error.form.email", field="email")
    if email and not all(part.strip(".") for part in email.split("@")):
        raise BadInput("error.form.email", field="email")
    if len(contact.name) > LONGEST_TITLE or len(contact.address) > 1000 or "\n" in contact.name:
        raise BadInput("error.form.contact", field="name")


def every(session: Session, consultation_id: str) -> tuple[Proposal, ...]:
    return store.proposals(session, consultation_id)


def get(session: Session, consultation_id: str, number: int) -> Proposal:
    """Raises `NotFound`."""
    found = store.proposals(session, consultation_id, number)
    if not found:
        raise NotFound("error.proposal.unknown")
    return found[0]


def review(
    session: Session,
    consultation_id: str,
    number: int,
    *,
    state: ProposalState,
    reason: Texts,
    cost_cents: int | None = None,
    merged_into: int | None = None,
) -> Proposal:
    """The administration's public answer. Accepted: becomes a project at `cost_cents`; merged: joins another proposal.

    Raises `BadInput` without a reason, without a cost for what is accepted, or without the proposal it joins.
    """
    value = get(session, consultation_id, number)
    if not reason.get("de", "").strip():
        raise BadInput("error.proposal.reason", field="reason")
    project_number = value.project
    if state is ProposalState.ACCEPTED:
        if cost_cents is None or cost_cents <= 0:
            raise BadInput("error.proposal.cost", field="cost")
        if project_number is None:
            draft = service.ProjectDraft(
                title={value.tag: value.title},
                description={value.tag: value.text},
                cost_cents=cost_cents,
                district=value.district,
                proposal=number,
            )
            project_number = service.add_projects(session, consultation_id, [draft])[0].number
        else:
            service.change_project(session, consultation_id, project_number, cost_cents=cost_cents)
    elif project_number is not None:
        service.remove_project(session, consultation_id, project_number)
        project_number = None
    if state is ProposalState.MERGED:
        if merged_into is None or merged_into == number:
            raise BadInput("error.proposal.merged", field="merged_into")
        get(session, consultation_id, merged_into)
    store.change_proposal(
        session,
        consultation_id,
        number,
        state=state.value,
        reason=dict(reason),
        cost_cents=cost_cents,
        merged_into=merged_into if state is ProposalState.MERGED else None,
        project=project_number,
    )
    if value.contact.email and state is not ProposalState.RECEIVED:
        said = reason.get(value.tag) or reason["de"]
        facts: dict[str, str | int] = {"number": number, "title": value.title, "reason": said}
        mail.queue(session, to=value.contact.email, tag=value.tag, key=f"review_{state.value}", **facts)
    return get(session, consultation_id, number)


def letter_posted(session: Session, consultation_id: str, number: int) -> Proposal:
    """The answer is in the post: the address goes. Raises `Conflict` while there is no answer."""
    if get(session, consultation_id, number).state is ProposalState.RECEIVED:
        raise Conflict("admin.error.no_answer", detail="there is no answer yet")
    forget(session, consultation_id, [number])
    return get(session, consultation_id, number)


def forgettable(session: Session, consultation_id: str, waiting: Set[str], now: datetime) -> tuple[Proposal, ...]:
    """Proposals whose contact has served. `waiting`: addresses that an e-mail is still to go to."""
    until = service.get(session, consultation_id).phases.objections_until
    return tuple(
        value
        for value in every(session, consultation_id)
        if contact_has_served(
            value.contact,
            answered=value.state is not ProposalState.RECEIVED,
            waiting=value.contact.email in waiting,
            received_at=value.received_at,
            until=until,
            now=now,
        )
    )


def forget(session: Session, consultation_id: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        store.change_proposal(session, consultation_id, number, contact_name="", contact_email="", contact_address="")
