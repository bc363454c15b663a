"""Which type of notice a text is: types compete by evidence, and a close race has no winner."""

from __future__ import annotations

import re
from functools import lru_cache

from plain_language.notices.types import TYPES, NoticeType, Signs

LEAST, MARGIN = 6, 3
_TITLE = 160


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.S)


def _found(signs: Signs, text: str) -> int:
    return sum(points for pattern, points in signs if _compiled(pattern).search(text))


def evidence(kind: NoticeType, text: str) -> int:
    """Points for the type less those against it; 0 where its subject or its act is missing."""
    subject, acts = _found(kind.subject, text), _found(kind.acts, text)
    if not subject or not acts:
        return 0
    title = text.lstrip()[:_TITLE].split("\n", 1)[0]
    return subject + _found(kind.subject, title) + acts - _found(kind.against, text)


def recognise(text: str) -> NoticeType | None:
    """The type with the most evidence, if it has `LEAST` points and leads by `MARGIN`; else None, and nothing is
    claimed: the summary is then made of facts and of the notice's own sentences."""
    ranked = sorted(((evidence(kind, text), kind) for kind in TYPES), key=lambda pair: -pair[0])
    (best, kind), (second, _) = ranked[0], ranked[1]
    return kind if best >= LEAST and best - max(second, 0) >= MARGIN else None
