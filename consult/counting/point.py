"""One run of the Method of Equal Shares in floats with proven errors: what is selected for one endowment.

Where every step of Add1 selects something else, no interval can be proven (`probe.py`) and each step is a run. Each
class has `money` give or take `error`, the latter covering every rounding. A price that cannot be told apart from
another one ends the attempt, and the step is counted exactly. Derivation: docs/explanation/counting.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from consult.counting.limits import Limits
from consult.counting.problem import Problem

if TYPE_CHECKING:
    from consult.counting.probe import Side

_UNIT = 2.0**-52
_MARGIN = 1e-9  # of the price: all errors stay below it
_BEYOND = 1 + 2 * _MARGIN


class Quote(NamedTuple):
    """The true price is from `low` to `high`."""

    low: float
    price: float
    high: float


NEVER = Quote(inf, inf, inf)


class Unclear(Exception):
    """Floats cannot tell: count exactly."""


class Point:
    def __init__(
        self,
        problem: Problem,
        sides: Mapping[int, Side],
        touches: npt.NDArray[np.bool_],
        gifts: Sequence[int],
        endowment: Fraction,
    ) -> None:
        """`touches[i, j]`: some ballot gains from both projects, so buying one can change the other's price."""
        self._sides = sides
        self._touches = touches
        self._limits = Limits(problem, gifts)
        self._chosen = list(gifts)
        classes = len(problem.ballots.weight)
        start = float(endowment)
        self._tiny = 4 * _UNIT * start
        self._money = np.full(classes, start)
        self._error = np.full(classes, self._tiny)
        self._worst = self._tiny
        # As long as nobody is poor, the price is what all pay together.
        self._quotes: dict[int, Quote | None] = {
            j: Quote(side.even * (1 - side.error), side.even, side.even * (1 + side.error))
            if side.even * side.most * (1 + side.error) < start * (1 - _MARGIN)
            else None
            for j, side in sides.items()
        }
        self._queue = [(side.even * (1 - side.error), j) for j, side in sides.items()]
        heapify(self._queue)

    def order(self) -> tuple[int, ...] | None:
        """The selection in order; `None`: floats cannot tell."""
        try:
            while (chosen := self._cheapest()) >= 0:
                self._pay(chosen)
                self._limits.take(chosen)
                self._chosen.append(chosen)
        except Unclear:
            return None
        return tuple(self._chosen)

    def _cheapest(self) -> int:
        """The one project that is surely the cheapest, out of the queue; -1: nothing can be bought."""
        queue, quotes = self._queue, self._quotes
        best, ceiling = -1, inf
        close: list[tuple[float, int]] = []
        while queue and queue[0][0] <= ceiling:
            bound, j = heappop(queue)
            if not self._limits.allows(j):
                continue
            quote = quotes[j]
            if quote is None:
                quote = quotes[j] = self._quote(self._sides[j], bound)
                if quote is not NEVER:
                    heappush(queue, (quote.low, j))
            elif quote.low > bound:
                heappush(queue, (quote.low, j))
            else:
                close.append((bound, j))
                if quote.high < ceiling:
                    best, ceiling = j, quote.high
        if best < 0:
            return -1
        for bound, j in close:
            if j != best:
                if bound <= ceiling:
                    raise Unclear
                heappush(queue, (bound, j))
        return best

    def _quote(self, side: Side, start: float) -> Quote:
        money = self._money[side.classes]
        weight, gain, cost = side.weight, side.gain, side.cost
        whole, doubt = float(weight @ money), self._worst * side.voters
        if (whole + doubt) * (1 + side.error) < cost:
            return NEVER
        if (whole - doubt) * (1 - side.error) < cost:
            raise Unclear
        price = start
        while True:
            cap = price * gain
            paid = float(weight @ np.minimum(money, cap))
            sure = money > cap * _BEYOND + self._worst
            rich = float(side.weighted @ sure)
            if rich <= 0:
                raise Unclear
            step = (cost - paid) / rich
            if step <= price * 4 * _UNIT:
                break
            price += step
        error = float(weight @ (self._error[side.classes] * ~sure))
        off = abs(cost - paid) + (error + 2 * side.error * cost) * (1 + side.error)
        radius = off / rich * (1 + 2 * side.error) + 8 * _UNIT * price
        if radius * 2 > price * _MARGIN:
            raise Unclear
        return Quote(price - radius, price, price + radius)

    def _pay(self, j: int) -> None:
        side, quote = self._sides[j], self._quotes[j]
        assert quote is not None
        at = side.classes
        left = self._money[at] - quote.price * side.gain
        error = self._error[at] + ((quote.high - quote.low) * side.gain + self._tiny)
        self._worst = max(self._worst, float(error.max()))
        self._error[at] = error * (left > -error)
        self._money[at] = np.maximum(left, 0.0)
        for i in np.flatnonzero(self._touches[j]).tolist():
            self._quotes[i] = None
