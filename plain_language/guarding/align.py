"""Which clause of the target says what a clause of the source says.

Affinity is the weight of shared concepts: a rare concept counts more than one that fills the text; concepts of the same
sentence count half, those of the neighbouring sentences a fifth, because a plain text spreads one sentence over several.  # noqa: E501 - a pattern or list is read in one piece
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from plain_language.guarding.units import Reading, Unit

_SAME_SENTENCE, _NEIGHBOUR = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class Alignment:
    """`affinity[i][j]` of source unit i and target unit j; `own` counts only the clauses' own concepts."""

    source: Reading
    target: Reading
    affinity: tuple[tuple[float, ...], ...]
    own: tuple[tuple[float, ...], ...]
    weights: Mapping[str, float]

    def weight(self, concepts: frozenset[str]) -> float:
        return sum(self.weights[concept] for concept in concepts)

    def targets(self, index: int, share: float) -> list[int]:
        """Target units at least `share` as close as the closest, closest first."""
        row = self.affinity[index]
        floor = max(row, default=0.0) * share
        return sorted((j for j, value in enumerate(row) if value and value >= floor), key=lambda j: -row[j])

    def sources(self, index: int, share: float) -> list[int]:
        column = [row[index] for row in self.affinity]
        floor = max(column, default=0.0) * share
        return sorted((i for i, value in enumerate(column) if value and value >= floor), key=lambda i: -column[i])


def _fields(units: tuple[Unit, ...]) -> list[dict[str, float]]:
    fields: list[dict[str, float]] = []
    for index, unit in enumerate(units):
        field = dict.fromkeys(unit.concepts, 1.0)
        for other in units[max(0, index - 4) : index + 5]:
            distance = abs(other.sentence - unit.sentence)
            if other is not unit and distance <= 1:
                for concept in other.concepts:
                    field.setdefault(concept, _SAME_SENTENCE if distance == 0 else _NEIGHBOUR)
        fields.append(field)
    return fields


def _weights(groups: Iterable[tuple[Unit, ...]]) -> dict[str, float]:
    seen = Counter(concept for units in groups for unit in units for concept in unit.concepts)
    return {concept: (1.5 if concept.startswith("#") else 1.0) / sqrt(count) for concept, count in seen.items()}


def align(source: Reading, target: Reading) -> Alignment:
    weights = _weights((source.units, target.units))
    here, there = _fields(source.units), _fields(target.units)
    affinity = tuple(
        tuple(sum(weights[c] * value * other[c] for c, value in field.items() if c in other) for other in there)
        for field in here
    )
    own = tuple(
        tuple(sum(weights[c] for c in one.concepts & two.concepts) for two in target.units) for one in source.units
    )
    return Alignment(source, target, affinity, own, weights)
