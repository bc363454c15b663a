"""Open a scan file page by page, within limits, and read each page."""

from __future__ import annotations

import struct
import warnings
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from print_channel.reading.page import WORKING_HEIGHT, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    from print_channel.reading.outcome import PageReading
    from print_channel.sheet import SheetLayout

    Grey = NDArray[np.uint8]

_SUFFIXES = {".pdf": "pdf", ".tif": "tiff", ".tiff": "tiff", ".png": "picture", ".jpg": "picture", ".jpeg": "picture"}


class ScanFileError(ValueError):
    """The file can't be opened as a scan; the message names the file, what was wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """What one file may ask of the machine: pages a file, pixels a page, bytes a file."""

    pages: int = 5_000
    pixels: int = 60_000_000
    bytes: int = 4_000_000_000


def read_file(
    path: Path, sheets: Mapping[str, SheetLayout], election: str, limits: ScanLimits | None = None
) -> Iterator[PageReading]:
    """One reading for each page, in the file's order, one page in memory at a time. Raises ScanFileError."""
    for grey in pages_of(path, limits or ScanLimits()):
        yield read_page(grey, sheets, election)


def pages_of(path: Path, limits: ScanLimits) -> Iterator[Grey]:
    """The pages as 8-bit grey pictures. Raises ScanFileError."""
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise ScanFileError(f"{path.name}: not a scan; allowed are {', '.join(sorted(_SUFFIXES))}")
    if not path.is_file():
        raise ScanFileError(f"{path.name}: no such file")
    size = path.stat().st_size
    if not 0 < size <= limits.bytes:
        raise ScanFileError(f"{path.name}: {size} bytes; allowed are 1 to {limits.bytes}")
    if form == "pdf":
        return _pdf_pages(path, limits)
    return _tiff_pages(path, limits) if form == "tiff" else _picture(path, limits)


def _check_pixels(path: Path, page: int, size: tuple[int, int], limits: ScanLimits) -> None:
    width, height = size
    if width * height > limits.pixels:
        raise ScanFileError(f"{path.name}, page {page}: {width} x {height} pixels; allowed are {limits.pixels} in all")


def _check_pages(path: Path, pages: int, limits: ScanLimits) -> None:
    if pages > limits.pages:
        raise ScanFileError(f"{path.name}: {pages} pages; allowed are {limits.pages} a file, split it")


def _picture(path: Path, limits: ScanLimits) -> Iterator[Grey]:
    """PNG or JPEG. The size is read from the header before anything is decoded."""
    _check_picture_header(path, limits)
    yield _decode(path.read_bytes(), path, 1)


def _check_picture_header(path: Path, limits: ScanLimits) -> None:
    from PIL import Image

    with _told(path, limits), Image.open(path, formats=("PNG", "JPEG")) as picture:
        _check_pixels(path, 1, picture.size, limits)


@contextmanager
def _told(path: Path, limits: ScanLimits) -> Iterator[None]:
    """Trouble while Pillow opens or unpacks a picture becomes a ScanFileError; no page is yielded inside."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd headers that it then reads or refuses
        try:
            yield
        except Image.DecompressionBombError as problem:
            raise ScanFileError(f"{path.name}: {problem}; allowed are {limits.pixels} pixels a page") from problem
        except (UnidentifiedImageError, OSError, SyntaxError, EOFError, struct.error) as problem:
            raise ScanFileError(f"{path.name}: not a readable picture, it may be damaged") from problem


def _decode(data: bytes, path: Path, page: int) -> Grey:
    import cv2
    import numpy as np

    grey = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ScanFileError(f"{path.name}, page {page}: the picture is damaged")
    return np.asarray(grey, dtype=np.uint8)


def _tiff_pages(path: Path, limits: ScanLimits) -> Iterator[Grey]:
    import numpy as np
    from PIL import Image

    with _told(path, limits):
        picture = Image.open(path, formats=("TIFF",))
    with closing(picture):
        with _told(path, limits):
            pages = getattr(picture, "n_frames", 1)
        _check_pages(path, pages, limits)
        for page in range(pages):
            with _told(path, limits):
                picture.seek(page)
                _check_pixels(path, page + 1, picture.size, limits)
                grey = np.asarray(picture.convert("L"), dtype=np.uint8)
            yield grey


def _pdf_pages(path: Path, limits: ScanLimits) -> Iterator[Grey]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as problem:
        raise ScanFileError(f"{path.name}: not a readable PDF (damaged, or locked with a password)") from problem
    try:
        pages = len(document)
        _check_pages(path, pages, limits)
        for number in range(pages):
            try:
                page = document[number]
                try:
                    yield _pdf_page(page, path, number + 1, limits)
                finally:
                    page.close()
            except pdfium.PdfiumError as problem:
                raise ScanFileError(f"{path.name}, page {number + 1}: the page is damaged") from problem
    finally:
        document.close()


def _pdf_page(page: pdfium.PdfPage, path: Path, number: int, limits: ScanLimits) -> Grey:
    """A scanner's page is one JPEG: decoding that is several times faster than having the page painted."""
    import numpy as np

    data = _only_jpeg(page, path, number, limits)
    if data is not None:
        return _decode(data, path, number)
    width, height = page.get_size()
    scale = WORKING_HEIGHT / max(width, height, 1.0)
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    grey = np.array(bitmap.to_numpy(), dtype=np.uint8)
    bitmap.close()
    return grey.reshape(grey.shape[0], grey.shape[1])


def _only_jpeg(page: pdfium.PdfPage, path: Path, number: int, limits: ScanLimits) -> bytes | None:
    import pypdfium2.raw as pdfium_c

    objects = list(page.get_objects(max_depth=2))
    if len(objects) != 1 or objects[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE or page.get_rotation():
        return None
    image = objects[0]
    matrix = image.get_matrix()
    page_w, page_h = page.get_size()
    fills = matrix.a > 0.9 * page_w and matrix.d > 0.9 * page_h and abs(matrix.b) + abs(matrix.c) < 1.0
    if not fills or image.get_filters() != ["DCTDecode"]:
        return None
    width, height = image.get_px_size()
    _check_pixels(path, number, (width, height), limits)
    return bytes(image.get_data(decode_simple=False))
