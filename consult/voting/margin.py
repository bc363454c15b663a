"""How many misread ballots it would take to change an outcome: what an audit is measured against. Pure, exact.

A misread ballot changes the score of a project by at most `reach` (1 vote, or the most points for one project), so the
lead of one project over another by at most twice that. Greedy passes over what no longer fits: as long as winners alone
are chosen, every winner still fits, so the first deviation is a loser that is reached while enough money is left. Which
winners can still be ahead of it after `k` misread ballots follows from their leads. That bound is proven; for other
rules none is known, and only reading every ballot again proves the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.voting.election import Election


@dataclass(frozen=True, slots=True)
class Margin:
    """`least`: fewer misread ballots than this cannot change who wins (1 where nothing better is proven).

    `by_project`: project that lost -> misread ballots below which it cannot win; empty where no bound is proven.
    `known_change`: so many ballots more, naming one losing project, are known to change the outcome (None: unknown).
    """

    least: int
    proven: bool
    by_project: Mapping[str, int]
    known_change: int | None = None

    def could_win(self, misread: int) -> tuple[str, ...]:
        """Worst case: the projects that so many misread ballots might have kept out, most endangered first."""
        endangered = sorted((least, project) for project, least in self.by_project.items() if least <= misread)
        return tuple(project for _, project in endangered)


def margin_of(
    election: Election, winners: Sequence[str], scores: Mapping[str, int], more_votes: Mapping[str, int | None]
) -> Margin:
    """`scores`: votes, or points on points ballots, as the rule ranks by; `more_votes` from the explanation."""
    known = min((votes for votes in more_votes.values() if votes is not None), default=None)
    if not _plain_greedy(election):
        return Margin(1, False, {}, known)
    cost = {project.id: project.cost_cents for project in election.projects}
    reach = max((style.max_points_each or style.max_points or 1) for style in election.styles)
    reach = reach if election.kind == "points" else 1
    losers = {
        project: _until_it_fits(
            election.budget_cents - cost[project],
            [(scores[winner] - scores[project], cost[winner]) for winner in winners],
            2 * reach,
        )
        for project in cost
        if project not in winners and cost[project] <= election.budget_cents
    }
    dropped = min((-(-scores[winner] // reach) for winner in winners), default=None)  # a project without a vote is out
    bounds = [*losers.values(), *([dropped] if dropped is not None else [])]
    return Margin(max(1, min(bounds, default=1)), True, losers, known)


def _plain_greedy(election: Election) -> bool:
    options = election.options
    by_score = options.satisfaction == ("points" if election.kind == "points" else "cost") and not options.density
    return (
        options.rule == "greedy"
        and election.kind != "ranking"
        and by_score
        and options.skip
        and options.shortfall is None
        and options.comparison == "none"
        and not (options.eligibility or options.min_votes or options.exclusive or options.shares or options.zero_votes)
    )


def _until_it_fits(room: int, winners: Sequence[tuple[int, int]], reach: int) -> int:
    """The least number of misread ballots after which the winners (lead, cost) that are surely ahead leave `room`."""
    ahead = 0
    for lead, cost in sorted(winners, reverse=True):  # the hardest to overtake first
        ahead += cost
        if ahead > room:  # these winners together keep it out: this one, at least, has to be overtaken
            return max(1, -(-lead // reach))
    return 1
