"""Facts go out and come back the same, in every language, from HTML and from plain text."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES, Duration, Moment, Money, texts
from i18n.check import check_set
from i18n.grammar import grammar
from i18n.pages import facts_of
from i18n.parsing import UnreadableFact, parse, plain
from i18n.samples import fact_set, fact_sets

TAGS = st.sampled_from(list(LANGUAGES))


@given(st.integers(0, 2**64), TAGS)
def test_random_fact_sets_come_back(seed: int, tag: str) -> None:
    assert list(check_set(fact_set(random.Random(seed)), tag)) == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_seeded_sample_comes_back(tag: str) -> None:
    assert [wrong for facts in fact_sets(40, seed=7) for wrong in check_set(facts, tag)] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_day_of_a_leap_year(tag: str) -> None:
    for offset in range(366):
        day = date(2028, 1, 1) + timedelta(days=offset)
        assert parse(texts(tag).fact(day, "date"), "date", tag) == day


@given(st.integers(-(10**15), 10**15), TAGS)
def test_every_cent(cents: int, tag: str) -> None:
    assert parse(texts(tag).fact(Money(cents), "money"), "money", tag) == Money(cents)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9), TAGS)
def test_every_decimal(value: Decimal, tag: str) -> None:
    assert parse(texts(tag).fact(value, "number"), "number", tag) == value


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)), TAGS)  # noqa: DTZ001
def test_every_minute_also_when_clocks_change(at: datetime, tag: str) -> None:
    value = Moment(at.replace(microsecond=0))
    for kind in ("deadline", "datetime"):
        assert parse(texts(tag).fact(value, kind), kind, tag) == value


@given(st.integers(0, 10_000), st.sampled_from(["minute", "hour", "day", "week", "month", "year"]), TAGS)
def test_every_duration(count: int, unit: Any, tag: str) -> None:
    value = Duration(count, unit)
    assert parse(texts(tag).fact(value, "duration"), "duration", tag) == value


@given(st.text(), TAGS)
def test_names_are_kept_and_never_break_the_page(name: str, tag: str) -> None:
    html = texts(tag).fact_html(name, "name")
    (found,) = facts_of(f"<p>{html}</p>", tag)
    assert found.value() == plain(texts(tag).fact(name, "name"))


@given(st.lists(st.text("abc<>&;, und", min_size=1).filter(str.strip), min_size=1, max_size=5), TAGS)
def test_items_of_a_list_are_kept_apart_in_html(items: list[str], tag: str) -> None:
    (found,) = facts_of(texts(tag).fact_html(items, "list"), tag)
    assert found.value() == tuple(map(plain, items))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_wrong_weekday_is_never_read(tag: str) -> None:
    g = grammar(tag)
    value = Moment(datetime(2026, 11, 22, 17, tzinfo=UTC))
    told = plain(texts(tag).fact(value, "deadline"))
    assert parse(told, "deadline", tag) == value
    with pytest.raises(UnreadableFact):
        parse(told.replace(g.weekdays[6], g.weekdays[2]), "deadline", tag)


@pytest.mark.parametrize("text", ["1.23", "12.3456", "1..000", "0821.1", "", "1,", "12 000", "1.000.00"])
def test_what_is_no_german_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFact):
        parse(text, "number", "de")


def test_a_clock_time_that_never_was_or_came_twice_is_refused() -> None:
    for told in ("28. März 2027, 02:30 Uhr", "25. Oktober 2026, 02:30 Uhr", "25. Oktober 2026, 02:30 Uhr (UTC+5)"):
        with pytest.raises(UnreadableFact):
            parse(told, "datetime", "de")


def test_digits_of_other_scripts_and_presentation_forms_are_read() -> None:
    assert parse("٢٢ نوفمبر ٢٠٢٦", "date", "ar") == date(2026, 11, 22)
    assert parse("۱۸:۰۰", "time", "fa") == time(18)
    assert parse("22 \ufee7\ufeee\ufed3\ufee4\ufe92\ufeae 2026", "date", "ar") == date(2026, 11, 22)


def test_a_fact_in_a_german_part_of_an_arabic_page_is_read_as_german() -> None:
    html = f'<p>{texts("ar").fact_html(Money(123_450), "money")} <span lang="de">' + (
        f"{texts('de').fact_html(Money(123_450), 'money')}</span></p>"
    )
    assert [(fact.tag, fact.value()) for fact in facts_of(html, "ar")] == [
        ("ar", Money(123_450)),
        ("de", Money(123_450)),
    ]
