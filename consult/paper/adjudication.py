"""Two people decide a doubt independently, a third on disagreement: a pure state machine over their votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.errors import BadInput, Conflict

AGREE = 2  # so many people must say the same
REASONS = (
    "clear_mark",
    "corrected",
    "stray_line",
    "dirt_or_fold",
    "outside_the_box",
    "will_not_clear",
    "copy",
    "scanned_twice",
    "not_ours",
    "other",
)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person said about one doubt. `withdrawn` is set when the person took it back."""

    person: str
    decision: str
    reason: str
    at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """`decision` is set once two people agree; `disputed` while those who answered differ; `waiting` counts the people
    who still have to answer, at least."""

    decision: str | None
    disputed: bool
    waiting: int


def settle(votes: Sequence[Vote]) -> Settlement:
    """Votes in any order; the same person counts once."""
    standing = standing_votes(votes)
    tally: dict[str, int] = {}
    for decision in standing.values():
        tally[decision] = tally.get(decision, 0) + 1
    agreed = sorted(decision for decision, people in tally.items() if people >= AGREE)
    if agreed:
        return Settlement(agreed[0], False, 0)
    most = max(tally.values(), default=0)
    return Settlement(None, len(tally) > 1, AGREE - most)


def standing_votes(votes: Sequence[Vote]) -> dict[str, str]:
    return {vote.person: vote.decision for vote in votes if not vote.withdrawn}


def may_see(votes: Sequence[Vote], person: str) -> bool:
    """Whether the doubt belongs into this person's queue: not settled, and not answered by them."""
    return settle(votes).decision is None and person not in standing_votes(votes)


def require_may_decide(votes: Sequence[Vote], person: str, reason: str) -> None:
    """Raises `Conflict` for a settled doubt or a second answer of one person, `BadInput` for an unknown reason."""
    if reason not in REASONS:
        raise BadInput("admin.error.reason", field="reason", detail=f"reason {reason!r}; allowed: {', '.join(REASONS)}")
    if settle(votes).decision is not None:
        raise Conflict("admin.error.settled", detail="two people have already agreed on this doubt")
    if person in standing_votes(votes):
        raise Conflict("admin.error.second_answer", detail="a second person has to answer independently")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often people agreed at once: `doubts` settled, of them `at_once` by the first two."""

    doubts: int
    at_once: int


def agreement(all_votes: Sequence[Sequence[Vote]]) -> Agreement:
    settled = [standing_votes(votes) for votes in all_votes if settle(votes).decision is not None]
    return Agreement(len(settled), sum(len(set(votes.values())) == 1 for votes in settled))
