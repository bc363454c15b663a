"""The "at a glance" answers. Each statement is a reviewed message filled with facts of one sentence that says just
this, or a sentence of the notice itself. Nothing is guessed, and nothing is said of everybody that the notice says of
some: where no message fits a sentence as a whole, the sentence is quoted, made plainer by the sure rules alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from i18n import KINDS, texts
from plain_language import numbers
from plain_language.guarding import guard, guard_statement
from plain_language.model import Answer, Fact, Said, Value
from plain_language.notices import slots
from plain_language.notices.acts import HEDGES, act_of, ways_of
from plain_language.notices.render import tell
from plain_language.notices.slots import Notice
from plain_language.notices.types import NoticeType
from plain_language.rewriting import rewrite
from plain_language.text import Sentence

_LONGEST = 330
_QUOTES, _DATES, _LINES = 2, 3, 5


@lru_cache(maxsize=512)
def plainer(sentence: str) -> str:
    """The sentence after the sure rules; as it was where the guard doubts the result."""
    draft = rewrite(sentence)
    said = " ".join(draft.sentences)
    return said if draft.rules and not guard(sentence, said) else sentence


def _quote(notice: Notice, sentence: Sentence, lang: str) -> Said:
    text = plainer(sentence.text) if lang == "de" else sentence.text
    return Said("", (), (sentence.span,), text[0].upper() + text[1:])


def _quotes(notice: Notice, found: Iterable[Sentence], lang: str, most: int = _QUOTES) -> list[Said]:
    short = [s for s in found if len(s.text) <= _LONGEST and s.kind != "heading"]
    return [_quote(notice, s, lang) for s in short[:most]]


def _message(key: str, sentence: Sentence, *values: Value) -> Said:
    return Said(key, values, (sentence.span,))


def _what(kind: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    titles = [s for s in notice.sentences[:3] if s.kind == "heading" and len(s.text) > 12]
    title = [Said("", (), (s.span,), s.text.rstrip(":") + ".") for s in titles[:1]]
    if kind is None:
        return title or _quotes(notice, notice.sentences[:2], lang, 1)
    return [Said(f"plain.{kind.id}.what", (), tuple(s.span for s in notice.sentences[:2])), *title]


_ENTITLED = re.compile(
    r"^\w*berechtigt sind alle (?:Einwohnerinnen und Einwohner|Personen|Menschen|Bürgerinnen und Bürger), die (?P<day>am Tag der (?:Abstimmung|Wahl) )?"  # noqa: E501 - a pattern or list is read in one piece
    r"(?:das (?P<age>\d{1,2})\. Lebensjahr vollendet haben|mindestens (?P<age2>\d{1,2}) Jahre alt sind) und (?:seit mindestens (?P<months>\w+) Monaten )?"  # noqa: E501 - a pattern or list is read in one piece
    r"mit (?:ihrer )?(?:Hauptwohnung|Hauptwohnsitz) in (?P<town>[A-ZÄÖÜ][\w-]+) gemeldet sind\.$"
)
_WHO = re.compile(
    r"\w*berechtigt (?:sind|ist|waren)\b|\bwählbar ist|\bjedem freigestellt|\b(?:lädt|laden)\b.*\balle\b.*\bein\.|\beingeladen (?:sind|ist)\b|\bbetroffen sind|"  # noqa: E501 - a pattern or list is read in one piece
    r"\bjede\w* \w*berechtigte\b|\beltern\b.*\b(?:sind|werden)\b|\berziehungsberechtigten\b|\berhalten einen fragebogen|^(?!sie\b).*\bsind verpflichtet\b|\bfür alle\b|\bbefragt\b.*\banwohner|"  # noqa: E501 - a pattern or list is read in one piece
    r"\banlieger\b|\bentitled\b|\ball residents\b",
    re.I,
)
_ANY_NATIONALITY = r"^die staatsangehörigkeit ist (?:unerheblich|egal|ohne bedeutung)\.$"


def _who(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    found: list[Said] = []
    for sentence in notice.matching(_ENTITLED.pattern):
        match = _ENTITLED.match(sentence.text)
        count = numbers.from_word(match["months"]) if match and match["months"] else None
        if match is None or (match["months"] and count is None):
            continue
        age = "age_then" if match["day"] else "age"
        found.append(_message(f"plain.who.{age}", sentence, ("age", "number", match["age"] or match["age2"])))
        town: Value = ("town", "text", match["town"])
        if count is None:
            found.append(_message("plain.who.home", sentence, town))
        else:
            found.append(_message("plain.who.home_since", sentence, town, ("n", "number", str(int(count)))))
        break
    else:
        found += _quotes(notice, notice.matching(_WHO.pattern), lang)
    found += [_message("plain.who.any_nationality", s) for s in notice.matching(_ANY_NATIONALITY)[:1]]
    return found


_MODAL = re.compile(
    r"\b(?:muss|müssen|darf|dürfen|verboten|untersagt|verpflichtet|gebeten|bitte|halten sie|mitzubringen|freiwillig|nicht erforderlich|unzulässig|anzumelden|must)\b|"  # noqa: E501 - a pattern or list is read in one piece
    r"\b(?:hat|haben|ist|sind)\b[^.,]* (?:zu \w+en|\w+zu\w+en)\b|\b(?:zu überweisen|einzulegen)\b",
    re.I,
)
_CAN = re.compile(r"\b(?:kann|können|möglich|can|may)\b", re.I)
_AGENT = re.compile(r"\b(?:verwaltung|stadt|gemeinde|behörde|rat|bürgermeister\w*) (?:kann|muss|darf|prüft)\b", re.I)


def _do(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    found: list[Said] = []
    later: list[Sentence] = []
    done = set()
    for sentence in notice.matching(r"\S"):
        act = act_of(sentence.text)
        ways = ways_of(sentence.text)
        able = bool(_CAN.search(sentence.text)) and not _MODAL.search(sentence.text)
        if act and able and _every_way(sentence.text, ways):
            if act not in done:
                done.add(act)
                keys = " ".join(f"plain.way.{way}" for way in ways)
                values = (("act", "message", f"plain.act.{act}"), ("ways", "messages", keys))
                found.append(_message("plain.do.ways", sentence, *values))
        elif act in _ANNOUNCED or _AGENT.search(sentence.text) or (able and _only_when(notice, sentence, act)):
            continue
        elif _MODAL.search(sentence.text) or (act and able) or _asks(sentence):
            later.append(sentence)
    return found + _quotes(notice, later, lang, max(2, 4 - len(found)))


def _every_way(text: str, ways: tuple[str, ...]) -> bool:
    """Whether the ways found are all that the sentence names: no condition, no `auch`, no nameless alternative."""
    if not ways or re.search(r"\b(?:nicht|kein\w*|nur|wenn|falls|auch|sofern)\b", text, re.I):
        return False
    return len(ways) > 1 or not re.search(r"\b(?:oder|sowie)\b", text)


_ANNOUNCED = {"closure", "felling", "force", "meeting"}


def _only_when(notice: Notice, sentence: Sentence, act: str | None) -> bool:
    """Whether the sentence is told in full under "when"."""
    return bool(act) and not _hedged(sentence) and slots.when(notice, sentence, str(act)) is not None


def _asks(sentence: Sentence) -> bool:
    return bool(
        re.search(r"\bjede\w* .*\bkann\b|\bjede\w* .*\bstimmen?\b|\beingeladen\b|\bumleitung\b", sentence.text, re.I)
    )


_SIGNED = re.compile(r"^[A-ZÄÖÜ][\w .-]{2,40}, (?:den|im) \d")


def _when(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    dated = [
        s for s in notice.matching(r"\S") if notice.inside(s, "date", "deadline", "time") and not _SIGNED.match(s.text)
    ]
    found: list[Said] = []
    quoted = 0
    for sentence in dated:
        act = act_of(sentence.text)
        said = slots.when(notice, sentence, act) if act and not _hedged(sentence) else None
        if said is not None and all(said.values != other.values for other in found):
            found.append(said)
        elif said is None and (act or notice.inside(sentence, "deadline")) and quoted < _DATES:
            extra = _quotes(notice, [sentence], lang)
            quoted += len(extra)
            found += extra
    return found[:_LINES] or _quotes(notice, dated, lang)


def _hedged(sentence: Sentence) -> bool:
    """Whether a sentence says more than when: a condition, a denial, `jeweils`. `nach § 3` is none."""
    return any(
        not (hedge.group().lower() in {"nach", "vor"} and re.match(r"\s*§", sentence.text[hedge.end() :]))
        for hedge in HEDGES.finditer(sentence.text)
    )


_SPOT = r"\b(?:statt|abgeholt|abgegeben|abgeben|treffpunkt|zimmer|rathaus|bürgerbüro|einzureichen|einzulegen|geschlossen|eingeladen|halle)\b"  # noqa: E501 - a pattern or list is read in one piece


def _where(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    found: list[Said] = []
    rest: list[Sentence] = []
    for sentence in notice.matching(r"\S"):
        spot = slots.place(notice, sentence)
        act = act_of(sentence.text)
        if spot and act and not re.search(r"\b(?:nicht|kein\w*)\b", sentence.text, re.I):
            values = (("act", "message", f"plain.act.{act}"), ("place", "text", spot[0]))
            found.append(Said("plain.where.act", values, (spot[1],)))
        elif spot and re.search(_SPOT, sentence.text, re.I):
            rest.append(sentence)
    found = found[:_LINES] or _quotes(notice, rest, lang, 1)
    for fact in notice.facts:
        if fact.kind == "url" and KINDS["url"].takes(fact.text):
            return [*found, Said("plain.where.web", (("link", "text", fact.text),), (fact.span,))]
    return found


_NOTHING = (
    r"(?:verspätet|nicht (?:rechtzeitig|fristgerecht|fristgemäß)|nach ablauf|später ein|\bdie nach dem\b).*(?:unberücksichtigt|nicht (?:mehr )?(?:berücksichtigt|beachtet))|"  # noqa: E501 - a pattern or list is read in one piece
    r"\bausbleiben\b|säumniszuschl|aufschiebende wirkung|geldbuße|\bstrafe\b|abgeschleppt|zurückgewiesen|nicht teilnimmt|\blate\b"  # noqa: E501 - a pattern or list is read in one piece
)
_NOT_COUNTED = re.compile(
    r"^Stimmzettel, die nach dem .{5,60} (?:eingehen|eintreffen|ankommen), werden nicht (?:mehr )?berücksichtigt\.$"
)


def _nothing(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    found: list[Said] = []
    for sentence in notice.matching(_NOTHING)[:_QUOTES]:
        if _NOT_COUNTED.match(sentence.text):
            days, clocks = notice.inside(sentence, "date"), notice.inside(sentence, "time")
            after = _late(days, clocks)
            found.append(_message("plain.nothing.after", sentence, *after) if after else _quote(notice, sentence, lang))
        else:
            found += _quotes(notice, [sentence], lang)
    return found


def _late(days: list[Fact], clocks: list[Fact]) -> tuple[Value, ...]:
    day = slots.iso_day(days[0]) if len(days) == 1 else None
    if day is None or len(clocks) != 1 or not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", clocks[0].value):
        return ()
    return (("day", "day_clock", f"{day}T{clocks[0].value}"),)


_FOR_IDEAS = r"\b(?:vorschl[aä]ge?|vorhaben|ideen|projekte?n?)\b.*\bzur verfügung|\bstellt\b.*\bfür (?:vorhaben|vorschläge|ideen)"  # noqa: E501 - a pattern or list is read in one piece
_PRICE = r"gebühr|kostet|kosten\b|eintritt|festgesetzt|fällig|beitrag|\bsteuer beträgt|geldbuße|porto|kostenlos|kostenfrei|kostenpflichtig|unentgeltlich|\bfree of charge|zur verfügung"  # noqa: E501 - a pattern or list is read in one piece


def _cost(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    for sentence in notice.matching(_FOR_IDEAS):
        amounts = notice.inside(sentence, "amount")
        if len(amounts) == 1:
            number, currency = amounts[0].value.split()
            cents = Decimal(number) * 100
            if cents == int(cents):
                return [
                    Said("plain.cost.budget", (("price", "money", f"{int(cents)} {currency}"),), (amounts[0].span,))
                ]
    found = [
        s
        for s in notice.matching(_PRICE)
        if notice.inside(s, "amount")
        or re.search(r"frei\b|kosten|unentgeltlich|porto|keine gebühren|free of", s.text, re.I)
    ]
    return _quotes(notice, found, lang)


_ASK = r"auskunft|auskünfte|\bfragen\b|rückfrage|ansprech|kontakt|\bhilft|question|contact"
_MATERIAL = r"unterlagen in einer anderen sprache, in (?:großdruck|großer schrift) oder in (?:blindenschrift|brailleschrift) .*kostenfrei anfordern"  # noqa: E501 - a pattern or list is read in one piece


def _help(_: NoticeType | None, notice: Notice, lang: str) -> list[Said]:
    found: list[Said] = []
    for sentence in [*notice.matching(_ASK), *notice.matching(_MATERIAL)]:
        if re.search(_MATERIAL, sentence.text, re.I):
            found.append(_message("plain.help.material", sentence))
        for fact in notice.inside(sentence, "person", "phone", "email"):
            text = fact.value if fact.kind == "email" else notice.between(*fact.span)
            if fact.kind == "person" or KINDS[fact.kind].takes(text):
                found.append(Said(f"plain.help.{fact.kind}", ((fact.kind, "text", text),), (fact.span,)))
        if found:
            return list(dict.fromkeys(found))
    return _quotes(notice, [s for s in notice.matching(r"\S") if notice.inside(s, "phone", "email")], lang, 1)


Finder = Callable[[NoticeType | None, Notice, str], list[Said]]
QUESTIONS: tuple[tuple[str, Finder], ...] = (
    ("what", _what), ("who", _who), ("do", _do), ("when", _when), ("where", _where), ("nothing", _nothing), ("cost", _cost), ("help", _help),  # noqa: E501 - a pattern or list is read in one piece
)  # fmt: skip


def grounded(notice: Notice, said: Said) -> bool:
    """Whether the guard accepts a statement, as German tells it, against the sentences that it was made from."""
    whole = [s for s in notice.sentences if any(s.start < end and start < s.end for start, end in said.source)]
    source = "\n\n".join(sentence.text for sentence in whole)
    return bool(whole) and not guard_statement(source, tell(said, texts("de")))


_HINTS: dict[str, str] = {
    "who": r"berechtigt|\balle\b|\bjede|pflichtig",
    "do": r"\b(?:kann|können|muss|müssen|darf|dürfen|bitte)\b|\bzu \w+en\b",
    "where": r"\b(?:rathaus|zimmer|halle|saal|gebäude|ort)\b|(?-i:\b(?:[Ii]m|[IiAa]n der|[Aa]uf de[mr]|[Bb]eim|[Bb]ei der) (?!Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahr)[A-ZÄÖÜ])",  # noqa: E501 - a pattern or list is read in one piece
    "nothing": r"verspätet|nach ablauf|unberücksichtigt|nicht berücksichtigt|strafe|geldbuße|zuschlag|\bsonst\b|andernfalls|ausbleiben|ausgeschlossen|verfällt|erlischt",  # noqa: E501 - a pattern or list is read in one piece
    "cost": r"kosten|gebühr|\bfrei\b|entgelt|beitrag|steuer",
    "help": r"auskunft|auskünfte|ansprech|\bfragen beantwort",
}
_HINT_FACTS: dict[str, tuple[str, ...]] = {
    "when": ("date", "time", "deadline", "month"),
    "where": ("address", "room", "url"),
    "cost": ("amount",),
    "help": ("phone", "email", "person"),
}


def hinted(name: str, notice: Notice) -> tuple[Sentence, ...]:
    """Sentences that may answer a question although no statement could be made of them: then nobody says that the
    notice doesn't."""
    pattern, kinds = _HINTS.get(name, r"(?!)"), _HINT_FACTS.get(name, ())
    return tuple(
        s
        for s in notice.sentences
        if s.kind != "heading" and (re.search(pattern, s.text, re.I) or (kinds and notice.inside(s, *kinds)))
    )


def _unanswered(name: str, notice: Notice, lang: str) -> Answer:
    words = texts(lang)
    places = tuple(sentence.span for sentence in hinted(name, notice)[:_LINES])
    key = "plain.glance.below" if places else "plain.glance.missing"
    return Answer(words.text(f"plain.question.{name}"), words.text(key), places, False, name, (Said(key, (), places),))


def _answers(kind: NoticeType | None, notice: Notice, lang: str) -> Iterator[Answer]:
    words = texts(lang)
    quoted: set[str] = set()
    for name, find in QUESTIONS:
        every = [said for said in find(kind, notice, lang) if name == "what" or grounded(notice, said)]
        found = [said for said in every if not said.quote or said.quote not in quoted] or every
        quoted |= {said.quote for said in found if said.quote}
        question = words.text(f"plain.question.{name}")
        if found:
            spans = tuple(sorted({span for said in found for span in said.source}))
            yield Answer(question, " ".join(tell(said, words) for said in found), spans, True, name, tuple(found))
        else:
            yield _unanswered(name, notice, lang)


def without(answer: Answer, kept: tuple[Said, ...], notice: Notice, lang: str) -> Answer:
    """The answer with the statements in `kept` alone; without any it says where to read on."""
    if not kept:
        return _unanswered(answer.name, notice, lang) if answer.known else answer
    spans = tuple(sorted({span for said in kept for span in said.source}))
    told = " ".join(tell(said, texts(lang)) for said in kept)
    return Answer(answer.question, told, spans, True, answer.name, kept)


def glance(kind: NoticeType | None, notice: Notice, lang: str) -> tuple[Answer, ...]:
    """All eight answers in order; an answer the notice doesn't give has `known=False` and says so. Empty where the
    notice has nothing that a summary could be made of."""
    answers = tuple(_answers(kind, notice, lang))
    return answers if kind or sum(answer.known for answer in answers) > 1 else ()
