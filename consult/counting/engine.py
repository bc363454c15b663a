"""The one way in: `count(instance, ballots, options) -> Outcome`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from consult.counting.options import Options
from consult.counting.problem import Problem, prepare
from consult.counting.rules import RULES, Rule
from consult.counting.rules.greedy import fill
from consult.counting.ties import TieBreaker
from consult.counting.values import Ballots, CountingError, Instance, Ints, Outcome, exact


def count(instance: Instance, ballots: Ballots, options: Options) -> Outcome:
    """Raises `CountingError` (an unknown rule, ballots that do not fit) and `TieRefused`."""
    if options.rule not in RULES:
        raise CountingError(f"rule {options.rule!r}: there are {', '.join(RULES)}")
    return count_prepared(prepare(instance, ballots, options))


def count_prepared(problem: Problem, rule: Rule | None = None) -> Outcome:
    """`rule`: another way to the selection than the one registered. Raises `TieRefused`."""
    options = problem.options
    breaker = TieBreaker(problem)
    selection = (rule or RULES[options.rule])(problem, breaker)
    ids = problem.instance.ids
    winners = tuple(ids[j] for j in selection.order)
    endowment = None if selection.endowment is None else Fraction(selection.endowment) / problem.scale
    outcome = Outcome(
        rule=options.rule,
        winners=winners,
        cost=exact(Fraction(sum(problem.costs[j] for j in selection.order), problem.scale)),
        ties=breaker.finished(winners),
        rounds=selection.rounds,
        options=options,
        endowment=endowment,
        steps=selection.steps,
        trail=tuple((times, tuple(ids[j] for j in order)) for times, order in selection.trail),
        run_endowment=endowment,
        lot=breaker.published_lot(),
    )
    return outcome if options.comparison == "none" else _compared(problem, selection.order, outcome)


def _compared(problem: Problem, order: tuple[int, ...], outcome: Outcome) -> Outcome:
    """The comparison step: voters who are better off with the greedy outcome against those who are worse off."""
    options = problem.options
    breaker = TieBreaker(problem)
    other = fill(problem, breaker, (), "comparison")
    ours, theirs = (_content(problem, chosen) for chosen in (order, other.order))
    if options.comparison == "exclusion":
        ours, theirs = (np.minimum(ours, 1), np.minimum(theirs, 1))
    weight = problem.ballots.weight
    votes = (int(weight[ours > theirs].sum()), int(weight[theirs > ours].sum()))
    if votes[1] <= votes[0]:
        return replace(outcome, comparison=votes, preferred=options.rule)
    winners = tuple(problem.instance.ids[j] for j in other.order)
    return replace(
        outcome,
        winners=winners,
        cost=problem.money(sum(problem.costs[j] for j in other.order)),
        ties=breaker.finished(winners),
        rounds=other.rounds,
        endowment=None,
        lot=breaker.published_lot(),
        comparison=votes,
        preferred="greedy",
    )


def _content(problem: Problem, chosen: tuple[int, ...]) -> Ints:
    """How many of the chosen projects each ballot class names, also those that cost nothing; 0 points name nothing."""
    ballots = problem.ballots
    won = np.zeros(len(ballots.ids), dtype=bool)
    won[list(chosen)] = True
    owner = np.repeat(np.arange(len(ballots)), np.diff(ballots.start))
    hits: Ints = np.bincount(owner[won[ballots.project] & (ballots.value > 0)], minlength=len(ballots))
    return hits
