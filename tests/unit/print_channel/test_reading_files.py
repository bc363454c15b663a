"""Scan files: all formats give the same reading, limits hold, and a bad file is named."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.random import default_rng
from numpy.typing import NDArray
from PIL import Image

from print_channel.reading import Blank, Interpreted, ScanFileError, ScanLimits, read_file
from print_channel.reading.files import pages_of
from print_channel.sheet import SheetLayout, layout
from tests.paper_kit import scanner
from tests.paper_kit.trial import ELECTION, STYLE, printed, sheet_spec


@pytest.fixture(scope="module")
def sheet() -> SheetLayout:
    return layout(sheet_spec("approval", 30))


@pytest.fixture(scope="module")
def scans(sheet: SheetLayout) -> list[NDArray[np.uint8]]:
    """Front, back, and a blank side."""
    _, sides = printed(sheet.spec)
    pages = [scanner.scan(side, scanner.NONE, default_rng(2)) for side in sides]
    return [*pages, np.full_like(pages[0], 252)]


def write(scans: list[NDArray[np.uint8]], path: Path) -> Path:
    first, *rest = [Image.fromarray(scan) for scan in scans]
    first.save(path, save_all=True, append_images=rest, dpi=(200, 200), resolution=200)
    return path


def kinds(path: Path, sheet: SheetLayout) -> list[tuple[str, int]]:
    readings = read_file(path, {STYLE: sheet}, ELECTION)
    return [
        (type(reading).__name__, reading.id.page if isinstance(reading, Interpreted) else 0) for reading in readings
    ]


@pytest.mark.parametrize("suffix", [".pdf", ".tif", ".TIFF"])
def test_pages_come_in_the_order_of_the_file(
    scans: list[NDArray[np.uint8]], sheet: SheetLayout, tmp_path: Path, suffix: str
) -> None:
    path = write(scans, tmp_path / f"scan{suffix}")
    assert kinds(path, sheet) == [("Interpreted", 1), ("Interpreted", 2), ("Blank", 0)]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg"])
def test_a_picture_is_one_page(scans: list[NDArray[np.uint8]], sheet: SheetLayout, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"scan{suffix}"
    cv2.imwrite(str(path), scans[1])
    assert kinds(path, sheet) == [("Interpreted", 2)]


def test_colour_and_black_and_white_are_read_like_grey(
    scans: list[NDArray[np.uint8]], sheet: SheetLayout, tmp_path: Path
) -> None:
    colour, bitmap = tmp_path / "colour.png", tmp_path / "fax.tif"
    cv2.imwrite(str(colour), cv2.cvtColor(scans[0], cv2.COLOR_GRAY2BGR))
    Image.fromarray(scans[0] > 128).save(bitmap, compression="group4")
    assert kinds(colour, sheet) == kinds(bitmap, sheet) == [("Interpreted", 1)]


def test_a_scanned_pdf_and_a_drawn_pdf_read_alike(
    scans: list[NDArray[np.uint8]], sheet: SheetLayout, tmp_path: Path
) -> None:
    """The first takes the page's JPEG as it is, the second has to be painted."""
    from print_channel.ballot import print_ballots
    from tests.paper_kit.trial import ballot_words

    drawn = print_ballots(sheet.spec, ballot_words(sheet.spec), ELECTION, STYLE, ["A1"], tmp_path / "drawn.pdf")
    scanned = write(scans[:2], tmp_path / "scanned.pdf")
    assert kinds(drawn, sheet) == kinds(scanned, sheet) == [("Interpreted", 1), ("Interpreted", 2)]


def test_reading_is_lazy(scans: list[NDArray[np.uint8]], sheet: SheetLayout, tmp_path: Path) -> None:
    path = write(scans * 20, tmp_path / "long.pdf")
    readings = read_file(path, {STYLE: sheet}, ELECTION)
    assert isinstance(next(readings), Interpreted)
    readings.close()  # type: ignore[attr-defined]  # a generator


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("scan.docx", b"x", "allowed are"),
        ("scan.pdf", b"", "0 bytes"),
        ("scan.pdf", b"%PDF-1.7 and then nothing", "not a readable PDF"),
        ("scan.png", b"\x89PNG\r\n\x1a\n broken", "not a readable"),
        ("scan.jpg", b"GIF89a", "not a readable"),
        ("scan.tif", b"II*\x00\xff\xff\xff\xff", "damaged"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ScanFileError, match=f"{name}.*{what}"):
        list(read_file(path, {}, ELECTION))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScanFileError, match="no such file"):
        list(read_file(tmp_path / "none.pdf", {}, ELECTION))


def test_limits_hold_before_anything_is_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    with pytest.raises(ScanFileError, match="400000000 pixels"):
        list(read_file(bomb, {}, ELECTION))
    long = write([np.full((60, 40), 255, np.uint8)] * 5, tmp_path / "long.tif")
    with pytest.raises(ScanFileError, match="5 pages"):
        list(pages_of(long, ScanLimits(pages=4)))
    pdf = write([np.full((60, 40), 255, np.uint8)] * 5, tmp_path / "long.pdf")
    with pytest.raises(ScanFileError, match="5 pages"):
        list(pages_of(pdf, ScanLimits(pages=4)))
    wide = tmp_path / "wide.png"
    Image.new("1", (10_000, 7_000)).save(wide)
    with pytest.raises(ScanFileError, match="10000 x 7000 pixels"):
        list(read_file(wide, {}, ELECTION))
    with pytest.raises(ScanFileError, match="bytes"):
        list(pages_of(pdf, ScanLimits(bytes=10)))


def test_a_huge_page_of_a_pdf_is_painted_small(tmp_path: Path, sheet: SheetLayout) -> None:
    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_000, 14_000))
    pdf.save(tmp_path / "poster.pdf")
    assert list(read_file(tmp_path / "poster.pdf", {STYLE: sheet}, ELECTION)) == [Blank()]
