"""Find each printed box itself, close to where the fit of the page puts it: paper stretches and bends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from print_channel.reading.patches import PER_MM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SEARCH = 0.7  # how far, in millimetres, a printed box may lie from where the fit puts it


def find_outlines(
    patches: NDArray[np.uint8], edge: float, contrast: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each printed box really lies (N x 2 mm from the fit) and how dark its weakest pair of lines is (N)."""
    import numpy as np

    size = patches.shape[1]
    middle = size / 2
    reach = round(_SEARCH * PER_MM)
    span = slice(round(middle - edge / 2 * PER_MM), round(middle + edge / 2 * PER_MM))
    shifts, strengths = [], []
    for axis in (1, 2):
        along = patches[:, span, :].mean(axis=1) if axis == 1 else patches[:, :, span].mean(axis=2)
        low, high = middle - edge / 2 * PER_MM - 0.5, middle + edge / 2 * PER_MM - 0.5
        scores = np.stack([_line_pair(along, low + step, high + step) for step in range(-reach, reach + 1)], axis=1)
        steps = np.arange(-reach, reach + 1)
        scores = scores - 0.02 * contrast * np.abs(steps)[None, :] / reach
        best = scores.argmax(axis=1)
        shifts.append(steps[best] / PER_MM)
        strengths.append(scores.max(axis=1) / contrast)
    return np.column_stack(shifts), np.minimum(strengths[0], strengths[1])


def _line_pair(profile: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """How much darker two places of a profile are than the blank paper outside them."""
    import numpy as np

    left, right = round(low), round(high)
    gap = round(0.9 * PER_MM)
    lines = (_dip(profile, left), _dip(profile, right))
    outside = np.maximum(profile[:, max(left - gap, 0)], profile[:, min(right + gap, profile.shape[1] - 1)])
    darkness: NDArray[np.float64] = outside - (lines[0] + lines[1]) / 2
    return darkness


def _dip(profile: NDArray[np.float64], at: int) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = profile[:, at - 1 : at + 2].mean(axis=1)
    return mean


def calm(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """A mark over a box's edge pulls its outline away; the page's median says how far is believable."""
    import numpy as np

    middle = np.median(shifts, axis=0)
    off = np.linalg.norm(shifts - middle, axis=1) > 0.45
    calmed = shifts.copy()
    calmed[off] = middle
    return calmed
