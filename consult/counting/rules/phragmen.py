"""Sequential Phragmen: everyone's purse fills at the same speed; a project is bought as soon as its supporters can.

Los, Christoff, Grossi, "Proportional Budget Allocations" (IJCAI 2022). A voter's *load* is what they have paid so far
in money per voter; the project whose supporters would end up with the lowest load is next. The rule ends at the first
project that the budget can no longer pay, so one that costs more than the budget never takes part.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np

from consult.counting.limits import Limits
from consult.counting.problem import Problem
from consult.counting.rules.base import Selection
from consult.counting.ties import TieBreaker
from consult.counting.values import Ints, Round


def phragmen(problem: Problem, breaker: TieBreaker) -> Selection:
    """Loads are equal within a group of ballots with the same history, so they are kept per group, exactly."""
    options = problem.options
    limits = Limits(problem)
    loads: list[Fraction] = [Fraction(0)]
    group = np.zeros(len(problem.ballots.weight), dtype=np.int64)
    left = {
        j
        for j, cost in enumerate(problem.costs)
        if problem.eligible[j] and cost <= problem.budget and (problem.votes[j] or options.zero_votes)
    }
    # A load never falls, so neither does a project's: the last one computed is a lower bound.
    bound: dict[int, Fraction | float] = {
        j: Fraction(problem.costs[j], problem.votes[j]) if problem.votes[j] else inf for j in left
    }
    order: list[int] = []
    rounds: list[Round] = []
    while left:
        best: Fraction | float | None = None
        tied: list[int] = []
        for j in sorted(left, key=lambda j: bound[j]):
            if best is not None and bound[j] > best:
                break
            if not limits.allows(j):
                left.discard(j)
                continue
            bound[j] = _load(problem, j, group, loads)
            if best is None or bound[j] < best:
                best, tied = bound[j], [j]
            elif bound[j] == best:
                tied.append(j)
        if best is None or any(problem.costs[j] > limits.left for j in tied):
            break
        chosen = breaker.choose(sorted(tied), len(order) + 1)
        left.discard(chosen)
        limits.take(chosen)
        order.append(chosen)
        project = problem.instance.projects[chosen]
        load = None if isinstance(best, float) else best / problem.scale
        rounds.append(Round(project.id, "purchase", problem.votes[chosen], project.cost, load))
        if isinstance(best, Fraction):
            group[problem.supporters[chosen].classes] = len(loads)
            loads.append(best)
    return Selection(tuple(order), tuple(rounds))


def _load(problem: Problem, j: int, group: Ints, loads: list[Fraction]) -> Fraction | float:
    if not problem.votes[j]:
        return inf
    supporters = problem.supporters[j]
    voters = np.bincount(group[supporters.classes], weights=supporters.weight, minlength=len(loads))
    carried = sum((int(voters[g]) * loads[g] for g in np.flatnonzero(voters)), Fraction(0))
    return (carried + problem.costs[j]) / problem.votes[j]
