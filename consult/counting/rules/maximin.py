"""Maximin support: the next project is the one with which the heaviest burden of a voter stays the lightest.

Aziz, Lee, Talmon, "Proportionally Representative Participatory Budgeting" (AAMAS 2018), there as Generalised Sequential
Phragmen. The burden is the best possible sharing of the costs of all selected projects among their supporters, worked
out anew each time; by Hall's theorem it equals the largest cost(S) / voters(S) over sets S of selected projects, where
voters(S) name at least one of S. It is found exactly by Dinkelbach's method with maximum flows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np

from consult.counting.limits import Limits
from consult.counting.problem import Problem
from consult.counting.rules.base import Selection
from consult.counting.ties import TieBreaker
from consult.counting.values import Ints, Round


def maximin_support(problem: Problem, breaker: TieBreaker) -> Selection:
    """Projects that no longer fit are passed over, as in pabutools."""
    limits = Limits(problem)
    named = _named(problem)
    rest = {
        j for j in range(len(problem.costs)) if problem.eligible[j] and (problem.votes[j] or problem.options.zero_votes)
    }
    # Burdens only grow with the selection: the last one worked out is a lower bound.
    bound: dict[int, Fraction | float] = {
        j: Fraction(problem.costs[j], problem.votes[j]) if problem.votes[j] else inf for j in rest
    }
    backers = _backers(problem)
    covered = np.zeros(len(problem.ballots), dtype=bool)
    order: list[int] = []
    rounds: list[Round] = []
    while True:
        rest = {j for j in rest if limits.fits(j)}
        best: Fraction | float | None = None
        tied: list[int] = []
        wanted = [i for i in order if problem.votes[i]]
        paid, payers = sum(problem.costs[i] for i in wanted), int(problem.ballots.weight[covered].sum())
        for j in rest:
            if problem.votes[j]:
                fresh = backers[j][~covered[backers[j]]]
                together = Fraction(paid + problem.costs[j], payers + int(problem.ballots.weight[fresh].sum()))
                bound[j] = max(bound[j], together)
        for j in sorted(rest, key=lambda j: bound[j]):
            if best is not None and bound[j] > best:
                break
            if problem.votes[j]:
                bound[j] = burden(problem, named, [*wanted, j], bound[j])
            if best is None or bound[j] < best:
                best, tied = bound[j], [j]
            elif bound[j] == best:
                tied.append(j)
        if not tied:
            return Selection(tuple(order), tuple(rounds))
        chosen = breaker.choose(sorted(tied), len(order) + 1)
        rest.discard(chosen)
        limits.take(chosen)
        covered[backers[chosen]] = True
        order.append(chosen)
        project = problem.instance.projects[chosen]
        load = best / problem.scale if isinstance(best, Fraction) else None
        rounds.append(Round(project.id, "purchase", problem.votes[chosen], project.cost, load))


def _named(problem: Problem) -> list[tuple[frozenset[int], int]]:
    """Each ballot class: the projects it names, its voters."""
    starts, projects = problem.ballots.start.tolist(), problem.ballots.project.tolist()
    weights = problem.ballots.weight.tolist()
    return [(frozenset(projects[starts[k] : starts[k + 1]]), weight) for k, weight in enumerate(weights)]


def _backers(problem: Problem) -> list[Ints]:
    """Ballot classes that name each project."""
    ballots = problem.ballots
    owner = np.repeat(np.arange(len(ballots)), np.diff(ballots.start))
    order = np.argsort(ballots.project, kind="stable")
    bounds = np.searchsorted(ballots.project[order], np.arange(len(ballots.ids) + 1))
    return [owner[order[bounds[j] : bounds[j + 1]]] for j in range(len(ballots.ids))]


def burden(
    problem: Problem, named: Sequence[tuple[frozenset[int], int]], chosen: Sequence[int], least: Fraction | float = 0
) -> Fraction:
    """The lightest possible heaviest burden if `chosen` are paid, each by voters who name it. `least`: it is
    known not to be below that."""
    wanted = frozenset(chosen)
    groups: dict[frozenset[int], int] = {}
    for ballot, weight in named:
        if part := ballot & wanted:
            groups[part] = groups.get(part, 0) + weight
    active = set(chosen)
    level = Fraction(least)
    while active:
        voters = sum(weight for part, weight in groups.items() if not part.isdisjoint(active))
        level = max(level, Fraction(sum(problem.costs[j] for j in active), voters))
        active = _short(problem.costs, chosen, groups, level)
    return level


def _short(costs: Sequence[int], chosen: Sequence[int], groups: dict[frozenset[int], int], level: Fraction) -> set[int]:
    """Projects of a set that cannot be paid if no voter gives more than `level`; empty: all can be paid."""
    parts = list(groups)
    flow = _Flow(
        need={j: costs[j] * level.denominator for j in chosen},
        backers={j: [k for k, part in enumerate(parts) if j in part] for j in chosen},
        parts=parts,
        room=[groups[part] * level.numerator for part in parts],
        given={},
    )
    flow.start()
    for j in chosen:
        while flow.need[j]:
            before = flow.need[j]
            reached = flow.push(j)
            if flow.need[j] == before:
                return reached
    return set()


@dataclass(slots=True)
class _Flow:
    """`need` of each project, `room` of each group of voters, `given` by a group to a project so far."""

    need: dict[int, int]
    backers: dict[int, list[int]]
    parts: list[frozenset[int]]
    room: list[int]
    given: dict[tuple[int, int], int]

    def start(self) -> None:
        """Voters who can pay for little else give first; what is missing then goes along augmenting paths."""
        for k in sorted(range(len(self.parts)), key=lambda k: len(self.parts[k])):
            for j in sorted(self.parts[k]):
                amount = min(self.need[j], self.room[k])
                if amount:
                    self.given[j, k] = amount
                    self.need[j] -= amount
                    self.room[k] -= amount

    def push(self, start: int) -> set[int]:
        """Breadth first from a project to voters with room, moving its missing cost along every way that is found.

        Returns the projects that were reached. If nothing moved, they are together short: their voters are all full,
        and what those give to others cannot be had back.
        """
        came: dict[int, tuple[int, int] | None] = {start: None}
        seen: set[int] = set()
        queue = deque([start])
        while queue and self.need[start]:
            i = queue.popleft()
            for k in self.backers[i]:
                if k in seen:
                    continue
                seen.add(k)
                if self.room[k] and self.need[start]:
                    self._move(start, i, k, came)
                for other in self.parts[k]:
                    if other not in came and self.given.get((other, k), 0):
                        came[other] = (k, i)
                        queue.append(other)
        return set(came)

    def _move(self, start: int, i: int, k: int, came: dict[int, tuple[int, int] | None]) -> None:
        """As much as possible along one way: `i` takes from group `k` and gives back what it had from others."""
        raised, lowered = [(i, k)], []
        step = came[i]
        while step is not None:
            group, project = step
            lowered.append((i, group))
            raised.append((project, group))
            i, step = project, came[project]
        amount = min(self.need[start], self.room[k], *(self.given[pair] for pair in lowered))
        if amount:
            for pair in raised:
                self.given[pair] = self.given.get(pair, 0) + amount
            for pair in lowered:
                self.given[pair] -= amount
            self.need[start] -= amount
            self.room[k] -= amount
