"""What would have been enough, found around a guess, against a search that counts anew for every number."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.counting import Ballots, Choices, Instance, Options, Outcome, TieRefused, count, make_options
from consult.counting.enough import less_cost, more_votes
from consult.counting.explain import explain
from consult.counting.options import COMPLETIONS, SATISFACTIONS
from consult.counting.problem import Problem, Supporters, cheaper, prepare, supported
from tests.property.test_counting_naive import elections

KINDS = st.sampled_from(["approval", "cumulative", "ordinal"])


def some_options(draw: st.DrawFn, kind: str) -> Options:
    names = [name for name in SATISFACTIONS if name != ("points" if kind == "ordinal" else "borda")]
    return make_options(
        kind,  # type: ignore[arg-type]  # one of VOTE_TYPES
        draw(st.sampled_from(["official", "pabutools", "equalshares.net"])),
        rule=draw(st.sampled_from(["mes", "mes", "greedy"])),
        satisfaction=draw(
            st.sampled_from([name for name in names if kind != "approval" or name in {"cost", "cardinality"}])
        ),
        completion=draw(st.sampled_from(COMPLETIONS)),
        tie=draw(st.sampled_from(["cost-votes-lot", "lexicographic", "refuse"])),
        comparison=draw(st.sampled_from(["none", "satisfaction"])),
        eligibility=draw(st.booleans()),
        min_votes=draw(st.integers(0, 2)),
        zero_votes=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instance, list[Choices], Options]:
    kind = draw(KINDS)
    instance, votes = draw(elections(kind))
    return instance, votes, some_options(draw, kind)


def same(one: Problem, other: Problem) -> bool:
    for field in fields(Problem):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "supporters":
            if not all(map(same_supporters, a, b)):
                return False
        elif field.name == "ballots":
            if a.weight.tolist() != b.weight.tolist() or a.project.tolist() != b.project.tolist():
                return False
        elif a != b:
            return False
    return True


def same_supporters(a: Supporters, b: Supporters) -> bool:
    if a.classes.tolist() != b.classes.tolist() or a.weight.tolist() != b.weight.tolist():
        return False
    return not len(a.classes) or bool((np.asarray(a.gain) == np.asarray(b.gain)).all())


def with_less(instance: Instance, project_id: str, amount: int | Fraction) -> Instance:
    projects = tuple(replace(p, cost=p.cost - amount) if p.id == project_id else p for p in instance.projects)
    return replace(instance, projects=projects)


@given(cases(), st.integers(1, 30), st.data())
@settings(max_examples=150, deadline=None)
def test_a_varied_problem_is_the_one_prepared_anew(
    case: tuple[Instance, list[Choices], Options], number: int, data: st.DataObject
) -> None:
    instance, votes, options = case
    ballots = Ballots.merge(instance.vote_type, instance.ids, votes)
    problem = prepare(instance, ballots, options)
    j = data.draw(st.integers(0, len(instance.projects) - 1))
    name = instance.ids[j]
    assert same(supported(problem, j, number), prepare(instance, ballots.plus(name, number), options))
    if number < problem.costs[j]:
        less = with_less(instance, name, Fraction(number, problem.scale))
        anew = prepare(less, ballots, options)
        if anew.scale == problem.scale:
            assert same(cheaper(problem, j, number), anew)


def counted(instance: Instance, ballots: Ballots, options: Options) -> Outcome | None:
    try:
        return count(instance, ballots, options)
    except TieRefused:
        return None


@given(cases(), st.integers(0, 12), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_the_number_wins_and_one_fewer_does_not(
    case: tuple[Instance, list[Choices], Options], start: int, step: int
) -> None:
    instance, votes, options = case
    ballots = Ballots.merge(instance.vote_type, instance.ids, votes)
    outcome = counted(instance, ballots, options)
    if outcome is None:
        return
    problem = prepare(instance, ballots, options)
    for j, project in enumerate(instance.projects):
        if project.id in outcome.winners:
            continue

        def with_votes(number: int, name: str = project.id) -> bool:
            found = counted(instance, ballots.plus(name, number) if number else ballots, options)
            return found is not None and name in found.winners

        more = more_votes(problem, j, start, step)
        if more is not None:
            assert with_votes(more)
            assert not with_votes(more - 1)
        elif project.cost <= instance.budget:
            assert not with_votes(1)
        less = less_cost(problem, j, start, step)
        unit = Fraction(1, problem.scale)
        if less is not None:
            for amount, wins in ((Fraction(less), True), (less - unit, False)):
                found = counted(with_less(instance, project.id, amount), ballots, options)
                assert (found is not None and project.id in found.winners) is wins


@given(cases())
@settings(max_examples=20, deadline=None)
def test_explaining_says_the_same_as_searching_from_one(case: tuple[Instance, list[Choices], Options]) -> None:
    """Where more support never hurts there is one such number, wherever the search starts."""
    instance, votes, options = case
    options = replace(options, rule="greedy", tie="lexicographic", comparison="none", eligibility=False)
    ballots = Ballots.merge(instance.vote_type, instance.ids, votes)
    problem = prepare(instance, ballots, options)
    for story in explain(instance, ballots, options, count(instance, ballots, options)).projects:
        if not story.won:
            assert story.more_votes == more_votes(problem, instance.ids.index(story.project))
