"""The audit's draw can be repeated by anyone; its bound is exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.errors import BadInput
from consult.voting.audit import RISK, draw, judge, most_wrong, read_dice, sample_size
from consult.voting.trackers import draw_tracker

SEED = "12345612345612345612"


def plain_bound(population: int, sample: int, wrong: int, risk: Fraction) -> int:
    """By counting all samples one by one."""
    best = wrong
    for misread in range(wrong, population - (sample - wrong) + 1):
        samples = list(combinations(range(population), sample))
        hits = sum(sum(ballot < misread for ballot in chosen) <= wrong for chosen in samples)
        if Fraction(hits, len(samples)) > risk:
            best = max(best, misread)
    return best


@settings(max_examples=60)
@given(st.integers(1, 9), st.data())
def test_the_bound_equals_counting_every_sample(population: int, data: st.DataObject) -> None:
    sample = data.draw(st.integers(0, population))
    wrong = data.draw(st.integers(0, min(2, sample)))
    risk = data.draw(st.sampled_from([RISK, Fraction(1, 3)]))
    assert most_wrong(population, sample, wrong, risk) == plain_bound(population, sample, wrong, risk)


def test_a_sample_of_the_computed_size_proves_and_one_less_does_not() -> None:
    for population, margin in ((2_001, 40), (10_000, 150), (50_000, 37)):
        size = sample_size(population, margin)
        assert most_wrong(population, size, 0) < margin <= most_wrong(population, size - 1, 0)
        assert size < population
    assert sample_size(2_000, 40) == 2_000
    assert sample_size(5_000, 0) == 5_000


def test_anyone_draws_the_same_whatever_the_order_of_the_list() -> None:
    serials = [draw_tracker() for _ in range(60)]
    drawn = draw(serials, SEED, 10)
    assert draw(serials[::-1], SEED, 10) == drawn
    assert draw(serials, SEED, 20).serials[:10] == drawn.serials
    assert draw(serials, SEED[::-1], 10) != drawn
    assert draw(serials, SEED, 99).all
    with pytest.raises(BadInput):
        draw([*serials, serials[0]], SEED, 10)


def test_every_ballot_is_drawn_equally_often() -> None:
    """400 seeds, 5 of 20 ballots each: every ballot is expected 100 times, standard deviation 8.7; five of them apart
    is past any doubt. The seeds are fixed, so this never fails by chance."""
    serials = [f"S{n}" for n in range(20)]
    times = dict.fromkeys(serials, 0)
    for seed in range(400):
        for serial in draw(serials, str(seed), 5).serials:
            times[serial] += 1
    assert all(abs(count - 100) < 5 * 8.7 for count in times.values())


def test_dice_are_read_as_typed_and_nothing_else() -> None:
    assert read_dice(" 123 456 " * 4) == "123456" * 4
    for wrong in ("", "1" * 19, "7" * 20, "a" * 20, "１" * 20):
        with pytest.raises(BadInput):
            read_dice(wrong)


def test_reading_all_proves_what_it_found() -> None:
    drawn = draw([f"S{n}" for n in range(100)], SEED, 100)
    assert judge(drawn, 3, 4).most_wrong == 3
    assert judge(drawn, 3, 4).proven
    assert not judge(drawn, 3, 3).proven
