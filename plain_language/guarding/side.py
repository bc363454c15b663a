"""One direction of an alignment: the clauses of the other text that say what a clause says."""

from __future__ import annotations

from dataclasses import dataclass

from plain_language.guarding.align import Alignment
from plain_language.model import Alarm

_SURE, _PARTNER = 0.3, 0.45


class Side:
    """One direction of an alignment: each unit of one text and the units of the other that say the same.

    A sentence of the other text belongs to the sentence it is closest to; a unit is compared with the sentences that
    belong to its own and with the closest one.
    """

    def __init__(self, alignment: Alignment, *, forward: bool) -> None:
        self.forward = forward
        self.alignment = alignment
        self.mine = (alignment.source if forward else alignment.target).units
        self.other = (alignment.target if forward else alignment.source).units
        self._members: dict[int, list[int]] = {}
        for index, unit in enumerate(self.other):
            self._members.setdefault(unit.sentence, []).append(index)
        self._owned: dict[int, set[int]] = {}
        for sentence, members in self._members.items():
            best = max(range(len(self.mine)), key=lambda i: max(self._affinity(i, j) for j in members), default=None)
            if best is not None:
                self._owned.setdefault(self.mine[best].sentence, set()).add(sentence)

    def _affinity(self, mine: int, other: int) -> float:
        return self.alignment.affinity[mine][other] if self.forward else self.alignment.affinity[other][mine]

    def _share(self, mine: int, other: int) -> float:
        return self.alignment.share(mine, other) if self.forward else self.alignment.share(other, mine)

    def candidates(self, index: int) -> list[int]:
        """Units of the other text that say what this unit says, closest first; empty where nothing does."""
        closest = max(range(len(self.other)), key=lambda j: self._affinity(index, j), default=None)
        if closest is None or self._affinity(index, closest) == 0:
            return []
        sentences = {self.other[closest].sentence} | self._owned.get(self.mine[index].sentence, set())
        found = [j for sentence in sentences for j in self._members[sentence]]
        for j in list(found):
            if "question" in self.other[j].marks:
                found += self._members.get(self.other[j].sentence + 1, [])
        return sorted(set(found), key=lambda j: (-self._affinity(index, j), j))

    def partner(self, index: int) -> int | None:
        """The one unit of the other text that shares most with this unit, where this is its closest too."""
        if not self.mine[index].concepts:
            return None
        best = max(range(len(self.other)), key=lambda j: (self._own(index, j), self._affinity(index, j)), default=None)
        if (
            best is None
            or self._share(index, best) < _PARTNER
            or len(self.mine[index].concepts & self.other[best].concepts) < 2
        ):
            return None
        back = max(range(len(self.mine)), key=lambda i: (self._own(i, best), self._affinity(i, best)))
        return best if back == index else None

    def around(self, other: int) -> list[int]:
        """A unit, its sentence, the answer where it asks and what it refers to where it begins with `Dann`."""
        unit = self.other[other]
        sentence = self._members[unit.sentence]
        found = [other, *sentence]
        if any("question" in self.other[j].marks for j in sentence):
            found += self._members.get(unit.sentence + 1, [])
        if self.other[sentence[0]].text.startswith(("Dann", "Das ", "Dafür", "Darum", "Deshalb")):
            found += self._members.get(unit.sentence - 1, [])
        return found

    def beside(self, other: int) -> list[int]:
        """Units of the sentence of a unit and of the sentences before and after it."""
        number = self.other[other].sentence
        return [j for step in (0, 1, -1) for j in self._members.get(number + step, [])]

    def _own(self, mine: int, other: int) -> float:
        return self.alignment.own[mine][other] if self.forward else self.alignment.own[other][mine]

    def sure(self, index: int, other: int) -> bool:
        """Whether the closest unit shares enough of its own words to be the same statement."""
        return self._share(index, other) >= _SURE

    def has(self, candidates: list[int], marks: set[str]) -> bool:
        return any(self.other[index].marks & marks for index in candidates)

    def alarm(self, kind: str, index: int, candidate: int, message: str) -> Alarm:
        one, two = self.mine[index], self.other[candidate]
        return Alarm(kind, one.span, two.span, message) if self.forward else Alarm(kind, two.span, one.span, message)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both directions of one alignment."""

    forward: Side
    backward: Side


def sides(alignment: Alignment) -> Sides:
    return Sides(Side(alignment, forward=True), Side(alignment, forward=False))
