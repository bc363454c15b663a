"""The printed ballot: every word, code and side where it belongs, the same bytes again, and no run half done."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from print_channel.ballot import BallotRow, print_ballots
from print_channel.ballot_fit import POINT, fit, fit_steps, length
from print_channel.reading import Blank, Interpreted, read_file
from print_channel.sheet import layout
from tests.paper_kit.trial import ballot_words, sheet_spec

SERIALS = ("7KQ2-9XHM-4TZ", "0AB1-CD2E-FG*", "ZZZZ-ZZZZ-ZZ~")


def texts_of(path: Path) -> list[str]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    found = []
    for page in document:
        words = page.get_textpage()
        found.append(words.get_text_bounded())
        words.close()
        page.close()
    document.close()
    return found


def test_every_serial_gets_whole_sheets_in_order(tmp_path: Path) -> None:
    spec = sheet_spec("approval", 50)
    path = print_ballots(spec, ballot_words(spec), "e1", "S1", SERIALS, tmp_path / "ballots.pdf")
    sheet = layout(spec)
    assert len(sheet.pages) == 3
    readings = list(read_file(path, {"S1": sheet}, "e1"))
    assert [isinstance(reading, Blank) for reading in readings] == [False, False, False, True] * 3
    ids = [(reading.id.serial, reading.id.page) for reading in readings if isinstance(reading, Interpreted)]
    assert ids == [(serial, page) for serial in SERIALS for page in (1, 2, 3)]
    for reading in readings:
        if isinstance(reading, Interpreted):
            assert {mark.state for mark in reading.marks} == {"unmarked"}
            assert reading.residual < 0.05


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("kind", "values"), [("approval", 1), ("points", 4), ("ranking", 10), ("points", 30)])
def test_every_word_and_the_serial_are_text(tmp_path: Path, kind: str, values: int, large: bool) -> None:
    spec = sheet_spec(kind, 9, values, large)  # type: ignore[arg-type]  # parametrized
    text = ballot_words(spec)
    sides = texts_of(print_ballots(spec, text, "e1", "S1", SERIALS[:1], tmp_path / "ballot.pdf"))
    everything = " ".join(" ".join(sides).split())
    wanted = [row.title for row in text.rows] + [*text.steps, text.right, text.correct, text.tear, text.keep]
    assert [words for words in wanted if words not in everything] == []
    assert sides[0].count(SERIALS[0]) == 2
    for side, page in zip(sides, layout(spec).pages, strict=False):
        assert text.pages[page.number - 1] in " ".join(side.split())
        assert SERIALS[0] in side


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    spec = sheet_spec("points", 5, 5)
    first, second = (
        print_ballots(spec, ballot_words(spec), "e1", "S1", SERIALS, tmp_path / name) for name in ("a.pdf", "b.pdf")
    )
    assert first.read_bytes() == second.read_bytes()


def test_a_large_run_is_one_sound_file_with_few_bytes_a_ballot(tmp_path: Path) -> None:
    spec = sheet_spec("approval", 5)
    serials = [f"{number:04d}-AAAA-AAA" for number in range(1_200)]
    path = print_ballots(spec, ballot_words(spec), "e1", "S1", serials, tmp_path / "run.pdf")
    one = print_ballots(spec, ballot_words(spec), "e1", "S1", serials[:1], tmp_path / "one.pdf")
    assert (path.stat().st_size - one.stat().st_size) / 1_199 < 2_200
    sides = texts_of(path)
    assert len(sides) == 2_400
    assert [serial in side for serial, side in zip(serials, sides[::2], strict=True)] == [True] * 1_200


def test_the_file_passes_qpdf(tmp_path: Path) -> None:
    tool = shutil.which("qpdf")
    if tool is None:
        pytest.skip("qpdf is not installed")
    spec = sheet_spec("ranking", 12, 6)
    path = print_ballots(spec, ballot_words(spec), "e1", "S1", SERIALS, tmp_path / "ballots.pdf")
    done = subprocess.run([tool, "--check", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_half_done_appears_under_the_name(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield SERIALS[0]
        raise RuntimeError("the power went")

    spec = sheet_spec("approval", 3)
    with pytest.raises(RuntimeError):
        print_ballots(spec, ballot_words(spec), "e1", "S1", broken(), tmp_path / "run.pdf")
    assert not (tmp_path / "run.pdf").exists()


@pytest.mark.parametrize("serial", ["", "a b", "(x)", "Ä", "x" * 25])
def test_a_serial_that_no_code_can_carry_is_refused(tmp_path: Path, serial: str) -> None:
    spec = sheet_spec("approval", 3)
    with pytest.raises(ValueError, match="serial"):
        print_ballots(spec, ballot_words(spec), "e1", "S1", [serial], tmp_path / "run.pdf")


def test_words_that_do_not_match_the_sheet_are_refused(tmp_path: Path) -> None:
    spec = sheet_spec("approval", 3)
    text = ballot_words(spec)
    for changed, what in (
        (dataclasses.replace(text, rows=text.rows[1:]), "4 rows but words for 3"),
        (dataclasses.replace(text, rows=(BallotRow(7, "x"), *text.rows[1:])), "number 1 on the sheet and 7"),
        (dataclasses.replace(text, rows=(BallotRow(1, " "), *text.rows[1:])), "no title"),
        (dataclasses.replace(text, pages=()), "1 sides but 0"),
        (dataclasses.replace(text, steps=("Sehr lange Anweisung. " * 60,)), "too long"),
    ):
        with pytest.raises(ValueError, match=what):
            print_ballots(spec, changed, "e1", "S1", SERIALS, tmp_path / "run.pdf")


def test_markup_in_words_is_only_words(tmp_path: Path) -> None:
    spec = sheet_spec("approval", 1)
    text = ballot_words(spec)
    evil = BallotRow(1, '<img src="file:///etc/passwd"> & <b>', "</td>")
    changed = dataclasses.replace(text, rows=(evil, text.rows[-1]))
    side = texts_of(print_ballots(spec, changed, "e1", "S1", SERIALS[:1], tmp_path / "x.pdf"))[0]
    assert '<img src="file:///etc/passwd"> & <b>' in " ".join(side.split())


@pytest.mark.parametrize("large", [False, True])
def test_a_title_is_set_as_large_as_it_fits(large: bool) -> None:
    sizes = [fit("Sitzbänke am Ufer " * words, "1 €", 120, 17.5 if large else 8.75, large) for words in range(1, 30)]
    assert all(a.title_pt >= b.title_pt for a, b in pairwise(sizes))
    assert min(size.title_pt for size in sizes) >= (16 if large else 7)
    assert sizes[-1].title.endswith("…")


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=14), min_size=1, max_size=40), st.floats(60, 170))
def test_what_is_set_fits_its_strip(words: list[str], width: float) -> None:
    title = " ".join(words)
    chosen = fit(title, "9.000 €", width, 8.75, large=False)
    used, lines = 0.0, 1
    for word in (chosen.title + ("" if chosen.stacked else " 9.000 €")).split():
        needed = length(word + " ", chosen.title_pt, bold=False) * POINT * 0.95
        lines, used = (lines + 1, needed) if used + needed > width and used else (lines, used + needed)
    height = lines * chosen.title_pt + (chosen.detail_pt if chosen.stacked else 0)
    assert height * 1.15 * POINT <= 8.75 + 0.3
    assert title.startswith(chosen.title.removesuffix("…"))


def test_an_instruction_takes_the_largest_size_that_fits() -> None:
    assert fit_steps(("kurz",), 100, 20, (10.0, 9.0)) == 10.0
    assert fit_steps(("lang " * 60,), 100, 15, (10.0, 9.0, 8.0)) < 10.0
    with pytest.raises(ValueError, match="too long"):
        fit_steps(("lang " * 300,), 100, 15, (10.0, 8.0))
