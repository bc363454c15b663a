"""The outcome as two pictures in one SVG: who paid for what, and how many people have selected projects.

Pure text, no script, no style from elsewhere: it scales, and prints in black and white (a hatch beside the colour). All
words come from the caller, who has them in the reader's language; numbers are drawn as the caller writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.sax.saxutils import escape

from consult.counting.explain import Measures
from consult.counting.values import Instance, Number, Outcome

_WIDTH, _ROW, _GAP, _LABEL = 640, 26, 6, 186
_ACCENT, _PALE, _INK = "#1b4f72", "#d6e4ee", "#1a1a1a"


@dataclass(frozen=True, slots=True)
class PictureWords:
    """Already in the reader's language. `reached` names the bars for none, one, two, three and more projects."""

    title: str
    left_over: str
    reached_title: str
    reached: tuple[str, str, str, str]
    money: Callable[[Number], str]
    people: Callable[[int], str]
    right_to_left: bool = False


def picture(instance: Instance, outcome: Outcome, measures: Measures, words: PictureWords) -> str:
    """SVG text. Bars: the cost of each winner and what is left, as parts of the budget; then people by projects won."""
    spent = [(instance.project(name).name or name, instance.project(name).cost) for name in outcome.winners]
    rest = instance.budget - outcome.cost
    whole = Fraction(max(instance.budget, outcome.cost)) or Fraction(1)
    rows = [(name, Fraction(cost) / whole, words.money(cost), False) for name, cost in spent]
    if rest > 0:
        rows.append((words.left_over, Fraction(rest) / whole, words.money(rest), True))
    largest = max((share for _, share, _, _ in rows), default=Fraction(1)) or Fraction(1)
    rows = [(name, share / largest, label, pale) for name, share, label, pale in rows]
    people = (*measures.reached[:3], sum(measures.reached[3:]))
    most = max(people) or 1
    second = [
        (name, Fraction(number, most), words.people(number), place == 0)
        for place, (name, number) in enumerate(zip(words.reached, people, strict=True))
    ]
    head = 34
    first_height = head + len(rows) * (_ROW + _GAP)
    height = first_height + head + len(second) * (_ROW + _GAP) + 8
    direction = "rtl" if words.right_to_left else "ltr"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" direction="{direction}" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}">',
        f"<title>{escape(words.title)}</title>",
        f'<defs><pattern id="left" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{_PALE}"/><path d="M0 0v6" stroke="{_ACCENT}" stroke-width="1.5"/>'
        "</pattern></defs>",
        *_bars(words.title, rows, 0, words.right_to_left),
        *_bars(words.reached_title, second, first_height, words.right_to_left),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bars(title: str, rows: Sequence[tuple[str, Fraction, str, bool]], top: int, mirrored: bool) -> list[str]:
    """Labels at the reading side, bars growing away from them, the number behind each bar."""
    start, room = _LABEL + 8, _WIDTH - _LABEL - 130
    anchor = "start"
    parts = [_text(title, _x(0, mirrored), top + 20, anchor, ' font-weight="bold" font-size="15"')]
    for place, (name, share, label, pale) in enumerate(rows):
        y = top + 34 + place * (_ROW + _GAP)
        width = round(float(share) * room, 1)
        left = _WIDTH - start - width if mirrored else start
        fill = "url(#left)" if pale else _ACCENT
        parts.append(_text(_short(name), _x(0, mirrored), y + 17, anchor, ""))
        parts.append(f'<rect x="{left:g}" y="{y}" width="{max(width, 1):g}" height="{_ROW}" rx="3" fill="{fill}"/>')
        parts.append(_text(label, _x(start + width + 6, mirrored), y + 17, anchor, ""))
    return parts


def _x(x: float, mirrored: bool) -> float:
    return _WIDTH - x if mirrored else x


def _text(text: str, x: float, y: float, anchor: str, extra: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'


def _short(text: str) -> str:
    return text if len(text) <= 23 else text[:22].rstrip() + "…"
