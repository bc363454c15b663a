"""Fewer misread ballots than the margin never change who wins: tried with hostile misreadings of small votes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.counting import make_options
from consult.voting.ballots import BallotProject, BallotStyle, Content
from consult.voting.closing import Cvr
from consult.voting.election import VOTE_TYPES, Election, result_to_json, tally
from consult.voting.margin import Margin, margin_of
from consult.voting.trackers import draw_tracker

IDS = ("A", "B", "C", "D", "E")


def election(kind: str, costs: Sequence[int], budget: int, **options: object) -> Election:
    projects = tuple(
        BallotProject(n, name, name, cost) for n, (name, cost) in enumerate(zip(IDS, costs, strict=True), 1)
    )
    limits = {"max_points_each": 3, "max_points": 15} if kind == "points" else {}
    style = BallotStyle("city", kind, projects, **limits)  # type: ignore[arg-type]
    chosen = make_options(VOTE_TYPES[style.kind], rule="greedy", **options)
    return Election("x", "x", budget, projects, (style,), chosen, bytes(32), datetime(2026, 5, 1, tzinfo=UTC), 1)


def ballots(kind: str, texts: Sequence[str]) -> list[Cvr]:
    """`AC` names A and C; on points ballots a letter counts once for each time it stands there."""
    made = []
    for text in texts:
        value = (lambda name, text=text: text.count(name)) if kind == "points" else (lambda _name: 1)
        made.append(Cvr(draw_tracker(), Content(tuple((name, value(name)) for name in IDS if name in text))))
    return made


def margin(vote: Election, cvrs: Sequence[Cvr]) -> Margin:
    result = result_to_json(vote, tally(vote, cvrs), cvrs)
    return margin_of(vote, result["winners"], result["values" if vote.kind == "points" else "votes"], {})


def hostile(vote: Election, cvrs: Sequence[Cvr], count: int, chance: random.Random) -> list[Cvr]:
    """`count` ballots are misread: all for one project that lost, or nothing at all, against one that won."""
    winners = tally(vote, cvrs).winners
    losers = [name for name in IDS if name not in winners]
    loved = chance.choice(losers or IDS)
    most = 3 if vote.kind == "points" else 1
    changed = list(cvrs)
    hated = chance.choice(winners or IDS)
    order = sorted(range(len(cvrs)), key=lambda n: hated not in dict(cvrs[n].content.choices))
    for n in order[:count]:
        kept = [pair for pair in changed[n].content.choices if pair[0] not in {hated, loved}]
        choices = [] if chance.random() < 0.2 else sorted([*kept, (loved, most)])
        changed[n] = replace(changed[n], content=Content(tuple(choices)))
    return changed


@given(
    kind=st.sampled_from(["approval", "points"]),
    costs=st.lists(st.integers(0, 9), min_size=5, max_size=5),
    budget=st.integers(0, 30),
    texts=st.lists(st.text("ABCDEA", max_size=3), min_size=1, max_size=40),
    seed=st.integers(0, 2**32),
)
def test_fewer_misread_ballots_than_the_margin_change_nothing(
    kind: str, costs: list[int], budget: int, texts: list[str], seed: int
) -> None:
    vote, cvrs = election(kind, costs, budget), ballots(kind, texts)
    found, chance = margin(vote, cvrs), random.Random(seed)
    before = set(tally(vote, cvrs).winners)
    assert found.proven
    for _ in range(6):
        assert set(tally(vote, hostile(vote, cvrs, found.least - 1, chance)).winners) == before


def test_the_margin_is_reached_in_a_plain_case() -> None:
    """A leads B by 10, money for one of them: five ballots taken from A for B make a tie, and not fewer."""
    vote = election("approval", [5, 5, 100, 100, 100], 5)
    cvrs = ballots("approval", ["A"] * 20 + ["B"] * 10)
    found = margin(vote, cvrs)
    assert (found.least, found.by_project) == (5, {"B": 5})
    assert found.could_win(4) == ()
    assert found.could_win(5) == ("B",)
    flipped = ballots("approval", ["A"] * 14 + ["B"] * 16)
    assert tally(vote, flipped).winners == ("B",)


@pytest.mark.parametrize("options", [{"density": True}, {"skip": False}, {"min_votes": 3}, {"comparison": "exclusion"}])
def test_no_margin_is_claimed_where_none_is_proven(options: dict[str, object]) -> None:
    vote = election("approval", [5, 5, 5, 5, 5], 10, **options)
    found = margin(vote, ballots("approval", ["A"] * 20 + ["B"] * 10))
    assert (found.least, found.proven, found.could_win(30)) == (1, False, ())
