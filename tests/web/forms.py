"""Filling in forms as a browser does: what the page carries is sent back with what a person typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from consult.consultations import proposals, service
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import ProgressState, ProposalState
from consult.notices import service as notices
from consult.notices.rules import Glance, PlainVersion, Sentence
from consult.notices.service import StatementDraft
from tests.web.example import DAY, NOON, Example

NOTICE = "Die Abstimmung findet vom 1. bis zum 20. Juni 2026 statt. Wer 14 Jahre alt ist, kann teilnehmen."
PLAIN = PlainVersion(
    notice_type="vote",
    glance=(Glance("Wann?", "1. bis 20. Juni 2026", True), Glance("Was kostet es?", "Steht nicht da.", False)),
    sentences=(Sentence("Sie können vom 1. bis zum 20. Juni abstimmen.", ((0, 57),), "rewritten"),),
    text="Sie können vom 1. bis zum 20. Juni 2026 abstimmen.\n\nSie müssen 14 Jahre alt sein.\n",
    alarms=(),
    flesch=(38.5, 61.0),
    years=(12.1, 7.3),
)


def fill(example: Example) -> None:
    """Proposals in every state, a notice, answered and waiting statements, progress."""
    made, day = example.consultation.id, NOON - 40 * DAY
    with example.database.writing() as session:
        for n in range(1, 5):
            draft = ProposalDraft(f"Vorschlag {n}", "Das wäre gut.\n\nFür alle.", channel="post" if n % 2 else "desk")
            proposals.propose(session, made, draft, day)
        reason = {"de": "Gute Idee, aber nicht Sache der Stadt.", "en": "A good idea, but not the city’s job."}
        proposals.review(session, made, 2, state=ProposalState.DECLINED, reason=reason)
        proposals.review(session, made, 3, state=ProposalState.MERGED, reason=reason, merged_into=1)
        notices.save(session, made, title="Abstimmung 2026", text=NOTICE, plain=PLAIN, statements_until=NOON + DAY)
        notices.publish(session, made, 1, day)
        notices.hand_in(session, made, StatementDraft("Ich bin dagegen.", notice=1), NOON - timedelta(days=3))
        notices.hand_in(session, made, StatementDraft("لا أوافق", tag="ar", channel="post"), NOON)
        notices.answer(session, made, 1, text="Danke. Wir nehmen das auf.", now=NOON)
        service.record_progress(
            session, made, 1, state=ProgressState.PLANNED, on=date(2026, 7, 1), text={"de": "Der Rat hat zugestimmt."}
        )


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select: tuple[str, str | None] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        elif tag == "input" and name and self.forms:
            if given.get("type") != "checkbox" or "checked" in given:
                self.forms[-1][1][name] = value
        elif tag == "select":
            self._select = (name, None)
        elif tag == "option" and self._select and self.forms:
            if "selected" in given or self._select[1] is None:
                self._select = (self._select[0], value)
                self.forms[-1][1][self._select[0]] = value
        elif tag == "textarea":
            self._area = name
            self.forms[-1][1][name] = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None


def forms(html: str) -> dict[str, dict[str, str]]:
    """Fields of every form of a page with the values they start with, by the end of the form's address."""
    parser = _Forms()
    parser.feed(html)
    return {action.rpartition("/")[2]: fields for action, fields in parser.forms}


@dataclass
class Visitor:
    """A browser without JavaScript."""

    client: Any
    page: str = ""
    address: str = ""
    status: int = 0

    def open(self, address: str) -> str:
        answer = self.client.get(address)
        while answer.status_code == 303:
            address = answer.headers["location"]
            answer = self.client.get(address)
        self.page, self.address, self.status = answer.text, address, answer.status_code
        return self.page

    def send(self, form: str, *, without: tuple[str, ...] = (), **typed: str) -> str:
        """Sends the form whose address ends in `form`; `_` in a name stands for itself, `-` is written `__`."""
        fields = forms(self.page)[form] | {name.replace("__", "-"): value for name, value in typed.items()}
        for name in without:
            fields.pop(name.replace("__", "-"), None)
        action = f"{self.address.rpartition('/')[0]}/{form}"
        answer = self.client.post(action, data=fields)
        if answer.status_code == 303:
            return self.open(answer.headers["location"])
        self.page, self.address, self.status = answer.text, action, answer.status_code
        return self.page
