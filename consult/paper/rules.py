"""From page readings to ballots, without guessing. Pure: the same readings and decisions give the same ballots.

A ballot is all pages that carry one serial. Whatever the machine cannot be sure of becomes a *doubt* with a stable key;
people answer it, and the answer (a short text such as `marked` or `keep:17`) is looked up by that key the next time
the ballot is put together. So nothing has to be kept in step: readings and decisions are the only state.

Decisions by kind of doubt:

    serial         `serial:XXXXXXXXXXX` (the serial a person reads on the sheet), `reject`
    duplicate      `keep:<reading>` (this one is the original), `reject`
    missing        `accept` (the other sides were not handed in; what is there counts), `reject`
    mark           `marked`, `unmarked`
    row            `value:<n>` (0: no mark in this row), `invalid`
    contradiction  `choices`, `none`, `invalid`                  "none of these" beside marks for projects
    ranks          `as:<id>,<id>,...` (best first), `invalid`    a rank twice, or left out
    limits         `invalid`, `marks:<json>` ([[id, value], ...])   more than the ballot allows: the machine may have
                   seen a mark where a person sees a correction, so no ballot is lost without people
    page           `type:<json>` (serial, page, marks as read by a person), `blank`, `foreign`, `unreadable`
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from consult.voting.ballots import BallotStyle, Choices, Content, canonical, check
from print_channel.sheet import NONE_KEY, value_lines

State = Literal["marked", "unmarked", "marginal"]
DoubtKind = Literal["serial", "duplicate", "missing", "mark", "row", "contradiction", "ranks", "limits", "page"]
TYPED = "marks:"


@dataclass(frozen=True, slots=True, repr=False)
class MarkSeen:
    """What the machine saw in one box. No `repr`: a choice must never reach a log."""

    key: str
    value: int
    state: State


@dataclass(frozen=True, slots=True, repr=False)
class PageSeen:
    """One side of paper as read. `reading` numbers the reading, `style` is the sheet style (large print: another)."""

    reading: int
    serial: str
    page: int
    style: str
    marks: tuple[MarkSeen, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Doubt:
    """A question to people. `key` is stable; `row` and `value` name the box where there is one; `readings` the pages to
    look at; `options` the answers that are allowed (a trailing `:` means: followed by what the person types)."""

    key: str
    kind: DoubtKind
    serial: str
    readings: tuple[int, ...]
    options: tuple[str, ...]
    row: str | None = None
    value: int | None = None

    def allows(self, decision: str) -> bool:
        return any(
            decision.startswith(option) and len(decision) > len(option) if option.endswith(":") else decision == option
            for option in self.options
        )


@dataclass(frozen=True, slots=True, repr=False)
class Counted:
    content: Content


@dataclass(frozen=True, slots=True)
class Invalid:
    """Cast, but not countable; `reason` is a problem code of the ballot rules, or `unclear`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not one of the ballots handed out, or can't be read: `unknown_serial`, `void_serial`, `copies`, `incomplete`."""

    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    doubts: tuple[Doubt, ...]


BallotState = Counted | Invalid | Rejected | Waiting
Decisions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What the rules need of a sheet style: its number of sides."""

    style: str
    pages: int


def grouped(pages: Iterable[PageSeen], decided: Decisions) -> dict[str, tuple[PageSeen, ...]]:
    """Pages by serial, each group by page and reading; a serial that people corrected moves its pages."""
    groups: dict[str, list[PageSeen]] = {}
    for page in pages:
        groups.setdefault(_meant(page.serial, decided), []).append(page)
    return {
        serial: tuple(sorted(group, key=lambda page: (page.page, page.reading)))
        for serial, group in sorted(groups.items())
    }


def _meant(serial: str, decided: Decisions) -> str:
    """Follow corrections of a serial; one that leads back to itself stays where it came from."""
    seen = {serial}
    while (answer := decided.get(f"serial:{serial}", "")).startswith("serial:"):
        serial = answer.removeprefix("serial:")
        if serial in seen:
            break
        seen.add(serial)
    return serial


def assess(
    serial: str,
    pages: Sequence[PageSeen],
    style: BallotStyle,
    forms: Mapping[str, SheetForm],
    decided: Decisions,
    *,
    known: bool,
    void: bool = False,
) -> BallotState:
    """What the pages of one serial come to. `pages` as from `grouped`; `known`: the serial was printed; `void`: its set
    was spoiled or replaced before it was handed out."""
    if not known:
        if decided.get(f"serial:{serial}") == "reject":
            return Rejected("unknown_serial")
        readings = tuple(page.reading for page in pages)
        return Waiting((Doubt(f"serial:{serial}", "serial", serial, readings, ("serial:", "reject")),))
    if void:
        return Rejected("void_serial")
    sheet = _whole(serial, pages, forms, decided)
    if not isinstance(sheet, tuple):
        return sheet
    content = _said(serial, sheet, style, decided)
    if not isinstance(content, Content):
        return content
    return _within_limits(serial, content, style, decided, tuple(page.reading for page in sheet))


def _said(
    serial: str, pages: Sequence[PageSeen], style: BallotStyle, decided: Decisions
) -> Content | Waiting | Invalid:
    """What the marks say, whether the ballot allows it or not."""
    marked = _marked(serial, pages, decided)
    if isinstance(marked, Waiting):
        return marked
    values = _values(serial, marked, style, decided)
    if not isinstance(values, tuple):
        return values
    return _content(serial, values, style, decided, tuple(page.reading for page in pages))


def _within_limits(
    serial: str, content: Content, style: BallotStyle, decided: Decisions, readings: tuple[int, ...]
) -> BallotState:
    """A ballot beyond its limits is looked at by people before it is invalid."""
    problems = check(style, content)
    if not problems:
        return Counted(content)
    key = f"limits:{serial}"
    answer = decided.get(key)
    if answer is None:
        return Waiting((Doubt(key, "limits", serial, readings, ("invalid", TYPED)),))
    if answer == "invalid":
        return Invalid(problems[0].code)
    typed = typed_choices(style, answer)
    left = check(style, typed)
    return Invalid(left[0].code) if left else Counted(typed)


def typed_choices(style: BallotStyle, decision: str) -> Content:
    """What people typed for a whole ballot. Raises `ValueError` for a text that is none of ours."""
    pairs = json.loads(decision.removeprefix(TYPED))
    return Content(canonical(style, [(str(key), int(value)) for key, value in pairs]))


def clear_alone(page: PageSeen, style: BallotStyle) -> bool:
    """Whether nothing on this side needs a person, whatever stands on the others."""
    return not isinstance(_said(page.serial, (page,), style, {}), Waiting)


def _whole(
    serial: str, pages: Sequence[PageSeen], forms: Mapping[str, SheetForm], decided: Decisions
) -> tuple[PageSeen, ...] | Waiting | Rejected:
    """Each side once, and none lacking unless people accepted that."""
    kept = _one_of_each(serial, pages, decided)
    if not isinstance(kept, tuple):
        return kept
    doubt = _missing(serial, kept, forms)
    if doubt is None or decided.get(doubt.key) == "accept":
        return kept
    return Rejected("incomplete") if decided.get(doubt.key) == "reject" else Waiting((doubt,))


def _one_of_each(
    serial: str, pages: Sequence[PageSeen], decided: Decisions
) -> tuple[PageSeen, ...] | Waiting | Rejected:
    """At most one reading of each page, and all of one style; which one is the original, people say."""
    by_page: dict[int, list[PageSeen]] = {}
    for page in pages:
        by_page.setdefault(page.page, []).append(page)
    styles = {page.style for page in pages}
    if len(styles) > 1:
        by_page = {0: list(pages)}  # one serial on two styles: not a ballot that was printed
    kept: list[PageSeen] = []
    doubts: list[Doubt] = []
    for number, same in sorted(by_page.items()):
        if len(same) == 1:
            kept += same
            continue
        key = f"duplicate:{serial}:{number}:" + ".".join(str(page.reading) for page in same)
        answer = decided.get(key)
        if answer == "reject":
            return Rejected("copies")
        chosen = [page for page in same if answer == f"keep:{page.reading}"]
        if chosen:
            kept += chosen
            continue
        options = (*(f"keep:{page.reading}" for page in same), "reject")
        doubts.append(Doubt(key, "duplicate", serial, tuple(page.reading for page in same), options))
    return Waiting(tuple(doubts)) if doubts else tuple(kept)


def _missing(serial: str, pages: Sequence[PageSeen], forms: Mapping[str, SheetForm]) -> Doubt | None:
    absent = sorted(set(range(1, forms[pages[0].style].pages + 1)) - {page.page for page in pages})
    if not absent:
        return None
    key = f"missing:{serial}:" + ".".join(map(str, absent))
    return Doubt(key, "missing", serial, tuple(page.reading for page in pages), ("accept", "reject"))


@dataclass(frozen=True, slots=True, repr=False)
class _Row:
    key: str
    values: tuple[int, ...]
    reading: int


def _marked(serial: str, pages: Sequence[PageSeen], decided: Decisions) -> tuple[_Row, ...] | Waiting:
    """Rows with their marked boxes; a marginal mark is what two people say it is."""
    doubts: list[Doubt] = []
    rows: list[_Row] = []
    for page in pages:
        marked: dict[str, list[int]] = {}
        for mark in page.marks:
            state: str = mark.state
            if state == "marginal":
                key = f"mark:{serial}:{page.reading}:{mark.key}:{mark.value}"
                answer = decided.get(key)
                if answer is None:
                    options = ("marked", "unmarked")
                    doubts.append(Doubt(key, "mark", serial, (page.reading,), options, mark.key, mark.value))
                    continue
                state = answer
            if state == "marked":
                marked.setdefault(mark.key, []).append(mark.value)
        rows += [_Row(key, tuple(values), page.reading) for key, values in marked.items()]
    return Waiting(tuple(doubts)) if doubts else tuple(rows)


def _values(
    serial: str, rows: Sequence[_Row], style: BallotStyle, decided: Decisions
) -> tuple[tuple[str, int], ...] | Waiting | Invalid:
    """One value for each marked row. Above ten values a row has a line of tens and one of ones, which add up."""
    lines = value_lines(style.kind, style.highest_value)
    doubts: list[Doubt] = []
    values: list[tuple[str, int]] = []
    for row in rows:
        clear = row.key == NONE_KEY or all(len(set(row.values) & set(line)) <= 1 for line in lines)
        if clear:
            values.append((row.key, 1 if row.key == NONE_KEY else sum(row.values)))
            continue
        key = f"row:{serial}:{row.reading}:{row.key}"
        answer = decided.get(key)
        if answer is None:
            options = ("value:0", *(f"value:{value}" for value in _possible(row, lines)), "invalid")
            doubts.append(Doubt(key, "row", serial, (row.reading,), options, row.key))
        elif answer == "invalid":
            return Invalid("unclear")
        elif answer != "value:0":
            values.append((row.key, int(answer.removeprefix("value:"))))
    return Waiting(tuple(doubts)) if doubts else tuple(values)


def _possible(row: _Row, lines: Sequence[Sequence[int]]) -> list[int]:
    """The values that a row with too many marks could mean: at most one mark from each line."""
    sums = {0}
    for line in lines:
        sums = {total + value for total in sums for value in (0, *(set(line) & set(row.values)))}
    return sorted(sums - {0})


def _content(
    serial: str, values: Choices, style: BallotStyle, decided: Decisions, readings: tuple[int, ...]
) -> Content | Waiting | Invalid:
    none = any(key == NONE_KEY for key, _ in values)
    choices = tuple((key, value) for key, value in values if key != NONE_KEY)
    if none and choices:
        key = f"contradiction:{serial}"
        answer = decided.get(key)
        if answer is None:
            return Waiting((Doubt(key, "contradiction", serial, readings, ("choices", "none", "invalid")),))
        if answer == "invalid":
            return Invalid("none_with_choices")
        none = answer == "none"
        choices = () if none else choices
    if style.kind == "ranking" and sorted(value for _, value in choices) != list(range(1, len(choices) + 1)):
        key = f"ranks:{serial}"
        answer = decided.get(key)
        if answer is None:
            return Waiting((Doubt(key, "ranks", serial, readings, ("as:", "invalid")),))
        if answer == "invalid":
            return Invalid("ranks")
        choices = tuple((project, rank) for rank, project in enumerate(answer.removeprefix("as:").split(","), 1))
    return Content(canonical(style, choices), none)
