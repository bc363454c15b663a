"""Minutes of a close as data: every figure that people sign. Print and pages put the words to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult.counting import Tie
from consult.voting.board import days
from consult.voting.bundle import Bundle
from consult.voting.closing import Frozen
from consult.voting.election import Election


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, when, and who was there. `kind`: "frozen", "key", "opened", "counted", "published"."""

    kind: str
    at: datetime
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """`key_from`: "file" or "shares". `root` is printed large, for comparing with the newspaper and the website."""

    consultation: str
    title: str
    entitled: int
    steps: tuple[Step, ...]
    key_from: str
    channels: Mapping[str, Mapping[str, int]]
    opening: Mapping[str, Mapping[str, Any]]
    board_entries: int
    last_day_root: str
    urn_digest: str
    ballots: int
    blank: int
    none: int
    winners: tuple[tuple[str, int], ...]
    cost_cents: int
    budget_cents: int
    ties: tuple[Tie, ...]
    root: str

    @property
    def received(self) -> int:
        return sum(counts["received"] for counts in self.channels.values())

    @property
    def turnout_permille(self) -> int:
        """Counted ballots of 1,000 entitled, rounded down."""
        return self.ballots * 1000 // self.entitled if self.entitled else 0


def write_minutes(
    election: Election, frozen: Frozen, bundle: Bundle, *, entitled: int, steps: Sequence[Step], key_from: str
) -> Minutes:
    """`entitled` from `register.entitled`. Raises `ValueError` where frozen and bundle are not of the same vote."""
    if not election.consultation == frozen.consultation or bundle.figures["channels"].keys() != frozen.figures.keys():
        raise ValueError("frozen urn and bundle belong to different votes")
    cost = {project.id: project.cost_cents for project in election.projects}
    return Minutes(
        election.consultation,
        election.title,
        entitled,
        tuple(steps),
        key_from,
        bundle.figures["channels"],
        bundle.figures["opening"],
        len(frozen.board),
        days(frozen.board)[-1].root,
        frozen.digest,
        len(bundle.cvrs),
        sum(cvr.content.blank for cvr in bundle.cvrs),
        sum(cvr.content.none for cvr in bundle.cvrs),
        tuple((project, cost[project]) for project in bundle.outcome.winners),
        sum(cost[project] for project in bundle.outcome.winners),
        election.budget_cents,
        bundle.outcome.ties,
        bundle.root,
    )
