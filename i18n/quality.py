"""Checks of one translated segment: what a machine can see. Each finding names its rule; a person decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from i18n.glossary import Term, check_terms
from i18n.identify import leaks, small_words
from i18n.languages import language
from i18n.masking import Found, facts_in

Rule = Literal[
    "empty", "fact", "placeholder", "markup", "untranslated", "language", "length", "direction", "negation", "glossary"
]

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_OPENERS, _CLOSER, _OVERRIDES = "\u2066\u2067\u2068", "\u2069", "\u202d\u202e"
_NEGATIVE = re.compile(
    r"\b(?:not|no|none|never|nobody|nothing|nor|neither|without|cannot|un[a-z]{3,}|non[a-z-]+|dis[a-z]{4,}|free|only"
    r"|unless|instead|rather|lack\w*|fail\w*|refus\w*|except\w*|exempt\w*|exclu\w*|avoid\w*|missing|absen\w*|less"
    r"|in(?:valid|eligible|sufficient|correct|complete|dependent|capable|adequate|voluntary)\w*|im(?:possible|proper)\w*"
    r"|il(?:legal|licit)\w*|irre\w+|stateless|jobless|prohibit\w*|forbid\w*|forbidden|too|outside|beyond|other than)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_STRONG_NOT = re.compile(r"\b(?:nicht|kein(?:e|er|en|em|es)?)\b", re.IGNORECASE)
_BUT_ALSO = re.compile(r"\b(?:nicht (?:nur|selten|zuletzt|mehr als)|wenn nicht|noch nicht)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    rule: Rule
    message: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A segment and its translation."""

    source: str
    target: str
    source_tag: str
    target_tag: str


def check(pair: Pair, terms: Iterable[Term] = ()) -> list[Remark]:
    """What is wrong or doubtful with a translation, nothing for a good one."""
    if not pair.target.strip():
        return [Remark("empty", "no translation")] if pair.source.strip() else []
    found = [Remark(rule, message) for rule, look in _CHECKS.items() for message in look(pair)]
    found += [Remark("glossary", message) for message in check_terms(pair.source, pair.target, pair.target_tag, terms)]
    return found


def _facts(pair: Pair) -> list[str]:
    """Facts have to be the same on both sides, however they are written; the order is free."""
    sources, targets = (facts_in(text) for text in (_clean(pair.source), _clean(pair.target)))
    left = Counter((fact.kind, fact.value) for fact in sources)
    right = Counter((fact.kind, fact.value) for fact in targets)
    missing, added = left - right, right - left
    for kind, value in list(missing):
        twin = next((other for other in added if _same_hour((kind, value), other)), None)
        if twin is not None:
            common = min(missing[kind, value], added[twin])
            missing[kind, value] -= common
            added[twin] -= common
    missing, added = +missing, +added
    told = [f"missing {kind} {value}" for kind, value in missing] + [f"added {kind} {value}" for kind, value in added]
    told += _regrouped(_clean(pair.source), sources, _clean(pair.target), targets)
    return [", ".join(told)] if told else []


def _regrouped(source: str, sources: tuple[Found, ...], target: str, targets: tuple[Found, ...]) -> list[str]:
    """Telephone numbers with the same digits, but with blanks at other places: people dial what they see."""
    before = {fact.value: _gaps(source[fact.start : fact.end]) for fact in sources if fact.kind == "phone"}
    after = {fact.value: _gaps(target[fact.start : fact.end]) for fact in targets if fact.kind == "phone"}
    return [f"split phone {value}" for value, gaps in after.items() if before.get(value, gaps) != gaps]


def _gaps(written: str) -> str:
    return re.sub(r"\D+", " ", written)


def _same_hour(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """A full hour may stand as a bare number on one side, as in "from 10 to 12"."""
    (kind, value), (other_kind, other_value) = one, other
    if {kind, other_kind} != {"time", "number"}:
        return False
    clock, number = (value, other_value) if kind == "time" else (other_value, value)
    return number.isdigit() and clock == f"{int(number):02d}:00"


def _clean(text: str) -> str:
    """Without tags (an address in `href` does not stand for the visible one), placeholders and invisible marks."""
    text = _PLACEHOLDER.sub(" ", _TAG.sub(" ", text))
    return text.replace("\u200b", "").replace("\u00ad", "").replace("\ufeff", "")


def _same(pattern: re.Pattern[str], what: str) -> Callable[[Pair], list[str]]:
    def look(pair: Pair) -> list[str]:
        left = Counter(_normal_tag(tag) for tag in pattern.findall(pair.source))
        right = Counter(_normal_tag(tag) for tag in pattern.findall(pair.target))
        return [] if left == right else [f"{what}: {sorted((left - right) + (right - left))}"]

    return look


def _normal_tag(tag: str) -> str:
    """`lang` and `dir` may differ between languages."""
    return re.sub(r"\s+(?:lang|dir)=\"[^\"]*\"", "", tag)


def _untranslated(pair: Pair) -> list[str]:
    """The same words, and not just a name or an address: some small words of the source language."""
    if " ".join(pair.source.split()).casefold() != " ".join(pair.target.split()).casefold():
        return []
    words = _words(pair.source)
    small, all_words = small_words(words, pair.source_tag), len(re.findall(r"[^\W\d_]+", words))
    return ["the same words as the source"] if small >= 3 or (small >= 2 and all_words >= 5) else []


def _language(pair: Pair) -> list[str]:
    text = _words(pair.target)
    seen = leaks(text, pair.target_tag) if sum(map(str.isalpha, text)) >= 12 else None
    return [f"looks like {seen}"] if seen else []


def _words(text: str) -> str:
    """What is left to translate: no tags, no placeholders, no facts."""
    text = _clean(text)
    for fact in reversed(facts_in(text)):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return " ".join(text.split())


def _length(pair: Pair) -> list[str]:
    left, right = len(_clean(pair.source).strip()), len(_clean(pair.target).strip())
    if pair.target_tag == "zh":
        right *= 3
    if max(left, right) < 40 or (right <= 2.5 * left + 20 and left <= 2.2 * right + 15):
        return []
    return [f"{right} characters for {left}"]


def _direction(pair: Pair) -> list[str]:
    """Isolates are closed where they are opened, nothing is overridden, and right-to-left text is mostly that."""
    depth = 0
    for sign in pair.target:
        if sign in _OVERRIDES:
            return ["a mark that overrides the direction"]
        depth += (sign in _OPENERS) - (sign == _CLOSER)
        if depth < 0:
            break
    return ["isolates that do not match"] if depth else []


def _negation(pair: Pair) -> list[str]:
    """Only where both sides can be told: a plain "nicht" or "kein" without any word of negation on the other side."""
    if (pair.source_tag, pair.target_tag) != ("de", "en"):
        return []
    source = _BUT_ALSO.sub(" ", _clean(pair.source))
    if _STRONG_NOT.search(source) and not _NEGATIVE.search(_clean(pair.target)):
        return ["the source says not, the translation doesn't"]
    return []


_CHECKS: Mapping[Rule, Callable[[Pair], list[str]]] = MappingProxyType(
    {
        "fact": _facts,
        "placeholder": _same(_PLACEHOLDER, "placeholders differ"),
        "markup": _same(_TAG, "tags differ"),
        "untranslated": _untranslated,
        "language": _language,
        "length": _length,
        "direction": _direction,
        "negation": _negation,
    }
)


def reads_rtl(text: str, tag: str) -> bool:
    """Whether most letters of a text in a right-to-left language run that way."""
    from i18n.identify import script

    return language(tag).rtl and script(text) == language(tag).script
