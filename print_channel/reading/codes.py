"""Find the two id codes of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from print_channel.sheet import SheetId, parse_code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CORNER_W, _CORNER_H = 0.27, 0.24  # share of the page searched first at two opposite corners


@dataclass(frozen=True, slots=True, eq=False)
class FoundCode:
    """`corners`: 4 x 2 pixels in the code's own order (top left, top right, bottom right, bottom left)."""

    id: SheetId
    place: int
    corners: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Codes:
    found: tuple[FoundCode, ...]
    strangers: tuple[str, ...]


def find_codes(grey: NDArray[np.uint8]) -> Codes:
    """Look in two opposite corners (where the codes are upright and upside down), then on the whole page.

    The whole page costs about ten times the corners, so it is looked at only when a code is missing.
    """
    found: dict[int, FoundCode] = {}
    strangers: list[str] = []
    for window in _windows(grey):
        _collect(grey, window, found, strangers)
        if len(found) == 2:
            break
    return Codes(tuple(found[place] for place in sorted(found)), tuple(dict.fromkeys(strangers)))


def _windows(grey: NDArray[np.uint8]) -> tuple[tuple[int, int, int, int], ...]:
    height, width = grey.shape
    across, down = int(width * _CORNER_W), int(height * _CORNER_H)
    corners = ((0, 0, across, down), (width - across, height - down, width, height))
    if width > height:
        corners = ((0, height - down, across, height), (width - across, 0, width, down))
    return (*corners, (0, 0, width, height))


def _collect(
    grey: NDArray[np.uint8], window: tuple[int, int, int, int], found: dict[int, FoundCode], strangers: list[str]
) -> None:
    import numpy as np
    import zxingcpp

    left, top, right, bottom = window
    part = np.ascontiguousarray(grey[top:bottom, left:right])
    whole = part.shape == grey.shape
    ours, strange = zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode
    formats: Any = (ours, strange) if whole else (ours,)  # the stub knows no tuples
    for code in zxingcpp.read_barcodes(part, formats=formats, try_downscale=whole, try_invert=False):
        parsed = parse_code(code.text)
        if parsed is None:
            strangers.append(code.text)
            continue
        place = code.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        corners = np.array([(point.x + left, point.y + top) for point in points], dtype=np.float64)
        found.setdefault(parsed[1], FoundCode(parsed[0], parsed[1], corners))
