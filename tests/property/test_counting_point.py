"""A run in floats with proven errors against the exact run: elections with many classes and uneven prices."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from consult.counting import Ballots, Choices, Instance, Project, make_options
from consult.counting.point import Point
from consult.counting.probe import Prober
from consult.counting.problem import Problem, prepare
from consult.counting.purse import Purses
from consult.counting.rules.mes import candidates, run
from consult.counting.ties import TieBreaker
from consult.counting.values import VoteType


def some_problem(chance: random.Random, kind: VoteType, satisfaction: str) -> Problem:
    projects = tuple(Project(f"p{n}", chance.randint(50, 5000)) for n in range(18))
    instance = Instance(20_000, projects, kind)
    votes: list[Choices] = []
    for _ in range(150):
        chosen = chance.sample(instance.ids, chance.randint(1, 6))
        values = [chance.randint(0, 7) if kind == "cumulative" else 1 for _ in chosen]
        if kind == "ordinal":
            values = list(range(1, len(chosen) + 1))
        votes += [tuple(zip(chosen, values, strict=True))] * chance.randint(1, 9)
    options = make_options(kind, rule="mes", satisfaction=satisfaction, tie="lexicographic")
    return prepare(instance, Ballots.merge(kind, instance.ids, votes), options)


def point(problem: Problem, endowment: Fraction) -> Point:
    prober = Prober(problem, [], candidates(problem))
    return Point(problem, prober._sides, prober._touches, [], endowment)


def in_floats(problem: Problem, endowment: Fraction) -> tuple[int, ...] | None:
    return point(problem, endowment).order()


def everyone_has_what_floats_say(problem: Problem, endowment: Fraction, floats: Point, order: tuple[int, ...]) -> None:
    purses = Purses(problem, endowment)
    for j in order:
        offer = purses.offer(j)
        assert offer is not None
        purses.pay(j, offer)
    for group, money, error in zip(purses.group.tolist(), floats._money, floats._error, strict=True):
        assert abs(Fraction(float(money)) - purses.money(group)) <= Fraction(float(error))


@pytest.mark.parametrize(
    ("kind", "satisfaction"),
    [("approval", "cost"), ("approval", "cardinality"), ("cumulative", "points"), ("ordinal", "borda")],
)
def test_what_floats_prove_is_the_exact_run(kind: VoteType, satisfaction: str) -> None:
    chance = random.Random(satisfaction)
    proven = 0
    for _ in range(25):
        problem = some_problem(chance, kind, satisfaction)
        endowment = Fraction(problem.budget * chance.randint(8, 30), problem.voters * 10)
        floats = point(problem, endowment)
        found = floats.order()
        if found is not None:
            proven += 1
            everyone_has_what_floats_say(problem, endowment, floats, found)
            assert found == run(problem, TieBreaker(problem), endowment).order
    assert proven >= 20


@pytest.mark.parametrize("apart", [0, 1])
def test_prices_that_floats_cannot_tell_apart_prove_nothing(apart: int) -> None:
    huge = 10**17
    instance = Instance(3 * huge, (Project("a", huge), Project("b", huge + apart)))
    votes: list[Choices] = [(("a", 1),)] * 3 + [(("b", 1),)] * 3
    options = make_options("approval", rule="mes", satisfaction="cardinality")
    problem = prepare(instance, Ballots.merge("approval", instance.ids, votes), options)
    assert in_floats(problem, Fraction(problem.budget, problem.voters)) is None
    assert in_floats(problem, Fraction(1)) == ()


def test_who_can_just_pay_or_just_not_is_left_to_the_exact_run() -> None:
    instance = Instance(30, (Project("a", 30),))
    votes: list[Choices] = [(("a", 1),)] * 7
    problem = prepare(instance, Ballots.merge("approval", instance.ids, votes), make_options("approval", rule="mes"))
    assert in_floats(problem, Fraction(30, 7)) is None
    assert run(problem, TieBreaker(problem), Fraction(30, 7)).order == (0,)
