"""What the forms promise: addresses go after the answer, scans after the objections, log-ins when they end."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.admin import papers
from consult.clock import FixedClock
from consult.consultations import proposals, service
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import ANSWER_TIME, Contact, ProposalState, State
from consult.errors import Conflict
from consult.notices import service as notices
from consult.notices.service import StatementDraft
from consult.paper.scanning import scans_folder
from consult.web import mail
from consult.web.forgetting import Forgotten, forget
from tests.web.example import NOON, Example
from tests.web.staff_room import Clerk, hire

BY_MAIL = Contact("Ada Beck", "ada@lindau.example")
BY_POST = Contact("Bo Cem", "", "Weg 1\n88131 Lindau")
NAME_ONLY = Contact("Cleo Dorn")
SECOND = timedelta(seconds=1)


def say(example: Example, *contacts: Contact, at: datetime = NOON) -> list[int]:
    with example.database.writing() as session:
        made = [
            notices.hand_in(session, example.consultation.id, StatementDraft("Nein.", contact=contact), at)
            for contact in contacts
        ]
    return [statement.number for statement in made]


def answer(example: Example, numbers: list[int]) -> None:
    with example.database.writing() as session:
        for number in numbers:
            notices.answer(session, example.consultation.id, number, text="Danke.", now=NOON)


def contacts(example: Example) -> list[Contact]:
    with example.database.reading() as session:
        return [value.contact for value in notices.statements(session, example.consultation.id)]


def mails_went_out(example: Example) -> None:
    with example.database.writing() as session:
        mail.withdraw(session, mail.recipients(session))


def test_an_address_goes_when_the_answer_has_gone_out(example: Example, app: Litestar) -> None:
    parts = app.state["wiring"]
    numbers = say(example, BY_MAIL, BY_POST, NAME_ONLY)
    mails_went_out(example)
    assert forget(parts) == Forgotten(0, 0), "nobody has an answer yet"
    answer(example, numbers)
    assert forget(parts).contacts == 1
    assert contacts(example) == [BY_MAIL, BY_POST, Contact()], "an e-mail waits, a letter is not printed"
    mails_went_out(example)
    assert forget(parts).contacts == 1
    assert contacts(example) == [Contact(), BY_POST, Contact()]
    with example.database.writing() as session:
        notices.letter_posted(session, example.consultation.id, numbers[1])
    assert contacts(example) == [Contact()] * 3
    assert forget(parts) == Forgotten(0, 0)


def test_a_letter_is_posted_only_after_the_answer(example: Example) -> None:
    (number,) = say(example, BY_POST)
    with pytest.raises(Conflict), example.database.writing() as session:
        notices.letter_posted(session, example.consultation.id, number)
    assert contacts(example) == [BY_POST]


def test_a_clerk_says_that_the_letter_is_in_the_post(example: Example, app: Litestar) -> None:
    """The button is there after the answer and only with an address; it deletes it and says so."""
    hire(example.database)
    numbers = say(example, BY_POST)
    home = f"/admin/c/{example.consultation.slug}/statements/{numbers[0]}"
    post = Clerk(app, "post")
    assert f"{home}/posted" not in post.see(home)
    assert post.send(f"{home}/posted", page=home).status_code == 409
    answer(example, numbers)
    assert f"{home}/posted" in post.see(home)
    told = post.send(f"{home}/posted", page=home)
    assert told.status_code == 303
    assert 'class="notice good"' in post.see(told.headers["location"])
    assert f"{home}/posted" not in post.see(home)
    assert contacts(example) == [Contact()]


def test_the_end_of_the_objections_is_the_last_day(example: Example, app: Litestar, clock: FixedClock) -> None:
    """Also for an e-mail that no server took; who wrote late keeps the right to an answer."""
    until = example.consultation.phases.objections_until
    numbers = say(example, BY_MAIL, BY_POST)
    late = say(example, BY_POST, at=until - timedelta(days=1))
    answer(example, numbers)
    clock.instant = until - SECOND
    assert forget(app.state["wiring"]).contacts == 0
    clock.instant = until
    assert forget(app.state["wiring"]).contacts == 2
    assert contacts(example) == [Contact(), Contact(), BY_POST]
    with example.database.reading() as session:
        assert mail.waiting(session) == 0
    clock.instant = until - timedelta(days=1) + ANSWER_TIME
    assert forget(app.state["wiring"]).contacts == 1
    assert len(late) == 1
    assert not any(contacts(example))


def test_proposals_are_kept_until_their_review(example: Example, app: Litestar) -> None:
    made = example.consultation.id
    with example.database.writing() as session:
        for contact in (BY_MAIL, BY_POST):
            proposals.propose(session, made, ProposalDraft("Bank", "Am See", channel="desk", contact=contact), NOON)
    mails_went_out(example)
    assert forget(app.state["wiring"]) == Forgotten(0, 0)
    with example.database.writing() as session:
        for number in (1, 2):
            proposals.review(session, made, number, state=ProposalState.DECLINED, reason={"de": "Nein."})
        proposals.letter_posted(session, made, 2)
    mails_went_out(example)
    assert forget(app.state["wiring"]).contacts == 1
    with example.database.reading() as session:
        assert [value.contact for value in proposals.every(session, made)] == [Contact(), Contact()]


def test_scans_go_when_nobody_can_object_any_more(example: Example, app: Litestar, clock: FixedClock) -> None:
    value = example.consultation
    ballots, forms = scans_folder(example.settings, value.id), papers.folder(example.settings, value)
    for folder in (ballots, forms):
        folder.mkdir(parents=True)
    until = value.phases.objections_until
    for name, day in (("old", NOON), ("new", until)):
        path = forms / f"{name}.png"
        path.write_bytes(b"")
        os.utime(path, (day.timestamp(), day.timestamp()))
    clock.instant = until
    assert forget(app.state["wiring"]).scans == 0, "the result is not out"
    with example.database.writing() as session:
        for state in (State.CLOSED, State.COUNTED, State.PUBLISHED):
            service.advance(session, value.id, state)
    clock.instant = until - SECOND
    assert forget(app.state["wiring"]).scans == 0
    clock.instant = until
    assert forget(app.state["wiring"]).scans == 2
    assert not ballots.exists()
    assert [path.name for path in forms.iterdir()] == ["new.png"]


def test_an_ended_log_in_leaves_no_row(client: TestClient[Litestar], example: Example, clock: FixedClock) -> None:
    from consult.web import store

    parts = client.app.state["wiring"]
    with example.database.writing() as session:
        store.add(session, "0" * 64, "resident", "123", NOON)
    clock.instant = NOON + timedelta(minutes=30)
    forget(parts)
    with example.database.reading() as session:
        assert store.find(session, "0" * 64, "resident")
    clock.instant = NOON + timedelta(minutes=30) + SECOND
    forget(parts)
    with example.database.reading() as session:
        assert store.find(session, "0" * 64, "resident") is None
