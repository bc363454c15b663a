"""Find scratches that dirt on a scanner's glass draws along the whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from print_channel.sheet import Box

_EVERY = 6  # one line of pixels in six is enough to see something that runs through all of them
_BESIDE = 6  # pixels to either side that a scratch is darker than
_DARKER = 10.0  # grey levels
_SHARE = 0.45  # of the lines; no column of print is dark along so much of a page


def boxes_in_streaks(grey: NDArray[np.uint8], pose: NDArray[np.float64], boxes: Sequence[Box]) -> NDArray[np.bool_]:
    """For each box, whether a scratch along either axis of the scan goes through it."""
    import numpy as np

    from print_channel.reading.registration import project

    corners = np.array([[(b.x, b.y), (b.x + b.w, b.y), (b.x + b.w, b.y + b.h), (b.x, b.y + b.h)] for b in boxes])
    seen = project(pose, corners.reshape(-1, 2)).reshape(-1, 4, 2)
    hit = np.zeros(len(boxes), dtype=bool)
    for axis, lines in ((0, grey[::_EVERY]), (1, grey.T[::_EVERY])):
        places = _streaks(np.ascontiguousarray(lines))
        low, high = seen[:, :, axis].min(axis=1), seen[:, :, axis].max(axis=1)
        hit |= ((places[None, :] >= low[:, None]) & (places[None, :] <= high[:, None])).any(axis=1)
    return hit


def _streaks(lines: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Positions along which most of the lines (N x L), smoothed over three pixels, have a narrow dip."""
    import cv2
    import numpy as np

    smooth = cv2.blur(lines, (3, 1)).astype(np.int16)
    beside = np.minimum(smooth[:, : -2 * _BESIDE], smooth[:, 2 * _BESIDE :])
    dip = (beside - smooth[:, _BESIDE:-_BESIDE]) > _DARKER
    return np.flatnonzero(dip.mean(axis=0) > _SHARE) + _BESIDE
