"""The verifier's own count against the counting engine: real elections, and small random ones full of ties."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.counting import Ballots, Instance, Project, count, make_options, read_pb
from consult.counting.options import COMPLETIONS, SATISFACTIONS
from consult.voting.election import VOTE_TYPES, options_to_json
from consult.voting.verify import Count

REAL = (
    ("Netherlands_Assen_2024.pb", {"rule": "mes", "completion": "add1"}),
    ("Poland_Swiecie_2023.pb", {"rule": "mes", "completion": "add1"}),
    ("Poland_Swiecie_2023.pb", {"rule": "mes", "completion": "add1u", "preset": "equalshares.net"}),
    ("Switzerland_Zurich_D10.pb", {"rule": "mes", "completion": "add1", "step": 100}),
    ("Switzerland_Zurich_S5.pb", {"rule": "mes", "completion": "greedy"}),
    ("Switzerland_Zurich_S5D10.pb", {"rule": "mes", "completion": "add1u", "step": 100}),
    ("Switzerland_Zurich_S5R.pb", {"rule": "mes", "completion": "none"}),
    ("Poland_Katowice_2022_Dab.pb", {"rule": "greedy"}),
    ("France_Toulouse_2019.pb", {"rule": "greedy", "preset": "pabutools"}),
)


def election_json(kind: str, instance: Instance, options: dict[str, Any]) -> dict[str, Any]:
    """Costs in hundredths of the file's unit."""
    return {
        "kind": kind,
        "budget_cents": int(instance.budget * 100),
        "cents_per_unit": 100,
        "projects": [{"id": p.id, "cost_cents": int(p.cost * 100)} for p in instance.projects],
        "options": options,
    }


KIND = {
    "approval": "approval",
    "choose-1": "approval",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "ranking",
}


@pytest.mark.parametrize(("name", "given_options"), REAL, ids=[f"{name}-{options}" for name, options in REAL])
def test_real_elections(name: str, given_options: dict[str, Any], data_dir: Path) -> None:
    election = read_pb(data_dir / "elections" / name)
    instance = election.instance
    options = make_options(instance.vote_type, **given_options)
    expected = count(instance, election.ballots, options)
    ballots = Counter({tuple(choices): weight for choices, weight in election.ballots.items()})
    own = Count(election_json(KIND[instance.vote_type], instance, options_to_json(options)), ballots)
    assert tuple(own.winners()) == expected.winners
    assert own.total(own.winners()) == expected.cost * 100


@st.composite
def elections(draw: st.DrawFn) -> tuple[str, Instance, list[tuple[tuple[str, int], ...]]]:
    kind = draw(st.sampled_from(["approval", "points", "ranking"]))
    ids = [f"P{n}" for n in range(1, draw(st.integers(1, 6)) + 1)]
    costs = draw(st.lists(st.integers(0, 6), min_size=len(ids), max_size=len(ids)))
    projects = tuple(Project(id, cost) for id, cost in zip(ids, costs, strict=True))
    budget = draw(st.integers(0, 14))
    ballots = []
    for _ in range(draw(st.integers(0, 9))):
        chosen = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)))
        if kind == "ranking":
            ballots.append(tuple((id, rank) for rank, id in enumerate(chosen, 1)))
        else:
            chosen.sort()
            top = 1 if kind == "approval" else 3
            ballots.append(tuple((id, draw(st.integers(1, top))) for id in chosen))
    return kind, Instance(budget, projects, VOTE_TYPES[kind]), ballots  # type: ignore[index]


@settings(max_examples=400)
@given(elections(), st.data())
def test_small_elections_full_of_ties(case: tuple[str, Instance, list[Any]], data: st.DataObject) -> None:
    kind, instance, cast = case
    satisfactions = [name for name in SATISFACTIONS if name != ("points" if kind == "ranking" else "borda")]
    options = make_options(
        instance.vote_type,
        preset=data.draw(st.sampled_from(["official", "pabutools", "equalshares.net"])),
        rule=data.draw(st.sampled_from(["greedy", "mes"])),
        satisfaction=data.draw(st.sampled_from(satisfactions)),
        completion=data.draw(st.sampled_from(COMPLETIONS)),
        tie=data.draw(st.sampled_from(["cost-votes-lot", "votes-cost-lot", "lexicographic", "file"])),
        exhaustive=data.draw(st.booleans()),
        skip=data.draw(st.booleans()),
        zero_votes=data.draw(st.booleans()),
        comparison=data.draw(st.sampled_from(["none", "satisfaction", "exclusion"])),
        eligibility=data.draw(st.booleans()),
        min_votes=data.draw(st.integers(0, 2)),
        shortfall=data.draw(st.sampled_from([None, Fraction(1, 2)])),
        step=data.draw(st.sampled_from([1, Fraction(1, 2)])),
        seed=data.draw(st.sampled_from(["0", "1", "2"])),
    )
    ballots = Ballots.merge(instance.vote_type, instance.ids, cast)
    expected = count(instance, ballots, options)
    own = Count(election_json(kind, instance, options_to_json(options)), Counter(map(tuple, cast)))
    assert tuple(own.winners()) == expected.winners
