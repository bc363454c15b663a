"""Tie policies. Each is an order of all projects; the lot is one more order, drawn once from a published seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from consult.counting.problem import Problem
from consult.counting.values import CountingError, Tie


class TieRefused(CountingError):
    """The policy is `refuse` and a tie had to be decided: the regulation, or people, must say how."""

    def __init__(self, tied: Sequence[str]) -> None:
        self.tied = tuple(tied)
        super().__init__(f"tie between {', '.join(tied)}: the policy is to refuse, so there is no outcome")


def lot(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The order in which the lot draws: ids by SHA-256 of `seed`, a line feed and the id. Anyone can repeat it."""
    return tuple(sorted(ids, key=lambda project_id: (sha256(f"{seed}\n{project_id}".encode()).digest(), project_id)))


_Key = Callable[[Problem, int], int]
_COST: tuple[str, _Key] = ("cost", lambda problem, j: problem.costs[j])
_VOTES: tuple[str, _Key] = ("votes", lambda problem, j: -problem.votes[j])
_STEPS: dict[str, tuple[tuple[str, _Key], ...]] = {
    "cost-votes-lot": (_COST, _VOTES),
    "votes-cost-lot": (_VOTES, _COST),
    "lexicographic": (),
    "file": (),
    "refuse": (),
}


@dataclass(slots=True)
class TieBreaker:
    """Decides ties of one count and keeps every one of them."""

    problem: Problem
    ties: list[Tie] = field(default_factory=list)
    _last: tuple[str, tuple[int, ...]] | None = None

    def order(self, tied: Sequence[int]) -> list[int]:
        """Positions in the order of the policy, without recording a tie."""
        steps = _STEPS[self.problem.options.tie]
        _, last = self._final()
        return sorted(tied, key=lambda j: (*(key(self.problem, j) for _, key in steps), last[j]))

    def choose(self, tied: Sequence[int], round_number: int) -> int:
        """The first of several equal projects. Raises `TieRefused` where the policy says so."""
        if len(tied) == 1:
            return tied[0]
        ids = self.problem.instance.ids
        if self.problem.options.tie == "refuse":
            raise TieRefused([ids[j] for j in tied])
        ordered = self.order(tied)
        decided_by = self._reason(ordered)
        self.ties.append(Tie(round_number, tuple(ids[j] for j in ordered), ids[ordered[0]], decided_by))
        return ordered[0]

    def finished(self, winners: Iterable[str]) -> tuple[Tie, ...]:
        """The ties, marked where a tied project lost in the end."""
        won = set(winners)
        return tuple(replace(tie, decisive=not won.issuperset(tie.tied)) for tie in self.ties)

    def published_lot(self) -> tuple[str, ...]:
        """The whole order where a tie was decided by lot."""
        drawn = any(tie.decided_by == "lot" for tie in self.ties)
        return lot(self.problem.instance.ids, self.problem.options.seed) if drawn else ()

    def _reason(self, ordered: Sequence[int]) -> str:
        first, second = ordered[0], ordered[1]
        for name, key in _STEPS[self.problem.options.tie]:
            if key(self.problem, first) != key(self.problem, second):
                return name
        return self._final()[0]

    def _final(self) -> tuple[str, tuple[int, ...]]:
        if self._last is None:
            ids = self.problem.instance.ids
            policy = self.problem.options.tie
            if policy in {"file", "refuse"}:
                self._last = ("file order", tuple(range(len(ids))))
            else:
                names = sorted(ids) if policy == "lexicographic" else lot(ids, self.problem.options.seed)
                place = {project_id: index for index, project_id in enumerate(names)}
                reason = "name" if policy == "lexicographic" else "lot"
                self._last = (reason, tuple(place[project_id] for project_id in ids))
        return self._last
