"""E-mails go through a real SMTP server, in the reader's language, once, and nobody adds a line to their head."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from litestar import Litestar
from litestar.testing import TestClient

from consult.app import create_app
from consult.clock import FixedClock
from consult.consultations import proposals
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import Contact, ProposalState
from consult.errors import BadInput
from consult.notices import service as notices
from consult.notices.service import StatementDraft
from consult.settings import Settings
from consult.web import mail
from tests.web.example import NOON, Example, build
from tests.web.forms import Visitor


class Postbox:
    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refuse = False

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        if self.refuse:
            return "451 come back later"
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def posting(town: Settings, postbox: tuple[Postbox, int]) -> Settings:
    return replace(town, smtp_host="127.0.0.1", smtp_port=postbox[1], smtp_sender="mitmachen@lindau.example")


def test_a_statement_on_the_page_is_confirmed_and_answered(
    posting: Settings, clock: FixedClock, postbox: tuple[Postbox, int]
) -> None:
    example = build(posting)
    with TestClient(create_app(posting, clock=clock)) as client:
        client.follow_redirects = False
        visitor = Visitor(client)
        visitor.open(example.page("say", "en"))
        visitor.send("say", text="The vote is too short.", email="ann@example.org", tag="en")
        assert "Your number is" in visitor.page
    with example.database.writing() as session:
        notices.answer(session, example.consultation.id, 1, text="We will give you a week more.", now=NOON, tag="en")
    mail.deliver(example.database, posting)
    first, second = postbox[0].letters
    assert first["To"] == second["To"] == "ann@example.org"
    assert first["Subject"] == "We have received your message 1"
    assert "We will give you a week more." in second.get_content()
    assert "Call us: 0821 324-4200" in second.get_content()
    assert mail.deliver(example.database, posting) == 0, "nothing is sent twice"
    example.database.close()


@pytest.mark.parametrize("state", [ProposalState.DECLINED, ProposalState.ACCEPTED])
def test_the_review_of_a_proposal_is_told_with_its_reason(
    posting: Settings, postbox: tuple[Postbox, int], state: ProposalState
) -> None:
    from consult.consultations import service
    from tests.web.example import INTRO, TITLE, phases

    example = build(posting)
    with example.database.writing() as session:
        made = service.create(session, title=TITLE, intro=INTRO, budget_cents=100, phases=phases(NOON))
        draft = ProposalDraft(
            "مقعد", "مقعد في الحديقة", tag="ar", channel="post", contact=Contact("A", "a@example.org")
        )
        proposals.propose(session, made.id, draft, NOON)
        reason = {"de": "Gute Idee.", "ar": "فكرة جيدة."}
        proposals.review(session, made.id, 1, state=state, reason=reason, cost_cents=500)
    assert mail.deliver(example.database, posting) == 2
    letter = postbox[0].letters[1]
    assert "فكرة جيدة." in letter.get_content()
    assert letter["Content-Language"] == "ar"
    assert letter["Subject"].isprintable()
    example.database.close()


def test_what_the_mail_server_refuses_waits(posting: Settings, postbox: tuple[Postbox, int]) -> None:
    example = build(posting)
    with example.database.writing() as session:
        mail.queue(session, to="a@example.org", tag="de", key="statement", number=1, consultation="x")
    postbox[0].refuse = True
    assert mail.deliver(example.database, posting) == 0
    gone = replace(posting, smtp_port=1)
    assert mail.deliver(example.database, gone) == 0
    postbox[0].refuse = False
    with example.database.reading() as session:
        assert mail.waiting(session) == 1
    assert mail.deliver(example.database, posting) == 1
    with example.database.reading() as session:
        assert mail.waiting(session) == 0
    example.database.close()


@pytest.mark.parametrize(
    "address",
    ["a@b.de\nBcc: c@d.de", "a b@c.de", "a@b@c.de", "nobody", "@x.de", "x@", "a@b.de\r\nX: y", "a@b\u2028.de"],
)
def test_no_address_carries_a_second_line(example: Example, address: str) -> None:
    draft = StatementDraft("Ich bin dagegen.", contact=Contact(email=address))
    with pytest.raises(BadInput) as refused, example.database.writing() as session:
        notices.hand_in(session, example.consultation.id, draft, NOON)
    assert refused.value.field == "email"
    with pytest.raises(ValueError, match="printable"), example.database.writing() as session:
        mail.queue(session, to="a@b.de\nBcc: c@d.de", tag="de", key="statement")


def test_what_is_rolled_back_is_not_announced(example: Example) -> None:
    def hand_in_and_fail() -> None:
        with example.database.writing() as session:
            draft = StatementDraft("Ich bin dagegen.", contact=Contact(email="a@example.org"))
            notices.hand_in(session, example.consultation.id, draft, NOON)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        hand_in_and_fail()
    with example.database.reading() as session:
        assert mail.waiting(session) == 0
        assert notices.statements(session, example.consultation.id) == ()


def test_rounds_post_casts_once_an_hour(app: Litestar, example: Example, clock: FixedClock) -> None:
    from datetime import timedelta

    from consult.web.rounds import Rounds
    from tests.web.test_web_vote import vote

    parts = app.state["wiring"]
    with TestClient(app) as client:
        client.follow_redirects = False
        rounds = Rounds(parts)
        vote(client, example, 0, project__1="1")
        rounds.once()
        assert parts.urn.board(example.consultation.id) == []
        clock.instant += timedelta(hours=1)
        rounds.once()
        rounds.once()
        assert len(parts.urn.board(example.consultation.id)) == 1
