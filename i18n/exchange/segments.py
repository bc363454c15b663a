"""A segment on its way to a translator and back; what every format needs: placeholders kept, XML distrusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

State = Literal["empty", "draft", "needs-review", "reviewed", "approved", "stale"]
STATES: tuple[State, ...] = ("empty", "draft", "needs-review", "reviewed", "approved", "stale")

PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*(?::[a-z]+)?\}")
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST = 50_000_000  # bytes
_DEEPEST = 40


class HostileFile(ValueError):
    """A file that declares entities, is too large or too deep, or is no file of this format."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`id` is the message's key or the segment's number; texts hold no control characters, and \\n as line break."""

    id: str
    source: str
    target: str = ""
    state: State = "empty"
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "source", "target", "note"):
            text = getattr(self, name).replace("\r\n", "\n").replace("\r", "\n")
            object.__setattr__(self, name, text)
            if _FORBIDDEN.search(text):
                raise ValueError(f"{self.id}: a control character in {name}")
        if self.state not in STATES:
            raise ValueError(f"{self.id}: no state {self.state!r}; there are {', '.join(STATES)}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Segments of one language pair, in order, each id once."""

    source_tag: str
    target_tag: str
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        ids = [segment.id for segment in self.segments]
        if len(set(ids)) != len(ids):
            raise ValueError("an id comes twice")


def xml_root(content: bytes, name: str) -> ElementTree.Element:
    """The root element, called `name`. Raises HostileFile.

    A first pass only looks: any document type is refused, so that no entity can be declared, and the depth is limited.
    """
    if len(content) > _LARGEST:
        raise HostileFile(f"larger than {_LARGEST} bytes")
    depth = 0

    def refuse(*_: object) -> None:
        raise HostileFile("a document type is not allowed")

    def deeper(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise HostileFile(f"deeper than {_DEEPEST} elements")

    def higher(_: str) -> None:
        nonlocal depth
        depth -= 1

    scout = expat.ParserCreate()
    scout.StartDoctypeDeclHandler = refuse
    scout.StartElementHandler = deeper
    scout.EndElementHandler = higher
    try:
        scout.Parse(content, True)
        root = ElementTree.fromstring(content)  # noqa: S314 - no document type, so no entities: looked at above
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        if isinstance(error, HostileFile):
            raise
        raise HostileFile(f"no readable XML: {error}") from None
    if local(root.tag) != name:
        raise HostileFile(f"not a <{name}> file but <{local(root.tag)}>")
    return root


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in element if local(child.tag) == name)


def child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next(children(element, name), None)


def inline(text: str, element: str, attribute: str) -> str:
    """Text as XML, each placeholder an empty element that tools show as a block and nobody can mistype."""
    pieces: list[str] = []
    position = 0
    for number, found in enumerate(PLACEHOLDER.finditer(text), start=1):
        pieces += [escape(text[position : found.start()])]
        pieces += [f'<{element} id="{number}" {attribute}={quoteattr(found.group())}/>']
        position = found.end()
    return "".join((*pieces, escape(text[position:])))


def outline(element: ElementTree.Element | None, attribute: str) -> str:
    """The text of an element with its placeholders; elements that a tool wrapped around words are dropped."""
    if element is None:
        return ""
    pieces = [element.text or ""]
    for part in element:
        pieces += [part.get(attribute) or outline(part, attribute), part.tail or ""]
    return "".join(pieces)
