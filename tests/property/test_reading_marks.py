"""Whole ballots printed, marked by a seeded hand, scanned badly and read back.

The hand and the scanner are this test's own; the replay has others that the reader was never tuned on.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from print_channel.reading import Interpreted, read_page
from print_channel.sheet import SheetSpec
from tests.paper_kit import pens, scanner
from tests.paper_kit.trial import ELECTION, STYLE, Score, cases, mark_page, printed, sheet_spec, trial

STYLES = (
    sheet_spec("approval", 24),
    sheet_spec("ranking", 24, 10),
    sheet_spec("points", 18, 5),
    sheet_spec("points", 12, 25),
    sheet_spec("approval", 10, large=True),
    sheet_spec("points", 6, 10, large=True),
)


def explain(score: Score) -> str:
    return f"{score.wrong} wrong, {score.doubtful} doubtful of {score.positions}: {score.mistakes[:8]} {score.reasons}"


def test_medium_damage_has_no_wrong_box_and_few_doubts() -> None:
    score = trial(list(STYLES), scanner.MEDIUM, 101, 72)
    assert score.positions > 3_500
    assert score.rejected == 0
    assert score.wrong == 0, explain(score)
    assert score.doubtful <= 0.002 * score.positions + 2, explain(score)


@pytest.mark.parametrize(
    ("damage", "alter", "pages"), [("HEAVY", "", 24), ("MEDIUM", "copy", 14), ("PHONE", "photo", 14)]
)
def test_what_is_too_poor_is_refused_or_asked_but_never_wrong(damage: str, alter: str, pages: int) -> None:
    score = trial(list(STYLES), getattr(scanner, damage), 202, pages, alter=alter)
    assert score.wrong == 0, explain(score)
    assert score.rejected <= pages / 3, explain(score)


@pytest.mark.parametrize("kind", pens.FOR_PEOPLE)
def test_what_a_person_must_decide_is_hardly_ever_decided_by_the_machine(kind: str) -> None:
    seen = asked = 0
    for sheet, _, image, wanted, _ in cases(list(STYLES[:2]), scanner.MEDIUM, 303, 10, (kind,), 0.06):
        reading = read_page(image, {STYLE: sheet}, ELECTION)
        assert isinstance(reading, Interpreted)
        states = [mark.state for mark, meant in zip(reading.marks, wanted, strict=True) if meant == kind]
        seen += len(states)
        asked += states.count("marginal")
    assert seen >= 25
    assert asked >= (0.75 if kind == "fill" else 0.9) * seen


@settings(max_examples=12)
@given(st.integers(0, 2**32), st.sampled_from(STYLES), st.floats(0, 1))
def test_what_is_printed_and_marked_is_read_back(seed: int, spec: SheetSpec, share: float) -> None:
    """Without damage every box of every style comes back as it was marked, whatever is marked around it."""
    sheet, sides = printed(spec)
    random = default_rng(seed)
    number = int(random.integers(1, len(sides) + 1))
    page, wanted = mark_page(sheet, number, sides[number - 1], ("cross", "short cross", "ring inside"), share, random)
    reading = read_page(scanner.scan(page, scanner.NONE, random), {STYLE: sheet}, ELECTION)
    assert isinstance(reading, Interpreted)
    assert reading.id.page == number
    assert [mark.state for mark in reading.marks] == ["unmarked" if kind == "empty" else "marked" for kind in wanted]
