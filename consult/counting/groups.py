"""Spending by group of voters, where the votes say who belongs to which (age, sex, district, ...)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from consult.counting.election import Election
from consult.counting.values import Outcome

COLUMNS = ("sex", "age", "district", "neighborhood", "education", "voting_method")
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Group:
    """`spent`: each winner's cost, shared equally by all who named it, added up over the group's voters."""

    column: str
    label: str
    voters: int
    spent: Fraction
    without: int


def groups(election: Election, outcome: Outcome) -> tuple[Group, ...]:
    """Columns with more than a dozen different labels are left out: they are no groups any more."""
    named: dict[str, int] = {}
    for choices, voters in election.ballots.items():
        for project_id, _ in choices:
            named[project_id] = named.get(project_id, 0) + voters
    worth = {
        name: Fraction(election.instance.project(name).cost) / named[name] for name in outcome.winners if name in named
    }
    columns = [column for column in COLUMNS if column in election.vote_columns]
    found: dict[tuple[str, str], tuple[int, Fraction, int]] = {}
    for vote in election.votes if columns else ():
        mine = [worth[project_id] for project_id, _ in vote.choices if project_id in worth]
        for column in columns:
            voters, spent, without = found.get((column, vote.columns[column]), (0, Fraction(0), 0))
            found[column, vote.columns[column]] = (voters + 1, spent + sum(mine), without + (not mine))
    labels = {column: sum(key[0] == column for key in found) for column in columns}
    return tuple(
        Group(column, label, voters, spent, without)
        for (column, label), (voters, spent, without) in sorted(found.items())
        if labels[column] <= MOST_LABELS
    )
