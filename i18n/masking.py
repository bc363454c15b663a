"""Facts in free text: what translators write between words. Found by form, with a value that can be compared.

`parsing` reads what `grammar` wrote and refuses everything else; this module reads what people wrote, in any language,
and so knows only what can be told by form: addresses of the web and mail, telephone numbers, dates, times, numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from i18n.grammar import grammar
from i18n.languages import LANGUAGES
from i18n.parsing import figures


@dataclass(frozen=True, slots=True)
class Found:
    """`kind` is url, email, phone, date, time or number; `value` is the same for the same fact in every language."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with each fact replaced by U+FFFC and its kind, and the facts in order."""

    text: str
    facts: tuple[Found, ...]

    @property
    def only_facts(self) -> bool:
        """Nothing but facts and marks between them: there is nothing to translate."""
        return bool(self.facts) and not any(letter.isalpha() for letter in _MARK.sub("", self.text))


_MARK = re.compile("\ufffc[a-z]+;")
_BETWEEN = re.compile(r"\s*(?:[-–—]|bis|to|until|till|and|und)\s*", re.IGNORECASE)
_HALF = re.compile(r"[ap] ?m$")
_SPACE = "[ \u00a0\u202f]"


@cache
def _months() -> dict[str, int]:
    """Names of the months in every language, also without their case endings in Latin script."""
    names: dict[str, int] = {}
    for tag in LANGUAGES:
        for number, name in enumerate(grammar(tag).months, start=1):
            if not name[0].isdigit() and not name[-1].isdigit():
                names[figures(name).casefold()] = number
    return names


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    s = _SPACE
    return re.compile(
        rf"""
        (?P<url>(?:https?://|www\.)[^\s<>"„“]+[^\s<>"„“.,;:!?)\]])
        |(?P<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)
        |(?P<date>
            (?<!\d)(?P<d1>\d{{1,2}})(?:\.|st|nd|rd|th|er)?{s}?(?:de{s})?(?P<m1>{months})(?:{s}(?:de{s})?(?P<y1>\d{{4}}))?(?!\w)
           |(?<!\w)(?P<m2>{months}){s}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,{s}(?P<y2>\d{{4}})(?!\d)
           |(?<![\d.])(?P<d3>\d{{1,2}})\.{s}?(?P<m3>\d{{1,2}})\.{s}?(?P<y3>\d{{4}})(?!\d)
           |(?<![\d\-])(?P<y4>\d{{4}})-(?P<m4>\d{{2}})-(?P<d4>\d{{2}})(?![\d\-])
         )
        |(?P<time>
            (?<![\d.:,€$])(?P<h1>\d{{1,2}})[:.](?P<i1>[0-5]\d)(?![.,:]?\d|{s}?(?:€|Euro|EUR|%)){s}*(?P<p1>Uhr|h(?:rs)?\b|[AaPp]\.?{s}?[Mm]\b\.?|o['’]clock)?
           |(?<![\d.:,])(?P<h2>\d{{1,2}}){s}*(?P<p2>Uhr\b|h(?:rs)?\b|noon\b|[AaPp]\.{s}?[Mm]\b\.?|[AaPp][Mm]\b|o['’]clock)
           |(?P<word>\b(?:noon|midnight|Mitternacht)\b)
         )
        |(?P<phone>(?<![\w+/])(?:\+|00?(?=[1-9{s[1:-1]}/(]))[\d(](?:[\d()/–{s[1:-1]}]|-(?!{s})|(?<!{s})-){{4,22}}\d(?![\d/]))
        |(?P<number>(?<![\d])(?:\d{{1,3}}(?:[.,'’\u00a0\u202f]\d{{3}})+(?:[.,]\d{{1,2}})?|\d+(?:[.,]\d{{1,2}})?)(?!\d))
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def facts_in(text: str) -> tuple[Found, ...]:
    """Facts of a text in order, without overlaps; "16 to 18 h" and "4 to 6 pm" are two times each."""
    level = _same_length(text)
    found = [fact for match in _pattern().finditer(level) if (fact := _read(match)) is not None]
    for at in range(len(found) - 2, -1, -1):
        found[at] = _first_of_range(found[at], found[at + 1], level)
    return tuple(found)


def _first_of_range(first: Found, last: Found, text: str) -> Found:
    """The beginning of a range of hours, in the half of the day that its end names."""
    if (
        last.kind != "time"
        or first.kind not in {"number", "time"}
        or not _BETWEEN.fullmatch(text[first.end : last.start])
    ):
        return first
    if first.kind == "number" and not (first.value.isdigit() and int(first.value) <= 24):
        return first
    written = text[first.start : first.end].casefold()
    hour, minute = first.value.split(":") if first.kind == "time" else (first.value, "0")
    ends = text[last.start : last.end].replace(".", "").casefold()
    if _HALF.search(ends) and not _HALF.search(written.replace(".", "")):
        end_hour = int(last.value[:2])
        if ends.endswith("pm") and int(hour) < 12 and int(hour) + 12 <= end_hour:
            hour = str(int(hour) + 12)
    return Found("time", f"{int(hour):02d}:{int(minute):02d}", first.start, first.end)


def mask(text: str) -> Masked:
    facts = facts_in(text)
    pieces: list[str] = []
    position = 0
    for fact in facts:
        pieces += [text[position : fact.start], f"\ufffc{fact.kind};"]
        position = fact.end
    return Masked(" ".join("".join((*pieces, text[position:])).split()), facts)


@cache
def _digits() -> dict[int, str]:
    """Digits of every script, one for one, so that places stay where they are."""
    return {point: figures(chr(point)) for point in range(0x80, 0x10000) if chr(point).isdecimal()}


def _same_length(text: str) -> str:
    return text if text.isascii() else text.translate(_digits())


def _read(match: re.Match[str]) -> Found | None:
    kind = match.lastgroup or ""
    for name in ("url", "email", "date", "time", "phone", "number"):
        if match[name] is not None:
            kind = name
            break
    value = _VALUES[kind](match)
    if kind == "time" and value is not None and ":" not in value:
        kind = "number"  # "30.42" has no hour
    return None if value is None else Found(kind, value, match.start(), match.start() + len(match.group().rstrip()))


def _date(match: re.Match[str]) -> str | None:
    for at in "1234":
        if match[f"d{at}"] is not None:
            month = match[f"m{at}"]
            number = int(month) if month.isdigit() else _months()[month.casefold()]
            return f"{match[f'y{at}'] or ''}-{number:02d}-{int(match[f'd{at}']):02d}"
    return None


def _time(match: re.Match[str]) -> str | None:
    """On 24 hours; `8.30` without a word for the hour is read as a time, as opening hours are written."""
    if match["word"] is not None:
        return "12:00" if match["word"].casefold() == "noon" else "24:00"
    hour = int(match["h1"] if match["h1"] is not None else match["h2"])
    minute = int(match["i1"] or 0)
    half = (match["p1"] or match["p2"] or "").replace(".", "").casefold()
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour <= 24 else str(Decimal(f"{hour}.{minute:02d}"))


def _phone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match["phone"].replace("(0)", ""))
    if match["phone"].startswith("+49"):
        return "0" + digits[2:]
    return "0" + digits[4:] if digits.startswith("0049") else digits


def _number(match: re.Match[str]) -> str | None:
    """Groups of three are thousands, one or two digits behind a mark are decimals, in every language here."""
    raw = match["number"]
    tail = re.search(r"[.,](\d{1,2})$", raw)
    whole = re.sub(r"\D", "", raw[: tail.start()] if tail else raw)
    try:
        value = Decimal(f"{whole}.{tail[1]}" if tail else whole)
    except InvalidOperation:
        return None
    return format(value.normalize(), "f")


_VALUES = {
    "url": lambda m: re.sub(r"^https?://", "", m["url"]).rstrip("/"),
    "email": lambda m: m["email"].casefold(),
    "date": _date,
    "time": _time,
    "phone": _phone,
    "number": _number,
}
