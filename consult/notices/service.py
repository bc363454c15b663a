"""What others may ask of notices. Functions take an open session and never commit; `plain_version` takes none: it is
long work and runs before, in a thread.

plain_version(text) -> PlainVersion
save(session, consultation_id, title=..., text=..., plain=...) -> Notice        publish / notices / notice / published
hand_in(session, consultation_id, draft, now) -> Statement                      statements / statement / answer
letter_posted(session, consultation_id, number)                                 forgettable / forget (contacts)
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from consult.consultations import service as consultations
from consult.consultations.proposals import LONGEST_TEXT, LONGEST_TITLE, check_contact
from consult.consultations.rules import Channel, Contact, State, contact_has_served
from consult.errors import BadInput, Conflict, NotFound, TooLate
from consult.notices import store
from consult.notices.rules import Glance, Notice, PlainVersion, Sentence, Statement, StatementKind
from consult.web import mail
from i18n.languages import FIRST_TWELVE


@dataclass(frozen=True, slots=True)
class StatementDraft:
    text: str
    kind: StatementKind = StatementKind.STATEMENT
    notice: int | None = None
    tag: str = "de"
    channel: Channel = "web"
    contact: Contact = field(default_factory=Contact, repr=False)


def plain_version(text: str) -> PlainVersion:
    """Facts, "at a glance", the plain draft and the guard's alarms. Takes seconds for a long notice. Raises `BadInput`
    where the text is none that can be worked on."""
    from i18n.texts import texts
    from plain_language import NotPlainText, simplify

    try:
        made = simplify(text)
    except NotPlainText as error:
        raise BadInput("error.notice.text", field="text", detail=str(error)) from None
    before, after = made.readability.before, made.readability.after
    glance = tuple(Glance(item.question, item.answer, item.known, item.source) for item in made.summary)
    bridge = texts("de").text("plain.glance.more")
    marks = [n for n, item in enumerate(made.sentences) if item.state == "heading" and item.text == bridge]
    return PlainVersion(
        notice_type=made.notice_type,
        glance=glance,
        sentences=tuple(Sentence(item.text, item.source, item.state) for item in made.sentences),
        text=made.text,
        alarms=tuple(alarm.message for alarm in made.alarms),
        flesch=(round(before.flesch, 1), round(after.flesch, 1)),
        years=(round(before.wstf1, 1), round(after.wstf1, 1)),
        body_from=marks[0] + 1 if marks and glance else 0,
        glances=_glances(text, glance),
    )


def _glances(text: str, german: tuple[Glance, ...]) -> dict[str, tuple[Glance, ...]]:
    """The glance in the other languages of the pages. A line that the guard shortened stays German everywhere: what it
    took back must not come in again by another language."""
    from i18n.texts import texts
    from plain_language.facts import facts
    from plain_language.notices.glance import glance
    from plain_language.notices.recognise import recognise
    from plain_language.notices.slots import Notice as Read
    from plain_language.text import sentences

    kind = recognise(text)
    if not german:
        return {}
    read = Read(text, tuple(sentences(text)), facts(text))
    whole = glance(kind, read, "de")
    found: dict[str, tuple[Glance, ...]] = {}
    for tag in FIRST_TWELVE:
        if tag == "de":
            continue
        words = texts(tag)
        lines: list[Glance] = []
        for item, full, line in zip(glance(kind, read, tag), whole, german, strict=True):
            if not line.known:
                unsaid = words.text("plain.glance.below" if line.source else "plain.glance.missing")
                lines.append(Glance(item.question, unsaid, False, line.source, tag))
            elif line.answer == full.answer:
                lines.append(Glance(item.question, item.answer, item.known, item.source, tag))
            else:
                lines.append(line)
        found[tag] = tuple(lines)
    return found


def save(
    session: Session,
    consultation_id: str,
    *,
    title: str,
    text: str,
    plain: PlainVersion,
    statements_until: datetime | None = None,
    number: int | None = None,
) -> Notice:
    """A new notice, or a new text of `number`, which then has to be published again. Raises `BadInput`."""
    if not title.strip() or not text.strip() or len(title) > LONGEST_TITLE:
        raise BadInput("error.notice.text", field="title")
    consultations.locked(session, consultation_id)
    if number is not None:
        notice(session, consultation_id, number)
    made = Notice(
        number=number or store.next_notice(session, consultation_id),
        title=title.strip(),
        text=text,
        plain=plain,
        statements_until=statements_until,
    )
    store.put_notice(session, consultation_id, made, new=number is None)
    return made


def publish(session: Session, consultation_id: str, number: int, now: datetime, *, decision: str = "") -> Notice:
    """Raises `Conflict` while the guard's alarms wait for a person: `decision` is that person's written word."""
    value = notice(session, consultation_id, number)
    if value.plain.alarms and not decision.strip():
        raise Conflict("error.notice.alarms", field="decision")
    made = replace(value, published_at=value.published_at or now, decision=decision.strip())
    store.put_notice(session, consultation_id, made, new=False)
    return made


def notices(session: Session, consultation_id: str) -> tuple[Notice, ...]:
    return store.notices(session, consultation_id)


def published(session: Session, consultation_id: str) -> tuple[Notice, ...]:
    return tuple(value for value in store.notices(session, consultation_id) if value.published_at is not None)


def notice(session: Session, consultation_id: str, number: int) -> Notice:
    """Raises `NotFound`."""
    for value in store.notices(session, consultation_id):
        if value.number == number:
            return value
    raise NotFound("error.notice.unknown")


def hand_in(
    session: Session, consultation_id: str, draft: StatementDraft, now: datetime, *, reader: str = ""
) -> Statement:
    """Takes a statement in, on any channel; `reader` is the language of the confirmation (else that of the text).

    Raises `BadInput` naming the field, `TooLate` for one that comes by web when the notice's time is over; a clerk
    types in later what was posted in time."""
    value = consultations.locked(session, consultation_id)
    if value.state is State.DRAFT:
        raise TooLate("error.statement.time")
    if not draft.text.strip():
        raise BadInput("error.statement.text", field="text")
    if len(draft.text) > LONGEST_TEXT:
        raise BadInput("error.form.too_long", field="text", most=LONGEST_TEXT)
    check_contact(draft.contact)
    if draft.notice is not None:
        until = notice(session, consultation_id, draft.notice).statements_until
        if draft.channel == "web" and draft.kind is StatementKind.STATEMENT and until is not None and now >= until:
            raise TooLate("error.statement.time")
    made = Statement(
        number=store.next_statement(session, consultation_id),
        kind=draft.kind,
        notice=draft.notice,
        text=draft.text.strip(),
        tag=draft.tag,
        channel=draft.channel,
        received_at=now,
        contact=draft.contact,
    )
    store.add_statement(session, consultation_id, made)
    if made.contact.email:
        facts: dict[str, str | int] = {"number": made.number, "consultation": value.title.get("de", "")}
        mail.queue(session, to=made.contact.email, tag=reader or made.tag, key="statement", **facts)
    return made


def statements(session: Session, consultation_id: str) -> tuple[Statement, ...]:
    return store.statements(session, consultation_id)


def statement(session: Session, consultation_id: str, number: int) -> Statement:
    """Raises `NotFound`."""
    for value in store.statements(session, consultation_id):
        if value.number == number:
            return value
    raise NotFound("error.statement.unknown")


def answer(
    session: Session, consultation_id: str, number: int, *, text: str, now: datetime, tag: str = "de"
) -> Statement:
    """The city's answer: on the page at once, and by e-mail or letter where there is a contact (`Contact.way`)."""
    value = statement(session, consultation_id, number)
    if not text.strip():
        raise BadInput("error.statement.answer", field="answer")
    if value.contact.email:
        title = consultations.get(session, consultation_id).title.get("de", "")
        facts: dict[str, str | int] = {"number": number, "consultation": title, "answer": text.strip()}
        mail.queue(session, to=value.contact.email, tag=value.tag, key="answer", **facts)
    store.change_statement(session, consultation_id, number, answer=text.strip(), answer_tag=tag, answered_at=now)
    return statement(session, consultation_id, number)


def letter_posted(session: Session, consultation_id: str, number: int) -> Statement:
    """The answer is in the post: the address goes. Raises `Conflict` while there is no answer."""
    if statement(session, consultation_id, number).answered_at is None:
        raise Conflict("admin.error.no_answer", detail="there is no answer yet")
    forget(session, consultation_id, [number])
    return statement(session, consultation_id, number)


def forgettable(session: Session, consultation_id: str, waiting: Set[str], now: datetime) -> tuple[Statement, ...]:
    """Statements whose contact has served. `waiting`: addresses that an e-mail is still to go to."""
    until = consultations.get(session, consultation_id).phases.objections_until
    return tuple(
        value
        for value in statements(session, consultation_id)
        if contact_has_served(
            value.contact,
            answered=value.answered_at is not None,
            waiting=value.contact.email in waiting,
            received_at=value.received_at,
            until=until,
            now=now,
        )
    )


def forget(session: Session, consultation_id: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        store.change_statement(session, consultation_id, number, contact_name="", contact_email="", contact_address="")
