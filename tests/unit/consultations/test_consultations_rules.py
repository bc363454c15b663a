"""Phases, states and the ballot of a consultation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.rules import (
    BallotRules,
    Consultation,
    Phase,
    Phases,
    Project,
    State,
    ballot_style,
    draw_id,
    phase,
    slug_of,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TIMES = Phases(START + 20 * DAY, START + 30 * DAY, START + 40 * DAY, START, START + 10 * DAY)
VALUE = Consultation(
    id="ABC123",
    slug="x",
    title={"de": "X"},
    intro={},
    currency="EUR",
    budget_cents=1000,
    districts=(),
    phases=TIMES,
    ballot=BallotRules(),
    rule={},
    state=State.OPEN,
    ballot_fixed=True,
    tally_public_key="00" * 32,
)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (START - MOMENT, Phase.SOON),
        (START, Phase.PROPOSALS),
        (START + 10 * DAY - MOMENT, Phase.PROPOSALS),
        (START + 10 * DAY, Phase.REVIEW),
        (START + 20 * DAY, Phase.VOTING),
        (START + 30 * DAY - MOMENT, Phase.VOTING),
        (START + 30 * DAY, Phase.COUNTING),
    ],
)
def test_each_phase_begins_with_its_first_instant_and_ends_before_its_last(day: datetime, wanted: Phase) -> None:
    assert phase(VALUE, day) is wanted


def test_nobody_votes_without_a_fixed_ballot_and_a_key() -> None:
    day = START + 21 * DAY
    assert phase(replace(VALUE, ballot_fixed=False), day) is Phase.REVIEW
    assert phase(replace(VALUE, tally_public_key=None), day) is Phase.REVIEW
    assert phase(replace(VALUE, state=State.DRAFT), day) is Phase.DRAFT


def test_the_administrations_word_goes_before_the_clock() -> None:
    day = START + 21 * DAY
    assert phase(replace(VALUE, state=State.CLOSED), day) is Phase.COUNTING
    assert phase(replace(VALUE, state=State.PUBLISHED), day) is Phase.RESULT
    assert phase(replace(VALUE, state=State.PUBLISHED), START + 40 * DAY) is Phase.OVER


@given(st.integers(-50, 60), st.integers(0, 40))
def test_phases_never_go_back(start: int, later: int) -> None:
    order = [Phase.SOON, Phase.PROPOSALS, Phase.REVIEW, Phase.VOTING, Phase.COUNTING]
    first, second = (phase(VALUE, START + days * DAY) for days in (start, start + later))
    assert order.index(first) <= order.index(second)


def test_times_out_of_order_are_named() -> None:
    assert TIMES.mistakes() == ()
    assert replace(TIMES, voting_until=TIMES.voting_from).mistakes() == ("voting_until",)
    assert "voting_from" in replace(TIMES, voting_from=START).mistakes()
    assert replace(TIMES, proposals_until=None).mistakes() == ("proposals_until",)
    assert replace(TIMES, voting_from=datetime(2026, 3, 20)).mistakes() == ("voting_from",)  # noqa: DTZ001 - the point


@given(st.text(max_size=80))
def test_an_address_is_always_short_plain_and_not_empty(title: str) -> None:
    slug = slug_of(title)
    assert 0 < len(slug) <= 60
    assert slug.isascii()
    assert slug.replace("-", "").isalnum()
    assert not slug.startswith("-")


def test_umlauts_are_written_out() -> None:
    assert slug_of("Bürgerhaushalt 2027: Größe & Maß!") == "buergerhaushalt-2027-groesse-mass"


def test_ids_are_six_symbols_that_can_be_read_out() -> None:
    ids = {draw_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 6 and set(one).isdisjoint("ILOU") for one in ids)


def test_the_ballot_is_in_order_of_number_and_its_titles_fall_back() -> None:
    projects = [Project(2, "b", {"tr": "Bank"}, {}, 5), Project(1, "a", {"en": "A", "de": "Ä"}, {}, 7, "Nord")]
    style = ballot_style(VALUE, projects)
    assert [(p.number, p.id, p.title, p.cost_cents, p.district) for p in style.projects] == [
        (1, "a", "Ä", 7, "Nord"),
        (2, "b", "Bank", 5, None),
    ]
