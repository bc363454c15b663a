"""Writing a plain version: facts, "at a glance", rewritten sentences, and the guard's word on the result."""

from __future__ import annotations

import re

from i18n import texts
from plain_language.assembly import assemble
from plain_language.facts import facts
from plain_language.model import Language, Level, Plain, Readability
from plain_language.notices import glance, recognise
from plain_language.notices.slots import Notice
from plain_language.readability import scores
from plain_language.text import sentences

MAX_CHARACTERS = 200_000
_GERMAN = re.compile(
    r"\b(?:der|die|das|und|ist|nicht|ein|eine|mit|für|von|wird|werden|zu|im|den|dem|des|auf|bei|am|um|Uhr|bis|Sie)\b"
)
_ENGLISH = re.compile(r"\b(?:the|and|is|of|to|in|for|with|on|be|are|will|from|until|at|may|must|not|you|by)\b", re.I)


class NotPlainText(ValueError):
    """The text cannot be worked on: empty, not text, too long or in another language. The message says which."""


def check_input(text: str, lang: Language) -> None:
    """Raises NotPlainText."""
    if not text.strip():
        raise NotPlainText("the text is empty")
    if "\x00" in text or sum(not (c.isprintable() or c.isspace()) for c in text[:4000]) > len(text[:4000]) * 0.02:
        raise NotPlainText("this is not text")
    if len(text) > MAX_CHARACTERS:
        raise NotPlainText(f"the text has {len(text)} characters, {MAX_CHARACTERS} are allowed")
    words = len(re.findall(r"[^\W\d_]+", text))
    if words < 8:
        return
    german, english = len(_GERMAN.findall(text)), len(_ENGLISH.findall(text))
    found, other = (german, english) if lang == "de" else (english, german)
    name = {"de": "German", "en": "English"}
    if found * 25 < words or other > 2 * found:
        seen = name["en" if lang == "de" else "de"] if other > 2 * max(found, 1) else "another language"
        raise NotPlainText(f"the text seems to be {seen}, {name[lang]} is expected (--lang)")


def simplify(text: str, *, level: Level = "einfach", lang: Language = "de") -> Plain:
    """A plain draft of an official text. Same text, same answer. Raises NotPlainText."""
    check_input(text, lang)
    notice = Notice(text, tuple(sentences(text)), facts(text))
    kind = recognise(text)
    draft = assemble(notice, glance(kind, notice, lang), lang, level)
    return Plain(
        notice_type=kind.id if kind else None,
        level=level,
        lang=lang,
        summary=draft.summary,
        text=draft.text,
        sentences=tuple(piece.sentence for piece in draft.pieces),
        facts=notice.facts,
        alarms=draft.alarms,
        omitted=draft.omitted,
        readability=Readability(scores(text), scores(draft.text)),
        label=texts(lang).text("plain.label.draft" if draft.alarms else "plain.label.checked_guard"),
    )
