"""A consultation lived through at random on a real urn: casts, repeats, voids, reissues, envelopes, restarts.

The same machine runs on SQLite and PostgreSQL. Every example is a consultation of its own in the one urn, beside the
leftovers of all examples before it: what belongs to another consultation must not matter.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consult.errors import Conflict, NotAllowed, TooLate
from consult.register.rules import Standing
from consult.voting.ballots import Content
from consult.voting.bundle import PaperCount, publish
from consult.voting.closing import Cvr, freeze, frozen_from_json, frozen_to_json, open_online
from consult.voting.rules import Cast, Channel, Envelope, Record, Void
from consult.voting.trackers import draw_idempotency_key, draw_tracker
from consult.voting.urn import CastRequest, Receipt
from consult.voting.verify import verify
from tests.voting_kit.naive import counted
from tests.voting_kit.town import DEADLINE, OPENS, Town, approve, open_town

VOTERS = ("1", "2", "3")
people = st.sampled_from(VOTERS)
contents = st.sets(st.integers(1, 6), max_size=3).map(lambda numbers: approve(*sorted(numbers)))


class Life(RuleBasedStateMachine):
    url = ""
    folder = Path()
    town: Town

    @initialize()
    def begin(self) -> None:
        self.town = open_town(self.url)
        self.name = self.town.consultation = uuid.uuid4().hex
        self.town.urn.open_board(self.name, {"tally_key": self.town.key.public.hex()})
        self.town.standings = {voter: Standing(1) for voter in VOTERS}
        self.records: list[Record] = []
        self.voids: list[Void] = []
        self.papers: dict[str, Cvr] = {}
        self.electronic: dict[tuple[str, int], tuple[Content, Receipt]] = {}
        self.requests: list[tuple[CastRequest, Receipt]] = []

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.close_and_check()
            self.town.urn.close()

    def _orders(self, voter: str) -> int:
        return sum(isinstance(record, Cast) and record.voter_no == voter for record in self.records)

    @rule(voter=people, content=contents, channel=st.sampled_from(["online", "desk"]))
    def cast(self, voter: str, content: Content, channel: Channel) -> None:
        request = self.town.request(voter, content, channel)
        if self.town.clock.instant >= DEADLINE:
            with pytest.raises(TooLate):
                self.town.urn.cast(request)
            return
        receipt = self.town.urn.cast(request)
        order = self._orders(voter) + 1
        self.records.append(Cast(voter, request.generation, channel, order))
        self.electronic[voter, order] = (content, receipt)
        self.requests.append((request, receipt))

    @precondition(lambda self: self.requests)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """A lost answer: the same request again, also after the deadline, gives the same receipt and no second cast."""
        request, receipt = data.draw(st.sampled_from(self.requests))
        assert self.town.urn.cast(request) == receipt

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), content=contents)
    def repeat_with_another_body(self, data: st.DataObject, content: Content) -> None:
        request, _ = data.draw(st.sampled_from(self.requests))
        if content != request.content:
            with pytest.raises(Conflict):
                self.town.urn.cast(replace(request, content=content))

    @rule(voter=people, content=contents, back=st.integers(0, 1))
    def envelope(self, voter: str, content: Content, back: int) -> None:
        standing = self.town.standings[voter]
        generation = max(1, standing.generation - back)
        late = self.town.clock.instant >= DEADLINE
        key = draw_idempotency_key()
        arrived = [
            self.town.urn.record_envelope(
                self.name,
                voter,
                generation,
                standing=standing,
                arrived=self.town.clock.now(),
                deadline=DEADLINE,
                idempotency_key=key,
            )
            for _ in range(2)  # scanned twice by a nervous hand
        ]
        assert arrived[0] == arrived[1]
        self.papers[arrived[0].id] = Cvr(draw_tracker(), content)
        self.records.append(Envelope(arrived[0].id, voter, generation, late))

    @rule(voter=people)
    def accept_one_of_quarantine(self, voter: str) -> None:
        arrivals = self.town.urn.arrivals(self.name, self.town.standings, voter)
        held = [arrival for arrival in arrivals if arrival.state == "quarantine"]
        if held:
            chosen = held[0]
            self.town.urn.resolve_quarantine(self.name, voter, chosen.id)
            self.records = [
                replace(record, accepted=record.id == chosen.id)
                if isinstance(record, Envelope) and (record.voter_no, record.generation) == (voter, chosen.generation)
                else record
                for record in self.records
            ]

    @rule(voter=people)
    def void_paper(self, voter: str) -> None:
        generation = self.town.standings[voter].generation
        self.town.urn.void_paper(self.name, voter, generation)
        self.voids.append(Void(voter, generation, "post"))
        standing = self.town.standings[voter]
        assert not [b for b in self.town.urn.blockers(self.name, voter, standing) if b.channel == "post"]

    @rule(voter=people)
    def void_desk(self, voter: str) -> None:
        generation = self.town.standings[voter].generation
        self.town.urn.void_desk(self.name, voter, generation)
        self.voids.append(Void(voter, generation, "desk", self._orders(voter)))
        standing = self.town.standings[voter]
        assert not [b for b in self.town.urn.blockers(self.name, voter, standing) if b.channel == "desk"]

    @rule(voter=people, stolen=st.booleans())
    def reissue(self, voter: str, stolen: bool) -> None:
        old = self.town.standings[voter]
        generation = old.generation + 1
        self.town.standings[voter] = replace(
            old, generation=generation, electronic_from=generation if stolen else old.electronic_from
        )

    @rule(voter=people)
    def remove(self, voter: str) -> None:
        self.town.standings[voter] = replace(self.town.standings[voter], entitled=False)

    @rule()
    def restore(self) -> None:
        self.town.standings = {no: replace(known, entitled=True) for no, known in self.town.standings.items()}

    @rule(hours=st.sampled_from([1, 24, 24 * 30]))
    def wait(self, hours: int) -> None:
        self.town.clock.instant += timedelta(hours=hours)

    @rule()
    def post_the_hour(self) -> None:
        self.town.urn.post_batch(self.name)

    @rule()
    def restart(self) -> None:
        """What was acknowledged is there again."""
        self.town.urn.close()
        town = open_town(self.url)
        town.clock.instant = self.town.clock.instant
        self.town.urn, self.town.clock = town.urn, town.clock

    @invariant()
    def everything_is_received(self) -> None:
        if hasattr(self, "records"):
            received = self.town.urn.received(self.name)
            assert sum(received.values()) == len(self.records)

    def close_and_check(self) -> None:
        town = self.town
        if town.clock.instant < DEADLINE:
            with pytest.raises(NotAllowed):
                freeze(town.urn, self.name, town.standings, DEADLINE)
            town.clock.instant = DEADLINE
        frozen = freeze(town.urn, self.name, town.standings, DEADLINE)
        assert freeze(town.urn, self.name, town.standings, DEADLINE) == frozen
        assert frozen_from_json(frozen_to_json(frozen)) == frozen
        with pytest.raises(TooLate):
            town.urn.cast(town.request("1", approve(1)))
        winners = counted(self.records, self.voids, town.standings)
        expected = {}
        for record in winners.values():
            if isinstance(record, Envelope):
                expected[self.papers[record.id].tracker] = self.papers[record.id].content
            else:
                content, receipt = self.electronic[record.voter_no, record.order]
                expected[receipt.tracker] = content
        opened = open_online(frozen, town.key.secret, [town.style])
        paper = PaperCount([self.papers[id] for id in frozen.open_envelopes])
        bundle = publish(self.folder / self.name, town.election(), frozen, opened, paper)
        assert {cvr.tracker: cvr.content for cvr in bundle.cvrs} == expected
        assert sum(counts["received"] for counts in bundle.figures["channels"].values()) == len(self.records)
        assert verify(bundle.path, bundle.root).findings == []


def test_a_life_of_a_consultation(database_url: str, tmp_path: Path) -> None:
    Life.url, Life.folder = database_url, tmp_path
    assert OPENS < DEADLINE
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life,
        settings=settings(
            max_examples=25 if database_url.startswith("sqlite") else 15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
