"""The two texts beside each other: nothing is lost, each plain sentence leads to where it comes from, and back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.notices.beside import Beside, Paragraph, beside, numbers_of, passages, quoted
from consult.notices.rules import Notice, PlainVersion, Sentence, plain_from_json
from consult.notices.service import plain_version
from i18n.languages import FIRST_TWELVE

GOLDEN = Path(__file__).parents[2] / "golden" / "plain_notices"
NOTICE = """Sperrung der Wiesenstraße

Die Wiesenstraße wird vom 3. Mai 2026 bis zum 12. Mai 2026 gesperrt. Eine Umleitung ist ausgeschildert.

Auskunft erteilt Frau Beck, Telefon 0821 324-4200.
"""


def words(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return [word for paragraph in paragraphs for piece in paragraph for word in piece.text.split()]


def made(text: str) -> tuple[Notice, Beside]:
    notice = Notice(1, "Titel", text, plain_version(text))
    return notice, beside(notice)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt"))[:6], ids=lambda path: path.stem)
def test_nothing_is_lost(path: Path) -> None:
    notice, shown = made(path.read_text(encoding="utf-8"))
    assert words(shown.original) == notice.text.split()
    head = sum(len(item.text.split()) for item in notice.plain.sentences[: notice.plain.body_from])
    assert words(shown.plain) == notice.plain.text.split()[head:]


def test_the_glance_is_not_said_twice() -> None:
    notice, shown = made(NOTICE)
    assert notice.plain.glance
    said = " ".join(words(shown.plain))
    assert notice.plain.text.startswith("Das Wichtigste in Kürze")
    assert "Das Wichtigste in Kürze" not in said
    assert said.startswith("Sperrung der Wiesenstraße")


def test_each_plain_sentence_leads_to_its_source_and_back() -> None:
    notice, shown = made(NOTICE)
    originals = {piece.number: piece for paragraph in shown.original for piece in paragraph if piece.number}
    assert [originals[number].text[:11] for number in sorted(originals)] == [
        "Sperrung de",
        "Die Wiesens",
        "Eine Umleit",
        "Auskunft er",
    ]
    plain = {piece.key: piece for paragraph in shown.plain for piece in paragraph if piece.key}
    assert all(piece.sources or piece.heading for piece in plain.values())
    for number, original in originals.items():
        assert original.made is not None
        assert plain[original.made].sources == (number,)
    when = next(item for item in notice.plain.glance if "Mai" in item.answer)
    assert shown.sources(when.source) == (2,)


def test_the_glance_comes_in_every_language_with_the_same_sources() -> None:
    notice, _ = made(NOTICE)
    assert set(notice.plain.glances) == set(FIRST_TWELVE) - {"de"}
    for tag, glance in notice.plain.glances.items():
        assert [item.known for item in glance] == [item.known for item in notice.plain.glance]
        assert [item.source for item in glance] == [item.source for item in notice.plain.glance]
        assert {item.tag for item in glance} == {tag}
    turkish = " ".join(item.answer for item in notice.plain.glance_in("tr"))
    assert "Mayıs 2026" in turkish
    assert "0821 324-4200" in turkish
    assert notice.plain.glance_in("de") == notice.plain.glance


def test_what_the_glance_quotes_is_marked_as_german() -> None:
    _, shown = made(NOTICE)
    quote = "Eine Umleitung ist ausgeschildert."
    assert quoted(f"Yol kapalı. {quote} 3 Mayıs.", shown.original) == (
        ("Yol kapalı. ", False),
        (quote, True),
        (" 3 Mayıs.", False),
    )
    assert quoted("Yol kapalı.", shown.original) == (("Yol kapalı.", False),)
    assert quoted("", shown.original) == ()


def test_a_kept_version_reads_back_also_from_before() -> None:
    version = plain_version(NOTICE)
    assert plain_from_json(version.as_json()) == version
    old = version.as_json() | {"glance": [["Wann?", "Morgen", True]]}
    del old["body_from"], old["glances"]
    assert plain_from_json(old).glance_in("ar")[0].answer == "Morgen"


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))


@given(st.text(alphabet="ab. \n", max_size=50), st.lists(spans, max_size=6), st.lists(st.text("ab ", max_size=5)))
def test_any_spans_keep_every_word(text: str, found: list[tuple[int, int]], said: list[str]) -> None:
    """Also for a version that is none of ours: overlapping, empty and wrong places, sentences that aren't there."""
    sentences = tuple(Sentence(line, tuple(found), "kept") for line in said)
    version = PlainVersion(None, (), sentences, " ".join(said), (), (0.0, 0.0), (0.0, 0.0))
    shown = beside(Notice(1, "T", text, version))
    assert "".join(words(shown.original)) == "".join(text.split())
    assert "".join(words(shown.plain)) == "".join(version.text.split())
    kept = passages(set(found), len(text))
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(kept))
    for number, span in enumerate(kept, 1):
        assert numbers_of(kept, [span]) == (number,)
        assert numbers_of(kept, [(span[0], span[0] + 1)]) == (number,)


def test_a_version_without_alarms_keeps_its_order() -> None:
    notice, shown = made(NOTICE)
    numbers = [piece.sources[0] for paragraph in shown.plain for piece in paragraph if len(piece.sources) == 1]
    known = [number for number in numbers if number is not None]
    assert known[:4] == sorted(known[:4])
    assert beside(replace(notice, plain=notice.plain)) == shown
