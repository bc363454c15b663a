"""Two people independently, a third on disagreement."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consult.errors import BadInput, Conflict
from consult.paper.adjudication import Vote, agreement, may_see, require_may_decide, settle

AT = datetime(2026, 5, 1, tzinfo=UTC)


def vote(person: str, decision: str, *, withdrawn: bool = False) -> Vote:
    return Vote(person, decision, "clear_mark", AT, withdrawn)


def test_one_answer_settles_nothing() -> None:
    state = settle([vote("ada", "marked")])
    assert (state.decision, state.disputed, state.waiting) == (None, False, 1)


def test_two_who_agree_settle() -> None:
    assert settle([vote("ada", "marked"), vote("bo", "marked")]).decision == "marked"


def test_the_same_person_twice_is_one_answer() -> None:
    assert settle([vote("ada", "marked"), vote("ada", "marked")]).decision is None


def test_disagreement_asks_a_third_who_decides() -> None:
    votes = [vote("ada", "marked"), vote("bo", "unmarked")]
    assert settle(votes).disputed
    assert settle([*votes, vote("cy", "unmarked")]).decision == "unmarked"


def test_three_different_answers_ask_a_fourth() -> None:
    votes = [vote("ada", "value:1"), vote("bo", "value:2"), vote("cy", "invalid")]
    assert settle(votes) == settle(list(reversed(votes)))
    assert settle(votes).decision is None


def test_a_withdrawn_answer_does_not_count_and_may_be_given_again() -> None:
    votes = [vote("ada", "marked", withdrawn=True), vote("bo", "marked")]
    assert settle(votes).decision is None
    assert may_see(votes, "ada")
    require_may_decide(votes, "ada", "clear_mark")


def test_refusals() -> None:
    with pytest.raises(Conflict):
        require_may_decide([vote("ada", "marked")], "ada", "clear_mark")
    with pytest.raises(Conflict):
        require_may_decide([vote("ada", "marked"), vote("bo", "marked")], "cy", "clear_mark")
    with pytest.raises(BadInput):
        require_may_decide([], "ada", "because")


def test_agreement_counts_settled_doubts_only() -> None:
    at_once = [vote("ada", "marked"), vote("bo", "marked")]
    third = [vote("ada", "marked"), vote("bo", "unmarked"), vote("cy", "marked")]
    found = agreement([at_once, third, [vote("ada", "marked")]])
    assert (found.doubts, found.at_once) == (2, 1)
