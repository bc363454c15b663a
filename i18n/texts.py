"""Words of one language, as plain text and as HTML, with every fact rendered, escaped and kept apart.

In right-to-left text a telephone number without isolation is printed backwards; so facts are isolated by `<bdi>` in
HTML and by U+2066..U+2069 in plain text. In left-to-right plain text only what holds right-to-left letters is isolated.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from i18n.catalogues import Entry, UnknownMessage, find
from i18n.grammar import Grammar, grammar, plural_rule
from i18n.kinds import Kind, WrongFact, kind, written
from i18n.languages import Direction, Language, language
from i18n.messages import Slot, Tag, parse_message

_OPENING = {"ltr": "\u2066", "rtl": "\u2067", "auto": "\u2068"}
_CLOSING = "\u2069"


class Texts:
    """Everything said in one language. `zone` is the city's clock, for instants handed in without one."""

    __slots__ = ("_grammar", "language", "zone")

    def __init__(self, row: Language, zone: str | None) -> None:
        self.language = row
        self.zone = zone
        self._grammar: Grammar = grammar(row.tag)

    @property
    def tag(self) -> str:
        return self.language.tag

    @property
    def direction(self) -> Direction:
        return self.language.direction

    def has(self, key: str) -> bool:
        """Whether the key exists, in this language or in German."""
        try:
            find(key, self.tag)
        except UnknownMessage:
            return False
        return True

    def text(self, key: str, /, **facts: Any) -> str:
        """The message as plain text. `n` chooses the plural form. Raises UnknownMessage, WrongFact."""
        entry, tag = find(key, self.tag)
        if tag != self.tag and language(tag).direction != self.direction:
            other = _texts(tag, self.zone)
            return _OPENING[language(tag).direction] + other._plain(entry, facts) + _CLOSING
        return self._plain(entry, facts)

    def html(self, key: str, /, **facts: Any) -> Markup:
        """The message as HTML; one that fell back to German says so in `lang`. Raises UnknownMessage, WrongFact."""
        entry, tag = find(key, self.tag)
        if tag == self.tag:
            return self._markup(entry, facts)
        other = _texts(tag, self.zone)
        inner = other._markup(entry, facts)
        if tag == self.tag.partition("-")[0]:
            return inner
        return Markup('<span lang="{}" dir="{}">{}</span>').format(tag, other.direction, inner)

    def fact(self, value: Any, kind_name: str) -> str:
        """One fact as plain text, isolated where it has to be. Raises WrongFact."""
        of = kind(kind_name)
        value = self._at_home(value, of)
        if of.name == "list" and self.language.rtl:
            items = tuple(self.fact(item, "name") for item in self._checked(value, of))
            return _OPENING["rtl"] + of.write(self._grammar, items) + _CLOSING
        plain = written(self._grammar, value, kind_name)
        flow = self._flow(of)
        if self.language.rtl or (of.flow == "auto" and holds_rtl(plain)):
            return _OPENING[flow] + plain + _CLOSING
        return plain

    def fact_html(self, value: Any, kind_name: str) -> Markup:
        """One fact in `<bdi data-fact="kind">`, so that facts of a page can be found and checked. Raises WrongFact."""
        of = kind(kind_name)
        value = self._at_home(value, of)
        inner = self._items(value, of) if of.name == "list" else escape(written(self._grammar, value, kind_name))
        flow = self._flow(of)
        direction = f' dir="{flow}"' if self.language.rtl and flow != "auto" else ""
        kept = ' translate="no"' if of.verbatim else ""
        return Markup(f'<bdi data-fact="{of.name}"{direction}{kept}>{inner}</bdi>')  # noqa: S704 - inner is escaped

    def _items(self, value: Any, of: Kind) -> Markup:
        items = [Markup("<bdi>{}</bdi>").format(item) for item in self._checked(value, of)]
        separator, last = self._grammar.list
        if len(items) < 2:
            return Markup("").join(items)
        return Markup("").join((escape(separator).join(items[:-1]), escape(last), items[-1]))

    def _checked(self, value: Any, of: Kind) -> tuple[str, ...]:
        if not of.takes(value):
            raise WrongFact(f"{of.name} takes {of.wants}, not {value!r}")
        return tuple(value)

    def _flow(self, of: Kind) -> str:
        return self.direction if of.flow == "own" else of.flow

    def _at_home(self, value: Any, of: Kind) -> Any:
        from i18n.facts import Moment

        if of.name in {"datetime", "deadline"} and isinstance(value, datetime):
            if self.zone is None:
                raise WrongFact(f"{of.name}: say on whose clock, Moment({value!r}, zone)")
            return Moment(value, self.zone)
        return value

    def _plain(self, entry: Entry, facts: dict[str, Any]) -> str:
        pieces = []
        for part in parse_message(self._form(entry, facts)):
            if isinstance(part, Slot):
                pieces.append(self.fact(self._value(entry, part, facts), part.kind))
            elif isinstance(part, Tag):
                pieces.append("\n" if part.markup.startswith("<br") else "")
            else:
                pieces.append(part)
        return "".join(pieces)

    def _markup(self, entry: Entry, facts: dict[str, Any]) -> Markup:
        pieces: list[str | Markup] = []
        for part in parse_message(self._form(entry, facts)):
            if isinstance(part, Slot):
                value = self._value(entry, part, facts)
                ready = isinstance(value, Markup) and part.kind == "name"
                pieces.append(value if ready else self.fact_html(value, part.kind))
            elif isinstance(part, Tag):
                pieces.append(Markup(part.markup))  # noqa: S704 - one of the few tags of messages.TAGS
            else:
                pieces.append(escape(part))
        return Markup("").join(pieces)

    def _form(self, entry: Entry, facts: dict[str, Any]) -> str:
        if not entry.plural:
            return entry.forms[0]
        count = facts.get("n")
        if type(count) is not int:
            raise WrongFact(f"{entry.key} needs n, a whole number, not {count!r}")
        return entry.forms[plural_rule(self.tag)(abs(count))]

    @staticmethod
    def _value(entry: Entry, slot: Slot, facts: dict[str, Any]) -> Any:
        try:
            return facts[slot.name]
        except KeyError:
            raise WrongFact(f"{entry.key} needs {slot.name} ({slot.kind})") from None


def holds_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


@cache
def _texts(tag: str, zone: str | None) -> Texts:
    return Texts(language(tag), zone)


def texts(tag: str, zone: str | None = None) -> Texts:
    """The words of a language. Raises UnknownLanguage."""
    return _texts(tag, zone)
