"""Polarity, duty and permission, conditions, exceptions and `only`, compared clause by clause over an alignment."""

from __future__ import annotations

from collections.abc import Iterator

from plain_language.guarding.align import Alignment
from plain_language.guarding.near import opposed_words
from plain_language.guarding.units import Unit
from plain_language.model import Alarm

_CLOSE, _SURE, _WINDOW = 0.62, 0.3, 0.2
_DENIES = {"neg", "lexneg"}
_FITS = {
    "must": {"must", "imperative", "~must"}, "may": {"may", "imperative", "~may"}, "should": {"should", "imperative"},
    "must_not": {"must_not", "~must_not"}, "need_not": {"need_not", "~need_not"}, "should_not": {"should_not", "must_not", "~must_not"},  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_CLASH = {
    "must": {"may", "need_not", "must_not", "should"}, "may": {"must", "must_not", "should"}, "should": {"may", "must", "need_not", "must_not"},  # noqa: E501 - a pattern or list is read in one piece
    "must_not": {"may", "must", "need_not"}, "need_not": {"must", "must_not", "imperative"}, "should_not": {"should", "may", "must"},  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_SOURCE_FITS = _FITS | {"must": {"must", "imperative", "should", "~must"}, "should": {"should"}}


class _Side:
    """One direction of an alignment: units of one text and where the other text says the same."""

    def __init__(self, alignment: Alignment, *, forward: bool) -> None:
        self.forward = forward
        self.alignment = alignment
        self.mine = (alignment.source if forward else alignment.target).units
        self.other = (alignment.target if forward else alignment.source).units
        self._sentences: dict[int, list[int]] = {}
        for index, unit in enumerate(self.other):
            self._sentences.setdefault(unit.sentence, []).append(index)

    def candidates(self, index: int, share: float = _CLOSE) -> list[int]:
        """Closest units with the rest of their sentences, closest first; units nearby where nothing is close enough."""
        found = self.alignment.targets(index, share) if self.forward else self.alignment.sources(index, share)
        if not found:
            return []
        if not self.sure(index, found[0]):
            found = [*found, *self._nearby(index)]
        return list(dict.fromkeys(j for i in found for j in (i, *self._rest(i))))

    def _rest(self, index: int) -> list[int]:
        """The other clauses of a sentence; a question is answered by the sentence after it."""
        unit = self.other[index]
        rest = list(self._sentences[unit.sentence])
        if "question" in unit.marks:
            rest += self._sentences.get(unit.sentence + 1, [])
        return rest

    def sure(self, index: int, other: int) -> bool:
        """Whether the closest unit shares enough of its own words to be the same statement."""
        own = self.alignment.own[index][other] if self.forward else self.alignment.own[other][index]
        return own >= _SURE * self.alignment.weight(self.mine[index].concepts)

    def _nearby(self, index: int) -> list[int]:
        place = self.mine[index].start / max(1, self.mine[-1].end)
        return [
            j for j, unit in enumerate(self.other) if abs(unit.start / max(1, self.other[-1].end) - place) <= _WINDOW
        ]

    def has(self, candidates: list[int], marks: set[str]) -> bool:
        return any(self.other[index].marks & marks for index in candidates)

    def alarm(self, kind: str, index: int, candidate: int, message: str) -> Alarm:
        one, two = self.mine[index], self.other[candidate]
        return Alarm(kind, one.span, two.span, message) if self.forward else Alarm(kind, two.span, one.span, message)


def polarity(alignment: Alignment, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Every denial of the source is denied in the target too, and nothing else is."""
    side = _Side(alignment, forward=True)
    for index in here:
        unit = side.mine[index]
        if not unit.marks & _DENIES:
            continue
        candidates = side.candidates(index)
        enough = {"neg", "lexneg", "need_not", "must_not"} | (set() if "neg" in unit.marks else {"softneg"})
        if candidates and not side.has(candidates, enough):
            yield side.alarm("negation_lost", index, candidates[0], f"the denial in {unit.text!r} is gone")
    side = _Side(alignment, forward=False)
    for index in there:
        unit = side.mine[index]
        if "neg" not in unit.marks and not {"lexneg", "must_not"} <= unit.marks:
            continue
        candidates = side.candidates(index)
        if candidates and not side.has(
            candidates, {"neg", "lexneg", "softneg", "need_not", "must_not", "only", "exception"}
        ):
            yield side.alarm("negation_added", index, candidates[0], f"{unit.text!r} denies what the source says")


def modality(alignment: Alignment, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Duty stays duty and permission stays permission; a form of address (`Melden Sie`) may stand for either."""
    for forward, indices in ((True, here), (False, there)):
        side = _Side(alignment, forward=forward)
        fits = _FITS if forward else _SOURCE_FITS
        for index in indices:
            unit = side.mine[index]
            for mark in sorted(unit.marks & set(_FITS)):
                candidates = side.candidates(index)
                if not candidates or side.has(candidates, fits[mark]):
                    continue
                if side.sure(index, candidates[0]) and side.has(candidates, _CLASH[mark]):
                    yield side.alarm(
                        "modality_changed",
                        index,
                        candidates[0],
                        f"{_say(mark)} in {unit.text!r} against {_said(side.other, candidates)}",
                    )
                elif forward and mark in {"must", "must_not", "need_not"} and side.sure(index, candidates[0]):
                    yield side.alarm("modality_lost", index, candidates[0], f"{_say(mark)} in {unit.text!r} is gone")


def _say(mark: str) -> str:
    return mark.replace("_", " ")


def _said(units: tuple[Unit, ...], candidates: list[int]) -> str:
    found: set[str] = set()
    for index in candidates:
        found |= units[index].marks & set(_FITS)
    return "/".join(sorted(map(_say, found))) or "nothing"


_TIES = (
    # mark, what answers it in the other text, alarm, whether it also has to be backed when the target has it
    (
        "strict_condition",
        {"condition", "strict_condition", "only", "exception", "question", "who"},
        "condition_changed",
        False,
    ),
    ("exception", {"exception", "only", "neg", "concession"}, "exception_changed", True),
    ("only", {"only", "exception", "lexneg", "neg", "strict_condition"}, "scope_changed", True),
    ("some", {"some"}, "scope_changed", True),
    ("concession", {"concession", "neg", "exception", "lexneg"}, "condition_changed", False),
)


def ties(alignment: Alignment, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Conditions, exceptions, `only` and `some`: each has its answer in the other text; `all` never becomes `some`."""
    for forward, indices in ((True, here), (False, there)):
        side = _Side(alignment, forward=forward)
        for index in indices:
            unit = side.mine[index]
            candidates = side.candidates(index, 0.5)
            if not candidates:
                continue
            for mark, answers, kind, both in _TIES:
                backing = answers if forward else answers | {"softneg"}
                if mark in unit.marks and (forward or both) and not side.has(candidates, backing):
                    yield side.alarm(kind, index, candidates[0], f"{_say(mark)} in {unit.text!r} is in one text only")
            first = side.other[candidates[0]]
            if (
                "all" in unit.marks
                and "some" in first.marks
                and "some" not in unit.marks
                and side.sure(index, candidates[0])
            ):
                yield side.alarm("scope_changed", index, candidates[0], f"all in {unit.text!r} against some")
            if forward and side.sure(index, candidates[0]):
                pair = opposed_words(unit.words, [word for number in candidates for word in side.other[number].words])
                if pair:
                    yield side.alarm("opposite", index, candidates[0], f"{pair[0]!r} became {pair[1]!r}")
