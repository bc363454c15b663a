"""Messages of the catalogues: `{name}` and `{deadline:date}` between words, a few inline tags, nothing else.

A message is parsed once; a broken placeholder is found when the catalogue is checked, not when a resident reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from i18n.kinds import kind

TAGS = ("strong", "em", "b", "br", "abbr", "small")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z]+))?\}")
_TAG = re.compile(rf"</?(?:{'|'.join(TAGS)})\s*/?>")


class BrokenMessage(ValueError):
    """Braces that are no placeholder, or a kind that does not exist."""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Tag:
    """An inline tag as it stands in the message."""

    markup: str


Part = str | Slot | Tag


@lru_cache(maxsize=32_768)
def parse_message(message: str) -> tuple[Part, ...]:
    """Words, placeholders and tags in order. Raises BrokenMessage."""
    parts: list[Part] = []
    position = 0
    for found in _PLACEHOLDER.finditer(message):
        parts += _words(message[position : found.start()])
        name, kind_name = found.group(1), found.group(2) or "name"
        try:
            kind(kind_name)
        except TypeError as error:
            raise BrokenMessage(f"{found.group(0)} in {message!r}: {error}") from None
        parts.append(Slot(name, kind_name))
        position = found.end()
    parts += _words(message[position:])
    return tuple(parts)


def slots(message: str) -> frozenset[Slot]:
    return frozenset(part for part in parse_message(message) if isinstance(part, Slot))


def _words(text: str) -> list[Part]:
    if "{" in text or "}" in text:
        raise BrokenMessage(f"a brace that is no placeholder in {text!r}")
    parts: list[Part] = []
    position = 0
    for found in _TAG.finditer(text):
        parts += [text[position : found.start()], Tag(found.group(0))]
        position = found.end()
    parts.append(text[position:])
    return [part for part in parts if part != ""]
