"""Method of Equal Shares (Peters, Pierczynski, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021): every voter gets an equal share and pays only for what they want; the project with the lowest
price per unit of satisfaction is bought first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import floor

from consult.counting.limits import Limits
from consult.counting.probe import Prober
from consult.counting.problem import Problem
from consult.counting.purse import Offer, Purses, above
from consult.counting.rules.base import Selection
from consult.counting.rules.greedy import fill
from consult.counting.ties import TieBreaker
from consult.counting.values import Round


def equal_shares(problem: Problem, breaker: TieBreaker) -> Selection:
    if problem.voters == 0:
        return Selection((), ())
    completion = problem.options.completion
    if completion in {"add1", "add1u"}:
        selection = _raise_budgets(problem, breaker)
    else:
        selection = run(problem, breaker, Fraction(problem.budget, problem.voters))
        selection = replace(selection, trail=((1, selection.order),))
    if completion in {"greedy", "add1u"}:
        more = fill(problem, breaker, selection.order, "completion")
        return replace(selection, order=selection.order + more.order, rounds=selection.rounds + more.rounds)
    return selection


def candidates(problem: Problem) -> list[int]:
    """Projects that voters can buy: they take part, cost something and somebody gains from them."""
    return [j for j, cost in enumerate(problem.costs) if cost and problem.gain[j] > 0 and problem.eligible[j]]


def gifts(problem: Problem, breaker: TieBreaker) -> list[int]:
    """Projects that cost nothing, in the policy's order."""
    wanted = [
        j
        for j, cost in enumerate(problem.costs)
        if cost == 0
        and problem.eligible[j]
        and (problem.gain[j] > 0 or (problem.options.zero_cost and problem.votes[j] > 0))
    ]
    return breaker.order(wanted)


def _raise_budgets(problem: Problem, breaker: TieBreaker) -> Selection:
    """Add1: run again with more and more money for each voter, keep the last outcome that the budget can pay."""
    ladder = Ladder(problem)
    prober = Prober(problem, gifts(problem, breaker), candidates(problem))
    trail = [(1, run(problem, TieBreaker(problem), ladder.endowment(0)).order)]
    kept = 0
    stretch = _Stretch()
    while not ladder.ends(trail[-1][1]):
        # Proves a whole stretch of steps at once and counts exactly what cannot be proven.
        times = stretch.width
        order = prober.order(ladder.endowment(kept + 1), ladder.endowment(kept + times))
        if order is not None:
            stretch.proven()
        elif times > 1:
            stretch.failed(None if prober.cut is None else ladder.step_at(prober.cut) - kept)
            continue
        else:
            order = run(problem, TieBreaker(problem), ladder.endowment(kept + 1)).order
        trail.append((1 if ladder.ends(order) else times, order))
        if ladder.overspends(order):
            break
        kept += trail[-1][0]
    best = run(problem, breaker, ladder.endowment(kept))
    merged: list[tuple[int, tuple[int, ...]]] = []
    for times, order in trail:
        if merged and merged[-1][1] == order:
            merged[-1] = (merged[-1][0] + times, order)
        else:
            merged.append((times, order))
    return replace(best, steps=sum(times for times, _ in trail), trail=tuple(merged))


class _Stretch:
    """How many steps of Add1 are tried at once. Wider after each success; but where a stretch of two has failed, only
    after several, so that elections in which every step changes something lose little by trying."""

    def __init__(self) -> None:
        self.width = 1
        self._streak, self._patience = 0, 1
        self._bad, self._cut = 0, 0  # so many steps ahead fail together, perhaps because of the step after `cut`

    def proven(self) -> None:
        self._bad, self._cut = self._bad - self.width, self._cut - self.width
        if self._bad > 1 and self._cut != 0:
            self.width = self._cut if 0 < self._cut < self._bad else self._bad // 2
            return
        if self._bad > -self.width:
            self._bad, self._streak, self.width = 0, 0, 1
            return
        self._streak += 1
        if self._streak >= self._patience:
            self._patience = 1 if self.width > 1 else self._patience
            self.width, self._streak = self.width * (4 if self.width > 1 else 2), 0

    def failed(self, cut: int | None) -> None:
        """`cut`: after how many steps it may fall apart."""
        if self.width == 2:
            self._patience = min(2 * self._patience, 8)
        self._bad, self._streak = self.width, 0
        self._cut = cut if cut is not None and 0 < cut < self.width else -1
        self.width = self._cut if self._cut > 0 else self.width // 2


def about(problem: Problem, breaker: TieBreaker, step: int) -> Selection:
    """Mostly what `equal_shares` with Add1 gives, from a few runs: looks for the end of Add1 around `step` and takes
    for granted that no earlier run ends it. `steps` of the selection is the step that was kept."""
    ladder = Ladder(problem)

    def ends(at: int) -> bool:
        return ladder.ends(run(problem, TieBreaker(problem), ladder.endowment(at)).order)

    last = first_that(ends, max(step, 0), 1)
    order = run(problem, TieBreaker(problem), ladder.endowment(last)).order
    kept = last - 1 if last and ladder.overspends(order) else last
    best = replace(run(problem, breaker, ladder.endowment(kept)), steps=kept)
    if problem.options.completion == "add1u":
        more = fill(problem, breaker, best.order, "completion")
        return replace(best, order=best.order + more.order, rounds=best.rounds + more.rounds)
    return best


def first_that(holds: Callable[[int], bool], start: int, width: int) -> int:
    """A number n >= 0 for which it holds while it does not for n - 1; looked for around `start`, first `width` away."""
    if holds(start):
        low, high = start - width, start
        while low >= 0 and holds(low):
            low, high, width = low - 2 * width, low, 2 * width
        low = max(low, -1)
    else:
        low, high = start, start + width
        while not holds(high):
            low, high, width = high, high + 2 * width, 2 * width
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


class Ladder:
    """The steps of Add1: what each voter has in step 0, 1, 2, ..., and where it ends."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._wanted = candidates(problem)
        self._step = Fraction(problem.options.step) * problem.scale
        self._first = Fraction(problem.budget, problem.voters)
        # Whole steps of the file's unit, as the Method's reference does from its second run on.
        self._base = floor(self._first / self._step) * self._step if problem.options.integral else self._first

    def endowment(self, step: int) -> Fraction:
        return self._base + step * self._step if step else self._first

    def step_at(self, endowment: float) -> int:
        """About the last step with at most this endowment."""
        return floor((endowment - float(self._base)) / float(self._step))

    def overspends(self, order: Sequence[int]) -> bool:
        return sum(self._problem.costs[j] for j in order) > self._problem.budget

    def ends(self, order: Sequence[int]) -> bool:
        """Nothing is left to buy, or (exhaustive) nothing more fits into the budget, or it is overspent."""
        outside = set(self._wanted).difference(order)
        if not outside or self.overspends(order):
            return True
        if self._problem.options.shares or self._problem.options.exclusive:
            limits = Limits(self._problem, order)
            if not any(limits.allows(j) for j in outside):
                return True
        left = self._problem.budget - sum(self._problem.costs[j] for j in order)
        return self._problem.options.exhaustive and all(self._problem.costs[j] > left for j in outside)


def run(problem: Problem, breaker: TieBreaker, endowment: Fraction) -> Selection:
    """One run with `endowment` scaled money for each voter."""
    purses = Purses(problem, endowment)
    limits = Limits(problem)
    order: list[int] = []
    rounds: list[Round] = []
    projects = problem.instance.projects
    for j in gifts(problem, breaker):
        order.append(j)
        limits.take(j)
        rounds.append(Round(projects[j].id, "free", problem.votes[j], projects[j].cost, Fraction(0), Fraction(0)))
    # (lower bound of the price, project): the bound only rises, so a stale one is still a bound.
    queue = [(problem.costs[j] / problem.gain[j] * (1 - 2.0**-50), j) for j in candidates(problem)]
    heapify(queue)
    while True:
        cheapest = _cheapest(purses, limits, queue)
        if not cheapest:
            return Selection(tuple(order), tuple(rounds), endowment)
        chosen = breaker.choose(sorted(cheapest), len(order) + 1)
        for j, offer in cheapest.items():
            if j != chosen:
                heappush(queue, (float(offer.price) * (1 - 2.0**-50), j))
        offer = cheapest[chosen]
        payment = purses.pay(chosen, offer)
        limits.take(chosen)
        order.append(chosen)
        price = offer.price * problem.gain_scale / problem.scale
        if problem.options.satisfaction == "cost":
            price *= problem.scale
        rounds.append(
            Round(
                projects[chosen].id,
                "purchase",
                problem.votes[chosen],
                projects[chosen].cost,
                price,
                payment / problem.scale,
            )
        )


def _cheapest(purses: Purses, limits: Limits, queue: list[tuple[float, int]]) -> dict[int, Offer]:
    """All projects with the lowest price and their offers; takes them, and what nobody can buy, out of the queue."""
    best: dict[int, Offer] = {}
    fresh: set[int] = set()
    later: list[tuple[float, int]] = []
    ceiling = float("inf")
    while queue and queue[0][0] <= ceiling:
        bound, j = heappop(queue)
        if not limits.allows(j):
            continue
        if j not in fresh:
            fresh.add(j)
            bound = purses.lower_bound(j, bound)
            if bound == float("inf"):
                continue
            heappush(queue, (bound, j))
            continue
        offer = purses.offer(j)
        if offer is None:
            continue
        lowest = next(iter(best.values())).price if best else None
        if lowest is None or offer.price < lowest:
            later.extend((float(old.price) * (1 - 2.0**-50), k) for k, old in best.items())
            best = {j: offer}
            ceiling = above(offer.price)
        elif offer.price == lowest:
            best[j] = offer
        else:
            later.append((bound, j))
    for item in later:
        heappush(queue, item)
    return best
