"""A certificate of a count: everything another program needs to check it without searching.

`verify_certificate.py` beside this file checks it; docs/reference/counting.md describes the format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from typing import Any

from consult.counting.amounts import show
from consult.counting.problem import Problem, prepare
from consult.counting.purse import Purses
from consult.counting.values import Ballots, CountingError, Instance, Number, Outcome

CERTIFIED = ("greedy", "mes")


def certificate(instance: Instance, ballots: Ballots, outcome: Outcome) -> dict[str, Any]:
    """JSON-able. Raises `CountingError` for a rule without certificates."""
    if outcome.options.rule not in CERTIFIED:
        raise CountingError(f"certificates are made for {' and '.join(CERTIFIED)}, not for {outcome.options.rule}")
    if outcome.options.exclusive or outcome.options.shares:
        raise CountingError("certificates do not cover exclusive groups and fixed budgets per district or category")
    problem = prepare(instance, ballots, outcome.options)
    voted = outcome.options.rule == "mes" and problem.voters > 0
    document: dict[str, Any] = {
        "format": "mitsprache-certificate-1",
        "rule": outcome.options.rule,
        "options": _options(outcome),
        "vote_type": instance.vote_type,
        "budget": show(instance.budget),
        "projects": [{"id": project.id, "cost": show(project.cost)} for project in instance.projects],
        "ballots": _classes(ballots),
        "winners": list(outcome.winners),
        "cost": show(outcome.cost),
        "rounds": _rounds(problem, outcome),
        "ties": [{**asdict(tie), "tied": list(tie.tied)} for tie in outcome.ties],
        "lot": list(outcome.lot),
        "endowment": _ratio(outcome.run_endowment) if voted and outcome.run_endowment is not None else None,
        "steps": outcome.steps,
        "trail": [[times, list(order)] for times, order in outcome.trail],
        "comparison": None
        if outcome.comparison is None
        else {"votes": list(outcome.comparison), "preferred": outcome.preferred},
    }
    document["digest"] = digest(document)
    return document


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 over everything but itself, keys sorted, no blanks, ASCII."""
    rest = {key: value for key, value in document.items() if key != "digest"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


def _ratio(value: Number) -> str:
    return str(Fraction(value))


def _options(outcome: Outcome) -> dict[str, Any]:
    options = outcome.options
    kept = asdict(options)
    for name in ("rule", "preset", "exclusive", "shares"):
        del kept[name]
    kept["step"] = show(options.step)
    kept["min_votes"] = show(options.min_votes)
    kept["shortfall"] = None if options.shortfall is None else _ratio(options.shortfall)
    return kept


def _classes(ballots: Ballots) -> list[list[Any]]:
    """[voters, [[position of the project, value], ...]] of each class of equal ballots."""
    found: list[list[Any]] = []
    starts = ballots.start.tolist()
    projects, values = ballots.project.tolist(), ballots.value.tolist()
    for k, weight in enumerate(ballots.weight.tolist()):
        entries = zip(projects[starts[k] : starts[k + 1]], values[starts[k] : starts[k + 1]], strict=True)
        found.append([weight, [[j, show(Fraction(value, ballots.scale))] for j, value in entries]])
    return found


def _rounds(problem: Problem, outcome: Outcome) -> list[dict[str, Any]]:
    """Each selection with its exact price and the payments, grouped by amount: [amount, [ballot classes]]."""
    place = {project_id: index for index, project_id in enumerate(problem.instance.ids)}
    bought = [step for step in outcome.rounds if step.stage == "purchase"]
    paid = iter(_payments(problem, outcome.endowment, [place[step.project] for step in bought]))
    return [
        {
            "project": step.project,
            "stage": step.stage,
            "price": None if step.price is None else _ratio(step.price),
            "payments": next(paid) if step.stage == "purchase" else [],
        }
        for step in outcome.rounds
    ]


def _payments(problem: Problem, endowment: Fraction | None, order: Sequence[int]) -> list[list[Any]]:
    if endowment is None:
        return []
    purses = Purses(problem, endowment * problem.scale)
    found: list[list[Any]] = []
    for j in order:
        offer = purses.offer(j)
        if offer is None:
            raise CountingError("the outcome does not belong to these ballots")
        classes = problem.supporters[j].classes.tolist()
        before = purses.group[problem.supporters[j].classes].tolist()
        gains = problem.supporters[j].gain
        each = [gains] * len(classes) if isinstance(gains, int) else gains.tolist()
        amounts: dict[tuple[int, int], str] = {}
        for group, gain, _ in offer.groups:
            amount = min(purses.money(group), offer.price * gain) / problem.scale
            amounts[group, gain] = _ratio(amount)
        by_amount: dict[str, list[int]] = {}
        for k, group, gain in zip(classes, before, each, strict=True):
            if (group, gain) in amounts:
                by_amount.setdefault(amounts[group, gain], []).append(k)
        found.append([[amount, ks] for amount, ks in by_amount.items()])
        purses.pay(j, offer)
    return found
