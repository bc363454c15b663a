"""Dates, times, weekdays and durations, each in ISO spelling.

A range shares its month and year with its end: in `vom 3. bis 5. Mai 2026` the first date is 2026-05-03.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plain_language import numbers
from plain_language.model import Fact

MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "febr": 2, "märz": 3, "mär": 3, "april": 4, "apr": 4,
    "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12, "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10, "december": 12,  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
WEEKDAYS = {"mo": 1, "di": 2, "mi": 3, "do": 4, "fr": 5, "sa": 6, "so": 7}
_WEEKDAY_WORDS = {
    "montag": 1, "dienstag": 2, "mittwoch": 3, "donnerstag": 4, "freitag": 5, "samstag": 6, "sonnabend": 6, "sonntag": 7,  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:(?:19|20)\d{2})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"

_LONG = re.compile(rf"\b(?P<d>{_DAY})\.\s*(?P<m>{_M})\b\.?(?:\s+(?P<y>{_YEAR})\b)?", re.I)
_SHORT = re.compile(
    rf"(?<![\d.,/])(?P<d>{_DAY})\.\s?(?P<m>0?[1-9]|1[0-2])\.(?:\s?(?P<y>{_YEAR}|\d{{2}})\b(?![.,]\d))?(?!\d)"
)
_ENGLISH_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH = re.compile(
    rf"\b(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_ENGLISH_MONTH})\b(?:,?\s+(?P<y>{_YEAR})\b)?"
)
_AMERICAN = re.compile(rf"\b(?P<m>{_ENGLISH_MONTH})\s+(?P<d>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>{_YEAR})\b)?")
_HALF_DAY = re.compile(r"(?<![\d.,:])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))?\s*(?P<half>[ap])\.?m\b\.?", re.I)
_ISO = re.compile(rf"\b(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b")
_OPEN_DAY = re.compile(
    rf"\b(?P<d>{_DAY})\.(?=\s*(?:bis|und|oder|-|–|—|/|,)\s*(?:(?:zum|einschließlich|einschl\.|den|am|{_DAY}\.,?)\s*)*{_DAY}\.\s*(?P<m>{_M}|0?[1-9]\.|1[0-2]\.))",
    re.I,
)
_MONTH_YEAR = re.compile(rf"\b(?P<m>{_M})\.?\s+(?P<y>{_YEAR})\b", re.I)
_MONTH_ONLY = re.compile(rf"\b(?:Im|im|Ende|ende|Anfang|Mitte|bis|seit|ab|Monat)\s+(?P<m>{_M})\b", re.I)
_BARE_YEAR = re.compile(rf"(?<![\d.,/§-])\b(?P<y>{_YEAR})\b(?![.,/:]?\d|\s*(?:Euro|EUR|€|Uhr|m²|%))")

_CLOCK = r"(?:[01]?\d|2[0-4])"
_TIME = re.compile(rf"(?<![\d.,:])(?P<h>{_CLOCK})(?:[:.](?P<min>[0-5]\d))?\s*(?:Uhr\b(?:\s+(?P<late>[0-5]\d)\b)?|h\b)")
_TIME_COLON = re.compile(rf"(?<![\d.,:/])(?P<h>{_CLOCK}):(?P<min>[0-5]\d)(?![:\d])")
_TIME_RANGE = re.compile(
    rf"(?<![\d.,:])(?P<h>{_CLOCK})(?:[:.](?P<min>[0-5]\d))?(?:\s*Uhr)?\s*(?:-|–|—|bis|und)\s*"
    rf"(?={_CLOCK}(?:[:.][0-5]\d)?\s*Uhr\b)"
)
_TIME_PAIR = re.compile(
    rf"(?<![\d.,:])(?P<h>{_CLOCK})(?:[:.](?P<min>[0-5]\d))?\s*(?:-|–|—|bis)\s*(?={_CLOCK}(?:[:.][0-5]\d)?\s*(?:,|und|sowie)\s)"
)
_NOON = re.compile(r"\b(?P<w>Mitternacht)\b")
_WEEKDAY = re.compile(
    r"\b(?P<w>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?P<s>e?s|en|e)?\b"
    r"|(?<![\w.])(?P<a>Mo|Di|Mi|Do|Fr|Sa|So)(?:\.(?=\s*(?:[-–/,:]|bis|und|\d))|(?=\s*[-–/]\s*(?:Mo|Di|Mi|Do|Fr|Sa|So)\b)|(?=:?\s*\d{1,2}[:.\s–-]))"
    r"|(?<=[-–/])\s?(?P<b>Mo|Di|Mi|Do|Fr|Sa|So)\b|\b(?P<l>montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags)\b",
)

_UNIT = {
    "sekunde": "second", "minute": "minute", "stunde": "hour", "tag": "day", "kalendertag": "day",
    "werktag": "workday", "arbeitstag": "workday", "woche": "week", "kalenderwoche": "week", "monat": "month",
    "kalendermonat": "month", "quartal": "quarter", "jahr": "year", "lebensjahr": "age", "kalenderjahr": "year",
    "schuljahr": "school year",
}  # fmt: skip
_COUNT = r"(?:\d+(?:,\d+)?|ein(?:e[nmrs]?)?|eineinhalb|anderthalb|halbe[sn]?|(?:(?!und)" + numbers.WORD + r"))"
_DURATION = re.compile(
    rf"\b(?P<n>{_COUNT})[\s-]+(?:volle[nr]?\s+|ganze[nr]?\s+)?"
    r"(?P<u>Sekunden?|Minuten?|Stunden?|(?:Kalender|Werk|Arbeits)?[Tt]age?[ns]?|(?:Kalender)?[Ww]ochen?|(?:Kalender)?[Mm]onate?[ns]?|Quartale?[ns]?|(?:Kalender|Schul|Lebens)?[Jj]ahre?[ns]?)\b"
)
_ADJECTIVE = re.compile(
    r"\b(?P<n>"
    + numbers.WORD
    + r"|ein|\d+-?)(?P<u>stündig|tägig|wöchig|monatig|jährig|wöchentlich|monatlich|minütig)(?:e[nmrs]?)?\b",
    re.I,
)
_ADJECTIVE_UNIT = {"stündig": "hour", "tägig": "day", "wöchig": "week", "monatig": "month", "jährig": "year",
                   "minütig": "minute", "wöchentlich": "week", "monatlich": "month"}  # fmt: skip


def _iso(year: str | None, month: int, day: int) -> str:
    if year is None:
        return f"--{month:02d}-{day:02d}"
    full = f"20{year}" if len(year) == 2 else year
    return f"{full}-{month:02d}-{day:02d}"


def _month(text: str) -> int:
    text = text.rstrip(".").lower()
    return int(text) if text.isdigit() else MONTHS[text]


def dates(text: str) -> Iterator[Fact]:
    """Dates in order; a date without a year borrows it from the end of its range, otherwise stays `--MM-DD`."""
    found: list[tuple[int, int, str | None, int, int]] = []
    for pattern in (_LONG, _ENGLISH, _AMERICAN, _SHORT, _ISO):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, *_ in found):
                found.append((match.start(), match.end(), match["y"], _month(match["m"]), int(match["d"])))
    for match in _OPEN_DAY.finditer(text):
        if not any(start <= match.start() < end for start, end, *_ in found):
            found.append((match.start(), match.end(), None, _month(match["m"]), int(match["d"])))
    found.sort()
    for index, (start, stop, year, month, day) in enumerate(found):
        borrowed, end = year, stop
        for later_start, later_end, later_year, *_ in found[index + 1 : index + 6]:
            if borrowed is not None or not re.fullmatch(
                r"[\s,]*(?:(?:bis|und|oder|until|to|and|zum|den|am|einschließlich|einschl\.|mit|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|[-–—/,])[\s,]*)*",
                text[end:later_start],
            ):
                break
            borrowed, end_of_chain = later_year, later_end
            if borrowed is None:
                end = end_of_chain
        yield Fact("date", _iso(borrowed, month, day), text[start:stop], start, stop)


def months(text: str) -> Iterator[Fact]:
    for match in _MONTH_YEAR.finditer(text):
        yield Fact("month", f"{match['y']}-{_month(match['m']):02d}", match.group(), match.start(), match.end())
    for match in _MONTH_ONLY.finditer(text):
        yield Fact("month", f"--{_month(match['m']):02d}", text[match.start("m") : match.end("m")], *match.span("m"))


def years(text: str) -> Iterator[Fact]:
    for match in _BARE_YEAR.finditer(text):
        yield Fact("year", match["y"], match.group(), match.start(), match.end())


def times(text: str) -> Iterator[Fact]:
    for match in _HALF_DAY.finditer(text):
        hour = int(match["h"]) % 12 + (12 if match["half"].lower() == "p" else 0)
        yield Fact("time", f"{hour:02d}:{match['min'] or '00'}", match.group(), match.start(), match.end())
    for pattern in (_TIME_RANGE, _TIME_PAIR, _TIME, _TIME_COLON):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            minute = groups.get("min") or groups.get("late") or "00"
            end = match.end() if pattern in (_TIME, _TIME_COLON) else match.end("min" if groups.get("min") else "h")
            yield Fact("time", f"{int(match['h']):02d}:{minute}", text[match.start() : end], match.start(), end)
    for match in _NOON.finditer(text):
        yield Fact("time", "24:00", match.group(), match.start(), match.end())


def weekdays(text: str) -> Iterator[Fact]:
    for match in _WEEKDAY.finditer(text):
        if match["w"] and text[match.end() :][:1].isalpha():
            continue
        name = match["w"] or match["l"]
        number = (
            _WEEKDAY_WORDS[name.lower().rstrip("s") if match["l"] else name.lower()]
            if name
            else WEEKDAYS[(match["a"] or match["b"]).lower()]
        )
        yield Fact("weekday", str(number), match.group().strip(), match.start(), match.end())


def durations(text: str) -> Iterator[Fact]:
    """`vier Wochen` -> `4 week`; `ein Jahr` counts only as a length of time, never as an article before another noun."""  # noqa: E501 - a pattern or list is read in one piece
    for match in _DURATION.finditer(text):
        word = match["n"].lower()
        value = {"eineinhalb": "1.5", "anderthalb": "1.5"}.get(word)
        if word.startswith("halbe"):
            value = "0.5"
        if value is None:
            number = numbers.from_word(word) if word.isalpha() else numbers.from_figure(word)
            if number is None:
                continue
            value = numbers.plain(numbers.from_figure(str(number))) if not word.isalpha() else str(number)
        stem = (
            re.sub(r"(?:en|n|e|s|es)$", "", match["u"].lower())
            if match["u"].lower() not in _UNIT
            else match["u"].lower()
        )
        unit = _UNIT.get(stem) or _UNIT.get(stem + "e") or _UNIT.get(stem.rstrip("e"))
        if unit:
            yield Fact("duration", f"{value} {unit}", match.group(), match.start(), match.end())
    for match in _ADJECTIVE.finditer(text):
        raw = match["n"].rstrip("-")
        found = int(raw) if raw.isdigit() else numbers.from_word(raw)
        if found is not None:
            yield Fact(
                "duration", f"{found} {_ADJECTIVE_UNIT[match['u'].lower()]}", match.group(), match.start(), match.end()
            )
