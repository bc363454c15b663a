"""What reading a page can come to: a closed union, so that every user of it handles every case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from print_channel.sheet import Box, PageLayout, SheetId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

State = Literal["marked", "unmarked", "marginal"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one box holds. `score` is the share of ink in it (0 to 1); `why` explains a marginal."""

    key: str
    value: int
    state: State
    score: float
    box: Box
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """The page as it was scanned, grey, with `pose` (3 x 3) from millimetres on the sheet to pixels of `pixels`."""

    pixels: NDArray[np.uint8]
    pose: NDArray[np.float64]

    def snippet(self, box: Box, margin: float = 12.0, pixels_per_mm: float = 8.0) -> bytes:
        """The surroundings of a box, upright, as PNG; `margin` in millimetres on all sides."""
        return self.area(box.x - margin, box.y - margin, box.w + 2 * margin, box.h + 2 * margin, pixels_per_mm)

    def page(self, pixels_per_mm: float = 6.0) -> bytes:
        """The whole page, upright and straight, as PNG."""
        return self.area(0.0, 0.0, 210.0, 297.0, pixels_per_mm)

    def area(self, x: float, y: float, w: float, h: float, pixels_per_mm: float) -> bytes:
        """A rectangle of the sheet in millimetres, upright, as PNG; what lies outside the scan is grey."""
        import cv2
        import numpy as np

        size = (max(1, round(w * pixels_per_mm)), max(1, round(h * pixels_per_mm)))
        to_mm = np.array([[1 / pixels_per_mm, 0, x], [0, 1 / pixels_per_mm, y], [0, 0, 1]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        straight = cv2.warpPerspective(self.pixels, self.pose @ to_mm, size, flags=flags, borderValue=(200.0,))
        done, data = cv2.imencode(".png", straight)
        if not done:
            raise ValueError("the snippet could not be written as PNG")
        return bytes(data)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A page of ours. `residual`: median distance of its timing marks from the fit, in millimetres."""

    id: SheetId
    layout: PageLayout
    marks: tuple[Mark, ...]
    image: PageImage
    residual: float


@dataclass(frozen=True, slots=True)
class Blank:
    """A side with nothing on it, such as the back of a last sheet."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Perhaps ours, but not safe to read: a person looks at the paper."""

    reason: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Certainly not a page of this election."""

    reason: str


PageReading = Interpreted | Blank | Unreadable | Foreign
