"""The geometry of a ballot: what must hold for every style, whatever its kind and size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from print_channel.sheet import (
    FOLDS,
    NONE_KEY,
    PAGE_H,
    PAGE_W,
    Box,
    Rect,
    RowSpec,
    SheetId,
    SheetSpec,
    code_text,
    layout,
    parse_code,
    value_lines,
)


@st.composite
def specs(draw: st.DrawFn) -> SheetSpec:
    kind = draw(st.sampled_from(["approval", "points", "ranking"]))
    count = draw(st.integers(1, 70))
    rows = tuple(RowSpec(f"p{number}", number) for number in range(1, count + 1))
    values = 1 if kind == "approval" else draw(st.integers(1, 99))
    return SheetSpec(kind, (*rows, RowSpec(NONE_KEY, None)), values, draw(st.booleans()))


def overlap(a: Rect | Box, b: Rect | Box, gap: float = 0.0) -> bool:
    across = a.x < b.x + b.w + gap and b.x < a.x + a.w + gap
    return across and a.y < b.y + b.h + gap and b.y < a.y + a.h + gap


@given(specs())
def test_no_box_lies_on_a_fold(spec: SheetSpec) -> None:
    for page in layout(spec).pages:
        for box in page.boxes:
            for fold in FOLDS:
                assert not box.y - 0.8 < fold < box.y + box.h + 0.8


@given(specs())
def test_every_value_of_every_row_has_one_box(spec: SheetSpec) -> None:
    boxes = [(box.key, box.value) for page in layout(spec).pages for box in page.boxes]
    lines = value_lines(spec.kind, spec.values)
    wanted = [(row.key, value) for row in spec.rows if row.key != NONE_KEY for line in lines for value in line]
    assert boxes == [*wanted, (NONE_KEY, 1)]


@given(specs())
def test_boxes_stand_free(spec: SheetSpec) -> None:
    for page in layout(spec).pages:
        obstacles = (*page.marks, *page.codes)
        for index, box in enumerate(page.boxes):
            assert not any(overlap(box, thing, 1.5) for thing in obstacles)
            assert not any(overlap(box, other, 3.0) for other in page.boxes[index + 1 :])
            assert 17 <= box.x < box.x + box.w <= 193


@given(specs())
def test_words_and_boxes_have_places_of_their_own(spec: SheetSpec) -> None:
    for page in layout(spec).pages:
        for band in page.bands:
            assert band.text.w >= 60
            assert not any(overlap(band.text, box, 0.5) for box in page.boxes)
            assert not any(overlap(band.text, code) for code in page.codes)


@given(specs())
def test_marks_line_all_four_sides_ten_millimetres_in(spec: SheetSpec) -> None:
    for page in layout(spec).pages:
        assert all(mark.x >= 10 and mark.x + mark.w <= PAGE_W - 10 for mark in page.marks)
        end = page.tear_y or PAGE_H - 10
        assert all(mark.y >= 10 and mark.y + mark.h <= end for mark in page.marks)
        for side in (
            [mark for mark in page.marks if mark.x == 10],
            [mark for mark in page.marks if mark.x + mark.w == PAGE_W - 10],
            [mark for mark in page.marks if mark.y == 10],
            [mark for mark in page.marks if mark.y == max(other.y for other in page.marks)],
        ):
            assert len(side) >= 15
        assert not any(overlap(a, b, 2.0) for i, a in enumerate(page.marks) for b in page.marks[i + 1 :])
        assert not any(overlap(mark, code, 0.8) for mark in page.marks for code in page.codes)


def test_geometry_knows_nothing_of_what_rows_are_called() -> None:
    rows = [(*(RowSpec(f"{name}{n}", n) for n in range(1, 30)), RowSpec(NONE_KEY, None)) for name in ("a", "b")]
    first, second = (layout(SheetSpec("approval", row, 1, False)) for row in rows)
    places = [[(box.x, box.y) for page in sheet.pages for box in page.boxes] for sheet in (first, second)]
    assert places[0] == places[1]


@pytest.mark.parametrize(("rows", "sheets"), [(19, 1), (44, 1), (60, 2), (160, 4)])
def test_long_ballots_go_on_overleaf_and_on_further_sheets(rows: int, sheets: int) -> None:
    projects = tuple(RowSpec(f"p{number}", number) for number in range(1, rows + 1))
    assert layout(SheetSpec("approval", (*projects, RowSpec(NONE_KEY, None)), 1, False)).sheets == sheets


def test_only_the_first_sheet_has_a_strip_to_tear_off() -> None:
    projects = tuple(RowSpec(f"p{number}", number) for number in range(1, 161))
    pages = layout(SheetSpec("approval", (*projects, RowSpec(NONE_KEY, None)), 1, False)).pages
    assert [page.tear_y is not None for page in pages] == [True, True] + [False] * (len(pages) - 2)


@pytest.mark.parametrize(
    ("kind", "keys", "values", "what"),
    [
        ("approval", ("a",), 1, "none"),
        ("approval", ("none",), 1, "at least one project"),
        ("approval", ("none", "a", "none"), 1, "none"),
        ("approval", ("a", "a", "none"), 1, "share a key"),
        ("approval", ("a", "none"), 2, "one box"),
        ("points", ("a", "none"), 0, "1 to 99"),
        ("points", ("a", "none"), 100, "1 to 99"),
    ],
)
def test_impossible_sheets_are_refused_by_name(kind: str, keys: tuple[str, ...], values: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        SheetSpec(kind, tuple(RowSpec(key, None) for key in keys), values, False)  # type: ignore[arg-type]  # parametrized


ids = st.from_regex(r"[A-Za-z0-9._-]{1,24}", fullmatch=True)


@given(ids, ids, st.integers(1, 9999), ids, st.sampled_from([0, 1]))
def test_a_code_says_what_it_was_given(election: str, style: str, page: int, serial: str, place: int) -> None:
    sheet = SheetId(election, style, page, serial)
    assert parse_code(code_text(sheet, place)) == (sheet, place)


@given(st.text(max_size=60) | st.lists(st.text("M1|09AZ", max_size=8), max_size=8).map("|".join))
def test_other_codes_are_not_ours(text: str) -> None:
    found = parse_code(text)
    assert found is None or code_text(*found) == text


@pytest.mark.parametrize("bad", ["", "a|b", "ä", "x" * 25])
def test_ids_have_plain_letters(bad: str) -> None:
    with pytest.raises(ValueError, match="allowed"):
        SheetId(bad, "S1", 1, "A")
    with pytest.raises(ValueError, match="allowed"):
        SheetId("E", "S1", 1, bad)
