"""Pabulib files as votes that can be held: kinds, limits, and ballots that break the limits of their own file."""

from __future__ import annotations

import pytest

from consult.counting import read_pb
from consult.errors import BadInput
from consult.replay.election import Held, cents, hold
from consult.voting.ballots import check

HEAD = "META\nkey;value\nbudget;{budget}\nnum_projects;2\nnum_votes;{votes}\nvote_type;{kind}\n{more}"
PROJECTS = "PROJECTS\nproject_id;cost;name\na;10;Brunnen\nb;20.5;Bank\n"


def held(kind: str, votes: str, more: str = "", budget: str = "100") -> Held:
    rows = votes.strip().splitlines()
    text = HEAD.format(kind=kind, votes=len(rows) - 1, more=more, budget=budget) + PROJECTS + "VOTES\n" + votes
    return hold(read_pb(text.encode()))


def test_approval_with_limits() -> None:
    vote = held("approval", "voter_id;vote\nx;b,a\ny;a\nz;\n", "max_length;2\n")
    assert vote.style.kind == "approval"
    assert vote.style.max_selections == 2
    assert [content.choices for content in vote.contents] == [(("a", 1), ("b", 1)), (("a", 1),), ()]
    assert [project.cost_cents for project in vote.style.projects] == [1000, 2050]
    assert not vote.rule_named


def test_points_and_ranks_keep_their_values() -> None:
    points = held("cumulative", "voter_id;vote;points\nx;b,a;4,1\ny;a;0\n", "max_sum_points;5\n")
    assert [content.choices for content in points.contents] == [(("a", 1), ("b", 4)), ()]
    assert points.style.max_points == 5
    ranks = held("ordinal", "voter_id;vote\nx;b,a\n")
    assert ranks.contents[0].choices == (("b", 1), ("a", 2))


def test_one_choice_has_one_mark() -> None:
    assert held("choose-1", "voter_id;vote\nx;b\n").style.max_selections == 1


@pytest.mark.parametrize(
    ("kind", "votes", "more", "name"),
    [
        ("approval", "voter_id;vote\nx;a,b\n", "max_length;1\n", "max_selections"),
        ("approval", "voter_id;vote\nx;a\n", "min_length;2\n", "min_selections"),
        ("cumulative", "voter_id;vote;points\nx;a,b;4,4\n", "max_sum_points;5\n", "max_points"),
        ("ordinal", "voter_id;vote\nx;a,b\n", "max_length;1\n", "max_selections"),
    ],
)
def test_a_file_whose_ballots_break_its_limits_is_held_as_it_was_counted(
    kind: str, votes: str, more: str, name: str
) -> None:
    vote = held(kind, votes, more)
    assert name in vote.relaxed
    assert not any(check(vote.style, content) for content in vote.contents)


def test_money_is_exact_to_the_cent() -> None:
    assert cents(12) == 1200
    with pytest.raises(BadInput, match="two decimals"):
        held("approval", "voter_id;vote\nx;a\n", budget="10.005")


def test_points_that_no_box_can_hold_are_refused() -> None:
    with pytest.raises(BadInput, match="paper"):
        held("cumulative", "voter_id;vote;points\nx;a;1.5\n", "max_sum_points;5\n")
