"""Whatever the text: spans are true, the guard agrees with itself, a draft is the same twice."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plain_language import guard, simplify
from plain_language.facts import facts
from plain_language.readability import scores
from plain_language.text import sentences

NOTICES = sorted(
    p
    for p in (Path(__file__).resolve().parents[1] / "golden" / "plain_notices").glob("*.txt")
    if ".rewrite" not in p.name
)
PIECES = st.sampled_from(
    ["Der Plan liegt aus", "§ 3 Abs. 2 BauGB", "am 3. Mai 2026", "14:00 Uhr", "1.234,50 Euro", "\n", "\n\n", "- ", ". ", ", ", "z. B.", "nicht", "Frau Dr. Kaya", "0821 324-4200", "«", "…", "ä", "9", "%", "(", "Straße 4", "Mo.-Fr."]  # noqa: E501 - a pattern or list is read in one piece
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=200)


@given(TEXTS)
def test_facts_stand_where_they_say(text: str) -> None:
    found = facts(text)
    for fact in found:
        assert text[fact.start : fact.end] == fact.text
        assert fact.value
    plain = [fact for fact in found if fact.kind != "deadline"]
    assert all(one.end <= two.start for one, two in pairwise(plain))


@given(TEXTS)
def test_sentences_keep_order_and_letters(text: str) -> None:
    found = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(sentence.text for sentence in found)
    scores(text)


@given(TEXTS)
@settings(max_examples=40)
def test_a_text_is_faithful_to_itself(text: str) -> None:
    assert guard(text, text) == ()
    assert [a.kind for a in guard(text, text + " ")] == []


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
@pytest.mark.parametrize("level", ["einfach", "leicht"])
def test_a_draft_is_the_same_twice_and_points_at_its_source(path: Path, level: str) -> None:
    text = path.read_text(encoding="utf-8")
    one, two = simplify(text, level=level), simplify(text, level=level)  # type: ignore[arg-type]  # a literal by parametrize
    assert one == two
    assert one.alarms == ()
    for sentence in one.sentences:
        assert sentence.text in one.text
        assert sentence.source
        assert all(0 <= start < end <= len(text) for start, end in sentence.source)
    assert {f.value for f in one.facts if f.kind in {"amount", "date", "phone", "time"}} <= {
        f.value for f in facts(one.text)
    } or level == "leicht"
