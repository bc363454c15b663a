"""One election made ready to count: whole numbers, ballots by project, and who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    problem = Problem(
        instance, ballots, options, scale, budget, costs, ballots.voters, votes, score, gain, gain_scale, (), supporters
    )
    return _with_eligible(problem)


def _with_eligible(problem: Problem) -> Problem:
    options, budget, voters = problem.options, problem.budget, problem.voters
    scale = problem.ballots.scale if problem.ballots.vote_type in POINTS else 1
    eligible = tuple(
        _takes_part(options, cost=cost, budget=budget, voters=voters, votes=count, score=Fraction(total, scale))
        for cost, count, total in zip(problem.costs, problem.votes, problem.score, strict=True)
    )
    return replace(problem, eligible=eligible)


def cheaper(problem: Problem, j: int, amount: int) -> Problem:
    """What `prepare` gives if the project costs `amount` / scale less (and still something), without preparing anew."""
    cost = problem.costs[j] - amount
    projects, supporters = list(problem.instance.projects), list(problem.supporters)
    projects[j] = replace(projects[j], cost=problem.money(cost))
    if problem.options.satisfaction == "cost":
        supporters[j] = replace(supporters[j], gain=cost)
    return _with_eligible(
        replace(
            problem,
            instance=replace(problem.instance, projects=tuple(projects)),
            costs=_put(problem.costs, j, cost),
            gain=_put(problem.gain, j, supporters[j].total_gain),
            supporters=tuple(supporters),
        )
    )


def supported(problem: Problem, j: int, voters: int) -> Problem:
    """What `prepare` gives with `voters` more ballots that name only this project, without preparing anew."""
    ballots = problem.ballots.plus(problem.instance.ids[j], voters)
    pointed, ranked = ballots.vote_type in POINTS, ballots.vote_type == "ordinal"
    worth = ballots.scale if pointed else problem.options.borda_last if ranked else 1
    old = problem.supporters[j]
    gain = {"cost": problem.costs[j], "cardinality": 1}.get(problem.options.satisfaction, worth)
    supporters = list(problem.supporters)
    if gain:
        classes = np.append(old.classes, len(problem.ballots))
        weight = np.append(old.weight, voters)
        same = not len(old.classes) or (isinstance(old.gain, int) and old.gain == gain)
        before = np.full(len(old.classes), old.gain) if isinstance(old.gain, int) else old.gain
        supporters[j] = Supporters(classes, weight, gain if same else np.append(before, gain))
    return _with_eligible(
        replace(
            problem,
            ballots=ballots,
            voters=problem.voters + voters,
            votes=_put(problem.votes, j, problem.votes[j] + voters),
            score=_put(problem.score, j, problem.score[j] + voters * worth),
            gain=_put(problem.gain, j, supporters[j].total_gain),
            supporters=tuple(supporters),
        )
    )


def _put(values: tuple[int, ...], j: int, value: int) -> tuple[int, ...]:
    return (*values[:j], value, *values[j + 1 :])


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
