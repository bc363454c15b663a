"""The books balance, or two people say why not."""

from __future__ import annotations

from consult.paper.reconciliation import Books, Equation, Explanation


def test_an_equation_that_balances() -> None:
    assert Books((Equation("printed", 10, {"sent": 7, "spoiled": 1, "stock": 2}),)).balanced


def test_a_difference_blocks_until_two_people_explain_exactly_it() -> None:
    wrong = Equation("opened", 10, {"counted": 8})
    assert wrong.difference == 2
    one = Explanation("opened", 2, "two empty envelopes", ("ada",))
    twice = Explanation("opened", 2, "two empty envelopes", ("ada", "ada"))
    two = Explanation("opened", 2, "two empty envelopes", ("ada", "bo"))
    other = Explanation("opened", 1, "one empty envelope", ("ada", "bo"))
    assert not Books((wrong,), (one, twice, other)).balanced
    assert Books((wrong,), (two,)).balanced
