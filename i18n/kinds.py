"""Kinds of facts: one entry each. A kind knows its types, how it is written and which way it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from i18n import grammar as write
from i18n.facts import Address, DateRange, Duration, Measure, Moment, Money, TimeRange, one_line
from i18n.grammar import NBSP, Grammar

Flow = Literal["ltr", "own", "auto"]
"""How a fact runs in a right-to-left text: left to right, as the language does, or as its own letters say."""


class WrongFact(TypeError):
    """A value that does not fit the kind its placeholder names."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`verbatim` facts look the same in every language and no browser may translate them."""

    name: str
    flow: Flow
    write: Callable[[Grammar, Any], str]
    takes: Callable[[Any], bool]
    wants: str
    verbatim: bool = False


PHONE = re.compile(r"\+?[0-9(][0-9 ()/\-\u2011–]{1,30}[0-9]")
EMAIL = re.compile(r"[^\s@<>\",;:()]+@[^\s@<>\",;:()]+\.[^\s@<>\",;:()]{2,}")
URL = re.compile(
    r"(?:https?://)?[^\s<>\"/.]+(?:\.[^\s<>\"/.]+)+(?::[0-9]+)?(?:[/?#][^\s<>\"]*)?|https?://localhost(?:[:/]\S*)?"
)
LAW = re.compile(r"(?:§{1,2}|Art\.|Artikel|Anlage|Nr\.)\s?[0-9].*")


def _is_number(value: Any) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(one_line(value))


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_line, value))


def _like(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _of(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


def _date_range(g: Grammar, value: DateRange) -> str:
    return f"{write.day(g, value.first)} – {write.day(g, value.last)}"


def _as_is(_: Grammar, value: Any) -> str:
    return one_line(str(value))


_ALL = (
    Kind("date", "own", write.day, _is_day, "a date"),
    Kind("daterange", "own", _date_range, _of(DateRange), "a DateRange"),
    Kind("time", "ltr", write.at, _of(time), "a time"),
    Kind("timerange", "ltr", lambda g, v: write.span(g, v.start, v.end), _of(TimeRange), "a TimeRange"),
    Kind("datetime", "own", lambda g, v: write.moment(g, v, g.datetime, is_end=False), _of(Moment), "a Moment"),
    Kind("deadline", "own", lambda g, v: write.moment(g, v, g.deadline, is_end=True), _of(Moment), "a Moment"),
    Kind("duration", "own", lambda g, v: write.duration(g, v.count, v.unit), _of(Duration), "a Duration"),
    Kind("number", "ltr", write.number, _is_number, "an int or a finite Decimal"),
    Kind("percent", "ltr", lambda g, v: g.percent.format(number=write.number(g, v)), _is_number, "points, 50 for half"),
    Kind("money", "ltr", lambda g, v: write.money(g, v.cents, v.currency), _of(Money), "Money"),
    Kind("unit", "ltr", lambda g, v: f"{write.number(g, v.value)}{NBSP}{v.unit}", _of(Measure), "a Measure"),
    Kind("phone", "ltr", _as_is, _like(PHONE), "a telephone number", verbatim=True),
    Kind("email", "ltr", _as_is, _like(EMAIL), "an e-mail address", verbatim=True),
    Kind("url", "ltr", _as_is, _like(URL), "a web address", verbatim=True),
    Kind("address", "ltr", lambda g, v: ", ".join(v.lines), _of(Address), "an Address", verbatim=True),
    Kind("code", "ltr", _as_is, lambda v: type(v) is int or _is_line(v), "a str or an int", verbatim=True),
    Kind("filenumber", "ltr", _as_is, _is_line, "a str", verbatim=True),
    Kind("law", "ltr", _as_is, _like(LAW), "a reference such as § 3 Abs. 2 BauGB", verbatim=True),
    Kind("name", "auto", _as_is, lambda v: isinstance(v, str), "a str", verbatim=True),
    Kind("list", "own", lambda g, v: write.joined(g, tuple(map(one_line, v))), _is_list, "a list of str"),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def kind(name: str) -> Kind:
    """Raises WrongFact for a kind that does not exist, naming those that do."""
    try:
        return KINDS[name]
    except KeyError:
        raise WrongFact(f"no kind of fact {name!r}; there are {', '.join(KINDS)}") from None


def written(g: Grammar, value: Any, name: str) -> str:
    """The fact as plain text without isolation. Raises WrongFact."""
    of = kind(name)
    if not of.takes(value):
        raise WrongFact(f"{name} takes {of.wants}, not {value!r}")
    return of.write(g, value)
