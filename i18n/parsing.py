"""Facts read back: from the text of a page, a letter or a PDF to the value they were rendered from.

The patterns are those of `grammar`, read the other way; what does not fit exactly is refused, never guessed: a weekday
has to be the day's own, a number's groups have to have three digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, get_args
from zoneinfo import ZoneInfo

from i18n import grammar as write
from i18n.facts import Address, DateRange, Duration, DurationUnit, Measure, MeasureUnit, Moment, Money, TimeRange
from i18n.grammar import SYMBOLS, Grammar, grammar
from i18n.kinds import kind

_MARKS = "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u061c\ufeff\u00ad"
_UNSEEN = dict.fromkeys(map(ord, _MARKS))
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00"
_OFFSET = r"UTC[+-][0-9]{1,2}(?::[0-9]{2})?"


class UnreadableFact(ValueError):
    """Text that is no fact of the kind asked for in this language."""


def plain(text: str) -> str:
    """Words as a reader sees them: no marks of direction, one kind of space, no presentation forms of Arabic."""
    if not text.isascii():
        text = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text.translate(_UNSEEN))
    return " ".join(text.split())


@cache
def _folded() -> dict[int, str | None]:
    """Digits of every script to 0-9, one kind of minus, no joiners (text layers of PDFs lose them)."""
    digits = {point: str(unicodedata.decimal(chr(point))) for point in range(0x80, 0x10000) if chr(point).isdecimal()}
    return {**digits, ord("−"): "-", 0x200C: None, 0x200D: None}


def figures(text: str) -> str:
    """`plain` with the digits of every script as 0-9."""
    words = plain(text)
    return words if words.isascii() else words.translate(_folded())


def parse(text: str, kind_name: str, tag: str, *, zone: str = "Europe/Berlin") -> Any:
    """The value of one fact. `zone` is the clock that instants are told on. Raises UnreadableFact, WrongFact."""
    of = kind(kind_name)
    g = grammar(tag)
    if of.verbatim or of.name == "list":
        return _VERBATIM[of.name](g, text)
    if of.name in {"datetime", "deadline"}:
        pattern = g.deadline if of.name == "deadline" else g.datetime
        return _moment(g, figures(text), pattern, zone)
    return _FIGURES[of.name](g, figures(text))


def _match(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise UnreadableFact(f"not {what}: {text!r}")
    return found


def _regex(pattern: str, **groups: str) -> re.Pattern[str]:
    """A rendering pattern as an expression; each placeholder becomes the named group."""
    pieces = re.split(r"\{(\w+)\}", figures(pattern) if pattern.strip() else pattern)
    return re.compile("".join(groups[p] if at % 2 else re.escape(p) for at, p in enumerate(pieces)))


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(figures(word)) for word in sorted(words, key=len, reverse=True))


@cache
def _day_source(tag: str) -> str:
    g = grammar(tag)
    first = f"|{re.escape(g.first_day)}" if g.first_day != "1" else ""
    return _regex(
        g.date,
        day=rf"(?P<day>[0-9]{{1,2}}{first})",
        month=f"(?P<month>{_any_of(g.months)})",
        year=r"(?P<year>[0-9]{4})",
        numeric=r"(?P<numeric>[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})",
    ).pattern


@cache
def _day_pattern(tag: str) -> re.Pattern[str]:
    return re.compile(_day_source(tag))


@cache
def _moment_pattern(tag: str, pattern: str) -> re.Pattern[str]:
    g = grammar(tag)
    told = _regex(g.time, clock=f"(?P<clock>{_CLOCK})").pattern + rf"(?: \((?P<offset>{_OFFSET})\))?"
    return _regex(pattern, date=_day_source(tag), weekday=f"(?P<weekday>{_any_of(g.weekdays)})", time=told)


@cache
def _time_pattern(tag: str) -> re.Pattern[str]:
    return _regex(grammar(tag).time, clock=f"(?P<clock>{_CLOCK})")


@cache
def _span_pattern(tag: str) -> re.Pattern[str]:
    return _regex(grammar(tag).time, clock=f"(?P<start>{_CLOCK})–(?P<end>{_CLOCK})")


@cache
def _amount(tag: str) -> str:
    g = grammar(tag)
    group, point = re.escape(figures(g.group) or " "), re.escape(g.decimal)
    return rf"-?(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{point}[0-9]+)?"


@cache
def _amount_pattern(tag: str) -> re.Pattern[str]:
    return re.compile(_amount(tag))


@cache
def _percent_pattern(tag: str) -> re.Pattern[str]:
    return _regex(grammar(tag).percent, number=f"(?P<number>{_amount(tag)})")


@cache
def _money_pattern(tag: str) -> re.Pattern[str]:
    """Amount and currency in the order of the language, or a code behind the amount."""
    g = grammar(tag)
    amount = _amount(tag).removeprefix("-?")
    signs = "|".join(map(re.escape, SYMBOLS.values()))
    own = _regex(g.money, number=f"(?P<number>{amount})", currency=f"(?P<sign>{signs})").pattern
    return re.compile(f"(?P<minus>-?)(?:{own}|(?P<number2>{amount}) (?P<code>[A-Z]{{3}}))")


@cache
def _duration_words(tag: str) -> Mapping[str, tuple[DurationUnit, ...]]:
    units: dict[str, tuple[DurationUnit, ...]] = {}
    for unit in get_args(DurationUnit):
        for word in dict.fromkeys(map(figures, grammar(tag).durations[unit])):
            units[word] = (*units.get(word, ()), unit)
    return units


@cache
def _duration_pattern(tag: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<count>{_amount(tag)}) (?P<word>{_any_of(tuple(_duration_words(tag)))})")


@cache
def _unit_pattern(tag: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<number>{_amount(tag)}) (?P<unit>{_any_of(get_args(MeasureUnit))})")


def _number(g: Grammar, text: str) -> int | Decimal:
    _match(_amount_pattern(g.language.tag), text, "a number")
    digits = text.replace(figures(g.group) or " ", "").replace(g.decimal, ".")
    return Decimal(digits) if "." in digits else int(digits)


def _percent(g: Grammar, text: str) -> int | Decimal:
    return _number(g, _match(_percent_pattern(g.language.tag), text, "a percentage")["number"])


def _money(g: Grammar, text: str) -> Money:
    found = _match(_money_pattern(g.language.tag), text, "an amount of money")
    amount = Decimal(_number(g, found["number"] or found["number2"])).scaleb(2)
    if amount != int(amount):
        raise UnreadableFact(f"less than a cent: {text!r}")
    currency = found["code"] or next(code for code, sign in SYMBOLS.items() if sign == found["sign"])
    return Money(-int(amount) if found["minus"] else int(amount), currency)


def _day(g: Grammar, text: str) -> date:
    return _day_of(g, _match(_day_pattern(g.language.tag), text, "a date"))


def _day_of(g: Grammar, found: re.Match[str]) -> date:
    months = [figures(month) for month in g.months]
    number = 1 if found["day"] == g.first_day else int(found["day"])
    try:
        day = date(int(found["year"]), months.index(found["month"]) + 1, number)
    except ValueError as error:
        raise UnreadableFact(f"{found.string!r}: {error}") from None
    numeric = found.groupdict().get("numeric")
    if numeric is not None and numeric != f"{day.day}.{day.month}.{day.year}":
        raise UnreadableFact(f"two different days: {found.string!r}")
    return day


def _days(g: Grammar, text: str) -> DateRange:
    first, dash, last = text.partition(" – ")
    if not dash:
        raise UnreadableFact(f"not two dates: {text!r}")
    return DateRange(_day(g, first), _day(g, last))


def _clock(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def _time(g: Grammar, text: str) -> time:
    found = _match(_time_pattern(g.language.tag), text, "a time of day")
    if found["clock"] == "24:00":
        raise UnreadableFact(f"24:00 only ends something: {text!r}")
    return _clock(found["clock"])


def _span(g: Grammar, text: str) -> TimeRange:
    found = _match(_span_pattern(g.language.tag), text, "two times of day")
    return TimeRange(_clock(found["start"]), _clock(found["end"]))


def _moment(g: Grammar, text: str, pattern: str, zone: str) -> Moment:
    found = _match(_moment_pattern(g.language.tag, pattern), text, "a day with its time")
    day = _day_of(g, found)
    weekday = found.groupdict().get("weekday")
    if weekday is not None and weekday != figures(g.weekdays[day.weekday()]):
        raise UnreadableFact(f"not the weekday of this date: {text!r}")
    local = datetime.combine(day, _clock(found["clock"]), ZoneInfo(zone))
    if found["clock"] == "24:00":
        local = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))
    candidates = [local, local.replace(fold=1)]
    if found["offset"] is not None:
        candidates = [candidate for candidate in candidates if write.offset(candidate) == found["offset"]][:1]
    if len({candidate.utcoffset() for candidate in candidates}) != 1:
        raise UnreadableFact(f"no time, or two times, on the clock of {zone}: {text!r}")
    return Moment(candidates[0].astimezone(UTC), zone)


def _duration(g: Grammar, text: str) -> Duration:
    found = _match(_duration_pattern(g.language.tag), text, "a duration")
    count = _number(g, found["count"])
    for unit in _duration_words(g.language.tag)[found["word"]]:
        if isinstance(count, int) and figures(write.duration(g, abs(count), unit)) == text:
            return Duration(count, unit)
    raise UnreadableFact(f"not a duration: {text!r}")


def _unit(g: Grammar, text: str) -> Measure:
    found = _match(_unit_pattern(g.language.tag), text, "a measure")
    unit = next(unit for unit in get_args(MeasureUnit) if figures(unit) == found["unit"])
    return Measure(_number(g, found["number"]), unit)


def _line(_: Grammar, text: str) -> str:
    return plain(text)


def _list(g: Grammar, text: str) -> tuple[str, ...]:
    """Items of a list in words, or of one with semicolons."""
    words = plain(text)
    if "; " in words:
        return tuple(words.split("; "))
    separator, last = g.list
    head, found, tail = words.rpartition(last)
    return (*head.split(separator), tail) if found else tuple(item for item in (tail,) if item)


_FIGURES: Mapping[str, Callable[[Grammar, str], Any]] = MappingProxyType(
    {
        "date": _day,
        "daterange": _days,
        "time": _time,
        "timerange": _span,
        "duration": _duration,
        "number": _number,
        "percent": _percent,
        "money": _money,
        "unit": _unit,
    }
)
_VERBATIM: Mapping[str, Callable[[Grammar, str], Any]] = MappingProxyType(
    {
        "phone": _line,
        "email": _line,
        "url": _line,
        "address": lambda g, text: Address(tuple(plain(text).split(", "))),
        "code": _line,
        "filenumber": _line,
        "law": _line,
        "name": _line,
        "list": _list,
    }
)
