"""Which clause of the target says what a clause of the source says.

Affinity is the weight of shared concepts: a rare concept counts more than one that fills the text; concepts of the same
sentence count half, those of the neighbouring sentences a fifth, because a plain text spreads one sentence over
several."""

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

    def share(self, one: int, two: int) -> float:
        """Shared own weight of source unit `one` and target unit `two`, in parts of the lighter one."""
        lighter = min(self.weight(self.source.units[one].concepts), self.weight(self.target.units[two].concepts))
        return self.own[one][two] / lighter if lighter else 0.0


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


def _with_context(own: float, whole: float) -> float:
    """What the neighbours share helps to decide, but never outweighs what the clauses share themselves."""
    return own + min(whole - own, 0.4 + 0.5 * own)


def _prior(source: Reading, target: Reading, one: Unit, two: Unit) -> float:
    """Rewritings mostly keep the order: half the weight at a third of the text's length apart."""
    gap = one.start / max(1, len(source.text)) - two.start / max(1, len(target.text))
    return 1 / (1 + (3 * gap) ** 2)


def align(source: Reading, target: Reading) -> Alignment:
    weights = _weights((source.units, target.units))
    here, there = _fields(source.units), _fields(target.units)
    own = tuple(
        tuple(sum(weights[c] for c in one.concepts & two.concepts) for two in target.units) for one in source.units
    )
    affinity = tuple(
        tuple(
            _prior(source, target, one, two)
            * _with_context(own[i][j], sum(weights[c] * value * other[c] for c, value in field.items() if c in other))
            for j, (two, other) in enumerate(zip(target.units, there, strict=True))
        )
        for i, (one, field) in enumerate(zip(source.units, here, strict=True))
    )
    return Alignment(source, target, affinity, own, weights)
