"""Random fact sets, the same for the same seed: what checks, tests and print samples render and read back."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args

from i18n.facts import Address, DateRange, Duration, DurationUnit, Measure, MeasureUnit, Moment, Money, TimeRange

FactSet = tuple[tuple[str, Any], ...]
"""Pairs of kind and value, one of each kind."""

_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéèñçşğıłčđőțșžABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜŁŠĐ"
_NAMES = (
    "José Müller-Łukasz",
    "Şükrü İnan",
    "Đorđe Žižić",
    "سلمى حداد",
    "Олена Шевченко",
    "阮文明",
    "Anne-Marie O’Hara",
)
_WORDS = ("Marktplatz", "Hof & Garten", "<Spielplatz>", "مكتبة", "Бібліотека", "Ostpark 2", '"Zur Sonne"')
_LAWS = ("§ 3 Abs. 2 BauGB", "§ 44a Abs. 1 Satz 2 VwVfG", "Art. 28 Abs. 2 GG", "§§ 10 bis 12 GO")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def fact_set(rng: random.Random) -> FactSet:
    """One fact of each kind."""
    day = date(2020, 1, 1) + timedelta(days=rng.randrange(20_000))
    start = rng.randrange(0, 24 * 60 - 1)
    return (
        ("date", day),
        ("daterange", DateRange(day, day + timedelta(days=rng.randrange(400)))),
        ("time", _time(rng.randrange(24 * 60))),
        ("timerange", TimeRange(_time(start), _time(rng.randrange(start + 1, 24 * 60 + 1)))),
        ("datetime", _moment(rng)),
        ("deadline", _moment(rng)),
        (
            "duration",
            Duration(rng.choice((rng.randrange(200), rng.randrange(3000))), rng.choice(get_args(DurationUnit))),
        ),
        ("number", _number(rng)),
        ("percent", Decimal(rng.randrange(-1000, 10_001)).scaleb(-rng.randrange(3))),
        ("money", Money(_cents(rng), rng.choice(("EUR", "EUR", "EUR", "PLN", "CHF")))),
        ("unit", Measure(_number(rng), rng.choice(get_args(MeasureUnit)))),
        (
            "phone",
            f"{rng.choice(('0', '+49 '))}{rng.randrange(20, 9999)} {rng.randrange(100, 999)}-{rng.randrange(10, 9999)}",
        ),
        ("email", f"{_ascii(rng)}.{_ascii(rng)}@{_ascii(rng)}-{_ascii(rng)}.de"),
        (
            "url",
            f"https://{_ascii(rng)}.{_ascii(rng)}.de/{_ascii(rng)}?{_ascii(rng)}={rng.randrange(999)}&b#{_ascii(rng)}",
        ),
        (
            "address",
            Address(
                (
                    _name(rng),
                    f"{_name(rng)}straße {rng.randrange(1, 300)}",
                    f"{rng.randrange(1000, 99999):05d} {_name(rng)}",
                )
            ),
        ),
        ("code", "-".join("".join(rng.choices(_CROCKFORD, k=4)) for _ in range(3))),
        (
            "filenumber",
            f"{rng.randrange(10, 99)}.{rng.randrange(1, 9)}-BP {rng.randrange(1, 400)}/{rng.randrange(2020, 2030)}",
        ),
        ("law", rng.choice(_LAWS)),
        ("name", rng.choice((rng.choice(_NAMES), _name(rng)))),
        ("list", tuple(rng.choice((rng.choice(_WORDS), _name(rng))) for _ in range(rng.randrange(1, 6)))),
    )


def fact_sets(count: int, seed: int) -> list[FactSet]:
    rng = random.Random(seed)  # noqa: S311 - samples, not secrets
    return [fact_set(rng) for _ in range(count)]


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _moment(rng: random.Random) -> Moment:
    """Any minute; often midnight, often the night when summer time ends, where a clock time comes twice."""
    pick = rng.randrange(6)
    if pick == 0:
        return Moment(datetime(2026, 10, 25, 0, tzinfo=UTC) + timedelta(minutes=rng.randrange(180)))
    if pick == 1:
        return Moment(datetime(2026, 6, 1, 22, tzinfo=UTC) + timedelta(days=rng.randrange(100)))
    return Moment(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(20_000_000)))


def _number(rng: random.Random) -> int | Decimal:
    whole = rng.randrange(-(10 ** rng.randrange(1, 10)), 10 ** rng.randrange(1, 13))
    return whole if rng.randrange(3) else Decimal(whole).scaleb(-rng.randrange(1, 5))


def _cents(rng: random.Random) -> int:
    amount = rng.randrange(10 ** rng.randrange(1, 12))
    return amount - amount % 100 if rng.randrange(2) else -amount if rng.randrange(8) == 0 else amount


def _ascii(rng: random.Random) -> str:
    return "".join(rng.choices(_LETTERS[:26], k=rng.randrange(2, 9)))


def _name(rng: random.Random) -> str:
    return "".join(rng.choices(_LETTERS, k=rng.randrange(2, 12)))
