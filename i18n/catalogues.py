"""Catalogues: `i18n/catalogues/<domain>/<tag>.po`, msgid = key, read when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po

from i18n.languages import language


class UnknownMessage(KeyError):
    """A key that no catalogue has, not even the German one."""


class BrokenCatalogue(ValueError):
    """A file that is no PO file, or whose plural header is not the pinned one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`forms` has one text, or as many as the language has plural forms."""

    key: str
    forms: tuple[str, ...]
    plural: bool
    comments: tuple[str, ...] = ()


def folder() -> Traversable:
    return files("i18n") / "catalogues"


def domains() -> tuple[str, ...]:
    return tuple(sorted(place.name for place in folder().iterdir() if place.is_dir()))


@cache
def catalogue(domain: str, tag: str) -> Mapping[str, Entry]:
    """The translated messages of one file (none where there is no file). Raises BrokenCatalogue."""
    place = folder() / domain / f"{tag}.po"
    return read(place.read_bytes(), tag, f"{domain}/{tag}.po") if place.is_file() else {}


def read(content: bytes, tag: str, name: str) -> dict[str, Entry]:
    """Messages that have all their forms; an empty or fuzzy one counts as not translated."""
    try:
        found = read_po(BytesIO(content), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise BrokenCatalogue(f"{name}: {error}") from None
    expected = language(tag).plural
    header = found.plural_forms
    if _squeezed(header) != _squeezed(expected):
        raise BrokenCatalogue(f"{name}: Plural-Forms is {header!r}, has to be {expected!r}")
    entries: dict[str, Entry] = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        plural = isinstance(message.id, tuple | list)
        key = str(message.id[0] if plural else message.id)
        forms = tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)
        if all(forms):
            entries[key] = Entry(key, forms, plural, tuple(message.auto_comments + message.user_comments))
    return entries


def _squeezed(header: str) -> str:
    return "".join(header.split()).replace("(", "").replace(")", "").rstrip(";")


def find(key: str, tag: str) -> tuple[Entry, str]:
    """The message and the tag of the language it is in, after falling back. Raises UnknownMessage."""
    domain = key.partition(".")[0]
    for candidate in language(tag).fallbacks:
        entry = catalogue(domain, candidate).get(key)
        if entry is not None:
            return entry, candidate
    raise UnknownMessage(key)
