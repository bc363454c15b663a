"""Audit of paper ballots: which to re-read by hand, and what the finding proves. Pure, exact.

The seed is public and made after the scans are fixed, from dice thrown in public. Each serial's ticket is the SHA-256
of seed and serial; the smallest tickets are drawn, so that a larger sample contains the smaller one and anyone can
repeat the draw. The bound is the exact one-sided confidence bound of the hypergeometric distribution (a draw without
replacement): no normal approximation, no floats.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from consult.errors import BadInput

READ_ALL_UP_TO = 2_000  # ballots; below, a full second reading is less work than explaining a sample
RISK = Fraction(1, 20)
DICE = 20


@dataclass(frozen=True, slots=True)
class Draw:
    """`serials` in order of their tickets; `all`: every ballot is read a second time."""

    seed: str
    population: int
    serials: tuple[str, ...]

    @property
    def all(self) -> bool:
        return len(self.serials) == self.population


@dataclass(frozen=True, slots=True)
class AuditResult:
    """With confidence `1 - risk`, at most `most_wrong` of the ballots were misread.

    `proven`: even if all of them were misread in favour of one outcome, it would not change; `margin` is the least
    number of ballots that would change it (from the explanation of the count).
    """

    read: int
    wrong_in_sample: int
    most_wrong: int
    margin: int
    risk: Fraction

    @property
    def proven(self) -> bool:
        return self.most_wrong < self.margin


def read_dice(text: str) -> str:
    """Public dice as typed (`3 5 1 ...`) -> the seed. Raises `BadInput` for fewer than 20 throws or other digits."""
    seed = "".join(text.split())
    if not re.fullmatch(f"[1-6]{{{DICE},200}}", seed):
        raise BadInput(
            "error.audit.dice",
            field="dice",
            count=DICE,
            detail=f"the seed is at least {DICE} throws of a die, each 1 to 6",
        )
    return seed


def ticket(seed: str, serial: str) -> bytes:
    return hashlib.sha256(f"mitsprache audit\n{seed}\n{serial}".encode()).digest()


def draw(serials: Collection[str], seed: str, size: int) -> Draw:
    """`size` ballots (at most all), the same for everyone who has the list and the dice."""
    unique = set(serials)
    if len(unique) != len(serials):
        raise BadInput("error.audit.serials", detail="a serial occurs twice in the list to draw from")
    ordered = sorted(unique, key=lambda serial: ticket(seed, serial))
    return Draw(seed, len(ordered), tuple(ordered[: max(0, size)]))


def most_wrong(population: int, sample: int, wrong: int, risk: Fraction = RISK) -> int:
    """The largest number of misread ballots with which a sample would show `wrong` or fewer with a chance above
    `risk`: the upper confidence bound. Binary search, since the chance falls as the number grows."""
    if not 0 <= wrong <= sample <= population:
        raise ValueError("0 <= wrong <= sample <= population")
    low, high = wrong, population - (sample - wrong)
    while low < high:
        middle = (low + high + 1) // 2
        if _likelier(population, sample, wrong, middle, risk):
            low = middle
        else:
            high = middle - 1
    return low


def _likelier(population: int, sample: int, wrong: int, misread: int, risk: Fraction) -> bool:
    """Whether the chance of at most `wrong` misread in the sample is above `risk`, with `misread` among all."""
    ways = sum(comb(misread, found) * comb(population - misread, sample - found) for found in range(wrong + 1))
    return ways * risk.denominator > comb(population, sample) * risk.numerator


def sample_size(population: int, margin: int, risk: Fraction = RISK) -> int:
    """How many ballots to draw so that a sample without a wrong one proves an outcome with this `margin`."""
    if population <= READ_ALL_UP_TO or margin <= 0:
        return population
    low, high = 0, population
    while low < high:
        middle = (low + high) // 2
        if most_wrong(population, middle, 0, risk) < margin:
            high = middle
        else:
            low = middle + 1
    return low


def judge(drawn: Draw, wrong: int, margin: int, risk: Fraction = RISK) -> AuditResult:
    """After the re-reading: `wrong` ballots of the sample were published differently from what stands on paper."""
    bound = most_wrong(drawn.population, len(drawn.serials), wrong, risk)
    return AuditResult(len(drawn.serials), wrong, bound, margin, risk)
