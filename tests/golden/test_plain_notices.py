"""What becomes of the authored notices: their type, the gain in readability, and two drafts word for word."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from plain_language import simplify
from plain_language.notices import TYPES

NOTICES = Path(__file__).parent / "plain_notices"
EXPECTED = {
    "plan": "plan_display", "hearing": "hearing", "budget": "budget_call", "ballot": "ballot", "closure": "road_closure", "trees": "tree_felling",  # noqa: E501 - a pattern or list is read in one piece
    "school": "registration", "fee": "fee_notice", "council": "council_decision", "survey": "survey", "result": "vote_result", "event": "event",  # noqa: E501 - a pattern or list is read in one piece
    "allotment": None, "flaechenplan": "plan_display", "wasserzaehler": None, "buergermeisterwahl": "ballot", "abfallgebuehr": "fee_notice", "grillplatz": None,  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip


def _text(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_type_is_recognised(name: str) -> None:
    assert simplify(_text(name)).notice_type == EXPECTED[name]


def test_every_type_has_a_notice() -> None:
    assert {kind.id for kind in TYPES} == {found for found in EXPECTED.values() if found}


def test_covered_notices_become_readable() -> None:
    after = [simplify(_text(name)).readability.after for name, kind in EXPECTED.items() if kind]
    assert statistics.median(found.flesch for found in after) >= 60
    assert sum(found.wstf1 <= 7 for found in after) >= 0.9 * len(after)


def test_the_other_counter_agrees() -> None:
    textstat = pytest.importorskip("textstat")
    textstat.set_lang("de")
    drafts = [simplify(_text(name)).text for name, kind in EXPECTED.items() if kind]
    assert statistics.median(textstat.flesch_reading_ease(text) for text in drafts) >= 60
    assert sum(textstat.wiener_sachtextformel(text, 1) <= 7 for text in drafts) >= 0.9 * len(drafts)


def test_an_unanswered_question_says_so_and_stays_out_of_the_text() -> None:
    draft = simplify(_text("trees"))
    unknown = [answer for answer in draft.summary if not answer.known]
    assert unknown
    assert all(
        answer.answer == ("Das steht unten im Text." if answer.source else "Das steht nicht in dem Text.")
        for answer in unknown
    )
    assert "Das steht nicht in dem Text." not in draft.text


def test_the_legal_remedy_keeps_its_words() -> None:
    draft = simplify(_text("fee"))
    for term in ("schriftlich oder zur Niederschrift", "Widerspruch", "aufschiebende Wirkung"):
        assert term in draft.text


@pytest.mark.parametrize("name", ["plan", "closure"])
def test_golden_drafts(name: str) -> None:
    assert simplify(_text(name)).text == (NOTICES / f"{name}.golden").read_text(encoding="utf-8")
