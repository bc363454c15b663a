"""What every rule takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from consult.counting.problem import Problem
from consult.counting.ties import TieBreaker
from consult.counting.values import Round


@dataclass(frozen=True, slots=True)
class Selection:
    """Positions of the chosen projects in order, with one round each. `endowment`: scaled money per voter."""

    order: tuple[int, ...]
    rounds: tuple[Round, ...]
    endowment: Fraction | None = None
    steps: int = 0
    trail: tuple[tuple[int, tuple[int, ...]], ...] = ()


Rule = Callable[[Problem, TieBreaker], Selection]
