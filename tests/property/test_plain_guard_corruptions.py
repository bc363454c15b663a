"""The guard against a seeded generator of corruptions that knows nothing of it.

Every corruption changes one thing of a text: a fact, a negation, a modal verb, who does what, an order or a limit. Run
as a program (`python tests/property/test_plain_guard_corruptions.py 10000`) it prints what is caught of each kind, over
the real texts of the public data and over authored notices and their approved rewritings.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from plain_language import guard
from plain_language.text import sentences

NOTICES = Path(__file__).resolve().parents[1] / "golden" / "plain_notices"
Corruption = Callable[[str, random.Random], str | None]


def _pick(rng: random.Random, pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return rng.choice(found) if found else None


def _put(text: str, match: re.Match[str], new: str, group: int | str = 0) -> str | None:
    start, end = match.span(group)
    changed = text[:start] + new + text[end:]
    return changed if changed != text else None


def _digit(rng: random.Random, figure: str) -> str:
    places = [i for i, c in enumerate(figure) if c.isdigit() and not (i == 0 and len(figure) > 1)] or [0]
    place = rng.choice(places)
    return figure[:place] + rng.choice([d for d in "123456789" if d != figure[place]]) + figure[place + 1 :]


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
_MONTH = "|".join(MONTHS)


def date_day(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, rf"\b(\d{{1,2}})\.\s(?:{_MONTH})", text)
    return _put(text, found, str(rng.choice([d for d in range(1, 29) if d != int(found[1])])), 1) if found else None


def date_month(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, rf"\b\d{{1,2}}\.\s({_MONTH})", text)
    return _put(text, found, rng.choice([m for m in MONTHS if m != found[1]]), 1) if found else None


def date_year(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, rf"\b\d{{1,2}}\.\s(?:{_MONTH})\s((?:19|20)\d\d)\b", text)
    return _put(text, found, str(int(found[1]) + rng.choice((-1, 1, 2))), 1) if found else None


def clock(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(\d{1,2})(?=(?:[:.]\d\d)?\sUhr)", text)
    return _put(text, found, str(rng.choice([h for h in range(6, 23) if h != int(found[1])])), 1) if found else None


def amount(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"(\d[\d.,]*\d|\d)\s(?:Euro|Millionen|Franken|Prozent)|Fr\.\s(\d[\d ']*\d)", text)
    if not found:
        return None
    group = 1 if found[1] else 2
    return _put(text, found, _digit(rng, found[group]), group)


def percent(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"(\d[\d,]*)\s?(?:%|Prozent)", text)
    return _put(text, found, _digit(rng, found[1]), 1) if found else None


def phone(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b0\d{2,4}[\s/-]+\d[\d\s/-]{4,}\d", text)
    return _put(text, found, _digit(rng, found[0])) if found else None


def email(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"([\w.]+)@[\w.-]+\w", text)
    return _put(text, found, found[1] + rng.choice("aeiou"), 1) if found else None


def web(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"www\.([\w-]+)\.\w+", text)
    return _put(text, found, found[1] + rng.choice("aeiou"), 1) if found else None


def iban(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\bDE\d\d(?: ?\d{4}){4} ?\d\d", text)
    return _put(text, found, _digit(rng, found[0])) if found else None


def law(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"(?:§§?|Art\.|Abs\.)\s(\d+)", text)
    return _put(text, found, str(int(found[1]) + rng.choice((1, 2, 5))), 1) if found else None


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
    found = _pick(rng, r"\b(" + "|".join(words) + r")\s(?:Tage?n?s?|Wochen?|Monate?[ns]?|Jahre?[ns]?)\b", text)
    return _put(text, found, words[found[1]], 1) if found else None


def duration_unit(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(?:zwei|drei|vier|fünf|sechs|zehn|14|30|20)\s(Tagen|Wochen|Monaten|Jahren)\b", text)
    return (
        _put(text, found, rng.choice([u for u in ("Tagen", "Wochen", "Monaten", "Jahren") if u != found[1]]), 1)
        if found
        else None
    )


def number(text: str, rng: random.Random) -> str | None:
    found = _pick(
        rng,
        r"(?<![\d.,/:§-])(?<!§ )\b(\d{1,3}(?:\.\d{3})+|\d{1,4})\s(?=[A-ZÄÖÜ][a-zäöü]{3,})(?!Uhr|Euro|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)",  # noqa: E501 - a pattern or list is read in one piece
        text,
    )
    return _put(text, found, _digit(rng, found[1]), 1) if found else None


def house(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"(?:straße|platz|allee|weg)\s(\d{1,3})\b", text)
    return _put(text, found, str(int(found[1]) + rng.choice((1, 2, 10))), 1) if found else None


def postcode(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(\d{5})\s[A-ZÄÖÜ][a-zäöü]+", text)
    return _put(text, found, _digit(rng, found[1]), 1) if found else None


def person(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(?:Frau|Herrn?)\s(?:Dr\.\s)?([A-ZÄÖÜ][a-zäöüß]{2,})", text)
    return (
        _put(text, found, rng.choice([n for n in ("Petersen", "Albrecht", "Nowak") if n != found[1]]), 1)
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


def drop_not(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\bnicht (?!nur|zuletzt|mehr als|weniger|allein|wenige)", text)
    return _put(text, found, "") if found else None


def drop_no(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b([Kk])ein(e[nmrs]?)?\b", text)
    return _put(text, found, ("E" if found[1] == "K" else "e") + "in" + (found[2] or "")) if found else None


def insert_not(text: str, rng: random.Random) -> str | None:
    found = _pick(
        rng,
        r"\b(?:muss|müssen|kann|können|darf|dürfen|soll|sollen|wird|werden|ist|sind)\b(?![^.]*\b(?:nicht|kein\w*|nie|ohne|niemand)\b)[^.,;:!?]*?( )(?=\w+[.,])",  # noqa: E501 - a pattern or list is read in one piece
        text,
    )
    return _put(text, found, " nicht ", 1) if found else None


def flip_modal(text: str, rng: random.Random) -> str | None:
    swap = {
        "muss": "kann",
        "müssen": "können",
        "kann": "muss",
        "können": "müssen",
        "darf": "muss",
        "dürfen": "müssen",
        "soll": "kann",
        "sollen": "können",
    }
    found = _pick(rng, r"\b(" + "|".join(swap) + r")\b(?![^.]*\bnicht\b)", text)
    return _put(text, found, swap[found[1]], 1) if found else None


def may_not_to_need_not(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(darf|dürfen)\b(?=[^.]*\b(?:nicht|kein))", text)
    return _put(text, found, {"darf": "muss", "dürfen": "müssen"}[found[1]], 1) if found else None


def flip_word(text: str, rng: random.Random) -> str | None:
    swap = {
        "verboten": "erlaubt",
        "untersagt": "gestattet",
        "unzulässig": "zulässig",
        "zulässig": "unzulässig",
        "gestattet": "untersagt",
        "verpflichtet": "berechtigt",
        "berechtigt": "verpflichtet",
        "freiwillig": "verpflichtend",
        "erlaubt": "verboten",
        "ungültig": "gültig",
    }
    found = _pick(rng, r"\b(?<!nicht )(" + "|".join(swap) + r")\b", text)
    return _put(text, found, swap[found[1]], 1) if found else None


POLARITY: dict[str, Corruption] = {
    f.__name__: f for f in (drop_not, drop_no, insert_not, flip_modal, may_not_to_need_not, flip_word)
}


def swap_dates(text: str, rng: random.Random) -> str | None:
    return _swap(text, rng, rf"\b\d{{1,2}}\.\s(?:{_MONTH})(?:\s\d{{4}})?")


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
    found = _pick(rng, r"\b(" + "|".join(swap) + r")\b", text)
    return _put(text, found, swap[found[1]], 1) if found else None


def swap_parties(text: str, rng: random.Random) -> str | None:
    return _swap(
        text,
        rng,
        r"\b(?:Stadt|Gemeinde|Regierungsrat|Kantonsrat|Baudirektion|Kanton|Rat|Polizei|Firma|Vorinstanz|Kantonspolizei|Verein|Schule)\b(?=\s[a-zäöü(])",
    )


def limit_word(text: str, rng: random.Random) -> str | None:
    swap = {"mindestens": "höchstens", "höchstens": "mindestens", "spätestens": "frühestens", "innerhalb": "außerhalb"}
    found = _pick(rng, r"\b(" + "|".join(swap) + r")\b", text)
    return _put(text, found, swap[found[1]], 1) if found else None


def until_from(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, rf"\b(bis zum|bis)(?=\s\d{{1,2}}\.\s(?:{_MONTH}))", text)
    return _put(text, found, "ab dem" if found[1] == "bis zum" else "ab", 1) if found else None


def drop_only(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"(?<!nicht )\b(?:nur|ausschließlich|ausschliesslich|lediglich) ", text)
    return _put(text, found, "") if found else None


def all_some(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b([Aa])lle\b(?= [A-ZÄÖÜ]| \w+en [A-ZÄÖÜ])", text)
    return _put(text, found, "Einige" if found[1] == "A" else "einige") if found else None


def drop_condition(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r", (?:wenn|falls|sofern|soweit) [^.,;:]{12,120}(?=\.)", text)
    return _put(text, found, "") if found else None


def although(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r", (wenn|falls|sofern)\b", text)
    return _put(text, found, "obwohl", 1) if found else None


def before_after(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r"\b(vor|nach)(?= (?:dem|der|Ablauf|Beginn|Bekannt|Abschluss|Inkraft)\b)", text)
    return _put(text, found, "nach" if found[1] == "vor" else "vor", 1) if found else None


def drop_exception(text: str, rng: random.Random) -> str | None:
    found = _pick(rng, r",? (?:außer|ausgenommen|mit Ausnahme|ausser) [^.,;:]{4,60}(?=[.,])", text)
    return _put(text, found, "") if found else None


def swap_period(text: str, rng: random.Random) -> str | None:
    """The two days of a period exchanged: `vom 3. Mai bis zum 9. Juni` -> `vom 9. Juni bis zum 3. Mai`."""
    day = rf"\d{{1,2}}\.\s(?:{_MONTH})(?:\s\d{{4}})?"
    found = _pick(
        rng,
        rf"\bvom ({day})((?:, \d{{1,2}}(?::\d\d)? Uhr,?)? bis (?:zum |einschließlich |voraussichtlich )?)({day})",
        text,
    )
    return text[: found.start(1)] + found[3] + found[2] + found[1] + text[found.end(3) :] if found else None


def clock_to_other_day(text: str, rng: random.Random) -> str | None:
    """The clock of one day put beside another: `..., 18:00 Uhr` moves."""
    day = rf"\d{{1,2}}\.\s(?:{_MONTH})\s\d{{4}}"
    bound = _pick(rng, rf"{day}(,? (?:um |ab )?\d{{1,2}}(?::\d\d)? Uhr)", text)
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
    day = rf"\d{{1,2}}\.\s(?:{_MONTH})(?:\s\d{{4}})?"
    found = _pick(rng, rf"\bbis (?:zum )?{day}(, (\d{{1,2}}(?::\d\d)?) Uhr,?)", text)
    if not found:
        return None
    return text[: found.start(1)] + text[found.end(1) :].rstrip() + f" Es geht um {found[2]} Uhr los."


def widen_addressee(text: str, rng: random.Random) -> str | None:
    """A right of some told as a right of everybody."""
    found = _pick(rng, r"berechtigt sind [^.,]*(, die [^.]*|ab \d+ Jahren[^.]*)\.", text)
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
KINDS = {"hard": HARD, "polarity": POLARITY, "scope": SCOPE}
GOALS = {"hard": 0.995, "polarity": 0.99, "scope": 0.95}


def real_texts() -> list[str]:
    """Passages of at most five sentences from the public data."""
    place = Path(os.environ.get("MITSPRACHE_DATA", NOTICES.parents[2].parent / "shared" / "data")) / "readability"
    if not place.is_dir():
        return []
    found = []
    for name in ("government-decisions", "press-releases", "court-texts"):
        for line in (place / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            parts = [s for s in sentences(text) if len(s.text) < 500]
            found += [text[parts[i].start : parts[min(i + 4, len(parts) - 1)].end] for i in range(0, len(parts), 5)]
    return [text for text in found if 80 < len(text) < 2000]


def approved() -> list[tuple[str, str]]:
    return [
        (
            path.with_name(path.name.replace(".rewrite", "")).read_text(encoding="utf-8"),
            path.read_text(encoding="utf-8"),
        )
        for path in sorted(NOTICES.glob("*.rewrite.txt"))
    ]


def corruptions(pairs: list[tuple[str, str]], count: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """(class, kind, source, corrupted target): kinds take turns, so that rare ones get their share."""
    rng = random.Random(seed)
    order = [(group, name) for group, kinds in KINDS.items() for name in kinds]
    empty: Counter[str] = Counter()
    made, turn = 0, 0
    while made < count:
        group, name = order[turn % len(order)]
        turn += 1
        if empty[name] > 300:
            if all(empty[n] > 300 for _, n in order):
                return
            continue
        for _ in range(60):
            source, target = rng.choice(pairs)
            changed = KINDS[group][name](target, rng)
            if changed and changed != target:
                yield group, name, source, changed
                made += 1
                break
        else:
            empty[name] += 60


def measure(pairs: list[tuple[str, str]], count: int, seed: int, show: int = 0) -> dict[str, tuple[int, int]]:
    """Class or `class.kind` -> (caught, made). What the unchanged pair already alarms does not count as caught."""
    totals: dict[str, list[int]] = {}
    baseline = (
        {pair: {(a.kind, a.message) for a in guard(*pair)} for pair in dict.fromkeys(pairs)}
        if pairs and pairs[0][0] != pairs[0][1]
        else {}
    )
    originals = dict(pairs)
    for group, name, source, target in corruptions(pairs, count, seed):
        before = baseline.get((source, originals[source]), set())
        caught = any((a.kind, a.message) not in before for a in guard(source, target))
        for key in (group, f"{group}.{name}"):
            totals.setdefault(key, [0, 0])
            totals[key][0] += caught
            totals[key][1] += 1
        if not caught and show > 0:
            show -= 1
            place = next((i for i, (a, b) in enumerate(zip(originals[source], target, strict=False)) if a != b), 0)
            print(
                f"MISSED {name}: ...{originals[source][max(0, place - 70) : place + 70]!r} -> {target[max(0, place - 20) : place + 50]!r}",  # noqa: E501 - a pattern or list is read in one piece
                file=sys.stderr,
            )
    return {key: (caught, made) for key, (caught, made) in sorted(totals.items())}


@pytest.mark.parametrize("seed", [1, 2])
def test_corrupted_notices_are_caught(seed: int) -> None:
    pairs = [(source, source) for source, _ in approved()]
    found = measure(pairs, 250, seed)
    for group, goal in GOALS.items():
        caught, made = found[group]
        assert caught >= goal * made - 1, (group, found)


def test_corrupted_rewritings_are_caught() -> None:
    found = measure(approved(), 250, 3)
    for group, goal in (("hard", 0.98), ("polarity", 0.75), ("scope", 0.75)):
        caught, made = found[group]
        assert caught >= goal * made, (group, found)


def test_approved_rewritings_raise_no_alarm() -> None:
    alarms = {target[:40]: [a.message for a in guard(source, target)] for source, target in approved()}
    assert {name: found for name, found in alarms.items() if found} == {}


@pytest.mark.slow
def test_corrupted_real_texts_are_caught() -> None:
    texts = real_texts()
    if not texts:
        pytest.skip("the public test data is not here: set MITSPRACHE_DATA to its folder")
    found = measure([(text, text) for text in texts], 400, 4)
    for group, goal in GOALS.items():
        caught, made = found[group]
        assert caught >= (goal - 0.01) * made, (group, found)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    missed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for title, chosen, share in (
        ("real texts", [(text, text) for text in real_texts()], 0.7),
        ("authored notices", [(source, source) for source, _ in approved()], 0.15),
        ("approved rewritings", approved(), 0.15),
    ):
        if chosen:
            for key, (caught, made) in measure(chosen, int(wanted * share), 7, missed).items():
                print(
                    json.dumps(
                        {"texts": title, "kind": key, "caught": caught, "made": made, "share": round(caught / made, 4)}
                    )
                )
    alarmed = sum(bool(guard(source, target)) for source, target in approved())
    print(
        json.dumps({"texts": "approved rewritings", "kind": "false alarms", "alarmed": alarmed, "of": len(approved())})
    )
