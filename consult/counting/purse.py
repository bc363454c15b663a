"""What every voter still has, exactly, and what a project would cost each of its supporters.

Voters who have the same money left form a *group*: all start in one, and each purchase splits the groups of its
supporters. Money is a whole number of `1 / den` scaled units, so no digit is ever lost; a float copy, correctly
rounded, only filters (proof: docs/explanation/counting.md, "A float may only filter").
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm, nextafter

import numpy as np
import numpy.typing as npt

from consult.counting.problem import Problem, Supporters
from consult.counting.values import Ints

Floats = npt.NDArray[np.float64]
_UNIT = 2.0**-52
_BROKE = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """`price` per unit of satisfaction, exact, in scaled money; `groups` with (group, gain, voters) that would pay."""

    price: Fraction
    groups: tuple[tuple[int, int, int], ...]


class Purses:
    """The money of all voters during one run. Group 0 has nothing left."""

    def __init__(self, problem: Problem, endowment: Fraction) -> None:
        self._problem = problem
        self.den = endowment.denominator
        self.num: list[int] = [0, endowment.numerator]
        self._float: Floats = np.array([0.0, float(endowment)])
        self.group: Ints = np.full(len(problem.ballots.weight), 1, dtype=np.int64)

    def money(self, group: int) -> Fraction:
        return Fraction(self.num[group], self.den)

    def shares(self, j: int) -> tuple[tuple[int, int, int], ...]:
        """(group, satisfaction of one voter, voters) of the supporters who have money."""
        return self._split(self._problem.supporters[j])

    def owned(self, j: int) -> Fraction:
        """What the supporters of a project have together."""
        shares = self.shares(j)
        return Fraction(sum(voters * self.num[group] for group, _, voters in shares), self.den)

    def lower_bound(self, j: int, start: float) -> float:
        """A price that is certainly not above the true one; `inf` if the project is certainly not affordable.

        `start` is an earlier lower bound: prices only rise while purses empty.
        """
        group = self._problem.supporters[j]
        cost = float(self._problem.costs[j])
        money = self._float[self.group[group.classes]]
        error = (len(money) + 8) * _UNIT
        owned = float(np.dot(group.weight, money))
        if owned * (1 + error) < cost:
            return inf
        gain = group.gain
        weighted = group.weight * gain
        total = float(weighted.sum())
        price = start
        for _ in range(len(money) + 1):
            poor = money < price * gain
            paid = float(np.dot(group.weight[poor], money[poor]))
            rich = total - float(weighted[poor].sum())
            if rich <= 0:
                return start
            better = (cost - paid) / rich
            if better <= price:
                break
            price = better
        surely = money > price * gain * (1 + 4 * _UNIT)
        slope = float(weighted[surely].sum())
        if slope <= 0:
            return start
        raised = float(np.dot(group.weight, np.minimum(money, price * gain))) * (1 + error)
        bound = (price - max(0.0, raised - cost) / slope * (1 + 4 * _UNIT)) * (1 - 4 * _UNIT)
        return max(start, bound)

    def offer(self, j: int) -> Offer | None:
        """The exact price, or `None` where the supporters together cannot pay the cost."""
        groups = self.shares(j)
        target = self._problem.costs[j] * self.den
        num = self.num
        if sum(weight * num[group] for group, _, weight in groups) < target:
            return None
        rich = list(groups)
        paid = 0
        while True:
            left, total = target - paid, sum(weight * gain for _, gain, weight in rich)
            poor = [item for item in rich if num[item[0]] * total < left * item[1]]
            if not poor:
                return Offer(Fraction(left, total * self.den), groups)
            paid += sum(weight * num[group] for group, _, weight in poor)
            rich = [item for item in rich if num[item[0]] * total >= left * item[1]]

    def pay(self, j: int, offer: Offer) -> Fraction:
        """Takes the money. Returns the most that one voter paid, in scaled money."""
        supporters = self._problem.supporters[j]
        price = offer.price
        den = lcm(self.den, price.denominator)
        factor = den // self.den
        if factor != 1:
            self.num = [value * factor for value in self.num]
            self.den = den
        unit = price.numerator * (den // price.denominator)
        new_of: dict[tuple[int, int], int] = {}
        most = 0
        for group, gain, _ in offer.groups:
            left = self.num[group] - unit * gain
            most = max(most, min(self.num[group], unit * gain))
            if left <= 0:
                new_of[group, gain] = _BROKE
            else:
                new_of[group, gain] = len(self.num)
                self.num.append(left)
        self._regroup(supporters, new_of)
        added = len(self.num) - len(self._float)
        if added:
            self._float = np.concatenate((self._float, [value / den for value in self.num[-added:]]))
        return Fraction(most, den)

    def _regroup(self, supporters: Supporters, new_of: dict[tuple[int, int], int]) -> None:
        before = self.group[supporters.classes]
        if isinstance(supporters.gain, int):
            table = np.zeros(len(self._float), dtype=np.int64)
            for (group, _), new in new_of.items():
                table[group] = new
            self.group[supporters.classes] = table[before]
        else:
            spread = int(supporters.gain.max()) + 1
            keys, inverse = np.unique(before * spread + supporters.gain, return_inverse=True)
            table = np.array([new_of.get(divmod(int(key), spread), _BROKE) for key in keys], dtype=np.int64)
            self.group[supporters.classes] = table[inverse]

    def _split(self, supporters: Supporters) -> tuple[tuple[int, int, int], ...]:
        before = self.group[supporters.classes]
        if isinstance(supporters.gain, int):
            gain = supporters.gain
            voters = np.bincount(before, weights=supporters.weight, minlength=2)
            return tuple((int(group), gain, int(voters[group])) for group in np.flatnonzero(voters) if group != _BROKE)
        spread = int(supporters.gain.max()) + 1 if len(before) else 1
        keys, inverse = np.unique(before * spread + supporters.gain, return_inverse=True)
        voters = np.bincount(inverse, weights=supporters.weight)
        return tuple(
            (int(key) // spread, int(key) % spread, int(weight))
            for key, weight in zip(keys, voters, strict=True)
            if int(key) // spread != _BROKE
        )


def above(price: Fraction) -> float:
    """A float that is certainly not below the price."""
    return nextafter(float(price), inf)
