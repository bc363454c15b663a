"""Polarity, duty and permission, conditions, exceptions and `only`, compared clause by clause over an alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plain_language.guarding.opposites import opposed_words
from plain_language.guarding.side import Side, Sides
from plain_language.guarding.units import Unit
from plain_language.model import Alarm

_DENIES = {"neg", "lexneg"}
_FITS = {
    "must": {"must", "imperative", "~must"}, "may": {"may", "imperative", "~may", "~may_if"}, "should": {"should", "imperative"},  # noqa: E501 - a pattern or list is read in one piece
    "must_not": {"must_not", "~must_not", "~must_not_if"}, "need_not": {"need_not", "~need_not"}, "should_not": {"should_not", "must_not", "~must_not"},  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_CLASH = {
    "must": {"may", "need_not", "must_not", "should"}, "may": {"must", "must_not", "should"}, "should": {"may", "must", "need_not", "must_not"},  # noqa: E501 - a pattern or list is read in one piece
    "must_not": {"may", "must", "need_not"}, "need_not": {"must", "must_not", "imperative"}, "should_not": {"should", "may", "must"},  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_SOURCE_FITS = _FITS | {"must": {"must", "imperative", "should", "~must"}, "should": {"should"}}


_DENIED = {"neg", "lexneg", "need_not", "must_not"}


def polarity(sides: Sides, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Every denial of the source is denied in the target too, and nothing else is."""
    side = sides.forward
    for index in here:
        unit = side.mine[index]
        if not unit.marks & _DENIES:
            continue
        enough = _DENIED | (set() if "neg" in unit.marks else {"softneg"})
        missing = _missing(side, index, enough)
        if missing is not None:
            yield side.alarm("negation_lost", index, missing, f"the denial in {unit.text!r} is gone")
    side = sides.backward
    for index in there:
        unit = side.mine[index]
        if "neg" not in unit.marks and not {"lexneg", "must_not"} <= unit.marks:
            continue
        missing = _missing(side, index, _DENIED | {"softneg", "only", "exception"})
        if missing is None and "neg2" in unit.marks:
            missing = _missing(side, index, {"neg2"})
        if missing is not None:
            yield side.alarm("negation_added", index, missing, f"{unit.text!r} denies what the source says")


def _missing(side: Side, index: int, enough: set[str]) -> int | None:
    """The unit that should carry one of the marks and doesn't: the partner, or else the closest of all candidates."""
    partner = side.partner(index)
    if partner is not None and not side.has(side.around(partner), enough | {"softneg"}):
        return partner
    candidates = side.candidates(index)
    return candidates[0] if candidates and not side.has(candidates, enough) else None


def modality(sides: Sides, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Duty stays duty and permission stays permission; a form of address (`Melden Sie`) may stand for either."""
    for forward, indices in ((True, here), (False, there)):
        side = sides.forward if forward else sides.backward
        fits = _FITS if forward else _SOURCE_FITS
        for index in indices:
            unit = side.mine[index]
            for mark in sorted(unit.marks & set(_FITS)):
                wanted = fits[mark] - _unbacked(unit, mark)
                clash = _clash(side, index, mark, wanted)
                if clash is not None:
                    yield side.alarm(
                        "modality_changed",
                        index,
                        clash,
                        f"{_say(mark)} in {unit.text!r} against {_said(side.other, [clash])}",
                    )
                elif forward and mark in {"must", "must_not", "need_not"}:
                    candidates = side.candidates(index)
                    if (
                        candidates
                        and not side.has([*candidates, *side.beside(candidates[0])], wanted)
                        and side.sure(index, candidates[0])
                    ):
                        yield side.alarm(
                            "modality_lost", index, candidates[0], f"{_say(mark)} in {unit.text!r} is gone"
                        )


def _unbacked(unit: Unit, mark: str) -> set[str]:
    """A rule with an exception backs an unconditional `may` or `must not` of the other text only as an exception too."""  # noqa: E501 - a pattern or list is read in one piece
    if mark == "may" and not unit.marks & {"only", "exception", "strict_condition"}:
        return {"~may_if"}
    if mark == "must_not" and not ("exception" in unit.marks or re.search(r"\bohne\b", unit.text)):
        return {"~must_not_if"}
    return set()


def _clash(side: Side, index: int, mark: str, wanted: set[str]) -> int | None:
    """The unit that says another class instead: the partner by itself, or the closest where no candidate fits."""
    partner = side.partner(index)
    if partner is not None:
        marks = side.other[partner].marks
        if marks & _CLASH[mark] and not side.has(side.around(partner), wanted):
            return partner
    candidates = side.candidates(index)
    if not candidates or side.has(candidates, wanted) or not side.sure(index, candidates[0]):
        return None
    return next((j for j in side.around(candidates[0]) if side.other[j].marks & _CLASH[mark]), None)


def _say(mark: str) -> str:
    return mark.replace("_", " ")


def _said(units: tuple[Unit, ...], candidates: list[int]) -> str:
    found: set[str] = set()
    for index in candidates:
        found |= units[index].marks & set(_FITS)
    return "/".join(sorted(map(_say, found))) or "nothing"


_TIES: tuple[tuple[str, set[str], set[str] | None, str], ...] = (
    # mark, what answers it in the target, what backs it in the source (None: the target may add it), alarm
    (
        "strict_condition",
        {"condition", "strict_condition", "only", "exception", "question", "who"},
        None,
        "condition_changed",
    ),
    (
        "exception",
        {"exception", "only", "neg", "concession"},
        {"exception", "only", "neg", "softneg"},
        "exception_changed",
    ),
    (
        "only",
        {"only", "exception", "lexneg", "neg", "strict_condition"},
        {"only", "exception", "lexneg", "neg", "softneg", "strict_condition"},
        "scope_changed",
    ),
    ("some", {"some"}, {"some"}, "scope_changed"),
    (
        "concession",
        {"concession", "neg", "exception", "lexneg"},
        {"concession", "exception", "lexneg", "must"},
        "condition_changed",
    ),
)


def ties(sides: Sides, here: list[int], there: list[int]) -> Iterator[Alarm]:
    """Conditions, exceptions, `only` and `some`: each has its answer in the other text; `all` never becomes `some`."""
    for forward, indices in ((True, here), (False, there)):
        side = sides.forward if forward else sides.backward
        for index in indices:
            unit = side.mine[index]
            candidates = side.candidates(index)
            if not candidates:
                continue
            for mark, answers, backing, kind in _TIES:
                wanted = answers if forward else backing
                if mark in unit.marks and wanted and not side.has(candidates, wanted):
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
