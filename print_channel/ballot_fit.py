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
    line: float


_STANDARD = ((11.0, 8.5), (10.0, 8.0), (9.0, 8.0))
_STANDARD_FLOW = ((9.0, 2), (8.0, 2), (7.0, 3))
_LARGE = ((18.0, 16.0), (16.0, 16.0))
_LARGE_FLOW = ((16.0, 2),)


def fit(title: str, detail: str, width: float, large: bool) -> Fit:
    """`width` in millimetres. Longest last resort: the title is cut with an ellipsis; number and catalogue name it in full."""
    width_pt = width / POINT
    for title_pt, detail_pt in _LARGE if large else _STANDARD:
        if length(title, title_pt, True) <= width_pt and length(detail, detail_pt, False) <= width_pt:
            return Fit(title, title_pt, detail_pt, True, 1.2)
    flows = _LARGE_FLOW if large else _STANDARD_FLOW
    for size, lines in flows:
        if _lines(title, detail, size, width_pt) <= lines:
            return Fit(title, size, size, False, 1.2)
    size, lines = flows[-1]
    words = title.split()
    while len(words) > 1 and _lines(" ".join(words) + ELLIPSIS, detail, size, width_pt) > lines:
        words.pop()
    return Fit(" ".join(words) + ELLIPSIS, size, size, False, 1.2)


def _lines(title: str, detail: str, size: float, width: float) -> int:
    """Lines that title and detail need when they run on, broken between words."""
    space = length(" ", size, False)
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
