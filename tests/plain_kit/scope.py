"""One changed role, order, limit or condition."""

from __future__ import annotations

import random
import re
from itertools import pairwise

from plain_language.text import sentences
from tests.plain_kit.hard import MONTH
from tests.plain_kit.tools import Corruption, pick, put


def swap_dates(text: str, rng: random.Random) -> str | None:
    return _swap(text, rng, rf"\b\d{{1,2}}\.\s(?:{MONTH})(?:\s\d{{4}})?")


def swap_numbers(text: str, rng: random.Random) -> str | None:
    return _swap(
        text,
        rng,
        r"(?<![\d.,/§-])\b\d{1,3}(?:\.\d{3})*(?:,\d+)?\s(?=Euro|Prozent|Stimm|Meter|Personen|Quadrat|Franken)",
    )


def swap_times(text: str, rng: random.Random) -> str | None:
    return _swap(text, rng, r"\b\d{1,2}(?::\d\d)?(?=\sUhr|\sbis\s\d{1,2}(?::\d\d)?\sUhr)")


def _swap(text: str, rng: random.Random, pattern: str) -> str | None:
    options = []
    for sentence in sentences(text):
        found = list(re.finditer(pattern, text[sentence.start : sentence.end]))
        options += [(sentence.start, a, b) for a, b in pairwise(found) if a[0].strip() != b[0].strip()]
    if not options:
        return None
    base, a, b = rng.choice(options)
    return text[: base + a.start()] + b[0] + text[base + a.end() : base + b.start()] + a[0] + text[base + b.end() :]


def change_party(text: str, rng: random.Random) -> str | None:
    swap = {
        "Eigentümer": "Mieter",
        "Eigentümerinnen": "Mieterinnen",
        "Anlieger": "Schülerinnen",
        "Stimmberechtigte": "Minderjährige",
        "Eltern": "Arbeitgeber",
        "Erziehungsberechtigten": "Nachbarn",
        "Pächter": "Antragsteller",
        "Gemeinderat": "Bürgermeister",
        "Antragsteller": "Vermieter",
        "Regierungsrat": "Gerichtshof",
        "Beschwerdeführer": "Nachbarn",
    }
    found = pick(rng, r"\b(" + "|".join(swap) + r")\b", text)
    return put(text, found, swap[found[1]], 1) if found else None


def swap_parties(text: str, rng: random.Random) -> str | None:
    return _swap(
        text,
        rng,
        r"\b(?:Stadt|Gemeinde|Regierungsrat|Kantonsrat|Baudirektion|Kanton|Rat|Polizei|Firma|Vorinstanz|Kantonspolizei|Verein|Schule)\b(?=\s[a-zäöü(])",
    )


def limit_word(text: str, rng: random.Random) -> str | None:
    swap = {"mindestens": "höchstens", "höchstens": "mindestens", "spätestens": "frühestens", "innerhalb": "außerhalb"}
    found = pick(rng, r"\b(" + "|".join(swap) + r")\b", text)
    return put(text, found, swap[found[1]], 1) if found else None


def until_from(text: str, rng: random.Random) -> str | None:
    found = pick(rng, rf"\b(bis zum|bis)(?=\s\d{{1,2}}\.\s(?:{MONTH}))", text)
    return put(text, found, "ab dem" if found[1] == "bis zum" else "ab", 1) if found else None


def drop_only(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"(?<!nicht )\b(?:nur|ausschließlich|ausschliesslich|lediglich) ", text)
    return put(text, found, "") if found else None


def all_some(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b([Aa])lle\b(?= [A-ZÄÖÜ]| \w+en [A-ZÄÖÜ])", text)
    return put(text, found, "Einige" if found[1] == "A" else "einige") if found else None


def drop_condition(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r", (?:wenn|falls|sofern|soweit) [^.,;:]{12,120}(?=\.)", text)
    return put(text, found, "") if found else None


def although(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r", (wenn|falls|sofern)\b", text)
    return put(text, found, "obwohl", 1) if found else None


def before_after(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(vor|nach)(?= (?:dem|der|Ablauf|Beginn|Bekannt|Abschluss|Inkraft)\b)", text)
    return put(text, found, "nach" if found[1] == "vor" else "vor", 1) if found else None


def drop_exception(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r",? (?:außer|ausgenommen|mit Ausnahme|ausser) [^.,;:]{4,60}(?=[.,])", text)
    return put(text, found, "") if found else None


def swap_period(text: str, rng: random.Random) -> str | None:
    """The two days of a period exchanged: `vom 3. Mai bis zum 9. Juni` -> `vom 9. Juni bis zum 3. Mai`."""
    day = rf"\d{{1,2}}\.\s(?:{MONTH})(?:\s\d{{4}})?"
    found = pick(
        rng,
        rf"\bvom ({day})((?:, \d{{1,2}}(?::\d\d)? Uhr,?)? bis (?:zum |einschließlich |voraussichtlich )?)({day})",
        text,
    )
    return text[: found.start(1)] + found[3] + found[2] + found[1] + text[found.end(3) :] if found else None


def clock_to_other_day(text: str, rng: random.Random) -> str | None:
    """The clock of one day put beside another: `..., 18:00 Uhr` moves."""
    day = rf"\d{{1,2}}\.\s(?:{MONTH})\s\d{{4}}"
    bound = pick(rng, rf"{day}(,? (?:um |ab )?\d{{1,2}}(?::\d\d)? Uhr)", text)
    if not bound:
        return None
    rest = text[: bound.start(1)] + text[bound.end(1) :]
    others = [
        m
        for m in re.finditer(rf"{day}(?!,? (?:um |ab )?\d)", rest)
        if m.end() != bound.start(1) and m[0] not in bound[0]
    ]
    if not others:
        return None
    other = rng.choice(others)
    return rest[: other.end()] + bound[1] + rest[other.end() :]


def end_to_start(text: str, rng: random.Random) -> str | None:
    """The hour at which a period ends told as the one at which it begins."""
    day = rf"\d{{1,2}}\.\s(?:{MONTH})(?:\s\d{{4}})?"
    found = pick(rng, rf"\bbis (?:zum )?{day}(, (\d{{1,2}}(?::\d\d)?) Uhr,?)", text)
    if not found:
        return None
    return text[: found.start(1)] + text[found.end(1) :].rstrip() + f" Es geht um {found[2]} Uhr los."


def widen_addressee(text: str, rng: random.Random) -> str | None:
    """A right of some told as a right of everybody."""
    found = pick(rng, r"berechtigt sind [^.,]*(, die [^.]*|ab \d+ Jahren[^.]*)\.", text)
    if not found:
        return None
    return text[: found.start(0)] + "berechtigt sind alle Menschen" + text[found.end(0) - 1 :]


SCOPE: dict[str, Corruption] = {
    f.__name__: f
    for f in (
        swap_period,
        clock_to_other_day,
        end_to_start,
        widen_addressee,
        swap_dates,
        swap_numbers,
        swap_times,
        change_party,
        swap_parties,
        limit_word,
        until_from,
        drop_only,
        all_some,
        drop_condition,
        although,
        before_after,
        drop_exception,
    )
}
