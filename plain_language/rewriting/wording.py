"""Familiar words for official ones, from a reviewed list; legal terms are locked and only explained."""

from __future__ import annotations

import re
from functools import cache

from plain_language.data import lines


@cache
def _list() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = sorted(lines("familiar.tsv"), key=lambda row: -len(row[0]))
    return tuple((re.compile(rf"(?<![\w-]){pattern}(?![\w-])"), new) for pattern, new, *_ in rows)


@cache
def locked() -> tuple[str, ...]:
    """Terms of law that no rule may replace."""
    return tuple(row[0] for row in lines("locked.tsv"))


def familiar(sentences: list[str]) -> list[str]:
    return [_replace(sentence) for sentence in sentences]


def _replace(sentence: str) -> str:
    for pattern, new in _list():
        found = pattern.search(sentence)
        if found:
            sentence = pattern.sub(lambda match, new=new: _as_there(match, new), sentence)  # type: ignore[misc]  # mypy cannot type a default
    return sentence


def _as_there(match: re.Match[str], new: str) -> str:
    text = match.expand(new)
    return text[0].upper() + text[1:] if match.group()[0].isupper() and match.start() == 0 else text
