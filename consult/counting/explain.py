"""Why each project won or lost, in exact numbers; and how well the outcome represents the voters.

"37 more votes would have been enough" is computed by counting again: with 37 more ballots that name only this project
(one point each on points ballots) it wins, with 36 it does not. "12,000 less cost" likewise. Facts only: sentences come
from the catalogue `count`, keys `count.*`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from consult.counting.amounts import show
from consult.counting.engine import count
from consult.counting.enough import first_guess, less_cost, more_votes
from consult.counting.options import Options
from consult.counting.problem import Problem, prepare
from consult.counting.purse import Purses
from consult.counting.values import Ballots, CountingError, Instance, Number, Outcome


@dataclass(frozen=True, slots=True)
class Story:
    """One project. Money in the file's unit.

    key          message of the catalogue: how it won, or why it did not
    place        1 = selected first; `None` for a project that lost
    score        points or Borda points where ballots have them, else votes
    payers       voters who paid something (rules where voters pay)
    payment      the most that one of them paid
    supporters_left  what the supporters of a loser had left together at the end (rules where voters pay)
    budget_left  what was left of the budget at the end
    more_votes   ballots naming only this project that would have been enough; `None`: none would have been
    less_cost    how much cheaper would have been enough; `None`: not even almost free
    under_other  whether it wins under the rule compared with
    """

    project: str
    won: bool
    key: str
    votes: int
    score: Number
    cost: Number
    place: int | None = None
    stage: str = ""
    payers: int | None = None
    payment: Number | None = None
    price: Number | None = None
    supporters_left: Number | None = None
    budget_left: Number | None = None
    more_votes: int | None = None
    less_cost: Number | None = None
    under_other: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """`reached[k]`: voters with exactly k winning projects on their ballot. `budget_used`: spent / budget."""

    voters: int
    reached: tuple[int, ...]
    budget_used: Fraction

    def share_with_at_least(self, projects: int) -> Fraction:
        return Fraction(sum(self.reached[projects:]), self.voters) if self.voters else Fraction(0)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`other`: the outcome under the rule compared with (greedy; for greedy: Equal Shares with Add1)."""

    projects: tuple[Story, ...]
    measures: Measures
    other: Outcome
    other_measures: Measures

    def as_json(self) -> dict[str, Any]:
        return {
            "projects": [{k: _plain(v) for k, v in asdict(story).items()} for story in self.projects],
            "measures": _measures_json(self.measures),
            "other": {
                "rule": self.other.rule,
                "winners": list(self.other.winners),
                "cost": _plain(self.other.cost),
                "measures": _measures_json(self.other_measures),
            },
        }


def _plain(value: Any) -> Any:
    return (
        show(value)
        if isinstance(value, Fraction) and value.denominator != 1
        else (int(value) if isinstance(value, Fraction) else value)
    )


def _measures_json(measures: Measures) -> dict[str, Any]:
    return {
        "voters": measures.voters,
        "voters_with_winning_projects": list(measures.reached),
        "share_with_none": float(Fraction(measures.reached[0], measures.voters or 1)),
        "share_with_at_least": [round(float(measures.share_with_at_least(k)), 6) for k in (1, 2, 3)],
        "budget_used": round(float(measures.budget_used), 6),
    }


def explain(
    instance: Instance,
    ballots: Ballots,
    options: Options,
    outcome: Outcome,
    progress: Callable[[int, int], None] | None = None,
) -> Explanation:
    """Counts again for every project that lost (`enough.py`). `progress(done, all)` is called for each."""
    problem = prepare(instance, ballots, options)
    other = count(instance, ballots, _other(options))
    paid = _Paid(problem, outcome)
    left = instance.budget - outcome.cost
    stories = []
    for j, project in enumerate(instance.projects):
        won = project.id in outcome.winners
        story = _winner(problem, outcome, j, paid) if won else _loser(problem, j, paid, left)
        stories.append(replace(story, under_other=project.id in other.winners))
        if progress is not None:
            progress(j + 1, len(instance.projects))
    order = {project_id: index for index, project_id in enumerate(outcome.winners)}
    stories.sort(key=lambda story: (order.get(story.project, len(order)), -story.votes))
    return Explanation(tuple(stories), measures(instance, ballots, outcome), other, measures(instance, ballots, other))


def _other(options: Options) -> Options:
    tie = "cost-votes-lot" if options.tie == "refuse" else options.tie
    plain = replace(options, comparison="none", completion="none", tie=tie)
    if options.rule == "greedy":
        return replace(plain, rule="mes", completion="add1u")
    return replace(plain, rule="greedy")


def measures(instance: Instance, ballots: Ballots, outcome: Outcome) -> Measures:
    won = np.array([project.id in outcome.winners for project in instance.projects], dtype=bool)
    owner = np.repeat(np.arange(len(ballots)), np.diff(ballots.start))
    hits = np.bincount(owner[won[ballots.project]], minlength=len(ballots))
    reached = np.bincount(hits, weights=ballots.weight, minlength=4) if len(ballots) else np.zeros(4)
    used = Fraction(outcome.cost) / instance.budget if instance.budget else Fraction(0)
    return Measures(ballots.voters, tuple(int(voters) for voters in reached), used)


class _Paid:
    """The final run once more: who paid, and what everyone has left. `each`: every voter's money; `step` of Add1."""

    def __init__(self, problem: Problem, outcome: Outcome) -> None:
        self.each = outcome.endowment
        self.step = max(0, outcome.steps - 2)
        self.payers: dict[str, int] = {}
        self.purses: Purses | None = None
        if outcome.endowment is None:
            return
        place = {project_id: index for index, project_id in enumerate(problem.instance.ids)}
        self.purses = Purses(problem, outcome.endowment * problem.scale)
        for step in outcome.rounds:
            if step.stage == "purchase":
                offer = self.purses.offer(place[step.project])
                if offer is None:
                    raise CountingError("the outcome does not belong to these ballots")
                self.payers[step.project] = sum(voters for _, _, voters in offer.groups)
                self.purses.pay(place[step.project], offer)

    def left(self, problem: Problem, j: int) -> Number | None:
        return None if self.purses is None else problem.money(self.purses.owned(j))


def _score(problem: Problem, j: int) -> Number:
    pointed = problem.instance.vote_type in {"cumulative", "scoring"}
    return problem.money(Fraction(problem.score[j] * problem.scale, problem.ballots.scale if pointed else 1))


def _winner(problem: Problem, outcome: Outcome, j: int, paid: _Paid) -> Story:
    project = problem.instance.projects[j]
    place = outcome.winners.index(project.id)
    step = outcome.rounds[place]
    return Story(
        project.id,
        True,
        f"count.won.{step.stage}",
        problem.votes[j],
        _score(problem, j),
        project.cost,
        place=place + 1,
        stage=step.stage,
        payers=paid.payers.get(project.id),
        payment=step.payment,
        price=step.price,
    )


def _loser(problem: Problem, j: int, paid: _Paid, left: Number) -> Story:
    project = problem.instance.projects[j]
    owned = paid.left(problem, j)
    votes, amount = first_guess(problem, j, owned, paid.each)
    more = more_votes(problem, j, votes, paid.step)
    less = less_cost(problem, j, amount, paid.step)
    key = (
        "count.lost.more_votes"
        if more is not None
        else "count.lost.cheaper"
        if less is not None
        else "count.lost.never"
    )
    if project.cost > problem.instance.budget:
        key = "count.lost.above_budget"
    elif not problem.votes[j]:
        key = "count.lost.no_votes"
    return Story(
        project.id,
        False,
        key,
        problem.votes[j],
        _score(problem, j),
        project.cost,
        supporters_left=owned,
        budget_left=left,
        more_votes=more,
        less_cost=less,
    )


def english(story: Story) -> str:
    """One line for operators on a terminal; residents read the catalogue's words."""
    if story.won:
        return f"selected in place {story.place}"
    parts = []
    if story.key == "count.lost.above_budget":
        parts.append("costs more than the whole budget")
    if story.more_votes is not None:
        parts.append(f"{story.more_votes:,} more {'vote' if story.more_votes == 1 else 'votes'} would have been enough")
    if story.less_cost is not None:
        parts.append(f"a cost lower by {show(story.less_cost)} would have been enough")
    return "; ".join(parts) or "no number of votes would have been enough"
