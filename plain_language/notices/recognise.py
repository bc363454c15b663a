"""Which type of notice a text is."""

from __future__ import annotations

import re
from functools import lru_cache

from plain_language.notices.types import TYPES, NoticeType


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.S)


def weight(kind: NoticeType, text: str) -> int:
    """Sum of the signs found; a sign in the first 200 characters, where the title stands, counts double."""
    total = 0
    for pattern, points in kind.signs:
        found = _compiled(pattern).search(text)
        if found:
            total += points * 2 if found.start() < 200 and points > 1 else points
    return total


def recognise(text: str) -> NoticeType | None:
    """The heaviest type above its threshold; the earlier one of equals. None if no type covers the text."""
    best: NoticeType | None = None
    best_weight = 0
    for kind in TYPES:
        found = weight(kind, text)
        strongest = max(points for _, points in kind.signs)
        has_main = any(
            points >= min(3, strongest) and _compiled(pattern).search(text) for pattern, points in kind.signs
        )
        possible = not kind.required or _compiled(kind.required).search(text)
        if possible and found >= kind.threshold and has_main and found > best_weight:
            best, best_weight = kind, found
    return best
