"""One changed fact: a date, a time, an amount, a number, an address."""

from __future__ import annotations

import random

from tests.plain_kit.tools import Corruption, digit, pick, put

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
MONTH = "|".join(MONTHS)


def date_day(text: str, rng: random.Random) -> str | None:
    found = pick(rng, rf"\b(\d{{1,2}})\.\s(?:{MONTH})", text)
    return put(text, found, str(rng.choice([d for d in range(1, 29) if d != int(found[1])])), 1) if found else None


def date_month(text: str, rng: random.Random) -> str | None:
    found = pick(rng, rf"\b\d{{1,2}}\.\s({MONTH})", text)
    return put(text, found, rng.choice([m for m in MONTHS if m != found[1]]), 1) if found else None


def date_year(text: str, rng: random.Random) -> str | None:
    found = pick(rng, rf"\b\d{{1,2}}\.\s(?:{MONTH})\s((?:19|20)\d\d)\b", text)
    return put(text, found, str(int(found[1]) + rng.choice((-1, 1, 2))), 1) if found else None


def clock(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(\d{1,2})(?=(?:[:.]\d\d)?\sUhr)", text)
    return put(text, found, str(rng.choice([h for h in range(6, 23) if h != int(found[1])])), 1) if found else None


def amount(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"(\d[\d.,]*\d|\d)\s(?:Euro|Millionen|Franken|Prozent)|Fr\.\s(\d[\d ']*\d)", text)
    if not found:
        return None
    group = 1 if found[1] else 2
    return put(text, found, digit(rng, found[group]), group)


def percent(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"(\d[\d,]*)\s?(?:%|Prozent)", text)
    return put(text, found, digit(rng, found[1]), 1) if found else None


def phone(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b0\d{2,4}[\s/-]+\d[\d\s/-]{4,}\d", text)
    return put(text, found, digit(rng, found[0])) if found else None


def email(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"([\w.]+)@[\w.-]+\w", text)
    return put(text, found, found[1] + rng.choice("aeiou"), 1) if found else None


def web(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"www\.([\w-]+)\.\w+", text)
    return put(text, found, found[1] + rng.choice("aeiou"), 1) if found else None


def iban(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\bDE\d\d(?: ?\d{4}){4} ?\d\d", text)
    return put(text, found, digit(rng, found[0])) if found else None


def law(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"(?:§§?|Art\.|Abs\.)\s(\d+)", text)
    return put(text, found, str(int(found[1]) + rng.choice((1, 2, 5))), 1) if found else None


def duration(text: str, rng: random.Random) -> str | None:
    words = {
        "eines": "zweier",
        "einem": "drei",
        "zwei": "vier",
        "drei": "fünf",
        "vier": "sechs",
        "fünf": "acht",
        "sechs": "drei",
        "zehn": "zwölf",
        "14": "10",
        "30": "20",
        "20": "40",
    }
    found = pick(rng, r"\b(" + "|".join(words) + r")\s(?:Tage?n?s?|Wochen?|Monate?[ns]?|Jahre?[ns]?)\b", text)
    return put(text, found, words[found[1]], 1) if found else None


def duration_unit(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(?:zwei|drei|vier|fünf|sechs|zehn|14|30|20)\s(Tagen|Wochen|Monaten|Jahren)\b", text)
    return (
        put(text, found, rng.choice([u for u in ("Tagen", "Wochen", "Monaten", "Jahren") if u != found[1]]), 1)
        if found
        else None
    )


def number(text: str, rng: random.Random) -> str | None:
    found = pick(
        rng,
        r"(?<![\d.,/:§-])(?<!§ )\b(\d{1,3}(?:\.\d{3})+|\d{1,4})\s(?=[A-ZÄÖÜ][a-zäöü]{3,})(?!Uhr|Euro|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)",  # noqa: E501 - a pattern or list is read in one piece
        text,
    )
    return put(text, found, digit(rng, found[1]), 1) if found else None


def house(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"(?:straße|platz|allee|weg)\s(\d{1,3})\b", text)
    return put(text, found, str(int(found[1]) + rng.choice((1, 2, 10))), 1) if found else None


def postcode(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(\d{5})\s[A-ZÄÖÜ][a-zäöü]+", text)
    return put(text, found, digit(rng, found[1]), 1) if found else None


def person(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(?:Frau|Herrn?)\s(?:Dr\.\s)?([A-ZÄÖÜ][a-zäöüß]{2,})", text)
    return (
        put(text, found, rng.choice([n for n in ("Petersen", "Albrecht", "Nowak") if n != found[1]]), 1)
        if found
        else None
    )


def added_fact(text: str, rng: random.Random) -> str | None:
    extra = rng.choice(
        (
            " Die Gebühr beträgt 37 Euro.",
            " Das gilt bis zum 24. Dezember 2031.",
            " Rufen Sie an: 0151 9988776.",
            " Das Büro öffnet um 5:30 Uhr.",
        )
    )
    return text.rstrip() + extra


HARD: dict[str, Corruption] = {
    f.__name__: f
    for f in (
        date_day,
        date_month,
        date_year,
        clock,
        amount,
        percent,
        phone,
        email,
        web,
        iban,
        law,
        duration,
        duration_unit,
        number,
        house,
        postcode,
        person,
        added_fact,
    )
}
