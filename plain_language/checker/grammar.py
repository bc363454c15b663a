"""Rules about the build of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from plain_language.german import Word
from plain_language.model import Level

_WERDEN = {"werde", "wird", "werden", "wirst", "werdet", "wurde", "wurden", "wurdest", "worden"}
_SUBJUNCTIVE = {
    "wäre", "wären", "hätte", "hätten", "würde", "würden", "könnte", "könnten", "müsste", "müssten", "dürfte", "dürften",  # noqa: E501 - a pattern or list is read in one piece
    "sei", "seien", "habe", "solle", "könne", "müsse", "dürfe", "wolle", "käme", "kämen", "gäbe", "gäben", "ginge", "möge", "mögen",  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
NEGATIONS = {
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "keines",
    "nie",
    "niemals",
    "niemand",
    "niemandem",
    "niemanden",
    "nichts",
    "weder",
    "keinesfalls",
    "keineswegs",
    "nirgends",
    "ohne",
}
_CONJUNCTIONS = {
    "weil", "dass", "daß", "obwohl", "wenn", "falls", "sofern", "soweit", "sobald", "solange", "nachdem", "bevor", "ehe", "damit",  # noqa: E501 - a pattern or list is read in one piece
    "sodass", "während", "indem", "wobei", "wodurch", "womit", "weshalb", "weswegen", "obgleich", "insofern",
}  # fmt: skip
_FUNCTION_VERBS = (
    r"\b(?:zur (?:Verfügung|Anwendung|Durchführung|Kenntnis|Ausführung|Einsichtnahme|Auszahlung|Abstimmung|Disposition)|zum (?:Ausdruck|Abschluss|Einsatz|Erliegen)|"  # noqa: E501 - a pattern or list is read in one piece
    r"in (?:Anspruch|Kenntnis|Erwägung|Abrede|Betracht|Rechnung|Aussicht|Auftrag)|unter Beweis|in Kraft)\b"
)
_NOMINAL_VERBS = {"erfolgen", "vornehmen", "stattfinden", "durchführen"}


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence as the rules see it; offsets are inside `text`."""

    text: str
    words: tuple[Word, ...]
    before: str
    kind: str
    level: Level


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    suggestion: str = ""
    count: int = 0


def is_participle(word: Word) -> bool:
    """Past participle by tag or by shape; HanTa tags many as ADJ(D)."""
    low = word.text.lower()
    if word.tag.startswith(("VV(PP)", "VA(PP)", "VM(PP)")):
        return True
    return word.tag == "ADJ(D)" and bool(
        re.fullmatch(r"\w*(?:ge\w{3,}(?:t|en)|iert|(?:be|er|ver|zer|ent|miss)\w{3,}(?:t|en))", low)
    )


def passive(context: Context) -> Iterator[Hit]:
    """A form of `werden` with a past participle in the same clause, either order."""
    for index, word in enumerate(context.words):
        if word.text.lower() not in _WERDEN or word.text.lower() == "worden":
            continue
        for other in _same_clause(context.words, index):
            if is_participle(other):
                start, end = min(word.start, other.start), max(word.end, other.end)
                yield Hit(start, end)
                break


def _same_clause(words: tuple[Word, ...], index: int) -> Iterator[Word]:
    """Words after `index` to the next comma, then those directly before it."""
    for word in words[index + 1 :]:
        if word.text in {";", ":"}:
            break
        if word.text == ",":
            break
        yield word
    for word in reversed(words[max(0, index - 2) : index]):
        if word.text == ",":
            break
        if is_participle(word) and not word.text[0].isupper():
            yield word


def genitive(context: Context) -> Iterator[Hit]:
    """`des Plans`, `der Stadt` after a noun, names in -s before a noun."""
    words = context.words
    for left, article, index in zip(words, words[1:], range(2, len(words)), strict=False):
        low = article.text.lower()
        if low in {"des", "eines", "dieses", "jedes", "ihres", "seines", "unseres"} and index < len(words):
            noun = _noun_after(words, index)
            if noun:
                yield Hit(article.start, noun.end)
        elif low in {"der", "einer", "dieser", "ihrer", "seiner", "unserer"} and left.is_noun and index < len(words):
            noun = _noun_after(words, index)
            if noun and not _is_relative(words, index - 1):
                yield Hit(article.start, noun.end)
    if words and words[0].text in {"Des", "Eines"}:
        noun = _noun_after(words, 1)
        if noun:
            yield Hit(words[0].start, noun.end)
    for word in words:
        if word.text.lower() in {
            "wegen",
            "trotz",
            "während",
            "aufgrund",
            "innerhalb",
            "außerhalb",
            "anstatt",
            "mittels",
            "hinsichtlich",
            "bezüglich",
            "zwecks",
            "seitens",
        }:
            position = words.index(word)
            after = words[position + 1] if position + 1 < len(words) else None
            if after and after.text.lower() in {"der", "einer", "dieser", "ihrer"} and _noun_after(words, position + 2):
                yield Hit(word.start, _noun_after(words, position + 2).end)  # type: ignore[union-attr]  # checked in the line above


def _is_relative(words: tuple[Word, ...], position: int) -> bool:
    return position > 0 and words[position - 1].text == ","


def _noun_after(words: tuple[Word, ...], index: int) -> Word | None:
    for word in words[index : index + 4]:
        if word.is_noun or (word.tag.startswith("NE") and word.text[0].isupper()):
            return word
        if not word.tag.startswith(("ADJ", "CARD")):
            return None
    return None


def genitive_chain(context: Context) -> Iterator[Hit]:
    hits = list(genitive(context))
    for first, second in pairwise(hits):
        if 0 <= second.start - first.end <= 1:
            yield Hit(first.start, second.end)


def subjunctive(context: Context) -> Iterator[Hit]:
    for word in context.words:
        low = word.text.lower()
        if (
            low in _SUBJUNCTIVE
            and not (low == "habe" and re.search(r"\bich habe\b", context.text, re.I))
            and word.tag.startswith("V")
        ):
            yield Hit(word.start, word.end)


def negation(context: Context) -> Iterator[Hit]:
    for word in context.words:
        if word.text.lower() in NEGATIONS:
            yield Hit(word.start, word.end)


def double_negation(context: Context) -> Iterator[Hit]:
    found = re.search(
        r"\b(?:nicht|kein\w*|nie)\s+(?:\w+\s+){0,2}?(?:un(?!ter|d\b|s|ge(?:f|h))\w{4,}|ohne|kein\w*|ausgeschlossen|verboten)\b",
        context.text,
        re.I,
    )
    if found:
        yield Hit(found.start(), found.end())


def long_sentence(context: Context) -> Iterator[Hit]:
    limit = 12 if context.level == "leicht" else 20
    count = sum(1 for word in context.words if word.text[0].isalnum())
    if count > limit:
        yield Hit(0, len(context.text), count=count)


def subordinate(context: Context) -> Iterator[Hit]:
    """A conjunction or a relative pronoun after a comma; `wenn` first in its sentence is allowed."""
    words = context.words
    for index, word in enumerate(words):
        low = word.text.lower()
        after_comma = index > 0 and words[index - 1].text == ","
        if low in _CONJUNCTIONS and (after_comma or (index == 0 and low not in {"wenn", "während", "damit", "sofern"})):
            yield Hit(word.start, word.end)
        elif after_comma and low in {
            "der",
            "die",
            "das",
            "dem",
            "den",
            "deren",
            "dessen",
            "denen",
            "welche",
            "welcher",
            "welches",
            "welchem",
            "welchen",
            "wer",
        }:
            rest = words[index + 1 : index + 25]
            verb = next((w for w in rest if w.tag.endswith("(FIN)") or w.text in {",", ".", ";"}), None)
            if (
                verb is not None
                and verb.tag.endswith("(FIN)")
                and rest
                and rest[0] is not verb
                and _clause_final(words, words.index(verb))
            ):
                yield Hit(word.start, word.end)


def _clause_final(words: tuple[Word, ...], index: int) -> bool:
    return index + 1 >= len(words) or not words[index + 1].text[0].isalnum()


def nominal_style(context: Context) -> Iterator[Hit]:
    for found in re.finditer(_FUNCTION_VERBS, context.text):
        yield Hit(found.start(), found.end())
    nominals = [
        word
        for word in context.words
        if word.is_noun and re.search(r"(?:ung|heit|keit|tion|ierung|nahme)(?:en)?$", word.text)
    ]
    for word in context.words:
        if word.lemma in _NOMINAL_VERBS and nominals and word.tag.startswith("VV"):
            yield Hit(word.start, word.end)
    if len(nominals) >= 4:
        yield Hit(nominals[0].start, nominals[-1].end, count=len(nominals))


def participle_attribute(context: Context) -> Iterator[Hit]:
    """Article, then at least two words, then an inflected participle and its noun: `die im Rathaus ausliegenden Pläne`."""  # noqa: E501 - a pattern or list is read in one piece
    for found in re.finditer(
        r"\b(?i:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines)\s+(?:in|im|am|an|auf|von|vom|durch|bei|beim|nach|zum|zur|mit|bis|für|über|unter|aus|gegen)\s+(?:[\w.§/-]+\s+){1,8}?\w+(?:enden?|ender|endes|endem|[^s]ten?|ter|tes|tem|enen?|ener|enes|enem)\s+[A-ZÄÖÜ]\w+",
        context.text,
    ):
        yield Hit(found.start(), found.end())


def pronoun_distance(context: Context) -> Iterator[Hit]:
    """A sentence that begins with a pronoun while the one before names two or more things it could mean."""
    if not context.words or not context.before:
        return
    first = context.words[0]
    if first.text in {"Er", "Es", "Dieser", "Diese", "Dieses", "Jener", "Letzterer", "Letztere"}:
        follows = context.words[1] if len(context.words) > 1 else None
        if first.text == "Es" and follows and follows.text in {"gibt", "ist", "geht", "wird", "kann", "werden", "sind"}:
            return
        if first.text.startswith(("Dies", "Jen")) and follows and (follows.is_noun or follows.tag.startswith("ADJ")):
            return
        nouns = len(set(re.findall(r"(?<!^)(?<![.!?] )\b[A-ZÄÖÜ][a-zäöüß]{2,}", context.before)))
        if nouns >= 3 or first.text.startswith(("Jen", "Letzt")):
            yield Hit(first.start, first.end)
