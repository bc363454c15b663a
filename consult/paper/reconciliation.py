"""The books of the paper channel: whatever was printed or came in must be somewhere. Pure arithmetic.

printed           = handed out + spoiled + stock
envelopes in      = opened + superseded + void + late + rejected
envelopes opened  = ballots - extra ballots + empty envelopes
ballots           = counted + invalid + rejected + waiting
pages read        = pages of ballots + blank + foreign + unreadable
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` must be the sum of `right`; `name` is the tail of the catalogue key `admin.books.<name>`."""

    name: str
    left: int
    right: Mapping[str, int]

    @property
    def difference(self) -> int:
        """What is missing (negative: too many) on the right."""
        return self.left - sum(self.right.values())


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an equation does not balance, signed by two people; it stands only for the difference they saw."""

    equation: str
    difference: int
    reason: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Books:
    equations: tuple[Equation, ...]
    explanations: tuple[Explanation, ...] = ()

    @property
    def open_differences(self) -> tuple[Equation, ...]:
        """Equations that neither balance nor are explained by two people: they block the close."""
        explained = {(e.equation, e.difference) for e in self.explanations if len(set(e.people)) >= 2}
        return tuple(
            equation
            for equation in self.equations
            if equation.difference and (equation.name, equation.difference) not in explained
        )

    @property
    def balanced(self) -> bool:
        return not self.open_differences
