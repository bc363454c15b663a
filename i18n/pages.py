"""Facts of a finished page: every `<bdi data-fact="kind">` is found and read back in the language it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from i18n.languages import LANGUAGES
from i18n.parsing import parse, plain

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True)
class FoundFact:
    """`tag` is the language of the nearest element that names one."""

    kind: str
    text: str
    tag: str
    items: tuple[str, ...] = ()

    def value(self, zone: str = "Europe/Berlin") -> Any:
        """What the text says. Raises parsing.UnreadableFact."""
        if self.kind == "list":
            return self.items
        return parse(self.text, self.kind, self.tag, zone=zone)


class _Reader(HTMLParser):
    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[FoundFact] = []
        self._open: list[tuple[str, str]] = [("", tag)]
        self._fact: str | None = None
        self._depth = 0
        self._text: list[str] = []
        self._items: list[list[str]] = []
        self._item: int | None = None

    def handle_starttag(self, element: str, attributes: list[tuple[str, str | None]]) -> None:
        if element in _VOID:
            return
        given = dict(attributes)
        tag = given.get("lang") or self._open[-1][1]
        self._open.append((element, tag))
        kind = given.get("data-fact")
        if self._fact is None and kind is not None:
            self._fact, self._depth, self._text, self._items = kind, len(self._open), [], []
        elif self._fact is not None and element == "bdi":
            self._items.append([])
            self._item = len(self._open)

    def handle_endtag(self, element: str) -> None:
        if element not in (name for name, _ in self._open[1:]):
            return
        while True:
            depth = len(self._open)
            name, tag = self._open.pop()
            if self._item == depth:
                self._item = None
            if self._fact is not None and depth == self._depth:
                items = tuple(plain("".join(item)) for item in self._items)
                if tag in LANGUAGES:
                    self.found.append(FoundFact(self._fact, "".join(self._text), tag, items))
                self._fact = None
            if name == element:
                return

    def handle_data(self, text: str) -> None:
        if self._fact is not None:
            self._text.append(text)
            if self._item is not None:
                self._items[-1].append(text)


def facts_of(html: str, tag: str) -> list[FoundFact]:
    """Facts of a page or a fragment in reading order; `tag` is its language where no element says another."""
    reader = _Reader(tag)
    reader.feed(html)
    reader.close()
    return reader.found
