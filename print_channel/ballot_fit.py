"""Choose how the words of a row are set, so that they fit its strip at the largest size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

POINT = 25.4 / 72  # millimetres
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Fit:
    """`title_pt`, `detail_pt` font sizes; `stacked`: the detail has a line of its own; `title` perhaps shortened."""

    title: str
    title_pt: float
    detail_pt: float
    stacked: bool


LEADING = 1.15
_STACKED = ((11.0, 8.5), (10.0, 8.0), (9.0, 8.0))
_FLOWING = (9.0, 8.0, 7.0)
_STACKED_LARGE = ((18.0, 16.0), (16.0, 16.0))
_FLOWING_LARGE = (16.0,)


def fit(title: str, detail: str, width: float, height: float, large: bool) -> Fit:
    """Into `width` x `height` millimetres. The last resort cuts the title with an ellipsis: the catalogue has
    it in full, under the same number.
    """
    width_pt, height_pt = width / POINT, height / POINT - 0.6
    for title_pt, detail_pt in _STACKED_LARGE if large else _STACKED:
        lines = _lines(title, "", title_pt, width_pt) * title_pt + _lines("", detail, detail_pt, width_pt) * detail_pt
        if lines * LEADING <= height_pt:
            return Fit(title, title_pt, detail_pt, True)
    sizes = _FLOWING_LARGE if large else _FLOWING
    for size in sizes:
        if _lines(title, detail, size, width_pt) <= int(height_pt / (size * LEADING)):
            return Fit(title, size, size, False)
    size = sizes[-1]
    words = title.split()
    while len(words) > 1 and _lines(" ".join(words) + ELLIPSIS, detail, size, width_pt) * size * LEADING > height_pt:
        words.pop()
    return Fit(" ".join(words) + ELLIPSIS, size, size, False)


def fit_steps(steps: tuple[str, ...], width: float, height: float, sizes: tuple[float, ...]) -> float:
    """The largest of `sizes` (points) at which paragraphs fit `width` x `height` millimetres; ValueError if none."""
    for size in sizes:
        lines = sum(_lines("", step, size, width / POINT) for step in steps)
        if lines * size * 1.2 * POINT <= height:
            return size
    raise ValueError(f"the instruction is too long for its place on the ballot: {' '.join(steps)[:80]!r} ...")


def _lines(title: str, detail: str, size: float, width: float) -> int:
    """Lines that title and detail need when they run on, broken between words."""
    space = length(" ", size, False)
    if not title and not detail:
        return 0
    lines, used = 1, 0.0
    for words, bold in ((title, True), (detail, False)):
        for word in words.split():
            needed = length(word, size, bold)
            if used and used + space + needed > width:
                lines, used = lines + 1, 0.0
            used += (space if used else 0.0) + needed
    return lines


def length(text: str, size: float, bold: bool) -> float:
    """Width in points, shaped by HarfBuzz with the first shipped face that has all the letters."""
    return _units(text, bold) * size * 1.01


@cache
def _units(text: str, bold: bool) -> float:
    import uharfbuzz as hb

    if not text:
        return 0.0
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font("wide-bold" if bold else "wide") if _needs_wide(text) else _font("sans-bold" if bold else "sans")
    hb.shape(font, buffer)
    upem: int = font.face.upem
    return float(sum(place.x_advance for place in buffer.glyph_positions)) / upem


def _needs_wide(text: str) -> bool:
    return any("\u0590" <= sign <= "\u139f" or sign >= "\ufb50" for sign in text)


@cache
def _font(key: str) -> Any:
    import uharfbuzz as hb

    from print_channel.fonts import faces

    return hb.Font(hb.Face(hb.Blob.from_file_path(str(faces()[key].path))))
