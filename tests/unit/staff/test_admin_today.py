"""What the dashboard says to do follows from figures alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from consult.admin.today import Figures, tasks_of
from consult.consultations.rules import BallotRules, Consultation, Phases, State

NOW = datetime(2026, 6, 10, tzinfo=UTC)
PHASES = Phases(NOW - timedelta(days=1), NOW + timedelta(days=9), NOW + timedelta(days=30))
DRAFT = Consultation("ABC123", "budget", {"de": "Budget"}, {}, "EUR", 1, (), PHASES, BallotRules(), {})
NOTHING = Figures(0, 0, 0, 0, 0, 0, 0, 0, 0)
READY = replace(NOTHING, projects=3, entitled=10, letters=10, ballots=10)
KEY = "ab" * 32


def keys(value: Consultation, found: Figures, now: datetime = NOW) -> list[str]:
    return [task.key for task in tasks_of(value, found, now)]


def test_a_new_consultation_needs_everything() -> None:
    assert keys(DRAFT, NOTHING) == ["write_projects", "import_register", "make_key"]


def test_opening_waits_for_ballot_and_register_and_is_urgent() -> None:
    fixed = replace(DRAFT, ballot_fixed=True, tally_public_key=KEY)
    assert keys(fixed, READY) == ["open"]
    assert keys(fixed, replace(READY, gaps=1))[0] == "close_gaps"


def test_while_people_vote_the_post_comes_in() -> None:
    running = replace(DRAFT, ballot_fixed=True, tally_public_key=KEY, state=State.OPEN)
    assert keys(running, READY) == ["take_in_post"]
    assert keys(running, READY, NOW + timedelta(days=9)) == ["freeze"]


def test_after_the_close_scan_decide_count_publish() -> None:
    closed = replace(DRAFT, ballot_fixed=True, tally_public_key=KEY, state=State.CLOSED)
    later = NOW + timedelta(days=10)
    assert keys(closed, READY, later) == ["scan"]
    assert keys(closed, replace(READY, sides=8, doubts=2), later) == ["decide_doubts"]
    assert keys(closed, replace(READY, sides=8), later) == ["count"]
    assert keys(replace(closed, state=State.COUNTED), replace(READY, sides=8), later) == ["publish"]
    assert keys(replace(closed, state=State.PUBLISHED), replace(READY, unanswered=1), later) == ["answer_statements"]
