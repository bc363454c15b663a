"""From marks to choices: what is plain is taken, everything else is named for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from print_channel.reading.outcome import Mark
from print_channel.sheet import NONE_KEY, RowSpec, SheetSpec, value_lines

Reason = Literal["marginal", "two in one row", "same rank twice", "value too high", "none and others", "missing"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person has to decide: which row, and which box where it is about one box."""

    reason: Reason
    key: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Clear:
    """`pairs` of (key, value): in the ballot's order, a ranking by rank. A blank ballot has no pairs and no `none`.

    Limits of the ballot style (how many, how much, gaps in a ranking) are not looked at here.
    """

    pairs: tuple[tuple[str, int], ...]
    none: bool


@dataclass(frozen=True, slots=True)
class Doubtful:
    doubts: tuple[Doubt, ...]


def interpret(spec: SheetSpec, marks: Iterable[Mark]) -> Clear | Doubtful:
    """The marks of all sides of one ballot, in any order. A box missing or there twice makes its row doubtful."""
    by_row: dict[str, list[Mark]] = {row.key: [] for row in spec.rows}
    for mark in marks:
        if mark.key not in by_row:
            raise ValueError(f"a mark for {mark.key!r}, which the ballot doesn't have")
        by_row[mark.key].append(mark)
    doubts: list[Doubt] = []
    pairs: list[tuple[str, int]] = []
    for row in spec.rows:
        found = _row_doubts(spec, row, by_row[row.key])
        doubts += found
        marked = [mark.value for mark in by_row[row.key] if mark.state == "marked"]
        if marked and not found:
            pairs.append((row.key, sum(marked)))
    doubts += _ballot_doubts(spec, by_row, pairs)
    if doubts:
        return Doubtful(tuple(doubts))
    choices = [pair for pair in pairs if pair[0] != NONE_KEY]
    if spec.kind == "ranking":
        choices.sort(key=lambda pair: pair[1])
    return Clear(tuple(choices), none=len(choices) < len(pairs))


def _lines(spec: SheetSpec, row: RowSpec) -> tuple[tuple[int, ...], ...]:
    return ((1,),) if row.key == NONE_KEY else value_lines(spec.kind, spec.values)


def _row_doubts(spec: SheetSpec, row: RowSpec, marks: list[Mark]) -> list[Doubt]:
    lines = _lines(spec, row)
    if sorted(mark.value for mark in marks) != sorted(value for line in lines for value in line):
        return [Doubt("missing", row.key)]
    doubts = [Doubt("marginal", row.key, mark.value) for mark in marks if mark.state == "marginal"]
    marked = {mark.value for mark in marks if mark.state == "marked"}
    if any(len(marked & set(line)) > 1 for line in lines):
        doubts.append(Doubt("two in one row", row.key))
    elif sum(marked) > spec.values:
        doubts.append(Doubt("value too high", row.key, sum(marked)))
    return doubts


def _ballot_doubts(spec: SheetSpec, by_row: dict[str, list[Mark]], pairs: list[tuple[str, int]]) -> list[Doubt]:
    doubts: list[Doubt] = []
    if spec.kind == "ranking":
        ranks = Counter(rank for key, rank in pairs if key != NONE_KEY)
        doubts += [Doubt("same rank twice", key, rank) for key, rank in pairs if key != NONE_KEY and ranks[rank] > 1]
    none = any(mark.state == "marked" for mark in by_row[NONE_KEY])
    others = any(mark.state == "marked" for key, row in by_row.items() if key != NONE_KEY for mark in row)
    if none and others:
        doubts.append(Doubt("none and others", NONE_KEY))
    return doubts
