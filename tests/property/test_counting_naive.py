"""The engine against references that are obviously right and slow: Fractions, voters one by one, no cleverness."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.counting import Ballots, Choices, Instance, Options, Project, count, make_options
from consult.counting.probe import Prober
from consult.counting.problem import prepare
from consult.counting.rules.mes import candidates, run
from consult.counting.ties import TieBreaker

IDS = "abcdef"


@st.composite
def elections(draw: st.DrawFn, kind: str = "approval") -> tuple[Instance, list[Choices]]:
    """Few projects, few different costs, duplicate, empty and full ballots: ties everywhere."""
    number = draw(st.integers(1, 6))
    costs = draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 6, 7, 12, 100]), min_size=number, max_size=number))
    projects = tuple(Project(name, cost) for name, cost in zip(IDS, costs, strict=False))
    ids = [project.id for project in projects]
    ballots: list[Choices] = []
    for _ in range(draw(st.integers(1, 12))):
        chosen = draw(st.lists(st.sampled_from(ids), unique=True, max_size=number))
        if kind == "ordinal":
            ballots.append(tuple((name, rank) for rank, name in enumerate(chosen, 1)))
        elif kind == "cumulative":
            ballots.append(tuple((name, draw(st.integers(1, 4))) for name in chosen))
        else:
            ballots.append(tuple((name, 1) for name in chosen))
    budget = draw(st.one_of(st.integers(1, 40), st.fractions(1, 40, max_denominator=4)))
    return Instance(budget, projects, kind), ballots  # type: ignore[arg-type]  # a vote type by name


def utility(instance: Instance, choices: Choices, name: str, satisfaction: str, last: int) -> Fraction:
    found = dict(choices)
    if name not in found:
        return Fraction(0)
    if satisfaction == "cost":
        return Fraction(instance.project(name).cost)
    if satisfaction == "cardinality":
        return Fraction(1)
    if satisfaction == "borda":
        return Fraction(len(choices) - found[name] + last)
    return Fraction(found[name])


def naive_price(cost: Fraction, purses: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Smallest price at which the supporters' payments min(money, price x utility) reach the cost: all break points."""
    if sum(money for money, _ in purses) < cost:
        return None
    points = sorted({money / gain for money, gain in purses})
    low = Fraction(0)
    for high in points:
        if sum(min(money, high * gain) for money, gain in purses) >= cost:
            rest = cost - sum(money for money, gain in purses if money / gain <= low)
            return rest / sum(gain for money, gain in purses if money / gain > low)
        low = high
    return None


def naive_run(instance: Instance, ballots: list[Choices], options: Options, endowment: Fraction) -> list[str]:
    """Lexicographic ties, lowest price first."""
    money = [endowment] * len(ballots)
    gain = {
        project.id: [
            utility(instance, ballot, project.id, options.satisfaction, options.borda_last) for ballot in ballots
        ]
        for project in instance.projects
    }
    eligible = [p for p in instance.projects if not (options.drop_unaffordable and p.cost > instance.budget)]
    named = {name for ballot in ballots for name, _ in ballot}
    won = sorted(p.id for p in eligible if p.cost == 0 and (any(gain[p.id]) or (options.zero_cost and p.id in named)))
    rest = [p for p in eligible if p.cost > 0 and any(gain[p.id])]
    while True:
        offers = []
        for project in rest:
            purses = [(money[i], u) for i, u in enumerate(gain[project.id]) if u > 0]
            price = naive_price(Fraction(project.cost), purses)
            if price is not None:
                offers.append((price, project.id))
        if not offers:
            return won
        price, name = min(offers)
        for i, u in enumerate(gain[name]):
            money[i] -= min(money[i], price * u)
        won.append(name)
        rest = [p for p in rest if p.id != name]


def naive_greedy(instance: Instance, ballots: list[Choices], options: Options, chosen: list[str]) -> list[str]:
    def merit(project: Project) -> tuple[int, Fraction]:
        total = sum(utility(instance, b, project.id, options.satisfaction, options.borda_last) for b in ballots)
        votes = sum(project.id in dict(b) for b in ballots)
        if options.satisfaction == "cost":
            return (0, Fraction(votes if project.cost or not options.density else 0))
        if not options.density and options.satisfaction != "cardinality":
            return (0, Fraction(total))
        if project.cost == 0:
            return (1 if total else 0, Fraction(0))
        return (0, total / Fraction(project.cost))

    named = {name for ballot in ballots for name, _ in ballot}
    left = instance.budget - sum(instance.project(name).cost for name in chosen)
    won = []
    for project in sorted(instance.projects, key=lambda p: (*(-x for x in merit(p)), p.id)):
        if project.id in chosen or project.cost > left or (project.id not in named and not options.zero_votes):
            continue
        won.append(project.id)
        left -= project.cost
    return won


def naive_shares(instance: Instance, ballots: list[Choices], options: Options) -> list[str]:
    first = Fraction(instance.budget) / len(ballots)
    best = naive_run(instance, ballots, options, first)
    wanted = [
        p
        for p in instance.projects
        if p.cost
        and not (options.drop_unaffordable and p.cost > instance.budget)
        and any(utility(instance, b, p.id, options.satisfaction, options.borda_last) > 0 for b in ballots)
    ]
    step = 0
    while options.completion in {"add1", "add1u"}:
        cost = sum(instance.project(name).cost for name in best)
        outside = [p for p in wanted if p.id not in best]
        if not outside or (options.exhaustive and all(p.cost + cost > instance.budget for p in outside)):
            break
        step += 1
        base = Fraction(floor(first / options.step)) * options.step if options.integral else first
        following = naive_run(instance, ballots, options, base + step * options.step)
        if sum(instance.project(name).cost for name in following) > instance.budget:
            break
        best = following
    if options.completion in {"greedy", "add1u"}:
        best = best + naive_greedy(instance, ballots, options, best)
    return best


KINDS = st.sampled_from(
    [
        ("approval", "cost"),
        ("approval", "cardinality"),
        ("cumulative", "points"),
        ("ordinal", "borda"),
        ("ordinal", "cost"),
    ]
)


@settings(max_examples=400)
@given(st.data(), KINDS, st.sampled_from(["none", "add1", "add1u", "greedy"]), st.booleans(), st.booleans())
def test_equal_shares_is_the_naive_one(
    data: st.DataObject, kind: tuple[str, str], completion: str, pabutools: bool, integral: bool
) -> None:
    instance, votes = data.draw(elections(kind[0]))
    options = make_options(
        instance.vote_type,
        "pabutools" if pabutools else "official",
        rule="mes",
        satisfaction=kind[1],
        completion=completion,
        tie="lexicographic",
        integral=integral,
    )
    outcome = count(instance, Ballots.merge(instance.vote_type, instance.ids, votes), options)
    assert list(outcome.winners) == naive_shares(instance, votes, options)
    assert outcome.cost == sum(instance.project(name).cost for name in outcome.winners) <= instance.budget


@settings(max_examples=300)
@given(st.data(), KINDS, st.booleans())
def test_greedy_is_the_naive_one(data: st.DataObject, kind: tuple[str, str], pabutools: bool) -> None:
    instance, votes = data.draw(elections(kind[0]))
    options = make_options(
        instance.vote_type,
        "pabutools" if pabutools else "official",
        rule="greedy",
        satisfaction=kind[1],
        tie="lexicographic",
        drop_unaffordable=False,
    )
    outcome = count(instance, Ballots.merge(instance.vote_type, instance.ids, votes), options)
    assert list(outcome.winners) == naive_greedy(instance, votes, options, [])


@settings(max_examples=300)
@given(st.data(), KINDS, st.integers(0, 8), st.integers(0, 8))
def test_what_a_probe_proves_holds_in_every_run_of_the_interval(
    data: st.DataObject, kind: tuple[str, str], low: int, width: int
) -> None:
    instance, votes = data.draw(elections(kind[0]))
    options = make_options(instance.vote_type, rule="mes", satisfaction=kind[1], tie="lexicographic")
    problem = prepare(instance, Ballots.merge(instance.vote_type, instance.ids, votes), options)
    first, last = Fraction(low + 1, 3) * problem.scale, Fraction(low + 1 + width, 3) * problem.scale
    free = [j for j, cost in enumerate(problem.costs) if cost == 0 and problem.eligible[j] and problem.votes[j]]
    order = Prober(problem, free, candidates(problem)).order(first, last)
    if order is not None:
        for part in range(width + 1):
            endowment = first + (last - first) * Fraction(part, width or 1)
            assert run(problem, TieBreaker(problem), endowment).order == order


@given(st.data(), st.sampled_from([-1, 0, 1]))
def test_near_ties_are_decided_exactly(data: st.DataObject, shift: int) -> None:
    """Two prices that differ in the 40th digit: floats see a tie, the count must not."""
    huge = 10**40
    voters = data.draw(st.integers(2, 9))
    projects = (Project("a", huge + shift), Project("b", huge))
    votes: list[Choices] = [(("a", 1),)] * voters + [(("b", 1),)] * voters
    instance = Instance(huge * 3, projects)
    options = make_options("approval", rule="mes", satisfaction="cardinality", tie="lexicographic")
    outcome = count(instance, Ballots.merge("approval", instance.ids, votes), options)
    assert outcome.winners == (("a", "b") if shift <= 0 else ("b", "a"))
    assert bool(outcome.ties) == (shift == 0)


@given(st.data())
def test_order_of_ballots_and_merging_change_nothing(data: st.DataObject) -> None:
    instance, votes = data.draw(elections())
    shuffled = data.draw(st.permutations(votes))
    options = make_options("approval", rule="mes", completion="add1u")
    first = count(instance, Ballots.merge("approval", instance.ids, votes), options)
    assert count(instance, Ballots.merge("approval", instance.ids, shuffled), options) == first
