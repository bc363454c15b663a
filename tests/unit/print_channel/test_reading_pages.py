"""One page at a time: what is ours is read, what isn't is refused with a reason, nothing is guessed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.random import default_rng
from numpy.typing import NDArray

from print_channel.reading import Blank, Foreign, Interpreted, Unreadable, read_page
from print_channel.sheet import PageLayout, RowSpec, SheetLayout, SheetSpec, layout
from tests.paper_kit import pens, scanner
from tests.paper_kit.trial import ELECTION, SERIAL, STYLE, printed, sheet_spec

Grey = NDArray[np.uint8]
CHOSEN = ("p2", "p11", "p19")


@pytest.fixture(scope="module")
def sheet() -> SheetLayout:
    return layout(sheet_spec("approval", 19))


@pytest.fixture(scope="module")
def page(sheet: SheetLayout) -> Grey:
    """The front of a ballot with three crosses, at `pens.PER_MM`."""
    _, sides = printed(sheet.spec)
    marked = sides[0].copy()
    random = default_rng(4)
    for box in sheet.pages[0].boxes:
        if box.key in CHOSEN:
            pens.draw(marked, box, "cross", pens.Pen("black ballpoint", 40, 0.45, 0.0), random)
    return marked


@pytest.fixture(scope="module")
def scanned(page: Grey) -> Grey:
    return scanner.scan(page, scanner.NONE, default_rng(5))


def read(image: Grey, sheet: SheetLayout) -> object:
    return read_page(np.ascontiguousarray(image), {STYLE: sheet}, ELECTION)


def marked(reading: object) -> tuple[str, ...]:
    assert isinstance(reading, Interpreted), reading
    assert not [mark for mark in reading.marks if mark.state == "marginal"]
    return tuple(mark.key for mark in reading.marks if mark.state == "marked")


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies(scanned: Grey, sheet: SheetLayout, quarters: int) -> None:
    reading = read(np.rot90(scanned, quarters), sheet)
    assert marked(reading) == CHOSEN
    assert isinstance(reading, Interpreted)
    assert (reading.id.serial, reading.id.page) == (SERIAL, 1)


@pytest.mark.parametrize("turn", [-5.0, -1.0, 1.0, 5.0])
@pytest.mark.parametrize("scale", [0.9, 0.96, 1.03])
def test_a_page_is_read_askew_and_fitted_to_the_page(
    scanned: Grey, sheet: SheetLayout, turn: float, scale: float
) -> None:
    middle = (scanned.shape[1] / 2, scanned.shape[0] / 2)
    pose = cv2.getRotationMatrix2D(middle, turn, scale)
    askew = cv2.warpAffine(scanned, pose, scanned.shape[::-1], borderValue=(255.0,))
    assert marked(read(np.asarray(askew, np.uint8), sheet)) == CHOSEN


@pytest.mark.parametrize("dpi", [110, 150, 300, 600])
def test_a_page_is_read_at_the_usual_resolutions(page: Grey, sheet: SheetLayout, dpi: int) -> None:
    size = (round(210 / 25.4 * dpi), round(297 / 25.4 * dpi))
    assert marked(read(np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA)), sheet)) == CHOSEN


def test_the_strip_may_be_torn_off(scanned: Grey, sheet: SheetLayout) -> None:
    tear_y = sheet.pages[0].tear_y
    assert tear_y is not None
    assert marked(read(scanned[: int(tear_y * 200 / 25.4)], sheet)) == CHOSEN


@pytest.mark.parametrize("place", [0, 1])
def test_one_code_under_coffee_is_enough(scanned: Grey, sheet: SheetLayout, place: int) -> None:
    assert marked(read(_without_codes(scanned, sheet.pages[0], (place,)), sheet)) == CHOSEN


def test_without_any_code_a_person_looks(scanned: Grey, sheet: SheetLayout) -> None:
    assert read(_without_codes(scanned, sheet.pages[0], (0, 1)), sheet) == Unreadable("no id code can be read")


def _without_codes(image: Grey, layout_: PageLayout, places: tuple[int, ...]) -> Grey:
    changed = image.copy()
    for place in places:
        _paint(changed, layout_.codes[place].x, layout_.codes[place].y, 13, 13, 128)
    return changed


def _paint(image: Grey, x: float, y: float, w: float, h: float, grey: int, per_mm: float = 200 / 25.4) -> None:
    image[int(y * per_mm) : int((y + h) * per_mm), int(x * per_mm) : int((x + w) * per_mm)] = grey


@pytest.mark.parametrize("corner", [(150, 0), (150, 230), (0, 230)])
def test_a_missing_corner_does_no_harm(scanned: Grey, sheet: SheetLayout, corner: tuple[int, int]) -> None:
    torn = scanned.copy()
    points = np.array([(corner[0] + (60 if corner[0] else 0), corner[1] + (67 if corner[1] else 0))] * 3, np.float64)
    points[1, 0] += -45 if corner[0] else 45
    points[2, 1] += -45 if corner[1] else 45
    cv2.fillPoly(torn, [(points * 200 / 25.4).astype(np.int32)], 30)
    reading = read(torn, sheet)
    assert isinstance(reading, Interpreted)
    assert tuple(mark.key for mark in reading.marks if mark.state == "marked") == CHOSEN


def test_marks_of_only_two_sides_are_not_enough(scanned: Grey, sheet: SheetLayout) -> None:
    changed = scanned.copy()
    _paint(changed, 0, 0, 15, 297, 255)
    _paint(changed, 195, 0, 15, 297, 255)
    reading = read(changed, sheet)
    assert isinstance(reading, Unreadable)
    assert "timing marks" in reading.reason


def test_too_few_marks_are_not_enough_even_on_all_sides(scanned: Grey, sheet: SheetLayout) -> None:
    changed = scanned.copy()
    for index, mark in enumerate(sheet.pages[0].marks):
        if index % 4:
            _paint(changed, mark.x - 0.5, mark.y - 0.5, mark.w + 1, mark.h + 1, 255)
    reading = read(changed, sheet)
    assert isinstance(reading, Unreadable)
    assert "timing marks found" in reading.reason


def test_codes_that_lie_beside_their_places_are_refused(scanned: Grey, sheet: SheetLayout) -> None:
    """Printed by someone else's layout, or pasted on: the marks fit, the codes don't belong to them."""
    from print_channel.sheet import SheetId, code_text

    changed = _without_codes(scanned, sheet.pages[0], (0, 1))
    for place in (0, 1):
        _put_code(changed, sheet.pages[0], place, code_text(SheetId(ELECTION, STYLE, 1, SERIAL), place), 2.2)
    reading = read(changed, sheet)
    assert isinstance(reading, Unreadable)
    assert "disagree" in reading.reason


def test_a_page_torn_and_glued_wrongly_is_refused(scanned: Grey, sheet: SheetLayout) -> None:
    """The lower half slipped by a row: its codes and marks no longer fit the upper half."""
    slipped = np.full_like(scanned, 250)
    half, shift = scanned.shape[0] // 2, int(8.75 * 200 / 25.4)
    slipped[:half] = scanned[:half]
    slipped[half : -shift or None] = scanned[half + shift :]
    assert isinstance(read(slipped, sheet), Unreadable)


def test_two_codes_that_disagree_are_refused(sheet: SheetLayout, scanned: Grey) -> None:
    from print_channel.sheet import SheetId, code_text

    forged = _without_codes(scanned, sheet.pages[0], (1,))
    _put_code(forged, sheet.pages[0], 1, code_text(SheetId(ELECTION, STYLE, 1, "OTHER-SERIAL"), 1))
    assert read(forged, sheet) == Unreadable("the two id codes of the page disagree")


def _put_code(image: Grey, page: PageLayout, place: int, text: str, aside: float = 0.0) -> None:
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    cells = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    spot, per_mm = page.codes[place], 200 / 25.4
    x = spot.x + aside
    size = round(spot.w * per_mm)
    _paint(image, x - 1, spot.y - 1, spot.w + 2, spot.h + 2, 255)
    top, left = int(spot.y * per_mm), int(x * per_mm)
    image[top : top + size, left : left + size] = cv2.resize(cells, (size, size), interpolation=cv2.INTER_NEAREST)


def test_other_elections_styles_and_pages_are_foreign(scanned: Grey, sheet: SheetLayout) -> None:
    assert read_page(scanned, {STYLE: sheet}, "other-2027") == Foreign("a sheet of another election: probe-2027")
    assert isinstance(read_page(scanned, {"S2": sheet}, ELECTION), Foreign)


def test_a_page_beyond_the_style_is_foreign(scanned: Grey, sheet: SheetLayout) -> None:
    from print_channel.sheet import SheetId, code_text

    changed = scanned.copy()
    for place in (0, 1):
        _put_code(changed, sheet.pages[0], place, code_text(SheetId(ELECTION, STYLE, 9, SERIAL), place))
    assert isinstance(read(changed, sheet), Foreign)


def test_a_sheet_with_another_kind_of_code_is_foreign() -> None:
    import zxingcpp

    code = zxingcpp.create_barcode("https://example.org/flyer", zxingcpp.BarcodeFormat.QRCode)
    image = np.full((2339, 1654), 255, np.uint8)
    picture = np.array(zxingcpp.write_barcode_to_image(code, scale=8))
    image[900 : 900 + picture.shape[0], 700 : 700 + picture.shape[1]] = picture
    assert isinstance(read_page(image, {}, ELECTION), Foreign)


@pytest.mark.parametrize("grey", [255, 210])
def test_an_empty_side_is_blank(grey: int) -> None:
    random = default_rng(1)
    image = np.clip(random.normal(grey, 4, (2339, 1654)), 0, 255).astype(np.uint8)
    assert read_page(image, {}, ELECTION) == Blank()


def test_a_page_of_text_and_a_black_page_are_not_blank() -> None:
    image = np.full((2339, 1654), 255, np.uint8)
    for y in range(200, 2200, 40):
        cv2.putText(image, "Sehr geehrte Damen und Herren, hiermit", (150, y), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    assert isinstance(read_page(image, {}, ELECTION), Unreadable)
    assert isinstance(read_page(np.zeros((2339, 1654), np.uint8), {}, ELECTION), Unreadable)


def test_too_small_a_picture_is_refused(scanned: Grey, sheet: SheetLayout) -> None:
    small = np.asarray(cv2.resize(scanned, (595, 842), interpolation=cv2.INTER_AREA), np.uint8)
    reading = read(small, sheet)
    assert isinstance(reading, Unreadable)
    assert "200 dpi" in reading.reason


def test_a_ballot_of_another_layout_under_the_same_name_is_refused(scanned: Grey, sheet: SheetLayout) -> None:
    """A style that was changed after printing: boxes aren't where the layout says, and no box is read as unmarked."""
    rows = (*(RowSpec(f"p{n}", n) for n in range(1, 20)), RowSpec("none", None))
    other = layout(SheetSpec("points", rows, 9, False))
    reading = read_page(scanned, {STYLE: other}, ELECTION)
    assert isinstance(reading, Unreadable | Interpreted)
    if isinstance(reading, Interpreted):
        assert {mark.state for mark in reading.marks if mark.value < 9} <= {"marginal"}


def test_a_snippet_shows_the_box_upright(scanned: Grey, sheet: SheetLayout) -> None:
    reading = read(np.rot90(scanned, 2), sheet)
    assert isinstance(reading, Interpreted)
    mark = next(mark for mark in reading.marks if mark.key == "p11")
    picture = cv2.imdecode(np.frombuffer(reading.image.snippet(mark.box, margin=5.0), np.uint8), 0)
    assert picture.shape == (120, 120)
    straight = cv2.imdecode(np.frombuffer(reading.image.page(), np.uint8), 0)
    top, left = int(mark.box.y * 6), int(mark.box.x * 6)
    assert (
        straight[top : top + 30, left : left + 30].mean() < straight[top : top + 30, left - 60 : left - 30].mean() - 15
    )
    assert picture[40:80, 40:80].mean() < picture[5:20, 5:20].mean() - 15


@pytest.mark.parametrize("grey", [60, 150])
def test_a_scratch_of_the_scanner_through_all_boxes_is_asked_and_hides_no_cross(
    scanned: Grey, sheet: SheetLayout, grey: int
) -> None:
    scratched = scanned.copy()
    box = sheet.pages[0].boxes[0]
    at = int((box.x + 0.35 * box.w) * 200 / 25.4)
    scratched[:, at : at + 2] = np.minimum(scratched[:, at : at + 2], grey)
    reading = read(scratched, sheet)
    assert isinstance(reading, Interpreted)
    states = {mark.key: mark.state for mark in reading.marks}
    assert [key for key, state in states.items() if state == "marked"] == list(CHOSEN)
    assert all(state == "marginal" for key, state in states.items() if key not in CHOSEN)
