"""Facts as a person would write them, and values that cannot be facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from i18n import (
    LANGUAGES,
    Address,
    DateRange,
    Duration,
    Measure,
    Moment,
    Money,
    TimeRange,
    WrongFact,
    texts,
)

EVENING = Moment(datetime(2026, 11, 22, 17, 0, tzinfo=UTC))
MIDNIGHT = Moment(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("tag", "kind", "value", "written"),
    [
        ("de", "deadline", EVENING, "Sonntag, 22. November 2026, 18:00 Uhr"),
        ("de", "datetime", EVENING, "22. November 2026, 18:00 Uhr"),
        ("de-simple", "money", Money(2_500_000), "25.000\u00a0€"),
        ("de", "money", Money(-1250), "−12,50\u00a0€"),
        ("de", "money", Money(100_000, "PLN"), "1.000\u00a0PLN"),
        ("en", "money", Money(2_500_000), "€25,000"),
        ("en", "money", Money(100_000, "PLN"), "1,000\u00a0PLN"),
        ("en", "date", date(2026, 3, 1), "1 March 2026"),
        ("fr", "date", date(2026, 3, 1), "1er mars 2026"),
        ("fr", "number", 25_000, "25\u202f000"),
        ("pl", "number", 2500, "2500"),
        ("pl", "number", 25_000, "25\u00a0000"),
        ("pl", "duration", Duration(22, "hour"), "22\u00a0godziny"),
        ("ro", "duration", Duration(20, "day"), "20\u00a0de zile"),
        ("ru", "deadline", EVENING, "22 ноября 2026 года (воскресенье), 18:00"),
        ("tr", "percent", Decimal("12.5"), "%12,5"),
        ("zh", "date", date(2026, 11, 22), "2026年11月22日"),
        ("vi", "date", date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
        ("hr", "date", date(2026, 11, 22), "22. studenoga 2026. godine"),
        ("ar", "phone", "0821 324-4200", "\u20660821 324-4200\u2069"),
        ("ar", "timerange", TimeRange(time(9), time(0)), "\u206609:00–24:00\u2069"),
        ("ar", "date", date(2026, 11, 22), "\u206722 نوفمبر 2026\u2069"),
        ("fa", "name", "José", "\u2068José\u2069"),
        ("de", "name", "سلمى", "\u2068سلمى\u2069"),
        ("de", "list", ["Ost", "Mitte", "Süd"], "Ost, Mitte und Süd"),
        ("de", "list", ["Ost, alt", "Süd"], "Ost, alt; Süd"),
        ("de", "unit", Measure(Decimal("3.5"), "km"), "3,5\u00a0km"),
        ("de", "daterange", DateRange(date(2026, 3, 1), date(2026, 4, 2)), "1. März 2026 – 2. April 2026"),
        ("de", "address", Address(("Rathaus", "Markt 1", "86150 Augsburg")), "Rathaus, Markt 1, 86150 Augsburg"),
        ("de", "code", 7, "7"),
    ],
)
def test_written_as_people_write(tag: str, kind: str, value: Any, written: str) -> None:
    assert texts(tag).fact(value, kind) == written


@pytest.mark.parametrize("tag", LANGUAGES)
def test_hours_run_to_24_and_a_deadline_at_midnight_ends_the_day_before(tag: str) -> None:
    written = texts(tag).fact(MIDNIGHT, "deadline")
    assert "24:00" in written
    assert "22" in written
    assert "23" not in written


def test_the_hour_that_comes_twice_names_its_offset() -> None:
    first, second = (Moment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1))
    assert texts("de").fact(first, "datetime") == "25. Oktober 2026, 02:30 Uhr (UTC+2)"
    assert texts("de").fact(second, "datetime") == "25. Oktober 2026, 02:30 Uhr (UTC+1)"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", 12_50),
        ("money", 12.5),
        ("number", 1.5),
        ("number", True),
        ("number", Decimal("NaN")),
        ("number", "12"),
        ("date", datetime(2026, 1, 1, tzinfo=UTC)),
        ("date", "2026-01-01"),
        ("deadline", date(2026, 1, 1)),
        ("phone", "call me"),
        ("email", "nobody"),
        ("url", "javascript:alert(1)"),
        ("name", 5),
        ("list", "abc"),
        ("weather", "sun"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(WrongFact):
        texts("de").fact(value, kind)
    with pytest.raises(WrongFact):
        texts("ar").fact_html(value, kind)


def test_an_instant_needs_a_clock() -> None:
    instant = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    with pytest.raises(WrongFact, match="whose clock"):
        texts("de").fact(instant, "deadline")
    assert texts("de", "Europe/Berlin").fact(instant, "deadline") == texts("de").fact(EVENING, "deadline")
    with pytest.raises(TypeError):
        Moment(datetime(2026, 11, 22))  # noqa: DTZ001 - that it has no zone is the point


@pytest.mark.parametrize(
    "make",
    [
        lambda: Money(1, "euro"),
        lambda: DateRange(date(2026, 2, 2), date(2026, 2, 1)),
        lambda: Duration(-1, "day"),
        lambda: Duration(1, "moon"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: Measure(1, "mile"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: Address(()),
        lambda: Address(("Markt 1, 86150",)),
    ],
)
def test_a_fact_that_makes_no_sense_cannot_be_made(make: Any) -> None:
    with pytest.raises(ValueError, match=r"not|before|whole"):
        make()


def test_html_escapes_isolates_and_keeps_browsers_from_translating() -> None:
    assert texts("de").fact_html("<b>", "name") == '<bdi data-fact="name" translate="no">&lt;b&gt;</bdi>'
    assert texts("ar").fact_html("0821 1", "phone") == '<bdi data-fact="phone" dir="ltr" translate="no">0821 1</bdi>'
    assert texts("ar").fact_html(["a", "<"], "list") == (
        '<bdi data-fact="list" dir="rtl"><bdi>a</bdi> و<bdi>&lt;</bdi></bdi>'
    )


def test_a_name_cannot_turn_the_line() -> None:
    assert texts("de").fact("a\u202eb\nc", "name") == "a b c"
