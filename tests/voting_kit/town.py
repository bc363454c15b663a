"""A small vote for tests: styles, contents, an urn, and the whole close in one call."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from consult.clock import FixedClock
from consult.counting import make_options
from consult.register.rules import Standing
from consult.voting.ballots import BallotKind, BallotProject, BallotStyle, Choices, Content, canonical
from consult.voting.bundle import Bundle, PaperCount, publish
from consult.voting.closing import Cvr, freeze, open_online
from consult.voting.election import VOTE_TYPES, Election
from consult.voting.keys import TallyKey, create_tally_key
from consult.voting.rules import Channel
from consult.voting.trackers import draw_idempotency_key, draw_tracker
from consult.voting.urn import CastRequest, Receipt, Urn

OPENS = datetime(2026, 5, 1, 8, tzinfo=UTC)
DEADLINE = datetime(2026, 5, 15, 22, tzinfo=UTC)
KEY = create_tally_key()


def projects(count: int) -> tuple[BallotProject, ...]:
    return tuple(BallotProject(n, f"P{n}", f"Project {n}", 100_000 * (1 + (n * 7) % 5)) for n in range(1, count + 1))


def style(kind: BallotKind = "approval", count: int = 6, **limits: int) -> BallotStyle:
    if kind == "points":
        limits = {"max_points_each": 5, "max_points": 10, **limits}
    return BallotStyle("city", kind, projects(count), **limits)


def some_content(style: BallotStyle, chance: random.Random) -> Content:
    """A valid content; now and then blank or none of these. Only for styles without limits on cost."""
    dice = chance.random()
    if dice < 0.05:
        return Content()
    if dice < 0.1:
        return Content((), True)
    most = min(style.max_selections or len(style.projects), len(style.projects))
    chosen = chance.sample([p.id for p in style.projects], chance.randint(max(1, style.min_selections), most))
    values: Sequence[int] = [1] * len(chosen)
    if style.kind == "ranking":
        values = range(1, len(chosen) + 1)
    if style.kind == "points":
        left, values = style.max_points or 10, []
        for _ in chosen:
            value = min(left, chance.randint(1, style.max_points_each or left))
            left -= value
            values = [*values, value]
    pairs = [(project, value) for project, value in zip(chosen, values, strict=True) if value]
    return Content(canonical(style, pairs))


def approve(*numbers: int) -> Content:
    choices: Choices = tuple((f"P{number}", 1) for number in numbers)
    return Content(choices)


@dataclass
class Town:
    """An urn with a clock that the test sets, one ballot style and one key."""

    urn: Urn
    clock: FixedClock
    style: BallotStyle = field(default_factory=style)
    key: TallyKey = KEY
    consultation: str = "budget"
    standings: dict[str, Standing] = field(default_factory=dict)
    ballots_in_envelopes: dict[str, Cvr] = field(default_factory=dict)

    def request(
        self, voter_no: str, content: Content, channel: Channel = "online", key: str | None = None, generation: int = 0
    ) -> CastRequest:
        standing = self.standings.setdefault(voter_no, Standing(1))
        return CastRequest(
            self.consultation,
            voter_no,
            generation or standing.generation,
            channel,
            self.style,
            content,
            key or draw_idempotency_key(),
            self.key.public,
            DEADLINE,
        )

    def cast(self, voter_no: str, content: Content, channel: Channel = "online") -> Receipt:
        return self.urn.cast(self.request(voter_no, content, channel))

    def post(self, voter_no: str, content: Content, generation: int = 0, arrived: datetime | None = None) -> str:
        """An envelope with a ballot in it arrives; its id."""
        standing = self.standings.setdefault(voter_no, Standing(1))
        arrival = self.urn.record_envelope(
            self.consultation,
            voter_no,
            generation or standing.generation,
            standing=standing,
            arrived=arrived or self.clock.now(),
            deadline=DEADLINE,
            idempotency_key=draw_idempotency_key(),
        )
        self.ballots_in_envelopes[arrival.id] = Cvr(draw_tracker(), content)
        return arrival.id

    def election(self, **options: object) -> Election:
        chosen = make_options(VOTE_TYPES[self.style.kind], **options)
        budget = sum(project.cost_cents for project in self.style.projects) // 2
        return Election(
            self.consultation,
            "Budget",
            budget,
            self.style.projects,
            (self.style,),
            chosen,
            self.key.public,
            DEADLINE,
        )

    def close(self, directory: Path, election: Election | None = None) -> Bundle:
        election = election or self.election()
        self.urn.open_board(self.consultation, {"tally_key": self.key.public.hex()})
        self.clock.instant = max(self.clock.instant, DEADLINE + timedelta(minutes=1))
        frozen = freeze(self.urn, self.consultation, self.standings, DEADLINE)
        opened = open_online(frozen, self.key.secret, [self.style])
        paper = [self.ballots_in_envelopes[id] for id in frozen.open_envelopes]
        return publish(directory, election, frozen, opened, PaperCount(paper))


def open_town(url: str, **values: object) -> Town:
    clock = FixedClock(OPENS)
    return Town(Urn.open(url, clock), clock, **values)
