"""One election made ready to count: whole numbers, ballots by project, and who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from consult.counting.options import Options
from consult.counting.values import POINTS, Ballots, CountingError, Instance, Ints, Number, exact


@dataclass(frozen=True, slots=True, eq=False)
class Supporters:
    """Ballot classes that gain from a project: positions, voters each, and satisfaction of one voter.

    `gain` is one whole number where all gain the same (the usual case with approval ballots), else one per class.
    """

    classes: Ints
    weight: Ints
    gain: Ints | int

    @property
    def total_gain(self) -> int:
        if isinstance(self.gain, int):
            return self.gain * int(self.weight.sum())
        return int(np.dot(self.weight, self.gain))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Positions instead of ids. Costs and budget are multiples of `1 / scale` of the file's unit.

    votes     ballots that name the project
    score     what the cities' greedy ranks by: votes; points; Borda points (times `gain_scale`)
    gain      total satisfaction under `options.satisfaction` (times `gain_scale`)
    eligible  projects that take part
    """

    instance: Instance
    ballots: Ballots
    options: Options
    scale: int
    budget: int
    costs: tuple[int, ...]
    voters: int
    votes: tuple[int, ...]
    score: tuple[int, ...]
    gain: tuple[int, ...]
    gain_scale: int
    eligible: tuple[bool, ...]
    supporters: tuple[Supporters, ...]

    def money(self, amount: int | Fraction) -> Number:
        """Scaled money in the file's unit."""
        return exact(Fraction(amount) / self.scale)


def prepare(instance: Instance, ballots: Ballots, options: Options) -> Problem:
    """Raises `CountingError` where ballots and instance do not belong together."""
    if ballots.ids != instance.ids:
        raise CountingError("ballots and instance name different projects")
    amounts = [instance.budget, options.step, *(project.cost for project in instance.projects)]
    amounts += [money for _, labels in options.shares for _, money in labels]
    scale = lcm(*(Fraction(amount).denominator for amount in amounts))
    costs = tuple(int(project.cost * scale) for project in instance.projects)
    budget = int(instance.budget * scale)
    supporters, votes, points = _by_project(ballots, options, costs)
    gain_scale = ballots.scale if options.satisfaction == "points" else 1
    gain = tuple(group.total_gain for group in supporters)
    score = points if ballots.vote_type in POINTS or ballots.vote_type == "ordinal" else votes
    score_scale = ballots.scale if ballots.vote_type in POINTS else 1
    voters = ballots.voters
    eligible = tuple(
        _takes_part(options, cost=cost, budget=budget, voters=voters, votes=count, score=Fraction(total, score_scale))
        for cost, count, total in zip(costs, votes, score, strict=True)
    )
    return Problem(
        instance, ballots, options, scale, budget, costs, voters, votes, score, gain, gain_scale, eligible, supporters
    )


def _takes_part(options: Options, *, cost: int, budget: int, voters: int, votes: int, score: Fraction) -> bool:
    if options.drop_unaffordable and cost > budget:
        return False
    if score < options.min_votes:
        return False
    return not (options.eligibility and 3 * votes * budget < cost * voters)


def _by_project(
    ballots: Ballots, options: Options, costs: Sequence[int]
) -> tuple[tuple[Supporters, ...], tuple[int, ...], tuple[int, ...]]:
    """Supporters, votes and points of each project."""
    count = len(ballots.ids)
    sizes = np.diff(ballots.start)
    owner = np.repeat(np.arange(len(ballots.weight)), sizes)
    order = np.argsort(ballots.project, kind="stable")
    classes = owner[order]
    weight = ballots.weight[classes]
    value = ballots.value[order]
    if ballots.vote_type == "ordinal":
        value = sizes[classes] - value + options.borda_last
    bounds = np.searchsorted(ballots.project[order], np.arange(count + 1))
    supporters: list[Supporters] = []
    votes: list[int] = []
    points: list[int] = []
    for j in range(count):
        here = slice(int(bounds[j]), int(bounds[j + 1]))
        votes.append(int(weight[here].sum()))
        points.append(int(np.dot(weight[here], value[here])))
        supporters.append(_supporters(classes[here], weight[here], value[here], options.satisfaction, costs[j]))
    return tuple(supporters), tuple(votes), tuple(points)


def _supporters(classes: Ints, weight: Ints, value: Ints, satisfaction: str, cost: int) -> Supporters:
    if satisfaction == "cost":
        return Supporters(classes, weight, cost) if cost else Supporters(classes[:0], weight[:0], 1)
    if satisfaction == "cardinality":
        return Supporters(classes, weight, 1)
    gains = value > 0
    if not gains.all():
        classes, weight, value = classes[gains], weight[gains], value[gains]
    if len(value) and (value == value[0]).all():
        return Supporters(classes, weight, int(value[0]))
    return Supporters(classes, weight, value)
