"""Bounded Overspending Equal Shares: Equal Shares in which voters may, a little, spend more than they have.

Papasotiropoulos, Pishbin, Skibski, Skowron, Was, "Method of Equal Shares with Bounded Overspending" (arXiv 2409.15005).
A project is (alpha, rho)-affordable, 0 < alpha <= 1, if its supporters can pay the part alpha of it when each gives
min(money, alpha x rho x satisfaction). Of the projects that fit into what is left of the budget, the one with the
lowest rho / alpha is bought, whole; each supporter pays min(money, rho x satisfaction), and the city what is missing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from consult.counting.limits import Limits
from consult.counting.problem import Problem
from consult.counting.purse import Offer, Purses
from consult.counting.rules.base import Selection
from consult.counting.rules.mes import candidates, gifts
from consult.counting.ties import TieBreaker
from consult.counting.values import Round


class Part(NamedTuple):
    """`merit` is rho / alpha, lowest first."""

    merit: Fraction
    rho: Fraction
    alpha: Fraction


def bounded_overspending(problem: Problem, breaker: TieBreaker) -> Selection:
    free = gifts(problem, breaker)
    limits = Limits(problem, free)
    projects = problem.instance.projects
    order = list(free)
    rounds = [Round(projects[j].id, "free", problem.votes[j], projects[j].cost) for j in free]
    purses = Purses(problem, Fraction(problem.budget, problem.voters or 1))
    rest = candidates(problem)
    while True:
        rest = [j for j in rest if limits.fits(j)]
        parts = {j: part for j in rest if (part := best_part(purses, j, problem.costs[j])) is not None}
        if not parts:
            return Selection(tuple(order), tuple(rounds))
        lowest = min(part.merit for part in parts.values())
        chosen = breaker.choose([j for j in rest if j in parts and parts[j].merit == lowest], len(order) + 1)
        most = purses.pay(chosen, Offer(parts[chosen].rho, purses.shares(chosen)))
        rest.remove(chosen)
        limits.take(chosen)
        order.append(chosen)
        project, payment = projects[chosen], most / problem.scale
        rounds.append(Round(project.id, "purchase", problem.votes[chosen], project.cost, None, payment))


def best_part(purses: Purses, j: int, cost: int) -> Part | None:
    """The part with the lowest rho / alpha, the larger of equals; `None` if no supporter has money left.

    With t = alpha x rho and F(t) = sum of min(money, t x gain): alpha = F(t) / cost, rho / alpha = t x cost^2 / F(t)^2.
    Between two break points F is linear and this first rises, then falls, so the lowest value is at a break point or
    where F reaches the cost.
    """
    shares = [(purses.money(group), gain, voters) for group, gain, voters in purses.shares(j)]
    shares.sort(key=lambda share: share[0] / share[1])
    paid = Fraction(0)
    rich = sum(gain * voters for _, gain, voters in shares)
    best: Part | None = None
    for money, gain, voters in shares:
        at = money / gain
        whole = (cost - paid) / rich
        t = min(at, whole)
        alpha = (paid + t * rich) / cost
        part = Part(t / alpha**2, t / alpha, alpha)
        if best is None or (part.merit, -part.alpha) < (best.merit, -best.alpha):
            best = part
        if whole <= at:
            break
        paid += money * voters
        rich -= gain * voters
    return best
