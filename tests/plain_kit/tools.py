"""Small tools of the corruption generators; nothing here knows the guard."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Corruption = Callable[[str, random.Random], str | None]


def pick(rng: random.Random, pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return rng.choice(found) if found else None


def put(text: str, match: re.Match[str], new: str, group: int | str = 0) -> str | None:
    start, end = match.span(group)
    changed = text[:start] + new + text[end:]
    return changed if changed != text else None


def digit(rng: random.Random, figure: str) -> str:
    places = [i for i, c in enumerate(figure) if c.isdigit() and not (i == 0 and len(figure) > 1)] or [0]
    place = rng.choice(places)
    return figure[:place] + rng.choice([d for d in "123456789" if d != figure[place]]) + figure[place + 1 :]
