"""Passive with a modal verb and `ist ... zu` become active with `man`; `hat ... zu` becomes `muss`.

Only whole main clauses of one known shape are touched: subject, finite verb, middle, participle. Who acts stays
unsaid, as in the source. The object keeps its place; only a masculine article shows the accusative, and weak nouns
are left alone.
"""

from __future__ import annotations

import re

from plain_language.german import Word, tag
from plain_language.guarding.markers import duty

# not `soll`: a plan (`soll geöffnet werden`) would become advice (`soll man öffnen`)
_MODAL = {
    "kann": "kann",
    "können": "kann",
    "muss": "muss",
    "müssen": "muss",
    "darf": "darf",
    "dürfen": "darf",
}
_CAN = ("einsehen", "ansehen", "abrufen", "entnehmen", "finden", "erreichen", "erfragen", "erwarten")
_WEAK = re.compile(
    r"(?:herr|mensch|nachbar|student|präsident|kunde|bauer|name|antragsgegner|beauftragte|vorsitzende|bürgermeister|patient|junge|zeuge|betroffene|e)$",
    re.I,
)
_FEMININE = re.compile(
    r"(?:ung|heit|keit|tion|sion|schaft|tät|ik|ur|ei|in|ie|anz|enz|stadt|gewalt|frist|pflicht|zahl|zeit|wahl|sicht|fahrt|nacht|arbeit|bank|kraft|macht|antwort|form|post|bahn|hand|wand|welt|tat|schrift|kunft)$",
    re.I,
)
# what only an office does: `man` would ask the reader to do it
_OFFICE_ACTS = {
    "ahnden", "bestrafen", "festsetzen", "gewähren", "erteilen", "berücksichtigen", "verhandeln", "genehmigen", "ablehnen", "einziehen",  # noqa: E501 - a pattern or list is read in one piece
    "abschleppen", "widerrufen", "prüfen", "bewilligen", "zulassen", "zurückweisen", "erlassen", "verhängen", "befreien", "erstatten",  # noqa: E501 - a pattern or list is read in one piece
    "veröffentlichen", "bekanntmachen", "verlängern", "aufheben", "zustellen", "vollstrecken", "anordnen", "beschließen", "festlegen",  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_CHARGED = re.compile(r"gebühr|steuer|beitr|zuschl|abgabe|daten|entgelt", re.I)
_AGENT = {"durch", "von"}
_PREFIX = re.compile(
    r"^(ab|an|auf|aus|bei|bekannt|bereit|dar|durch|ein|fest|fort|her|hin|mit|nach|sicher|teil|über|um|unter|vor|weg|weiter|zurück|zusammen|zu|geltend)zu(?=[a-zäöüß]{4,}$)"
)


def active(sentences: list[str]) -> list[str]:
    return [_active(sentence) for sentence in sentences]


def _active(sentence: str) -> str:
    if not sentence.endswith(".") or re.search(r"[:;?!()„“\"]", sentence):
        return sentence
    words = tag(sentence)
    if any(word.tag.startswith(("KOUS", "PREL", "KOUI")) for word in words) or (sentence.count(",") > 2):
        return sentence
    finite = [index for index, word in enumerate(words) if word.tag.endswith("(FIN)") or word.text in _MODAL]
    if not finite or finite[0] == 0:
        return sentence
    verb = finite[0]
    if len(finite) == 1 and words[verb].text in _MODAL and len(words) > verb + 3 and words[-2].text == "werden":
        return _modal_passive(sentence, words, verb)
    if len(finite) == 1 and words[verb].text in {"ist", "sind", "hat", "haben"}:
        return _to_be(sentence, words, verb)
    return sentence


def _modal_passive(sentence: str, words: tuple[Word, ...], verb: int) -> str:
    participle = words[-3]
    infinitive = participle.lemma if participle.tag == "VV(PP)" and participle.lemma.endswith("n") else None
    if (
        infinitive is None
        or words[-4].text in {"und", "oder", "sowie", ","}
        or sum(w.tag == "VV(PP)" for w in words) > 1
    ):
        return sentence
    return _with_man(sentence, words, verb, (participle.start, words[-2].end), infinitive=infinitive)


def _to_be(sentence: str, words: tuple[Word, ...], verb: int) -> str:
    zu = duty(sentence, words)
    if (
        zu is None
        or zu is not words[-2]
        or words[-3].text in {"und", "oder", "sowie"}
        or sum(w.tag == "VV(IZU)" for w in words) > 1
    ):
        return sentence
    separate = words[-3].text == "zu"
    infinitive = zu.text if separate else _PREFIX.sub(r"\1", zu.text)
    if not separate and infinitive == zu.text:
        return sentence
    span = (words[-3].start if separate else zu.start, zu.end)
    if any(word.text == "," or word.tag.endswith("(PP)") for word in words[verb:]):
        return sentence
    if words[verb].text in {"hat", "haben"}:
        new = "muss" if words[verb].text == "hat" else "müssen"
        if re.search(r"\b(?:nicht|kein\w*)\b", sentence):
            return sentence
        return sentence[: words[verb].start] + new + sentence[words[verb].end : span[0]] + infinitive + "."
    modal = "kann" if infinitive.endswith(_CAN) else "muss"
    if re.search(r"\b(?:nicht|kein\w*|nie)\b", sentence) or re.search(
        r"\b(?:verstehen|rechnen|sehen|sein|haben)$", infinitive
    ):
        return sentence
    return _with_man(sentence, words, verb, span, infinitive=infinitive, modal=modal)


def _with_man(
    sentence: str,
    words: tuple[Word, ...],
    verb: int,
    span: tuple[int, int],
    *,
    infinitive: str,
    modal: str | None = None,
) -> str:
    middle = words[verb + 1 : -2]
    if any(word.text in _AGENT for word in middle) or any(
        word.text.lower() in {"es", "wer", "niemand", "man", "sich"} for word in words
    ):
        return sentence
    if _second_noun(words[verb + 1]) and _is_subject(words[:verb]):
        return sentence
    if infinitive in _OFFICE_ACTS or (infinitive == "erheben" and _CHARGED.search(sentence)):
        return sentence
    modal = modal or _MODAL[words[verb].text]
    front = _accusative(sentence, words[:verb]) if _is_subject(words[:verb]) else None
    tail = sentence[words[verb].end : span[0]] + infinitive + "."
    if front is not None:
        return f"{front} {modal} man{tail}"
    if _is_adverbial(words[:verb]) and middle and _same_in_accusative(middle):
        return f"{sentence[: words[verb].start]}{modal} man{tail}"
    return sentence


def _second_noun(word: Word) -> bool:
    """Something that may be the real subject, while the front is a dative: `Der Stadt ist der Plan vorzulegen`."""
    return word.text in {"der", "die", "das", "ein", "eine", "kein", "keine"} or word.tag.startswith(("NN", "ADJ(A)"))


def _is_subject(words: tuple[Word, ...]) -> bool:
    """An article or a bare noun first, and nothing that is a second subject."""
    first = words[0]
    if first.text in {"Die", "Das", "Der", "Diese", "Dieses", "Eine"}:
        return len(words) > 1
    return first.tag.startswith(("NN", "ADJ")) and words[-1].tag.startswith("NN")


def _accusative(sentence: str, words: tuple[Word, ...]) -> str | None:
    text = sentence[: words[-1].end]
    if words[0].text != "Der":
        return text
    head = next((word for word in words if word.tag.startswith("NN")), None)
    if (
        head is None
        or _WEAK.search(head.text)
        or _FEMININE.search(head.text)
        or any(word.text in {"und", "oder"} for word in words)
    ):
        return None
    changed = text
    for word in reversed(words[1 : words.index(head)]):
        if word.tag == "ADJ(A)" and word.text.endswith("e"):
            changed = changed[: word.end] + "n" + changed[word.end :]
        elif not word.tag.startswith("CARD"):
            return None
    return "Den" + changed[3:]


def _is_adverbial(words: tuple[Word, ...]) -> bool:
    return words[0].tag.startswith(("APPR", "ADV")) or words[0].text in {
        "Dort",
        "Hier",
        "Dabei",
        "Dafür",
        "Zusätzlich",
        "Außerdem",
    }


def _same_in_accusative(middle: tuple[Word, ...]) -> bool:
    """The subject behind the verb looks the same as object: `die`, `das` or a bare plural."""
    return middle[0].text in {"die", "das", "diese", "dieses"} or middle[0].tag.startswith("NN")
