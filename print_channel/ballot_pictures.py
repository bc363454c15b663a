"""Pictures on a ballot, for people who read none of its words: a right mark, and how a wrong one is put right."""

from __future__ import annotations

_INK = "#0b4a63"


def _drawing(content: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="25mm" height="10mm" viewBox="0 0 25 10" aria-hidden="true">'
        f"{content}</svg>"
    )


def _box(x: float) -> str:
    return f'<rect x="{x}" y="2.5" width="5" height="5" fill="none" stroke="#000" stroke-width="0.35"/>'


def _cross(x: float) -> str:
    a, b = x + 0.8, x + 4.3
    path = f"M{a} 3.2 L{b} 6.9 M{b} 3 L{a} 7"
    return f'<path d="{path}" stroke="{_INK}" stroke-width="0.7" fill="none" stroke-linecap="round"/>'


_SCRIBBLE = (
    f'<path d="M2.2 2.9 L9 1.9 L2 3.9 L9.2 3.1 L2.2 4.9 L9.1 4.3 L2.1 5.9 L9.3 5.4 L2.3 7 L9 6.5 L2.2 8 L8.8 7.6" '
    f'stroke="{_INK}" stroke-width="0.8" fill="none" stroke-linejoin="round"/>'
)
_ARROW = '<path d="M11 5 H14 M13 4.1 L14.1 5 L13 5.9" stroke="#000" stroke-width="0.35" fill="none"/>'

RIGHT_MARK = _drawing(_box(16) + _cross(16))
CORRECTION = _drawing(_box(3) + _SCRIBBLE + _ARROW + _box(16) + _cross(16))
