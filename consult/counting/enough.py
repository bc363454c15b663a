"""How many more votes, or how much less cost, would have been enough for a project that lost.

A number is shown only if the full, exact count says so: with it the project wins, with one fewer it does not. Where to
look is found cheaply: one run tells what the supporters lacked, and Add1 is followed only around its end
(`rules.mes.about`). A wrong guess costs time, never truth.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import ceil

from consult.counting.engine import count_prepared
from consult.counting.problem import Problem, cheaper, supported
from consult.counting.rules import Selection
from consult.counting.rules.mes import about
from consult.counting.ties import TieBreaker, TieRefused
from consult.counting.values import Number, exact

# More ballots than this many times the voters are not looked for: the answer would help nobody.
_REACH = 16
Varied = Callable[[int], Problem]


def more_votes(problem: Problem, j: int, start: int = 1, step: int = 0) -> int | None:
    """Further ballots naming only this project with which it wins, and with one fewer does not.

    `start`: where to look first; `step`: of Add1, where the count ended. Both only save time.
    """
    if problem.costs[j] > problem.budget:
        return None
    most = _REACH * problem.voters + 1000
    return _enough(lambda voters: supported(problem, j, voters), j, start, most, step)


def less_cost(problem: Problem, j: int, start: int = 1, step: int = 0) -> Number | None:
    """By how much the project must be cheaper to win, in the smallest unit in use; one unit less is not enough."""
    if not problem.votes[j] and not problem.options.zero_votes:
        return None
    found = _enough(lambda amount: cheaper(problem, j, amount), j, start, problem.costs[j] - 1, step)
    return None if found is None else exact(problem.money(found))


def first_guess(problem: Problem, j: int, owned: Number | None, each: Number | None) -> tuple[int, int]:
    """Votes and cost that were lacking if all else had stayed: `owned` was left to the supporters at the end, and
    every voter had `each`, in the file's unit."""
    if owned is None or not each:
        return 1, 1
    lacking = problem.instance.projects[j].cost - owned
    return max(1, ceil(lacking / each)), max(1, ceil(lacking * problem.scale))


def _enough(varied: Varied, j: int, start: int, most: int, step: int) -> int | None:
    options = varied(1).options if most >= 1 else None
    if options is None:
        return None
    wins = cache(lambda number: _wins(varied(number), j))
    if options.rule != "mes" or options.completion not in {"add1", "add1u"}:
        return _first(wins, start, most, max(1, start // 16))
    near = _first(_about(varied, j, step), start, most, max(1, start // 16))
    return _first(wins, near or 1, most, 1)


def _wins(problem: Problem, j: int) -> bool:
    try:
        return problem.instance.ids[j] in count_prepared(problem).winners
    except TieRefused:
        return False  # with these numbers there would have been no outcome at all


def _about(varied: Varied, j: int, step: int) -> Callable[[int], bool]:
    """Whether it would win, as far as a few runs tell. Each answer starts where the last one ended."""
    last = step

    def rule(problem: Problem, breaker: TieBreaker) -> Selection:
        nonlocal last
        selection = about(problem, breaker, last)
        last = selection.steps
        return selection

    @cache
    def wins(number: int) -> bool:
        problem = varied(number)
        try:
            return problem.instance.ids[j] in count_prepared(problem, rule).winners
        except TieRefused:
            return False

    return wins


def _first(holds: Callable[[int], bool], start: int, most: int, width: int) -> int | None:
    """A number n >= 1 for which it holds while it does not for n - 1, taking for granted that it does not for 0; `None`
    if none is found up to `most`. Looks around `start`, first `width` away, then ever further, then halves.

    For a condition that once true stays true this is the smallest number.
    """
    if most < 1:
        return None
    high = min(max(start, 1), most)
    low = 0
    if holds(high):
        while high - width > 0 and holds(high - width):
            high, width = high - width, 2 * width
        low = max(0, high - width)
    else:
        while True:
            if high >= most:
                return None
            low, high, width = high, min(high + width, most), 2 * width
            if holds(high):
                break
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
