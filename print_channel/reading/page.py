"""Read one page: codes, registration, boxes. Reject or ask, never guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from print_channel.reading.boxes import read_boxes
from print_channel.reading.codes import Codes, find_codes
from print_channel.reading.outcome import Blank, Foreign, Interpreted, PageImage, PageReading, Unreadable
from print_channel.reading.registration import NotRegistered, register

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from print_channel.sheet import SheetLayout

WORKING_HEIGHT = (
    2480  # pixels on the long side (about 212 dpi on A4); larger scans are reduced, which also removes noise
)
_LEAST_HEIGHT = 1000
_LEAST_CONTRAST = 60.0
_BLANK_SHARE = 0.0015
_BLANK_MARGIN = 0.03


def read_page(grey: NDArray[np.uint8], sheets: Mapping[str, SheetLayout], election: str) -> PageReading:
    """`grey`: one page, 8 bit, any of the four turns, 90 dpi or better. `sheets` by style id."""
    if max(grey.shape) < _LEAST_HEIGHT:
        return Unreadable(f"{max(grey.shape)} pixels on the long side are too few; scan at 200 dpi")
    grey = _reduced(grey)
    codes = find_codes(grey)
    if not codes.found:
        return _without_code(grey, codes)
    first = codes.found[0].id
    if any(code.id != first for code in codes.found):
        return Unreadable("the two id codes of the page disagree")
    if first.election != election:
        return Foreign(f"a sheet of another election: {first.election}")
    sheet = sheets.get(first.style)
    if sheet is None:
        return Foreign(f"a ballot style that this election doesn't have: {first.style}")
    if first.page > len(sheet.pages):
        return Foreign(f"page {first.page} of a style with {len(sheet.pages)} pages")
    page = sheet.pages[first.page - 1]
    try:
        fit = register(grey, page, codes.found)
    except NotRegistered as problem:
        return Unreadable(str(problem))
    if fit.paper - fit.black < _LEAST_CONTRAST:
        return Unreadable("the scan is too pale")
    marks = read_boxes(grey, fit, page.boxes)
    return Interpreted(first, page, marks, PageImage(grey, fit.pose), fit.residual)


def _reduced(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    longest = max(grey.shape)
    if longest <= WORKING_HEIGHT * 1.1:
        return grey
    factor = WORKING_HEIGHT / longest
    size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _without_code(grey: NDArray[np.uint8], codes: Codes) -> PageReading:
    if codes.strangers:
        return Foreign("the page carries another kind of code")
    if _is_blank(grey):
        return Blank()
    return Unreadable("no id code can be read")


def _is_blank(grey: NDArray[np.uint8]) -> bool:
    """Next to no ink, leaving out the margins where scanners draw shadows."""
    import cv2
    import numpy as np

    height, width = grey.shape
    inset_y, inset_x = int(height * _BLANK_MARGIN), int(width * _BLANK_MARGIN)
    inner = grey[inset_y : height - inset_y, inset_x : width - inset_x]
    small = cv2.resize(inner, (inner.shape[1] // 2, inner.shape[0] // 2), interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(small, 31)
    ink = (ground.astype(np.int16) - small) > 40
    dark = ground < 110
    return bool(ink.mean() < _BLANK_SHARE and dark.mean() < 0.05)
