"""The one geometry of a ballot: it is printed from here and read back from here.

All lengths are millimetres from the top left corner of an A4 page (210 x 297). Nothing depends on words or language,
so a sheet is read without knowing its language, and one tactile template fits every language of a style.

Rows stand on lines of a fixed pitch of 8.75 mm (large print 17.5 mm): with the origin at 87.25 mm each DIN 5008 fold
(87, 105, 192, 210 mm) falls within 0.25 mm of a line's boundary, where no box is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["approval", "points", "ranking"]

PAGE_W = 210.0
PAGE_H = 297.0
FOLDS = (87.0, 105.0, 192.0, 210.0)
NONE_KEY = "none"
CODE_SIZE = 13.0
INNER_LEFT, INNER_RIGHT = 17.0, 193.0
MOST_VALUES = 99
COLUMNS_AT_MOST = 10

_LINE = 8.75
_ORIGIN = 87.25
_FIRST_LINE = -8  # the line that begins at 17.25 mm, below the timing marks of the top edge
_ID = re.compile(r"[A-Za-z0-9._-]{1,24}")
_SERIAL = re.compile(r"[A-Za-z0-9._*~$=-]{1,24}")  # the check symbols of Crockford's base 32 are among them


@dataclass(frozen=True, slots=True)
class RowSpec:
    """`key` names the row for the machine (project id, or "none"), `number` is what people read and say."""

    key: str
    number: int | None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """What a ballot style needs of paper. `values`: highest points or number of ranks; 1 for approval."""

    kind: Kind
    rows: tuple[RowSpec, ...]
    values: int
    large: bool

    def __post_init__(self) -> None:
        keys = [row.key for row in self.rows]
        if len(keys) < 2 or keys[-1] != NONE_KEY or keys.count(NONE_KEY) != 1:
            raise ValueError('a ballot needs at least one project row and, as its last row only, the key "none"')
        if len(set(keys)) != len(keys):
            raise ValueError(f"two rows share a key: {sorted(key for key in set(keys) if keys.count(key) > 1)}")
        if self.kind == "approval" and self.values != 1:
            raise ValueError(f"an approval row has one box, not {self.values}")
        if not 1 <= self.values <= MOST_VALUES:
            raise ValueError(f"values must be 1 to {MOST_VALUES}, not {self.values}")


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Box:
    """A place for a mark. `value` is what it adds to its row: 1, a number of points, a rank, or tens (10, 20, ...)."""

    key: str
    value: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Band:
    """The strip of a row: text may stand in `text`; `key` as in its boxes."""

    key: str
    number: int | None
    y: float
    h: float
    text: Rect


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One side of paper. `codes`: top left and bottom right, so the same corners hold them upside down.

    `tear_y`: where the tear-off strip begins, on both sides of the first sheet.
    """

    number: int
    pages: int
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    marks: tuple[Rect, ...]
    codes: tuple[Rect, Rect]
    head: Rect
    foot: Rect
    tear_y: float | None


@dataclass(frozen=True, slots=True)
class SheetLayout:
    spec: SheetSpec
    pages: tuple[PageLayout, ...]

    @property
    def sheets(self) -> int:
        return (len(self.pages) + 1) // 2


@dataclass(frozen=True, slots=True)
class SheetId:
    """What the two codes of a page say. `page` counts sides from 1; `serial` is printed for people too."""

    election: str
    style: str
    page: int
    serial: str

    def __post_init__(self) -> None:
        for name, value in (("election", self.election), ("style", self.style)):
            if not _ID.fullmatch(value):
                raise ValueError(f"{name} {value!r} in a sheet id: 1 to 24 of A-Z a-z 0-9 . _ - are allowed")
        if not _SERIAL.fullmatch(self.serial):
            raise ValueError(f"serial {self.serial!r} in a sheet id: 1 to 24 of A-Z a-z 0-9 . _ - * ~ $ = are allowed")
        if self.page < 1:
            raise ValueError(f"page {self.page} in a sheet id: pages count from 1")


def code_text(sheet: SheetId, place: int) -> str:
    """What the code at `place` (0 top left, 1 bottom right) says."""
    return f"M1|{sheet.election}|{sheet.style}|{sheet.page}|{sheet.serial}|{place}"


def parse_code(text: str) -> tuple[SheetId, int] | None:
    """The id and the place, or None if the code isn't one of our sheets'."""
    parts = text.split("|")
    if (
        len(parts) != 6
        or parts[0] != "M1"
        or not re.fullmatch(r"[1-9][0-9]{0,3}", parts[3])
        or parts[5] not in ("0", "1")
    ):
        return None
    try:
        return SheetId(parts[1], parts[2], int(parts[3]), parts[4]), int(parts[5])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Measures:
    """Sizes of a style: `line` pitch, `box` edge, `column` pitch of boxes in a row beside words or below them."""

    line: float
    box: float
    column: float
    column_below: float


_STANDARD = _Measures(line=_LINE, box=5.0, column=9.0, column_below=9.0)
_LARGE = _Measures(line=2 * _LINE, box=8.0, column=13.0, column_below=16.0)


def value_lines(kind: Kind, values: int) -> tuple[tuple[int, ...], ...]:
    """The boxes of a row, line by line. Above ten values a mark among the tens and one among the ones add up."""
    if values <= COLUMNS_AT_MOST:
        return (tuple(range(1, values + 1)),)
    return (tuple(range(10, values + 1, 10)), tuple(range(1, 10)))


def layout(spec: SheetSpec) -> SheetLayout:
    """Spread the rows over as many sides as they need; the first sheet ends above its tear-off strip."""
    measures = _LARGE if spec.large else _STANDARD
    sides: list[list[RowSpec]] = []
    rest = list(spec.rows)
    while rest:
        number = len(sides) + 1
        top, bottom = _rows_from(number, spec.large), _rows_to(number, spec.large)
        side: list[RowSpec] = []
        while rest and top + _row_height(spec, rest[0], measures) <= bottom + 1e-6:
            top += _row_height(spec, rest[0], measures)
            side.append(rest.pop(0))
        sides.append(side)
    pages = tuple(_page(spec, measures, number, len(sides), side) for number, side in enumerate(sides, 1))
    return SheetLayout(spec, pages)


def _row_lines(spec: SheetSpec, row: RowSpec) -> tuple[tuple[int, ...], ...]:
    return ((1,),) if row.key == NONE_KEY else value_lines(spec.kind, spec.values)


def _row_height(spec: SheetSpec, row: RowSpec, measures: _Measures) -> float:
    lines = len(_row_lines(spec, row)) + (1 if _text_above(spec) else 0)
    return measures.line * lines


def _text_above(spec: SheetSpec) -> bool:
    """Large print with many columns: the words get a line of their own, the boxes the lines below."""
    return spec.large and _columns(spec) > 4


def _rows_from(number: int, large: bool) -> float:
    """Page 1 carries the instruction; large print needs more room for it. All keep the parity of the large pitch."""
    if number == 1:
        return _ORIGIN + (8 * _LINE if large else -_LINE)
    return _ORIGIN - 6 * _LINE


def _rows_to(number: int, large: bool) -> float:
    lines = 19 if number <= 2 else 20
    return _ORIGIN + (lines - lines % 2 if large else lines) * _LINE


def _page(spec: SheetSpec, measures: _Measures, number: int, pages: int, side: list[RowSpec]) -> PageLayout:
    boxes: list[Box] = []
    bands: list[Band] = []
    rows_from = _rows_from(number, spec.large)
    below = _text_above(spec)
    pitch = measures.column_below if below else measures.column
    first_x = INNER_RIGHT - 1.5 - measures.box - (_columns(spec) - 1) * pitch
    top = rows_from
    for row in side:
        height = _row_height(spec, row, measures)
        above = measures.line if _text_above(spec) else 0.0
        for index, values in enumerate(_row_lines(spec, row)):
            y = round(top + above + index * measures.line + (measures.line - measures.box) / 2, 3)
            places = [(value, round(first_x + column * pitch, 3)) for column, value in enumerate(values)]
            boxes.extend(Box(row.key, value, x, y, measures.box, measures.box) for value, x in places)
        width = (INNER_RIGHT if above else first_x - (4.0 if _columns(spec) == 1 else 9.0)) - INNER_LEFT
        bands.append(Band(row.key, row.number, top, height, Rect(INNER_LEFT, top, width, above or height)))
        top += height
    end = _rows_to(number, spec.large)
    bottom = end + 18.0
    codes = (
        Rect(INNER_LEFT, 17.25, CODE_SIZE, CODE_SIZE),
        Rect(INNER_RIGHT - CODE_SIZE - 2, end + 0.7, CODE_SIZE, CODE_SIZE),
    )
    head = Rect(INNER_LEFT, 16.0, INNER_RIGHT - INNER_LEFT, rows_from - 16.0)
    foot = Rect(INNER_LEFT, end + 0.7, codes[1].x - INNER_LEFT - 3, 13.0)
    tear_y = bottom + 4.5 if number <= 2 else None
    return PageLayout(number, pages, tuple(boxes), tuple(bands), _timing_marks(bottom), codes, head, foot, tear_y)


def _columns(spec: SheetSpec) -> int:
    return max(len(values) for values in value_lines(spec.kind, spec.values))


def _timing_marks(bottom: float) -> tuple[Rect, ...]:
    """Marks along all four sides, inset 10 mm; those at the sides stand at the height of the lines' middles."""
    across = [105.0 + 9.5 * step for step in range(-9, 10)]
    top_edge = [Rect(x - 1.25, 10.0, 2.5, 3.5) for x in across]
    bottom_edge = [Rect(x - 1.25, bottom - 3.5, 2.5, 3.5) for x in across]
    sides: list[Rect] = []
    line = _FIRST_LINE
    while _ORIGIN + (line + 1) * _LINE < bottom - 3.5:
        middle = _ORIGIN + (line + 0.5) * _LINE
        sides += [Rect(10.0, middle - 1.25, 3.5, 2.5), Rect(196.5, middle - 1.25, 3.5, 2.5)]
        line += 1
    return tuple(top_edge + bottom_edge + sides)
