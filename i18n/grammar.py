"""The fact grammar of one language: how numbers, dates and times are written. Reading back is in `parsing`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from gettext import c2py
from importlib.resources import files
from typing import Any, get_args

from i18n.facts import DurationUnit, Moment
from i18n.languages import Language, language

NBSP = "\u00a0"
SYMBOLS = {"EUR": "€"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns have the placeholders of `str.format`; `months` and `weekdays` begin with January and Monday."""

    language: Language
    date: str
    first_day: str
    deadline: str
    datetime: str
    time: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    decimal: str
    group: str
    group_from: int
    percent: str
    money: str
    list: tuple[str, str]
    durations: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("i18n") / "data" / "facts.toml").read_text("utf-8"))


@cache
def grammar(tag: str) -> Grammar:
    """The grammar of a language; plain German writes facts as German does. Raises UnknownLanguage."""
    row = language(tag)
    table = _tables()["de" if tag == "de-simple" else tag]
    separator, last = table["list"].split("|")
    return Grammar(
        language=row,
        date=table["date"],
        first_day=table.get("first_day", "1"),
        deadline=table["deadline"],
        datetime=table["datetime"],
        time=table["time"],
        months=tuple(table["months"].split("|")),
        weekdays=tuple(table["weekdays"].split("|")),
        decimal=table["decimal"],
        group=table["group"],
        group_from=table.get("group_from", 4),
        percent=table["percent"],
        money=table["money"],
        list=(separator, last),
        durations={unit: tuple(table[unit].split("|")) for unit in get_args(DurationUnit)},
        plural=plural_rule(tag),
    )


@cache
def plural_rule(tag: str) -> Callable[[int], int]:
    """Index of the plural form of a whole number, from the pinned header."""
    expression = language(tag).plural.split("plural=", 1)[1].rstrip(";")
    rule: Callable[[int], int] = c2py(expression)
    return rule


def number(g: Grammar, value: int | Decimal) -> str:
    """Grouped digits; a minus sign is U+2212 so that no line breaks behind it and nobody takes it for a range."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"not a number: {value}")
    whole, _, fraction = (str(abs(value)) if isinstance(value, int) else format(abs(value), "f")).partition(".")
    if len(whole) >= g.group_from:
        head = len(whole) % 3
        groups = [whole[:head]] if head else []
        groups += [whole[at : at + 3] for at in range(head, len(whole), 3)]
        whole = g.group.join(groups)
    sign = "−" if value < 0 else ""
    return f"{sign}{whole}{g.decimal}{fraction}" if fraction else f"{sign}{whole}"


def money(g: Grammar, cents: int, currency: str) -> str:
    """Cents are written only when there are any: 25.000 €, 12,50 €."""
    whole, rest = divmod(abs(cents), 100)
    amount: int | Decimal = Decimal(abs(cents)).scaleb(-2) if rest else whole
    symbol = SYMBOLS.get(currency, currency)
    pattern = g.money if currency in SYMBOLS else f"{{number}}{NBSP}{{currency}}"
    sign = "−" if cents < 0 else ""
    return sign + pattern.format(number=number(g, amount), currency=symbol)


def day(g: Grammar, value: date) -> str:
    return g.date.format(
        day=g.first_day if value.day == 1 else value.day,
        month=g.months[value.month - 1],
        year=value.year,
        numeric=f"{value.day}.{value.month}.{value.year}",
    )


def clock(value: time) -> str:
    """Hours from 00 to 24; seconds only where they say something."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def at(g: Grammar, value: time) -> str:
    return g.time.format(clock=clock(value))


def span(g: Grammar, start: time, end: time) -> str:
    last = "24:00" if end == time(0) else clock(end)
    return g.time.format(clock=f"{clock(start)}–{last}")


def moment(g: Grammar, value: Moment, pattern: str, *, is_end: bool) -> str:
    """A deadline at midnight is written 24:00 of the day before: "until 23 November, 00:00" is read a day too late.

    The hour that comes twice at the end of summer time gets its offset.
    """
    local = value.local
    shown: datetime = local
    hours = clock(local.time())
    if is_end and local.time() == time(0):
        shown, hours = local - timedelta(days=1), "24:00"
    told = g.time.format(clock=hours)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        told += f" ({offset(local)})"
    return pattern.format(date=day(g, shown.date()), weekday=g.weekdays[shown.weekday()], time=told)


def offset(local: datetime) -> str:
    shift = local.utcoffset() or timedelta(0)
    minutes = int(shift.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def duration(g: Grammar, count: int, unit: str) -> str:
    return f"{number(g, count)}{NBSP}{g.durations[unit][g.plural(count)]}"


def joined(g: Grammar, items: tuple[str, ...]) -> str:
    """A list in words; where an item itself holds a separator, semicolons keep the items apart."""
    separator, last = g.list
    if any(mark in item for item in items for mark in (separator, last, ";")):
        return "; ".join(items)
    if len(items) < 2:
        return "".join(items)
    return separator.join(items[:-1]) + last + items[-1]
