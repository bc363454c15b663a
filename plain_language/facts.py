"""Typed facts of a text, each bound to its span, in order of appearance.

`EXTRACTORS` is the registry: an extractor yields candidates; earlier kinds keep a place that later ones also want
(a phone number is no amount). Deadlines are laid over the dates and durations they contain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from plain_language import dates, numbers
from plain_language.model import Fact

_LAW_SHORT = (
    r"(?:[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{0,12}(?:G|GB|O|VO|V|GO|BO)(?:\s(?:NRW|NW|BW|Bln|Hbg|LSA|SH|MV|RP|Bbg|Nds|Saar|Th))?"
    r"|SGB\s[IVX]+|GG|BGB|AO|KAG|EStG|DSGVO|DS-GVO|LV|VwVfG|OR|ZGB|StGB|[A-ZÄÖÜ][A-Za-zäöüß]*(?:gesetz(?:es|buch(?:e?s)?)?|ordnung|verordnung|satzung))"
)
_SUB = r"(?:\s*(?:Absatz|Abs\.|Satz|S\.|Nummer|Nrn?\.|Ziffer|Ziff\.|Buchstabe|Buchst\.|lit\.|Halbsatz|Hs\.)\s*(?:\d+[a-z]?|[a-z]|[IVX]+)\b|\s*\(\d+[a-z]?\)|\s*f{1,2}\.)"  # noqa: E501 - a pattern or list is read in one piece
_LAW = re.compile(
    rf"(?:§§?|\bArt(?:ikel|\.)|\bParagraf(?:en)?)\s*\d+[a-z]?{_SUB}*"
    rf"(?:\s*(?:,|und|bis|–|-|i\.\s?V\.\s?m\.|in Verbindung mit)\s*(?:§§?\s*)?\d+[a-z]?{_SUB}*(?!\.\s*[A-ZÄ][a-z]+\s+\d{{4}}))*(?:\s+(?:des|der|d\.)?\s*{_LAW_SHORT}\b)?"  # noqa: E501 - a pattern or list is read in one piece
)
_PHONE = re.compile(
    r"(?:(?:\+|00)\d{2}[\s/]?(?:\(0\))?[\s/.-]?\d[\d\s/.-]{5,15}\d|(?<![\d.,-])\(?0\d{2,5}\)?\s*[/–-]?\s*\d[\d\s-]{2,12}\d(?:-\d{1,5})?|(?<![\d.,-])116\s?117|(?<![\d.,-])115(?=\s*(?:\(|$|\.|,)))"
)
_EXTENSION = re.compile(
    r"(?:Durchwahl|Nebenstelle|App(?:arat|\.)|Tel(?:efon|\.)?(?:nummer)?\s*:?)\s*:?\s*(?P<n>-?\d{2,8})\b", re.I
)
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
_URL = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"“”»«]+[\w/]|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:de|org|com|eu|net|info|ch|at|berlin|hamburg|bayern|nrw)(?:/[\w./?=&%#-]*[\w/])?(?![\w@])",
    re.I,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){3,7}(?:\s?[0-9A-Z]{1,3})?\b")
_FILE = re.compile(
    r"\b(?:Aktenzeichen|Az\.?|Geschäftszeichen|Gz\.?|Kassenzeichen|Vorlage(?:n-?Nr\.|nummer)?|Drucksache|Drs\.|Beschluss-Nr\.|Vergabenummer|Kennziffer|Bebauungsplan(?:s|es)?\s+(?:Nr\.|Nummer)|B-Plan\s+(?:Nr\.|Nummer)?)\s*:?\s*(?:Nr\.\s*|Nummer\s*)?"
    r"(?P<n>(?:[A-Z]{1,4}[\s./-]?)?\d[\w./-]*(?:\s[A-Z]{1,3}\s\d+/\d+)?(?<![.,/-]))"
)
_IDENT = re.compile(
    r"\b(?P<k>Flurst(?:ück(?:e|s|es)?|\.)|Flst\.|Flur|Zimmer|Zi\.|Raum|Nummer|Nrn?\.|Gebäude|Haus|Los|Blatt|Linie|Linien|Buslinie|Stimmbezirk|Wahlbezirk|Wahlkreis|Projekt|Schalter|Eingang|Etage|Stufe|Zone|Klasse|Klassen|Variante|Teil|Anlage|Ziffer|Artikel)\s*:?\s*(?:Nr\.\s*|Nummer\s*)?(?P<n>[A-Z]?\.?\d+(?:[./-]\d+)*\s?[a-zA-Z]?\b)(?!\s*(?:Uhr|Euro|EUR|€|%|Prozent))"
)
_CURRENCY = r"(?:Euro|EUR|€|Franken|CHF|Cent|US-Dollar|Dollar)"
_SCALE = r"(?:\s*(?:Tsd\.?|Tausend|Mio\.?|Millionen|Million|Mrd\.?|Milliarden|Milliarde))"
_AMOUNT = re.compile(
    rf"(?P<n>{numbers.FIGURE})(?:,-{{1,2}}|,–)?(?P<s>{_SCALE})?\s*(?P<c>{_CURRENCY})(?!\w)(?:\s+(?P<cent>\d{{2}})\b(?!\s*Cent))?"
    rf"|(?P<c2>€|EUR|CHF|Fr\.|Euro)\s?(?P<n2>{numbers.FIGURE})(?:,-{{1,2}}|,–)?(?P<s2>{_SCALE})?(?!(?<=\D\d)\s*(?:[-–:]|bis\b|Uhr)|(?<=\D\d\d)\s*(?:[-–:]|bis\b|Uhr))(?!\d|[.:]\d)"
    rf"|\b(?P<w>{numbers.WORD}|eine?n?)(?P<s3>{_SCALE})?\s+(?P<c3>{_CURRENCY})\b"
)
_PERCENT = re.compile(rf"(?P<n>{numbers.FIGURE}|\b{numbers.WORD})\s*(?:%|Prozent(?:punkte)?\b|v\.\s?H\.|vom Hundert)")
_UNITS = (
    r"km/h|km²|qkm|km|m²|m2|qm|Quadratmetern?|m³|Kubikmetern?|cm|mm|Kilometern?|Metern?|Zentimetern?|Hektar|ha|kg|Kilogramm|Tonnen|t|Liter[ns]?|l|kWp?|MWh?|kWh|dB(?:\(A\))?|Grad|°C|"
    r"Stimmen|Stimmberechtigten?|Personen|Einwohnern?|Einwohnerinnen|Plätzen?|Wohnungen|Stellplätzen?|Bäumen?|Punkten?|Seiten|Exemplaren?|Unterschriften|Kindern?|Stück"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<n>{numbers.FIGURE}|{numbers.WORD}\b)(?P<s>{_SCALE})?[\s-]*(?P<u>{_UNITS})(?!\w)"
)
_STREET = re.compile(
    r"\b(?P<s>(?:(?:Am|An der|Auf der|Auf dem|Im|In der|Zum|Zur|Unter den|Alte[rn]?|Neue[rn]?|Große[rn]?|Kleine[rn]?|Obere[rn]?|Untere[rn]?|Lange[rn]?|[A-ZÄÖÜ][a-zäöüß]+er)\s)?[A-ZÄÖÜ][\wäöüß-]*?(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Aa]llee|[Pp]latz|[Gg]asse|[Rr]ing|[Uu]fer|[Dd]amm|[Cc]haussee|[Mm]arkt|[Pp]fad|[Gg]raben|[Ww]all|quai))\s+(?P<n>\d{1,4}(?:\s?[a-z]\b)?(?:\s?[-–/]\s?\d{1,4}(?:\s?[a-z]\b)?)?)(?!\s*(?:Uhr|Euro|EUR|€|%|Prozent|m\b|\.\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)))"  # noqa: E501 - a pattern or list is read in one piece
)
_PLACE = re.compile(
    r"(?<!\d)(?<!\d[.\s])(?P<n>\d{5})\s+(?P<p>[A-ZÄÖÜ][a-zäöüß]+(?:[ -](?:am|an der|im|ob der|Bad|[A-ZÄÖÜ][a-zäöüß]+))*(?:\s\([A-Za-zäöü.]+\))?)"  # noqa: E501 - a pattern or list is read in one piece
)
_PERSON = re.compile(
    r"\b(?:Frau|Herrn?|Fr\.|Hr\.|Bürgermeister(?:in|s)?|Oberbürgermeister(?:in|s)?|Landrat|Landrätin)\s+(?P<n>(?:(?:Prof|Dr|Dipl\.-Ing)\.\s*)*(?:[A-ZÄÖÜÉ][\wäöüßéèğışçóáñ'-]+)(?:\s(?:von|van|de|zu|[A-ZÄÖÜ]\.|[A-ZÄÖÜÇŞ][a-zäöüßéèğışçóáñ'-]+)){0,3})"
)
_FRACTION = re.compile(
    r"\b(?:(?P<n>ein|zwei|drei|vier|fünf)\s+)?(?P<f>Hälfte|Drittel|Viertel|Fünftel|Zehntel)[ns]?\b|\bdoppelt\w*|\bdreifach\w*"
)
_NUMBER = re.compile(rf"(?<![\w.,/-])(?P<n>{numbers.FIGURE})(?P<s>{_SCALE}\b)?(?!\w|[./:]\d)")
_NUMBER_WORD = re.compile(rf"\b(?P<n>{numbers.WORD})(?P<s>{_SCALE}\b)?\b", re.I)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_LIST_MARK = re.compile(r"(?:^|\n)\s*\(?\d{1,2}[.)]\s")


def _scaled(figure: str, scale: str | None) -> str | None:
    value = numbers.from_word(figure) if figure.isalpha() else numbers.from_figure(figure)
    if value is None:
        return None
    factor = numbers.SCALES[scale.strip().rstrip(".").lower()] if scale else 1
    return numbers.plain(
        numbers.from_figure(str(value)) * factor if not figure.isalpha() else numbers.from_figure(str(value * factor))
    )


def laws(text: str) -> Iterator[Fact]:
    """`§ 3 (2) BauGB` and `Paragraf 3 Absatz 2 BauGB` -> `§ 3 Abs. 2 BauGB`."""
    for match in _LAW.finditer(text):
        value = re.sub(r"\s+", " ", match.group())
        value = re.sub(r"^(?:§§?|Paragraf(?:en)?)\s*", "§ ", value)
        value = re.sub(r"^Art(?:ikel|\.)\s*", "Art. ", value)
        value = re.sub(r"\s*\((\d+[a-z]?)\)", r" Abs. \1", value)
        for long, short in (
            ("Absatz", "Abs."),
            ("Satz", "S."),
            ("Nummer", "Nr."),
            ("Ziffer", "Ziff."),
            ("Buchstabe", "lit."),
            ("Buchst.", "lit."),
        ):
            value = value.replace(long, short)
        value = re.sub(r"(Abs\.|S\.|Nr\.|Ziff\.|lit\.)\s*", r"\1 ", value)
        value = re.sub(r"\s(?:des|der|d\.)\s", " ", value)
        yield Fact(
            "law", value.strip(), match.group().rstrip(), match.start(), match.start() + len(match.group().rstrip())
        )


def phones(text: str) -> Iterator[Fact]:
    """Digits only, with the country code as `+49...` when it is written."""
    for match in _PHONE.finditer(text):
        raw = match.group().rstrip("-./ ")
        digits = re.sub(r"\D", "", raw.replace("(0)", ""))
        if len(digits) >= 6 or digits in {"115"}:
            value = re.sub(r"^(?:\+|00)(?=\d)", "+", re.sub(r"[^\d+]", "", raw.replace("(0)", "")))
            value = "0" + value[3:] if value.startswith("+49") else value
            yield Fact("phone", value, raw, match.start(), match.start() + len(raw))
    for match in _EXTENSION.finditer(text):
        yield Fact("phone", match["n"].lstrip("-"), match["n"], *match.span("n"))


def emails(text: str) -> Iterator[Fact]:
    for match in _EMAIL.finditer(text):
        value = re.sub(r"\s?(?:\(at\)|\[at\]|@)\s?", "@", match.group(), flags=re.I).lower()
        yield Fact("email", value, match.group(), match.start(), match.end())


def urls(text: str) -> Iterator[Fact]:
    for match in _URL.finditer(text):
        value = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group().lower()).rstrip("/")
        yield Fact("url", value, match.group(), match.start(), match.end())


def ibans(text: str) -> Iterator[Fact]:
    for match in _IBAN.finditer(text):
        yield Fact("iban", re.sub(r"\s", "", match.group()), match.group(), match.start(), match.end())


def file_numbers(text: str) -> Iterator[Fact]:
    for match in _FILE.finditer(text):
        yield Fact("file_number", re.sub(r"\s+", " ", match["n"]), match["n"], *match.span("n"))


def identifiers(text: str) -> Iterator[Fact]:
    """Rooms, parcels, lines, lots: a word and its number; the normal form is the number alone."""
    for match in _IDENT.finditer(text):
        yield Fact(
            "room" if match["k"].startswith(("Zi", "Raum")) else "identifier",
            re.sub(r"\s", "", match["n"]),
            match.group(),
            match.start(),
            match.end(),
        )


def amounts(text: str) -> Iterator[Fact]:
    """`1.234,50 Euro` -> `1234.5 EUR`; cents alone become a fraction of a euro."""
    codes = {
        "€": "EUR",
        "Euro": "EUR",
        "EUR": "EUR",
        "Cent": "EUR",
        "Franken": "CHF",
        "CHF": "CHF",
        "Fr.": "CHF",
        "US-Dollar": "USD",
        "Dollar": "USD",
    }
    for match in _AMOUNT.finditer(text):
        figure = match["n"] or match["n2"] or match["w"]
        currency = match["c"] or match["c2"] or match["c3"]
        value = _scaled(figure, match["s"] or match["s2"] or match["s3"])
        if value is None:
            continue
        if currency == "Cent":
            value = numbers.plain(numbers.from_figure(value) / 100)
        if match["cent"]:
            value = numbers.plain(numbers.from_figure(value) + numbers.from_figure(match["cent"]) / 100)
        yield Fact("amount", f"{value} {codes[currency]}", match.group(), match.start(), match.end())


def percentages(text: str) -> Iterator[Fact]:
    for match in _PERCENT.finditer(text):
        value = _scaled(match["n"], None)
        if value is not None:
            yield Fact("percentage", f"{value} %", match.group(), match.start(), match.end())


_UNIT_NAMES = {"quadratmeter": "m²", "m2": "m²", "qm": "m²", "kubikmeter": "m³", "kilometer": "km", "meter": "m", "zentimeter": "cm",  # noqa: E501 - a pattern or list is read in one piece
               "hektar": "ha", "kilogramm": "kg", "tonne": "t", "liter": "l", "qkm": "km²"}  # fmt: skip


def quantities(text: str) -> Iterator[Fact]:
    for match in _QUANTITY.finditer(text):
        value = _scaled(match["n"], match["s"])
        unit = match["u"].lower() if match["u"][0].isupper() and len(match["u"]) > 2 else match["u"]
        stem = re.sub(r"(?:innen|en|n|er|e|s)$", "", unit) if len(unit) > 4 else unit
        unit = _UNIT_NAMES.get(unit) or _UNIT_NAMES.get(unit.rstrip("ns")) or _UNIT_NAMES.get(stem) or stem
        if value is not None:
            yield Fact("quantity", f"{value} {unit}", match.group(), match.start(), match.end())


def addresses(text: str) -> Iterator[Fact]:
    for match in _STREET.finditer(text):
        street = re.sub(r"(?:strasse|str\.)$", "straße", match["s"], flags=re.I)
        value = street + " " + re.sub(r"\s", "", match["n"])
        yield Fact("address", value.replace("Straße", "straße"), match.group(), match.start(), match.end())
    for match in _PLACE.finditer(text):
        yield Fact("postcode", match["n"], match.group(), match.start(), match.end())


def persons(text: str) -> Iterator[Fact]:
    for match in _PERSON.finditer(text):
        yield Fact(
            "person",
            re.sub(r"(?:Prof|Dr|Dipl\.-Ing)\.\s*", "", match["n"]).strip(),
            match.group(),
            match.start(),
            match.end(),
        )


def fractions(text: str) -> Iterator[Fact]:
    for match in _FRACTION.finditer(text):
        value = (
            re.sub(r"e[nmrs]?$", "", match.group().lower()) if not match["f"] else f"{match['n'] or 'ein'} {match['f']}"
        )
        yield Fact("fraction", value, match.group(), match.start(), match.end())


def plain_numbers(text: str) -> Iterator[Fact]:
    """Figures and number words that nothing else claimed; list marks and `ein` are no numbers."""
    marks = [match.span() for match in _LIST_MARK.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in marks):
            continue
        value = _scaled(match["n"], match["s"])
        if value is not None:
            yield Fact("number", value, match.group(), match.start(), match.end())
    for match in _NUMBER_WORD.finditer(text):
        value = _scaled(match["n"], match["s"])
        if (
            value is not None
            and match["n"].lower() not in {"ein", "eins", "null", "hundert", "tausend"}
            and not match["n"].lower().startswith("achte")
        ):
            yield Fact("number", value, match.group(), match.start(), match.end())


_EVENT = (
    r"(?P<e>Bekanntgabe|Zustellung|Veröffentlichung|Bekanntmachung|Eröffnung|Zugang|Erhalt|Eingang|Ablauf|Beginn|Ende|Mitteilung|"
    r"Verkündung|Auslegung|Antragstellung|Kenntnis\w*|Einreichung|Rechnungs\w+|Fälligkeit|Inkrafttreten|Abschluss|Auslegungsfrist|Schluss\s)"
)
_EVENT_NAMES = {"bekanntgabe": "notification", "zustellung": "service", "zugang": "receipt", "erhalt": "receipt", "eingang": "receipt",  # noqa: E501 - a pattern or list is read in one piece
                "veröffentlichung": "publication", "bekanntmachung": "publication"}  # fmt: skip
_DEADLINE_EVENT = re.compile(
    r"(?:innerhalb|binnen|innert|vor Ablauf|nach Ablauf|spätestens|bis(?: zu)?)\s+(?:von\s+|der Frist von\s+)?(?:einer Frist von\s+)?(?P<d>[\w-]+\s+(?:Kalender|Werk|Arbeits)?(?:[Tt]age?n?s?|[Ww]ochen?|[Mm]onate?[ns]?|[Jj]ahre?[ns]?))\s+(?:nach|vor|ab|seit|von)\s+(?:der\s+|dem\s+|dessen\s+|deren\s+|seiner\s+|ihrer\s+|diese[rsm]\s+)?(?:öffentlichen\s+)?"  # noqa: E501 - a pattern or list is read in one piece
    + _EVENT
)
_DEADLINE_DATE = re.compile(
    r"(?:\b[Bb]is|\b[Uu]ntil|\bby|\bno later than|\b[Ss]pätestens(?:\s+bis)?|\b[Nn]icht später als|\b[Ll]etzter\s(?:Tag|Termin)(?:\s\w+)?:?|\bFristende:?|\bEinsendeschluss(?:\sist)?:?|\bAnmeldeschluss(?:\sist)?:?)\s+(?:(?:spätestens|einschließlich|zum|am|der|den|dem|einschl\.)\s+)*(?:(?:\w+tag|Mittwoch),?\s+(?:(?:den|dem|der)\s+)?)?$"  # noqa: E501 - a pattern or list is read in one piece
)


def deadlines(text: str, known: list[Fact]) -> Iterator[Fact]:
    """`bis zum 3. Mai 2026` -> `until 2026-05-03`; `innerhalb eines Monats nach Bekanntgabe` -> `1 month after notification`."""  # noqa: E501 - a pattern or list is read in one piece
    for match in _DEADLINE_EVENT.finditer(text):
        inner = [
            fact
            for fact in known
            if fact.kind == "duration" and match.start() <= fact.start and fact.end <= match.end()
        ]
        if inner:
            event = match["e"].strip().lower()
            direction = (
                "before"
                if re.search(r"\bvor\s+(?:der\s|dem\s)?\w*$", match.group().removesuffix(match["e"]))
                and "vor Ablauf" not in match.group()
                else "after"
            )
            yield Fact(
                "deadline",
                f"{inner[0].value} {direction} {_EVENT_NAMES.get(event, event)}",
                match.group(),
                match.start(),
                match.end(),
            )
    for fact in known:
        if fact.kind == "date":
            head = text[max(0, fact.start - 60) : fact.start]
            found = _DEADLINE_DATE.search(head)
            if found and not re.search(r"\b(?:vom|von|ab|zwischen|Zeit)\b[^.;]{0,40}$", head[: found.start()]):
                start = fact.start - (len(head) - found.start())
                yield Fact("deadline", f"until {fact.value}", text[start : fact.end], start, fact.end)


Extractor = Callable[[str], Iterator[Fact]]
EXTRACTORS: tuple[Extractor, ...] = (
    emails, urls, ibans, laws, dates.dates, file_numbers, amounts, percentages, dates.times, addresses, phones,
    identifiers, dates.months, dates.durations, quantities, persons, fractions, dates.weekdays, dates.years,
    plain_numbers,
)  # fmt: skip


@lru_cache(maxsize=256)
def facts(text: str) -> tuple[Fact, ...]:
    """All facts of a text by start; a deadline lies over the date or duration it names, nothing else overlaps."""
    taken = bytearray(len(text) + 1)
    found: list[Fact] = []
    for extract in EXTRACTORS:
        for fact in extract(text):
            if not any(taken[fact.start : fact.end]) and not _PARAGRAPH.search(fact.text):
                taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
                found.append(fact)
    found.sort(key=lambda fact: fact.start)
    return tuple(sorted([*found, *deadlines(text, found)], key=lambda fact: (fact.start, -fact.end)))
