"""One statement a sentence: parts that already are whole sentences get their own full stop."""

from __future__ import annotations

import re


def split(sentences: list[str]) -> list[str]:
    return [piece for sentence in sentences for piece in _semicolons(sentence)]


def _semicolons(sentence: str) -> list[str]:
    pieces = re.split(r";\s+(?=(?:der|die|das|sie|er|es|dies\w*|ein\w*|hier\w*|dabei|danach|dazu)\s)", sentence)
    return [
        piece if index == 0 else piece[0].upper() + piece[1:]
        for index, piece in enumerate(p + "." if i < len(pieces) - 1 else p for i, p in enumerate(pieces))
    ]
