"""Utilitarian greedy: most votes (points, Borda points, or satisfaction per cost) first, as long as money lasts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from consult.counting.limits import Limits
from consult.counting.problem import Problem
from consult.counting.rules.base import Selection
from consult.counting.ties import TieBreaker
from consult.counting.values import Round


def greedy(problem: Problem, breaker: TieBreaker) -> Selection:
    return fill(problem, breaker, (), "greedy")


def merit(problem: Problem, j: int) -> tuple[int, Fraction]:
    """What greedy ranks by, larger first: (1 if it is free and wanted, score per cost or score)."""
    options = problem.options
    if not options.density and options.satisfaction != "cardinality":
        return (0, Fraction(problem.score[j] if options.satisfaction != "cost" else problem.votes[j]))
    gain, cost = problem.gain[j], problem.costs[j]
    if options.satisfaction == "cost":
        return (0, Fraction(problem.votes[j] if cost else 0))
    if cost == 0:
        return (1, Fraction(0)) if gain > 0 else (0, Fraction(0))
    return (0, Fraction(gain, cost))


def fill(problem: Problem, breaker: TieBreaker, chosen: Sequence[int], stage: str) -> Selection:
    """Adds to `chosen` greedily. A group of equals is reported as a tie where not all of it can be funded."""
    options = problem.options
    limits = Limits(problem, chosen)
    taken = set(chosen)
    candidates = [
        j
        for j in range(len(problem.costs))
        if j not in taken and problem.eligible[j] and (options.zero_votes or problem.votes[j] > 0)
    ]
    candidates.sort(key=lambda j: merit(problem, j), reverse=True)
    order: list[int] = []
    rounds: list[Round] = []
    for _, group in groupby(candidates, key=lambda j: merit(problem, j)):
        equals = list(group)
        while equals:
            if options.skip:
                equals = [j for j in equals if limits.fits(j)]
                if not equals:
                    break
            first = equals[0]
            if len(equals) > 1:
                together = limits.fit_together(equals)
                first = breaker.order(equals)[0] if together else breaker.choose(equals, len(order) + 1)
            equals.remove(first)
            if limits.fits(first):
                limits.take(first)
            elif options.shortfall is not None and limits.left >= options.shortfall * problem.costs[first]:
                limits.take(first)
                order.append(first)
                rounds.append(_round(problem, first, "shortfall"))
                return Selection(tuple(order), tuple(rounds))
            else:
                return Selection(tuple(order), tuple(rounds))
            order.append(first)
            rounds.append(_round(problem, first, stage))
    return Selection(tuple(order), tuple(rounds))


def _round(problem: Problem, j: int, stage: str) -> Round:
    project = problem.instance.projects[j]
    return Round(project.id, stage, problem.votes[j], project.cost)
