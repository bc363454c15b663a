"""Are the catalogues sound? What is broken stops a release; what is missing only makes a language less complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from i18n.catalogues import BrokenCatalogue, Entry, catalogue, domains
from i18n.exchange.po import is_stale
from i18n.identify import leaks
from i18n.languages import LANGUAGES, language
from i18n.messages import BrokenMessage, Slot, Tag, parse_message

SOURCE = "de"
_LONGEST = 2.2  # times the German text, for messages of more than a few words
_ROOM = 24  # characters a short message may be longer
_FILE_ENDINGS = (".jinja", ".html", ".po", ".py", ".txt", ".css", ".js", ".json", ".pdf", ".toml")
_MARKUP_LIKE = re.compile(r"<[^>]*>|&[a-z#0-9]+;")


@dataclass(frozen=True, slots=True)
class Finding:
    """`broken` findings make the check say no; the others are for whoever reviews the catalogue."""

    catalogue: str
    key: str
    rule: str
    message: str
    broken: bool


def check_catalogue(domain: str, tag: str) -> list[Finding]:
    """Findings of one file against the German one."""
    name = f"{domain}/{tag}"
    try:
        source, target = catalogue(domain, SOURCE), catalogue(domain, tag)
    except BrokenCatalogue as error:
        return [Finding(name, "", "file", str(error), broken=True)]
    found: list[Finding] = []
    for key, entry in target.items():
        if not key.startswith(f"{domain}."):
            found.append(Finding(name, key, "key", f"a key of {domain} begins with {domain}.", broken=True))
        if key not in source:
            found.append(Finding(name, key, "orphan", "German has no such message any more", broken=False))
            continue
        found += check_entry(source[key], entry, name, tag)
    return found


def check_entry(source: Entry, entry: Entry, name: str, tag: str) -> Iterator[Finding]:
    """Findings of one message: the same placeholders and tags in every form that may be read."""
    if source.plural != entry.plural:
        yield Finding(name, entry.key, "plural", "one language has plural forms and the other has not", broken=True)
        return
    wanted = len(language(tag).categories) if entry.plural else 1
    if len(entry.forms) != wanted:
        yield Finding(name, entry.key, "plural", f"{len(entry.forms)} forms, has to be {wanted}", broken=True)
    try:
        content = _content(source.forms[-1])
        for at in range(len(entry.forms)):
            yield from _check_form(entry, at, content, name)
    except BrokenMessage as error:
        yield Finding(name, entry.key, "placeholder", str(error), broken=True)
        return
    yield from _check_words(source, entry, name, tag)


def _content(message: str) -> tuple[set[Slot], list[str]]:
    parts = parse_message(message)
    return {p for p in parts if isinstance(p, Slot)}, sorted(p.markup for p in parts if isinstance(p, Tag))


def _check_form(entry: Entry, at: int, content: tuple[set[Slot], list[str]], name: str) -> Iterator[Finding]:
    """A form for one or two things may say the number in a word; all others name every fact."""
    form, (slots, tags) = entry.forms[at], content
    own_slots, own_tags = _content(form)
    missing, added = slots - own_slots, own_slots - slots
    if entry.plural and at + 1 < len(entry.forms):
        missing = {slot for slot in missing if slot.name != "n"}
    if missing or added:
        told = [f"without {{{s.name}:{s.kind}}}" for s in missing] + [f"unknown {{{s.name}:{s.kind}}}" for s in added]
        yield Finding(name, entry.key, "placeholder", ", ".join(sorted(told)), broken=True)
    if own_tags != tags:
        yield Finding(name, entry.key, "markup", f"has {own_tags}, German has {tags}", broken=True)
    for part in parse_message(form):
        if isinstance(part, str) and _MARKUP_LIKE.search(part):
            yield Finding(name, entry.key, "markup", f"would be shown as it stands: {part!r}", broken=True)


def _check_words(source: Entry, entry: Entry, name: str, tag: str) -> Iterator[Finding]:
    if tag == SOURCE:
        return
    if is_stale(source, entry):
        yield Finding(name, entry.key, "stale", f"German is now {source.forms[-1]!r}", broken=False)
    mine, german = max(entry.forms, key=len), max(source.forms, key=len)
    if len(mine) > len(german) * _LONGEST + _ROOM:
        yield Finding(name, entry.key, "length", f"{len(mine)} characters, German has {len(german)}", broken=False)
    leaked = leaks(words_of(mine), tag)
    if leaked is not None:
        yield Finding(name, entry.key, "language", f"looks like {leaked}: {mine!r}", broken=False)
    if tag != "de-simple" and mine == german and len(words_of(mine).split()) > 2:
        yield Finding(name, entry.key, "untranslated", f"the same as German: {mine!r}", broken=False)


def words_of(message: str) -> str:
    """The message without placeholders and tags."""
    return " ".join("".join(part if isinstance(part, str) else " " for part in parse_message(message)).split())


def check_all(tags: Iterable[str] = LANGUAGES) -> list[Finding]:
    return [finding for domain in domains() for tag in tags for finding in check_catalogue(domain, tag)]


def missing(tag: str) -> dict[str, int]:
    """Messages that German has and this language has not, by domain."""
    return {domain: len(catalogue(domain, SOURCE).keys() - catalogue(domain, tag).keys()) for domain in domains()}


def complete(tag: str, without: Iterable[str] = ()) -> float:
    """Share of the German messages that the language has, 0 to 1, rounded down; `without` leaves domains out."""
    wanted = [domain for domain in domains() if domain not in set(without)]
    total = sum(len(catalogue(domain, SOURCE)) for domain in wanted)
    lacking = sum(count for domain, count in missing(tag).items() if domain in wanted)
    return int(10_000 * (total - lacking) / total) / 10_000 if total else 1.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Keys that the code names and no catalogue has, and keys that nothing names."""

    missing: Mapping[str, str]
    unused: tuple[str, ...]


def usage(roots: Iterable[Path]) -> Usage:
    """Looks through Python files and templates; keys put together at run time are known by their beginning."""
    names = "|".join(domains()) or "web"
    literal = re.compile(rf"""["'`]((?:{names})\.[a-z0-9_]+(?:\.[a-z0-9_]+)*)["'`]""")
    started = re.compile(rf"""["'`]((?:{names})\.[a-z0-9_.]*)(?:\{{|["']\s*(?:\+|~|%))""")
    known = {key for domain in domains() for key in catalogue(domain, SOURCE)}
    used: dict[str, str] = {}
    beginnings: set[str] = set()
    for place in sorted(p for root in roots for p in root.rglob("*") if p.suffix in {".py", ".jinja", ".html", ".txt"}):
        content = place.read_text("utf-8")
        used.update((found, place.name) for found in literal.findall(content))
        beginnings.update(started.findall(content))
    return Usage(
        missing={
            key: place
            for key, place in sorted(used.items())
            if key not in known and key not in beginnings and not key.endswith(_FILE_ENDINGS)
        },
        unused=tuple(sorted(k for k in known - used.keys() if not k.startswith(tuple(beginnings)))),
    )
