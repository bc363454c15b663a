"""Marks of meaning in a clause: negation, duty, permission, condition, exception, limits, quantity of persons.

`neg` is grammatical negation; `lexneg` a word that denies by itself (`verboten`); `softneg` one that a rewriting may
turn into a negation (`nur`, `verspätet`, `kostenlos`). Modal classes already include the negation: `need_not` is
`müssen` with `nicht`.
"""

from __future__ import annotations

import re

from plain_language.german import Word

NEGATION = re.compile(
    r"\b(?:nicht|kein(?:e[mnrs]?|erlei)?|nie(?:mals)?|niemand(?:em|en)?|nichts|weder|keinesfalls|keineswegs|nirgends|ohne)\b",
    re.I,
)
LEXICAL = re.compile(
    r"\b(?:verboten\w*|verbot|untersag\w+|unzulässig\w*|ausgeschlossen|ausschluss|unberücksichtigt|abgelehnt\w*|ablehn\w+|verweiger\w+|versag\w+|"
    r"unwirksam\w*|ungültig\w*|unbefugt\w*|widerrechtlich\w*|unberechtigt\w*|entfäll\w*|entfallen|unterbleib\w*|unterlassen|verzicht\w+|unzureichend|"
    r"unentgeltlich\w*|kostenlos\w*|kostenfrei\w*|gebührenfrei\w*|nichtöffentlich\w*|unmöglich|unverändert|unbegründet\w*|zurückgewiesen|mangels|"
    r"außerstande|aufgehoben|gesperrt\w*|wegfall\w*|fällt weg|verstoß\w*|verstöß\w*|zuwiderhand\w+|freiwillig\w*|freigestellt|anonym)\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
SOFT = re.compile(
    r"\b(?:nur|lediglich|ausschließlich|allein|erst|verspätet\w*|zu spät|versäum\w+|außer|ausgenommen|ausnahme|bevor|solange|sondern|statt|anstelle|barrierefrei\w*|fehl\w+|verlor\w+|"  # noqa: E501 - a pattern or list is read in one piece
    r"befreit|befreiung|frei|übrig|sonst|andernfalls|obwohl|trotz\w*|selbst|jederzeit|krank\w*|schwer|schlecht\w*|falsch\w*|umsonst|verhinder\w+|abgelaufen|gilt als|"  # noqa: E501 - a pattern or list is read in one piece
    r"höchstens|maximal|mindestens|spätestens|bis zu|immer|stets|grundsätzlich|vermeid\w+|verlust|ablauf|un\w{4,}|\w+los(?:e[nmrs]?)?|nachteil\w*|einwand\w*|einwendung\w*|widerspr\w+|nein|"  # noqa: E501 - a pattern or list is read in one piece
    r"dritte[nr]?|andere[nr]?|abgeschafft|abschaffung|wirksam|verjähr\w+|erlisch\w*|erlosch\w*|verfall\w*|verfäll\w*|bleib\w+|pech|notwendig|erforderlich|nötig)\b",
    re.I,
)
_MUST_WORD = re.compile(
    r"\b(?:muss|müssen|musst|müsst|müsste\w*|verpflichtet|verpflichtend\w*|pflicht|verpflichtung|erforderlich|notwendig|nötig|vorgeschrieben|zwingend|verbindlich|obliegt|obliegen|\w+pflichtig|unerlässlich|(?-i:bedarf)|bedürfen|benötig\w+|gezwungen)\b",
    re.I,
)
# who needs something is no duty: `Wer Unterlagen benötigt`
_WHO_NEEDS = re.compile(r"\bbenötig(?:t|en)(?=\W*$)", re.I)
_NOUN_DUTY = re.compile(r"\b\w{3,}pflicht\b")
_MAY_WORD = re.compile(
    r"\b(?:kann|können|könnt|kannst|könnte\w*|darf|dürfen|dürft|dürfte\w*|berechtigt\w*|befugt|erlaubt\w*|gestattet\w*|zulässig\w*|zugelassen|möglich\w*|möglichkeit|lässt sich|lassen sich|haben das recht|hat das recht|erlaubnis)\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
_SHOULD_WORD = re.compile(
    r"\b(?:soll|sollen|sollst|sollt|sollte\w*|empfohlen|empfiehlt|empfehlen|gebeten|bittet|bitten wir)\b", re.I
)
_NEED_NOT_WORD = re.compile(
    r"\b(?:freiwillig\w*|freigestellt|entbehrlich|braucht?\b[^.]*\bnicht|brauchen\b[^.]*\b(?:nicht|kein)|nicht verpflichtet|anmeldefrei|steht\b[^.]*\bfrei\b)",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
_MUST_NOT_WORD = re.compile(
    r"\b(?:verboten\w*|untersagt\w*|unzulässig\w*|verbot|zu unterlassen|ausgeschlossen)\b", re.I
)
_CAN_VERBS = re.compile(
    r"^(?:ein(?:zu)?seh|an(?:zu)?seh|entnehm|erhalt|erhält|find|abruf|abzuruf|erreich|verfüg|versteh|erfrag|erseh|ersich|erwart|rechn|befürcht|erkenn)",
    re.I,
)

CONDITION = re.compile(
    r"\b(?:wenn|falls|sofern|soweit|vorausgesetzt|insofern|im falle|im fall|sobald|bei|unter der bedingung|voraussetzung|bedingung|abhängig)\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
STRICT_CONDITION = re.compile(
    r"\b(?:wenn|falls|sofern|soweit|vorausgesetzt|unter der bedingung|nur dann|mit (?:\w+\s)?(?:zustimmung|erlaubnis|genehmigung|einwilligung))\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
EXCEPTION = re.compile(
    r"\b(?:außer|ausgenommen|mit ausnahme|es sei denn|abgesehen|ausnahme\w*|ausnahmsweise|bis auf)\b", re.I
)
ONLY = re.compile(r"\b(?:nur|ausschließlich|lediglich|allein|einzig)\b", re.I)
AT_LEAST = re.compile(r"\b(?:mindestens|wenigstens|nicht weniger als|ab|über|mehr als|mindest\w+)\b", re.I)
AT_MOST = re.compile(r"\b(?:höchstens|maximal|nicht mehr als|bis zu|unter|weniger als|höchst\w+)\b", re.I)
ALL = re.compile(
    r"\b(?:alle[nmrs]?|jede[nmrs]?|sämtliche\w*|jedermann\w*|gesamte\w*|stets|immer|jederzeit|ganze\w*)\b", re.I
)
SOME = re.compile(
    r"\b(?:einige[nmrs]?|manche[nmrs]?|mehrere[nmrs]?|einzelne|einzelnen|viele[nmrs]?|wenige|wenigen|teilweise|manchmal|gelegentlich|die meisten|überwiegend)\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)
CONCESSION = re.compile(r"\b(?:obwohl|obgleich|auch wenn|selbst wenn|trotz\w*|dennoch|ungeachtet|unabhängig)\b", re.I)
OR = re.compile(r"\b(?:oder|bzw|beziehungsweise|entweder|alternativ|wahlweise)\b", re.I)
WHO = re.compile(r"\b(?:wer|wem|diejenigen|derjenige|personen|menschen|\w+, die|\w+, der)\b", re.I)


def is_modal(word: str) -> bool:
    """Words that only say whether something is allowed or asked: no subject matter."""
    return any(
        pattern.fullmatch(word) for pattern in (_MUST_WORD, _MAY_WORD, _SHOULD_WORD, _NEED_NOT_WORD, _MUST_NOT_WORD)
    )


def negations(text: str) -> int:
    """How often a clause denies; `nicht nur ... sondern auch`, `ob oder ob nicht`, `nicht mehr als` deny nothing."""
    cleaned = re.sub(r"\bnicht (?:nur|allein|zuletzt|mehr als|weniger als|später als|vor)\b", " ", text, flags=re.I)
    return len(NEGATION.findall(cleaned))


def zu_infinitive(words: tuple[Word, ...]) -> Word | None:
    for index, word in enumerate(words):
        if word.tag == "VV(IZU)":
            return word
        if (
            word.text == "zu"
            and index + 1 < len(words)
            and words[index + 1].tag.startswith(("VV", "VA", "NN"))
            and words[index + 1].text.endswith("n")
        ):
            return words[index + 1]
        if re.fullmatch(
            r"(?:ein|an|ab|aus|auf|vor|mit|nach|bei|dar|fest|zurück|zusammen|her|hin|weiter|bereit|bekannt|teil|über|unter|um|durch)zu[a-zäöüß]{3,}n",
            word.text,
        ):
            return word
    return None


_OTHER_ZU = re.compile(
    r"\b(?:in der Lage|imstande|bereit|möglich|fähig|verpflichtet|berechtigt|befugt|nötig|notwendig|erforderlich|wichtig|schwer|leicht|geeignet|gezwungen|sinnvoll|"  # noqa: E501 - a pattern or list is read in one piece
    r"Ziel|Zweck|Aufgabe|Pflicht|Recht|Anspruch|Möglichkeit|Gelegenheit|Grund|Anlass|Absicht|Vorteil|beabsichtigt|geplant|vorgesehen|versucht|begonnen|beschlossen|entschieden|lässt|scheint)\b"
)
_NO_DUTY = re.compile(
    r"(?:zurückführen|zurückzuführen|verdanken|befürcht|begrüß|beobacht|verzeichn|hoffen|unterscheid|betracht|werten|vernehm|versteh|rechnen|spüren|hören)"
)


def duty(text: str, words: tuple[Word, ...]) -> Word | None:
    """The infinitive of `ist ... zu` or `hat ... zu`, where both belong together: no comma, no participle between them."""  # noqa: E501 - a pattern or list is read in one piece
    zu = zu_infinitive(words)
    if zu is None or _OTHER_ZU.search(text) or _NO_DUTY.search(zu.text) or _NO_DUTY.search(zu.lemma):
        return None
    place = words.index(zu)
    commas = [index for index in range(place) if words[index].text == ","]
    if commas and sum(word.text.isalpha() and word.text != "zu" for word in words[commas[-1] + 1 : place]) <= 1:
        commas = []  # `..., Rathausplatz 1, einzulegen`: the comma belongs to the address
    for word in reversed(words[:place]):
        if (word.text == "," and commas) or word.tag.endswith("(PP)") or word.tag == "KOUI":
            return None
        if word.text.lower() in {"ist", "sind", "hat", "haben", "habe", "bleibt", "bleiben"}:
            return zu
    return zu if any(word.text.lower() in {"ist", "sind", "hat", "haben"} for word in words[place:]) else None


def _is_imperative(text: str, words: tuple[Word, ...]) -> bool:
    first = text.lstrip()
    if re.match(r"(?:Bitte\b)", first, re.I):
        return True
    if re.search(r"\bbitte\b", first, re.I):
        return True
    if len(words) > 1 and words[1].text == "Sie" and words[0].text.endswith("n") and not first.rstrip().endswith("?"):
        return words[0].text.lower() not in {
            "können",
            "müssen",
            "dürfen",
            "sollen",
            "haben",
            "sind",
            "werden",
            "wollen",
            "wenn",
            "dann",
            "brauchen",
            "möchten",
        }
    return bool(
        re.search(r"(?:^|[,;:]\s|\bund\s|\boder\s|\bdann\s|\bDann\s)[A-ZÄÖÜa-zäöü]\w+en Sie\b(?![^.]*\?)", first)
    ) and not re.search(
        r"\b(?:können|müssen|dürfen|sollen|haben|sind|werden|wollen|brauchen|möchten) Sie\b", first, re.I
    )


def marks(text: str, words: tuple[Word, ...]) -> frozenset[str]:
    """All marks of one clause."""
    found = set()
    denied = negations(text) > 0
    count = 0 if _STILL_BOUND.search(text) else negations(text)
    if count:
        found.add("neg")
    if count > 1 and not re.search(
        r"\bweder\b|\b(?:nicht|kein\w*)\b[^,]*\b(?:und|oder|,)\s[^,]*\b(?:nicht|kein)", text, re.I
    ):
        found.add("neg2")
    if LEXICAL.search(text):
        found.add("lexneg")
    if SOFT.search(text):
        found.add("softneg")
    found |= _modals(text, words, denied)
    for name, pattern in (
        ("condition", CONDITION), ("strict_condition", STRICT_CONDITION), ("exception", EXCEPTION), ("only", ONLY), ("at_least", AT_LEAST), ("at_most", AT_MOST),  # noqa: E501 - a pattern or list is read in one piece
        ("all", ALL), ("some", SOME), ("concession", CONCESSION), ("or", OR),
    ):  # fmt: skip
        if pattern.search(text):
            found.add(name)
    if text.rstrip().endswith("?"):
        found.add("question")
    if WHO.search(text):
        found.add("who")
    return frozenset(found)


_ATTRIBUTIVE = re.compile(
    r"\b[Nn]icht\s+(?!(?:zum|zur|im|in|ins|am|an|auf|aus|bei|beim|vom|von|mit|für|über|unter|durch|der|die|das|den|dem|des|ein\w*|als)\b)(?:[a-zäöüß]+\s+)?[a-zäöüß]+(?:te|ne|ge|nde)[nmrs]?\s+(?=[A-ZÄÖÜ])"
)
_PERHAPS = re.compile(r"\b(?:vielleicht|eventuell|möglicherweise|unter Umständen)\b", re.I)
_STILL_BOUND = re.compile(
    r"\b(?:entbind|befrei|entheb)\w*\s+(?:\w+\s){0,3}?nicht\b|\bnicht\b[^.]*\b(?:entbunden|befreit|enthoben)\b", re.I
)
_REFUSES = re.compile(
    r"\b(?:gesperrt\w*|zurückgewiesen|unberücksichtigt|abgelehnt|bestraft|Geldstrafe|Geldbuße|abgeschleppt|entfällt|ausgeschlossen)\b",
    re.I,
)
_FREE = re.compile(
    r"\b(?:kostenlos\w*|kostenfrei\w*|gebührenfrei\w*|freigestellt|freiwillig\w*|Eintritt\b[^.]*\bfrei)\b", re.I
)


def _modals(text: str, words: tuple[Word, ...], denied: bool) -> set[str]:
    """Modal classes; those with `~` only back a class of the other text and demand nothing."""
    bare = _ATTRIBUTIVE.sub(" ", text)
    denied = denied and negations(re.sub(r"\bohne\b", " ", bare, flags=re.I)) > 0
    found = set()
    if _NEED_NOT_WORD.search(text):
        found.add("need_not")
    if _MUST_NOT_WORD.search(text):
        found.add("may" if denied else "must_not")
    zu = duty(text, words)
    finite = {
        word.text.lower()
        for word in words
        if word.text.lower() in {"ist", "sind", "hat", "haben", "habe", "bleibt", "bleiben"}
    }
    if zu is not None and finite and not re.search(r"\b(?:um|ohne|statt|anstatt)\b[^,]*\bzu", text):
        can = bool((_CAN_VERBS.match(zu.lemma) or _CAN_VERBS.match(zu.text)) and finite & {"ist", "sind"})
        found.add(_folded("may" if can else "must", denied, strict=bool(finite & {"ist", "sind"})))
    asked = _WHO_NEEDS.sub(" ", text) if re.match(r"wer\b", text, re.I) else text
    if _MUST_WORD.search(_NOUN_DUTY.sub(" ", asked)):
        found.add("need_not" if denied else "must")
    if _MAY_WORD.search(bare):
        found.add("must_not" if denied else "may")
    if _SHOULD_WORD.search(text):
        found.add("should_not" if denied else "should")
    if _is_imperative(text, words):
        found.add("imperative")
    if "must" in found and _PERHAPS.search(text):
        found = (found - {"must"}) | {"may", "~must"}
    if _STILL_BOUND.search(text):
        found = (found - {"need_not", "must_not"}) | {"must"}
    return found | _backing(text, found, denied)


def _folded(mark: str, denied: bool, *, strict: bool) -> str:
    if not denied:
        return mark
    return "must_not" if mark == "may" or strict else "need_not"


def _backing(text: str, found: set[str], denied: bool) -> set[str]:
    backing = set()
    if _REFUSES.search(text) or (denied and "need_not" not in found):
        backing |= {"~must_not"}
    if _FREE.search(text) or (denied and "must_not" not in found):
        backing |= {"~need_not"}
    if ONLY.search(text) and "may" in found:
        backing |= {"~must", "~must_not_if"}
    if re.search(r"\bauf\s(?:\w+\s)?Antrag\b|\bgegen\b.*\bGebühr\b", text):
        backing |= {"~must"}
    if re.search(r"\b(?:nicht|kein\w*)\b[^.]*\b(?:verzicht|unterbleib|verschieb|verschob|entfall)", text, re.I):
        backing |= {"~must"}
    if "must_not" in found and (EXCEPTION.search(text) or ONLY.search(text)):
        backing |= {"~may_if"}
    if re.search(r"\b(?:Recht|Anspruch|\w*berechtigt\w*|frei|wer|Wer)\b", text):
        backing |= {"~may"}
    return backing
