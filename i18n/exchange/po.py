"""Catalogues as PO files: written in one canonical form, so that a change of one message is a change of one place.

Each message carries the German text it was translated from (`#. de: …`): when the German changes, exactly that message
is stale, in each language, until somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from i18n.catalogues import Entry, catalogue, read
from i18n.languages import language

DRAFT = "Machine draft, not yet signed by a person: see ../signed.toml and docs/howto/translate.md."
_MARK = "de: "


def source_note(source: Entry) -> str:
    """The German text as it stands in the comment of its translations."""
    return _MARK + " | ".join(form.replace("\n", "\\n") for form in source.forms)


def is_stale(source: Entry, entry: Entry) -> bool:
    """Whether the German text changed since; a message without a note is taken to be current."""
    notes = [comment for comment in entry.comments if comment.startswith(_MARK)]
    return bool(notes) and " ".join(notes[0].split()) != " ".join(source_note(source).split())


def write_po(domain: str, tag: str, entries: Mapping[str, Entry], *, with_missing: bool = False) -> str:
    """A catalogue in the order of the German one; `with_missing` adds the untranslated messages, empty."""
    source = catalogue(domain, "de")
    forms = len(language(tag).categories)
    blocks = [_header(tag)]
    for key, german in source.items():
        entry = entries.get(key)
        if entry is None and not with_missing:
            continue
        if entry is None:
            entry = Entry(key, ("",) * (forms if german.plural else 1), german.plural)
        note = next((c for c in entry.comments if c.startswith(_MARK)), source_note(german))
        blocks.append(_message(entry, note))
    return "\n".join(blocks)


def _header(tag: str) -> str:
    return (
        f'# {DRAFT}\nmsgid ""\nmsgstr ""\n"Language: {tag}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {language(tag).plural}\\n"\n'
    )


def _message(entry: Entry, note: str) -> str:
    lines = [f"#. {note}", f'msgid "{entry.key}"']
    if entry.plural:
        lines.append(f'msgid_plural "{entry.key}"')
        lines += [f'msgstr[{at}] "{_escaped(form)}"' for at, form in enumerate(entry.forms)]
    else:
        lines.append(f'msgstr "{_escaped(entry.forms[0])}"')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same message was changed here and by whoever sent the file back; nothing is lost, a person decides."""

    key: str
    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """`entries` is the catalogue with everything taken over that was not in conflict."""

    entries: Mapping[str, Entry]
    taken: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    unknown: tuple[str, ...]


def merge_po(domain: str, tag: str, returned: bytes, *, ours: Mapping[str, Entry], base: Mapping[str, Entry]) -> Merge:
    """Takes back a file that was handed out as `base` while `ours` went on. Raises BrokenCatalogue.

    A message that is empty in the returned file is left as it is here.
    """
    theirs = read(returned, tag, f"{domain}/{tag}")
    source = catalogue(domain, "de")
    entries = dict(ours)
    taken: list[str] = []
    conflicts: list[Conflict] = []
    for key, entry in theirs.items():
        if key not in source:
            continue
        before = base[key].forms if key in base else ()
        here = ours[key].forms if key in ours else ()
        if entry.forms in (before, here):
            continue
        if here != before:
            conflicts.append(Conflict(key, before, here, entry.forms))
            continue
        entries[key] = replace(entry, comments=entry.comments or (source_note(source[key]),))
        taken.append(key)
    unknown = tuple(key for key in theirs if key not in source)
    return Merge(entries, tuple(taken), tuple(conflicts), unknown)
