"""Many runs of the Method of Equal Shares in one: what is selected for every endowment between two bounds.

Add1 runs the method again and again with one unit more for each voter, and mostly selects the same. `Prober.order`
proves that in one pass over an interval of endowments, or gives up. Everything is an affine form with a radius: with
the endowment at `centre + x`, |x| <= `half`, a voter has `a + b x` give or take `r`. Where a voter is poor for one
part of the interval and not for the other, the kink max(0, .) is enclosed by its chord. Every rounding error is inside
the radii, so what is proven holds exactly; what is not proven is counted exactly. Derivation:
docs/explanation/counting.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from consult.counting.limits import Limits
from consult.counting.point import Point
from consult.counting.problem import Problem
from consult.counting.ties import TieBreaker

Floats = npt.NDArray[np.float64]
_UNIT = 2.0**-52
_PAIRS = 20_000_000  # with more pairs of projects on ballots, looking costs more than it saves
_SLACK = (1.05, 1.5, 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Supporters of one project as floats.

    `gain` of one voter, a plain number where all gain the same; `weighted` of each class, `total` of all; `even` the
    price if none is poor; `most` the largest gain of a voter; `error` of a sum, relative.
    """

    classes: npt.NDArray[np.int64]
    weight: Floats
    gain: Floats | float
    weighted: Floats
    total: float
    cost: float
    even: float
    most: float
    voters: float
    error: float


class _Price(NamedTuple):
    """Price `at + slope x`, give or take `radius`."""

    at: float
    slope: float
    radius: float


class Prober:
    """Prepared once for an election, asked for many intervals. Amounts are scaled."""

    def __init__(self, problem: Problem, gifts: list[int], wanted: list[int]) -> None:
        self._problem = problem
        self._gifts = gifts
        self._sides: dict[int, Side] = {}
        for j in wanted:
            group = problem.supporters[j]
            weight = group.weight.astype(np.float64)
            gain = float(group.gain) if isinstance(group.gain, int) else group.gain.astype(np.float64)
            error = (len(weight) + 32) * _UNIT
            most = float(np.max(gain))
            weighted, cost = weight * gain, float(problem.costs[j])
            total = float(weighted.sum())
            voters = float(weight.sum())
            self._sides[j] = Side(group.classes, weight, gain, weighted, total, cost, cost / total, most, voters, error)
        self._touches = _touches(problem)
        self.cut: float | None = None  # where the last interval may fall apart: a guess, an endowment

    def order(self, low: Fraction, high: Fraction) -> tuple[int, ...] | None:
        """The selection, in order, of the runs with every endowment from `low` to `high`; `None`: not proven."""
        if low == high:
            found = Point(self._problem, self._sides, self._touches, self._gifts, low).order()
            if found is not None:
                return found
        whole = _Pass(self._problem, self._sides, self._gifts, low, high)
        order = whole.order()
        self.cut = None if order is not None or whole.cut is None else float((low + high) / 2) + whole.cut
        return order


def _touches(problem: Problem) -> npt.NDArray[np.bool_]:
    """Which projects stand together on a ballot; the diagonal is left out."""
    ballots, projects = problem.ballots, len(problem.costs)
    found = np.zeros((projects, projects), dtype=bool)
    sizes = np.diff(ballots.start)
    if int((sizes * sizes).sum()) > _PAIRS:
        return ~np.eye(projects, dtype=bool)
    owner = np.repeat(np.arange(len(ballots)), sizes)
    for apart in range(1, int(sizes.max(initial=0))):
        both = owner[apart:] == owner[:-apart]
        found[ballots.project[apart:][both], ballots.project[:-apart][both]] = True
    return found | found.T


class _Pass:
    def __init__(
        self, problem: Problem, sides: dict[int, Side], gifts: list[int], low: Fraction, high: Fraction
    ) -> None:
        self._problem = problem
        self._sides = sides
        self._limits = Limits(problem, gifts)
        self._order = list(gifts)
        self.cut: float | None = None
        self._half = float((high - low) / 2) * (1 + 4 * _UNIT)
        classes = len(problem.ballots.weight)
        self._tiny = 16 * _UNIT * float(high)
        self._a: Floats = np.full(classes, float((low + high) / 2))
        self._b: Floats = np.ones(classes)
        self._r: Floats = np.full(classes, self._tiny)
        self._most: Floats = self._a + self._half + self._r
        self._queue = [(side.cost / side.total * (1 - side.error), j) for j, side in sides.items()]
        heapify(self._queue)

    def order(self) -> tuple[int, ...] | None:
        while self._queue:
            found = self._cheapest()
            if found is None:
                return None
            chosen, price = found
            if chosen < 0:
                break
            self._pay(self._sides[chosen], price)
            self._limits.take(chosen)
            self._order.append(chosen)
        return tuple(self._order)

    def _cheapest(self) -> tuple[int, _Price] | None:
        """The project that is the cheapest everywhere in the interval, taken out of the queue; (-1, ...): none left."""
        queue, fresh, rivals = self._queue, set[int](), list[tuple[float, int]]()
        best, price, ceiling = -1, _Price(inf, 0, 0), inf
        while queue and queue[0][0] <= ceiling:
            bound, j = heappop(queue)
            if not self._limits.allows(j):
                continue
            side = self._sides[j]
            if j not in fresh:
                fresh.add(j)
                bound = self._bound(side, bound)
                if bound < inf:
                    heappush(queue, (bound, j))
                continue
            rivals.append((bound, j))
            centre = _solve(side, self._a[side.classes], bound)
            if centre < price.at:
                enclosed = self._enclose(side, centre)
                if enclosed is None:
                    return None
                best, price = j, enclosed
                ceiling = price.at + abs(price.slope) * self._half + price.radius
        close = [j for _, j in rivals if best >= 0 and j != best and not self._dearer(self._sides[j], price)]
        if close:
            self.cut = self._crossing(close, price)
            best = self._whole(best, close)
            enclosed = self._enclose(self._sides[best], self._sides[best].even) if best >= 0 else None
            if enclosed is None:
                return None
            price = enclosed
        if best < 0 and rivals:
            self.cut = self._affordable([j for _, j in rivals])
            return None
        for bound, j in rivals:
            if j != best:
                heappush(queue, (bound, j))
        return best, price

    def _whole(self, best: int, close: list[int]) -> int:
        """The cheapest of several whose prices are too close for floats, if no supporter of any is poor, anywhere.

        Then each price is the cost shared by all, whatever the endowment, so it is compared exactly; -1 otherwise.
        """
        if self._problem.options.tie == "refuse":
            return -1
        exact: dict[int, Fraction] = {}
        for j in (best, *close):
            side = self._sides[j]
            a, b, r = self._a[side.classes], self._b[side.classes], self._r[side.classes]
            if not bool((a - np.abs(b) * self._half - r > side.even * side.gain * (1 + side.error)).all()):
                return -1
            exact[j] = Fraction(self._problem.costs[j], self._problem.gain[j])
        lowest = min(exact.values())
        return TieBreaker(self._problem).order([j for j, price in sorted(exact.items()) if price == lowest])[0]

    def _bound(self, side: Side, start: float) -> float:
        """A price that is never above the true one, anywhere in the interval; `inf`: never affordable."""
        money = self._most[side.classes]
        if float(side.weight @ money) * (1 + side.error) < side.cost:
            return inf
        price = _solve(side, money, start)
        if price == inf:
            return start
        raised = float(side.weight @ np.minimum(money, price * side.gain)) * (1 + side.error)
        surely = money > price * side.gain * (1 + 4 * _UNIT)
        slope = float(side.weighted @ surely)
        if slope <= 0:
            return start
        over = max(0.0, raised - side.cost) / slope
        return max(start, (price - over * (1 + 4 * _UNIT)) * (1 - 4 * _UNIT))

    def _enclose(self, side: Side, centre: float) -> _Price | None:
        a, b, r = self._a[side.classes], self._b[side.classes], self._r[side.classes]
        weight, gain, half = side.weight, side.gain, self._half
        cap = centre * gain
        poor = a < cap
        weighted = side.weighted
        rich = side.total - float(weighted @ poor)
        if rich <= 0:
            return None
        slope = -float(weight @ (b * poor)) / rich
        rest = abs(float(weight @ np.minimum(a, cap)) - side.cost)
        error = float(weight @ (r * poor)) + rest + 2 * side.error * side.cost
        apart = a - cap
        span = np.abs(b - slope * gain) * half + r + self._tiny
        # Where the assumed side is wrong somewhere in the interval, the sum is lower than assumed, never higher.
        wrong = float(weight @ np.maximum(0.0, span - np.abs(apart))) * (1 + side.error)
        left = float(weighted @ (apart > span)) * (1 - side.error)
        if left <= 0:
            return None
        below = error / left
        for slack in _SLACK:
            above = (wrong + error) / left * slack
            if float(weighted @ (apart > span + above * gain)) * slack >= left:
                radius = (above + below) / 2 * (1 + 8 * _UNIT) + 8 * _UNIT * centre
                return _Price(centre + (above - below) / 2, slope, radius)
        return None

    def _dearer(self, side: Side, price: _Price) -> bool:
        """At `price` the supporters pay less than the cost, everywhere: a concave sum lies below its tangent."""
        a, b, r = self._a[side.classes], self._b[side.classes], self._r[side.classes]
        cap = price.at * side.gain
        poor = a < cap
        at = float(side.weight @ np.where(poor, a, cap))
        slope = float(side.weight @ np.where(poor, b, price.slope * side.gain))
        radius = float(side.weight @ np.where(poor, r, price.radius * side.gain))
        return (at + abs(slope) * self._half + radius) * (1 + 2 * side.error) < side.cost

    def _crossing(self, close: list[int], price: _Price) -> float | None:
        """About where one of `close` becomes as cheap as `price`."""
        found = []
        for j in close:
            side = self._sides[j]
            a, b, cap = self._a[side.classes], self._b[side.classes], price.at * side.gain
            poor = a < cap
            at = float(side.weight @ np.where(poor, a, cap))
            slope = float(side.weight @ np.where(poor, b, price.slope * side.gain))
            found.append((side.cost - at) / slope if slope else inf)
        return min((x for x in found if abs(x) < self._half), default=None)

    def _affordable(self, some: list[int]) -> float | None:
        """About where the supporters of one of them have just enough."""
        found = []
        for j in some:
            side = self._sides[j]
            growth = float(side.weight @ self._b[side.classes])
            found.append((side.cost - float(side.weight @ self._a[side.classes])) / growth if growth else inf)
        return min((x for x in found if abs(x) < self._half), default=None)

    def _pay(self, side: Side, price: _Price) -> None:
        at = side.classes
        left = self._a[at] - price.at * side.gain
        slope = self._b[at] - price.slope * side.gain
        radius = self._r[at] + price.radius * side.gain + self._tiny
        reach = np.abs(slope) * self._half + radius
        lowest, highest = left - reach, left + reach
        keep = np.clip(highest / (2 * reach), 0.0, 1.0)
        lift = keep * np.minimum(lowest, 0.0) / -2
        self._a[at] = keep * left + lift
        self._b[at] = keep * slope
        self._r[at] = keep * radius + lift + self._tiny * (keep > 0)
        self._most[at] = self._a[at] + np.abs(self._b[at]) * self._half + self._r[at]


def _solve(side: Side, money: Floats, start: float) -> float:
    """The price, rounded, by Newton steps from below (the sum is concave); `inf` where the money is not enough."""
    price = start
    owned = side.weight * money
    whole = float(owned.sum())
    for _ in range(len(money) + 2):
        rich = (money >= price * side.gain).astype(np.float64)
        total = float(side.weighted @ rich)
        if total <= 0:
            return inf
        better = (side.cost - (whole - float(owned @ rich))) / total
        if better <= price:
            break
        price = better
    return price
