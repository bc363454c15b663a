"""The rarer rules against naive references, limits and ties, and the explanation against recounts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.counting import (
    Ballots,
    Choices,
    CountingError,
    Instance,
    Options,
    Project,
    TieRefused,
    count,
    lot,
    make_options,
    options_from_meta,
)
from consult.counting.explain import explain


@st.composite
def approvals(draw: st.DrawFn) -> tuple[Instance, list[Choices]]:
    costs = draw(st.lists(st.sampled_from([1, 2, 3, 4, 6, 7, 12]), min_size=1, max_size=5))
    projects = tuple(Project(name, cost) for name, cost in zip("abcde", costs, strict=False))
    ids = [project.id for project in projects]
    names = st.lists(st.sampled_from(ids), unique=True, max_size=len(ids))
    votes = draw(st.lists(names, min_size=1, max_size=10))
    return Instance(draw(st.integers(1, 30)), projects), [tuple((name, 1) for name in vote) for vote in votes]


def merged(instance: Instance, votes: list[Choices]) -> Ballots:
    return Ballots.merge(instance.vote_type, instance.ids, votes)


def backers(votes: list[Choices], *names: str) -> list[int]:
    return [i for i, vote in enumerate(votes) if any(name in dict(vote) for name in names)]


def naive_phragmen(instance: Instance, votes: list[Choices]) -> list[str]:
    load = [Fraction(0)] * len(votes)
    won: list[str] = []
    left = Fraction(instance.budget)
    rest = [p for p in instance.projects if p.cost <= instance.budget and backers(votes, p.id)]
    while rest:
        levels = {p.id: (sum(load[i] for i in backers(votes, p.id)) + p.cost) / len(backers(votes, p.id)) for p in rest}
        lowest = min(levels.values())
        tied = [p for p in rest if levels[p.id] == lowest]
        if any(p.cost > left for p in tied):
            break
        chosen = min(tied, key=lambda p: p.id)
        for i in backers(votes, chosen.id):
            load[i] = lowest
        left -= chosen.cost
        won.append(chosen.id)
        rest.remove(chosen)
    return won


def naive_maximin(instance: Instance, votes: list[Choices]) -> list[str]:
    """The burden by Hall's theorem: all subsets."""

    def burden(names: list[str]) -> Fraction:
        return max(
            Fraction(sum(instance.project(name).cost for name in part), len(backers(votes, *part)))
            for size in range(1, len(names) + 1)
            for part in combinations(names, size)
        )

    won: list[str] = []
    left = instance.budget
    while True:
        rest = [p.id for p in instance.projects if p.id not in won and p.cost <= left and backers(votes, p.id)]
        if not rest:
            return won
        chosen = min(rest, key=lambda name: (burden([*won, name]), name))
        won.append(chosen)
        left -= instance.project(chosen).cost


def naive_bos(instance: Instance, votes: list[Choices], satisfaction: str) -> list[str]:
    money = [Fraction(instance.budget) / len(votes)] * len(votes)
    won: list[str] = []
    left = instance.budget
    while True:
        best = None
        for project in instance.projects:
            who = [i for i in backers(votes, project.id) if money[i] > 0]
            if project.id in won or project.cost > left or not who:
                continue
            gain = Fraction(project.cost if satisfaction == "cost" else 1)
            points = {money[i] / gain for i in who}
            points |= {
                (project.cost - sum(money[i] for i in who if money[i] / gain <= t)) / (gain * k)
                for t in {Fraction(0), *points}
                if (k := sum(money[i] / gain > t for i in who))
            }
            for t in points:
                raised = sum(min(money[i], t * gain) for i in who)
                if t > 0 and 0 < raised <= project.cost:
                    alpha = raised / project.cost
                    offer = (t / alpha / alpha, project.id, -alpha, t / alpha)
                    best = offer if best is None or offer < best else best
        if best is None:
            return won
        name = best[1]
        gain = Fraction(instance.project(name).cost if satisfaction == "cost" else 1)
        for i in backers(votes, name):
            money[i] = max(Fraction(0), money[i] - best[3] * gain)
        won.append(name)
        left -= instance.project(name).cost


@settings(max_examples=200)
@given(approvals())
def test_phragmen_maximin_and_bounded_overspending_are_the_naive_ones(election: tuple[Instance, list[Choices]]) -> None:
    instance, votes = election
    ballots = merged(instance, votes)
    for rule, naive in (("phragmen", naive_phragmen), ("maximin", naive_maximin)):
        options = make_options("approval", rule=rule, tie="lexicographic")
        assert list(count(instance, ballots, options).winners) == naive(instance, votes), rule
    for satisfaction in ("cost", "cardinality"):
        options = make_options("approval", rule="bos", tie="lexicographic", satisfaction=satisfaction)
        assert list(count(instance, ballots, options).winners) == naive_bos(instance, votes, satisfaction)


@settings(max_examples=60)
@given(approvals(), st.sampled_from(["greedy", "mes"]), st.sampled_from(["none", "add1", "add1u"]))
def test_more_votes_and_less_cost_are_true_when_counted_again(
    election: tuple[Instance, list[Choices]], rule: str, completion: str
) -> None:
    instance, votes = election
    options = make_options("approval", rule=rule, completion=completion if rule == "mes" else None)

    def wins(name: str, more: int = 0, cheaper: int = 0) -> bool:
        projects = tuple(replace(p, cost=p.cost - cheaper) if p.id == name else p for p in instance.projects)
        ballots = merged(instance, [*votes, *([((name, 1),)] * more)])
        return name in count(replace(instance, projects=projects), ballots, options).winners

    explanation = explain(instance, merged(instance, votes), options, count(instance, merged(instance, votes), options))
    assert {story.project for story in explanation.projects} == set(instance.ids)
    for story in explanation.projects:
        assert story.won == wins(story.project)
        if story.more_votes is not None:
            assert wins(story.project, more=story.more_votes)
            assert not wins(story.project, more=story.more_votes - 1)
        elif not story.won:
            assert not any(wins(story.project, more=more) for more in (1, 5, 25))
        if story.less_cost is not None:
            assert wins(story.project, cheaper=int(story.less_cost))
            assert not wins(story.project, cheaper=int(story.less_cost) - 1)
    reached = [sum(name in explanation_winners(explanation) for name, _ in vote) for vote in votes]
    assert list(explanation.measures.reached)[: max(reached) + 1] == [reached.count(k) for k in range(max(reached) + 1)]


def explanation_winners(explanation: object) -> set[str]:
    return {story.project for story in explanation.projects if story.won}  # type: ignore[attr-defined]  # an Explanation


def _three(**options: object) -> tuple[Instance, Ballots, Options]:
    projects = (
        Project("x", 10, meta={"district": "Nord", "category": "green"}),
        Project("y", 10, meta={"district": "Nord", "category": "green,play"}),
        Project("z", 10, meta={"district": "Süd", "category": "play"}),
    )
    votes: list[Choices] = [(("x", 1),)] * 3 + [(("y", 1),)] * 3 + [(("z", 1),)] * 2
    instance = Instance(20, projects)
    return instance, merged(instance, votes), make_options("approval", rule="greedy", **options)


def test_limits_of_districts_categories_and_exclusive_groups() -> None:
    assert count(*_three(tie="file")).winners == ("x", "y")
    assert count(*_three(tie="file", shares=(("district", (("Nord", 10), ("Süd", 10))),))).winners == ("x", "z")
    assert count(*_three(tie="file", shares=(("category", (("green", 20), ("play", 5))),))).winners == ("x",)
    assert count(*_three(tie="file", exclusive=(("x", "y"),))).winners == ("x", "z")
    assert count(*_three(min_votes=3, tie="file", exclusive=(("x", "y"),))).winners == ("x",)


def test_ties_are_named_decided_and_reported() -> None:
    instance, ballots, options = _three(exclusive=(("x", "y"),))
    order = [name for name in lot(instance.ids, "0") if name in "xy"]
    outcome = count(instance, ballots, options)
    assert outcome.winners[0] == order[0]
    assert [(tie.tied, tie.chosen, tie.decided_by, tie.decisive) for tie in outcome.ties] == [
        (tuple(order), order[0], "lot", True)
    ]
    assert outcome.lot == lot(instance.ids, "0")
    seeds = {count(instance, ballots, replace(options, seed=str(seed))).winners[0] for seed in range(20)}
    assert seeds == {"x", "y"}
    with pytest.raises(TieRefused, match="tie between x, y"):
        count(instance, ballots, replace(options, tie="refuse"))


def test_eighty_percent_rule_stops_after_the_project_it_rounds_up_to() -> None:
    projects = (Project("a", 60), Project("b", 50), Project("c", 10))
    votes: list[Choices] = [(("a", 1),)] * 3 + [(("b", 1),)] * 2 + [(("c", 1),)]
    instance = Instance(100, projects, meta={"rule": "greedy-custom", "unit": "Poznań"})
    assert count(instance, merged(instance, votes), options_from_meta(instance)).winners == ("a", "b")
    poorer = replace(instance, budget=99)
    assert count(poorer, merged(instance, votes), options_from_meta(instance)).winners == ("a",)


def test_eligibility_filter_compares_votes_with_cost() -> None:
    """2 of 8 voters name z: it may cost at most 3 x 20 x 2 / 8 = 15."""
    instance, _, options = _three(tie="file", eligibility=True)
    for cost, takes_part in ((15, True), (Fraction(31, 2), False)):
        projects = (
            *(replace(project, cost=20) for project in instance.projects[:2]),
            replace(instance.projects[2], cost=cost),
        )
        rich = replace(instance, projects=projects, budget=20)
        only_z = merged(instance, [(("z", 1),)] * 2 + [()] * 6)
        assert (count(rich, only_z, options).winners == ("z",)) is takes_part


def test_an_unknown_rule_is_refused() -> None:
    instance, ballots, options = _three()
    with pytest.raises(CountingError, match="rule 'best'"):
        count(instance, ballots, replace(options, rule="best"))


def test_explaining_survives_ties_that_only_a_recount_meets() -> None:
    """With one more vote each, a and b would tie: under `refuse` that recount has no winners."""
    projects = (Project("a", 10), Project("b", 10), Project("c", 10))
    votes: list[Choices] = [(("a", 1),)] * 3 + [(("b", 1),)] * 2 + [(("c", 1),)]
    instance = Instance(10, projects)
    options = make_options("approval", rule="greedy", tie="refuse")
    ballots = merged(instance, votes)
    stories = {
        story.project: story
        for story in explain(instance, ballots, options, count(instance, ballots, options)).projects
    }
    assert (stories["b"].more_votes, stories["c"].more_votes) == (2, 3)
