"""One statement a sentence: parts that are whole statements get their own full stop.

A split needs no guessing: after a semicolon or `, denn` stands a main clause; after `, wobei` the verb is moved to
second place; a second predicate with the same subject gets the pronoun that its article gives away.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from plain_language.german import Word, tag

_ADVERBS = {
    "wobei": "Dabei", "wodurch": "Dadurch", "weshalb": "Deshalb", "weswegen": "Deshalb", "sodass": "Deshalb", "so dass": "Deshalb",  # noqa: E501 - a pattern or list is read in one piece
    "woraufhin": "Danach", "womit": "Damit", "wofür": "Dafür", "wozu": "Dazu", "woraus": "Daraus", "worauf": "Darauf",
}  # fmt: skip
_PRONOUN = {"der": "Er", "die": "Sie", "das": "Es", "dieser": "Er", "diese": "Sie", "dieses": "Es"}
_SHORTEST = 3
_FINAL = {"können", "müssen", "dürfen", "sollen", "werden", "sind", "ist", "wird", "kann", "muss", "darf", "soll"}


def split(sentences: list[str]) -> list[str]:
    for step in (_semicolon, _because, _but, _adverb, _pointed_out, _second_predicate, _second_clause):
        sentences = [piece for sentence in sentences for piece in _step(step, sentence)]
    return sentences


def _step(step: Callable[[str], list[str]], sentence: str) -> list[str]:
    if not sentence.endswith(".") or sentence.count("(") != sentence.count(")"):
        return [sentence]
    pieces = step(sentence)
    return (
        pieces
        if all(len(piece.split()) >= _SHORTEST and piece.count("(") == piece.count(")") for piece in pieces)
        else [sentence]
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _has_finite(text: str) -> bool:
    return any(word.is_finite for word in tag(text))


def _semicolon(sentence: str) -> list[str]:
    pieces = [piece.strip() for piece in sentence.rstrip(".").split(";")]
    if len(pieces) == 1 or not all(_has_finite(piece + ".") for piece in pieces):
        return [sentence]
    return [_capital(piece) + "." for piece in pieces]


def _because(sentence: str) -> list[str]:
    head, mark, tail = sentence.partition(", denn ")
    if not mark or not _main_clause(tail) or not _main_clause(head + "."):
        return [sentence]
    return [head + ".", "Denn " + tail]


def _but(sentence: str) -> list[str]:
    """`..., aber er ...` and `..., jedoch sind ...`; without a verb behind it the contrast stays inside."""
    found = re.search(r", (aber|jedoch|doch) ", sentence)
    if not found or "zwar" in sentence[: found.start()]:
        return [sentence]
    head, tail = sentence[: found.start()], sentence[found.end() :]
    words = tag(tail)
    if not words or "," in tail or not _has_finite(head + "."):
        return [sentence]
    if words[0].is_finite and found[1] == "jedoch":
        subject = _noun_phrase(words[1:])
        if subject:
            start, end = words[1].start, words[subject + 1].end
            return [head + ".", f"Aber {tail[start:end]} {words[0].text}{tail[end:]}"]
        return [sentence]
    return [head + ".", "Aber " + tail] if _main_clause(tail) else [sentence]


def _adverb(sentence: str) -> list[str]:
    """`..., wobei die Frist gilt.` -> `Dabei gilt die Frist.`"""
    found = re.search(r", (" + "|".join(_ADVERBS) + r") ([^,;:]+)\.$", sentence)
    if not found or not _has_finite(sentence[: found.start()] + "."):
        return [sentence]
    moved = _finite_first(found[2])
    return [sentence[: found.start()] + ".", f"{_ADVERBS[found[1]]} {moved}."] if moved else [sentence]


def _finite_first(clause: str) -> str | None:
    """A verb-final clause with its finite verb put in front; None where the last word is no finite verb."""
    words = tag(clause)
    finite = [word for word in words if word.is_finite]
    if len(finite) != 1 or finite[0] is not words[-1]:
        return None
    return f"{words[-1].text} {clause[: words[-1].start].strip()}"


def _pointed_out(sentence: str) -> list[str]:
    """`Es wird darauf hingewiesen, dass ...` -> `Bitte beachten Sie: ...` with the verb in second place."""
    found = re.match(
        r"(?:Es wird (?:\w+ )?darauf hingewiesen|Auf Folgendes wird hingewiesen|Hierbei wird darauf hingewiesen|Wir weisen darauf hin), dass ([^,;:]+)\.$",  # noqa: E501 - a pattern or list is read in one piece
        sentence,
    )
    if not found:
        return [sentence]
    clause = found[1]
    words = tag(clause)
    end = _noun_phrase(words)
    last = words[-1].is_finite or words[-1].text in _FINAL
    if end is None or not last or any(word.is_finite for word in words[:-1]) or end + 1 >= len(words) - 1:
        return [sentence]
    subject = clause[: words[end].end]
    rest = clause[words[end].end : words[-1].start].strip()
    return [f"Bitte beachten Sie: {_capital(subject)} {words[-1].text} {rest}."]


def _noun_phrase(words: tuple[Word, ...]) -> int | None:
    """Index of the noun that closes the first noun phrase; None where something may still belong to it."""
    for index, word in enumerate(words):
        if word.tag.startswith(("NN", "NE")) or word.text in {"sie", "es", "er", "Sie", "man"}:
            following = words[index + 1] if index + 1 < len(words) else None
            if (
                following is None
                or following.text
                in {"der", "des", "und", "oder", "sowie", "von", ",", "/", "zur", "zum", "über", "nach", "für"}
                or following.tag.startswith(("NN", "NE"))
            ):
                return None
            return index
        if not (word.tag.startswith(("ART", "ADJ", "ADV", "PTKNEG", "PPOSAT", "PDAT", "PIAT", "PIDAT", "CARD"))):
            return None
    return None


def _main_clause(text: str) -> bool:
    """Subject first, finite verb second, no verb at the end of a subordinate clause."""
    words = tag(text)
    if not words or words[0].tag.startswith(("KOUS", "PREL")):
        return False
    for index, word in enumerate(words[:14]):
        if word.is_finite:
            return index > 0
        if word.text == ",":
            return False
    return False


def _second_predicate(sentence: str) -> list[str]:
    """`Der Plan liegt aus und kann eingesehen werden.` -> `Der Plan liegt aus. Er kann eingesehen werden.`"""
    words = tag(sentence)
    if not words or words[0].text.lower() not in _PRONOUN or "," in sentence:
        return [sentence]
    finite = [index for index, word in enumerate(words) if word.is_finite]
    if len(finite) != 2 or words[finite[1] - 1].text != "und" or not _simple_subject(words[: finite[0]]):
        return [sentence]
    cut = words[finite[1] - 1]
    return [
        sentence[: cut.start].rstrip() + ".",
        f"{_PRONOUN[words[0].text.lower()]} {sentence[words[finite[1]].start :]}",
    ]


def _simple_subject(words: tuple[Word, ...]) -> bool:
    """Article, adjectives, one noun and at most a genitive or a number: nothing joined by `und`."""
    return words[-1].tag.startswith(("NN", "NE", "CARD")) and not any(
        word.text in {"und", "oder", "sowie", ","} for word in words
    )


def _second_clause(sentence: str) -> list[str]:
    """`..., und die Frist endet.` and `... und der Rat hat entschieden.`: two main clauses."""
    for found in re.finditer(r",? und (?=(?:der|die|das|ein|eine|er|sie|es|wir|Sie|dies\w*)\s)", sentence):
        head, tail = sentence[: found.start()] + ".", sentence[found.end() :]
        if "," in tail or "," in head:
            continue
        words = tag(tail)
        end = _noun_phrase(words)
        if end is None or end + 1 >= len(words) or not words[end + 1].is_finite:
            continue
        if _main_clause(head) and _closed(head):
            return [head, _capital(tail)]
    return [sentence]


def _closed(head: str) -> bool:
    """The first half doesn't wait for a verb that only the second half brings."""
    words = tag(head)
    finite = [word for word in words if word.is_finite]
    if len(finite) != 1:
        return False
    waits = finite[0].lemma in {"werden", "können", "müssen", "dürfen", "sollen", "haben", "sein", "wollen"}
    last = words[-2]
    return not waits or last.tag.startswith(("VV", "VA", "ADJ(D)")) or finite[0].lemma == "sein"
