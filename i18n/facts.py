"""Facts: what is never translated but rendered. Frozen values, one class where a plain type would say too little.

A value says what is meant, a kind says how it is written: the same `Moment` is a `deadline` or a `datetime`.
Every value checks itself when it is made and raises ValueError or TypeError; a value that exists can be rendered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo

DurationUnit = Literal["minute", "hour", "day", "week", "month", "year"]
MeasureUnit = Literal[
    "mm", "cm", "m", "km", "m²", "km²", "ha", "m³", "l", "g", "kg", "t", "kW", "kWh", "MW", "°C", "dB(A)"
]

_CURRENCY = re.compile(r"[A-Z]{3}")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: whole cents of a currency (ISO 4217)."""

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"money is whole cents, not {self.cents!r}")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"not a currency code: {self.currency!r}")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and the clock it is read on. `at` has to know its time zone and is kept in UTC."""

    at: datetime
    zone: str = "Europe/Berlin"

    def __post_init__(self) -> None:
        if not isinstance(self.at, datetime) or self.at.tzinfo is None:
            raise TypeError(f"an instant with its time zone is needed, not {self.at!r}")
        _zone(self.zone)
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def local(self) -> datetime:
        """The same instant on the city's clock."""
        return self.at.astimezone(_zone(self.zone))


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Opening hours: from `start` until `end`, to the minute; 00:00 as `end` is written 24:00."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class DateRange:
    """From the first day to the last one, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the last day {self.last} is before the first {self.first}")


@dataclass(frozen=True, slots=True)
class Duration:
    count: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        if type(self.count) is not int or self.count < 0:
            raise ValueError(f"a duration is a whole number of units, not {self.count!r}")
        if self.unit not in get_args(DurationUnit):
            raise ValueError(f"not a unit of time: {self.unit!r}")


@dataclass(frozen=True, slots=True)
class Measure:
    value: int | Decimal
    unit: MeasureUnit

    def __post_init__(self) -> None:
        if self.unit not in get_args(MeasureUnit):
            raise ValueError(f"not a unit: {self.unit!r}")


@dataclass(frozen=True, slots=True)
class Address:
    """Lines as on an envelope, none empty, none with a comma or a line break at its end."""

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.lines or any(not one_line(line) or ", " in line or line.endswith(",") for line in self.lines):
            raise ValueError(f"not the lines of an address: {self.lines!r}")


def one_line(text: str) -> str:
    """`text` without marks that break or turn a line; facts are one line each and hide nothing."""
    return " ".join(_BREAKS.sub(" ", text).split())
