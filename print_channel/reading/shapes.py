"""Tell a mark from a stray line by its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from print_channel.reading.patches import PER_MM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSIDE = 0.62  # millimetres from the box's edge that its printed line may reach when the fit is a little off
RING_FROM = 0.11  # of a box's edge: where the ring around it begins


def ink_points(dark: NDArray[np.float32], edge: float, threshold: float) -> tuple[NDArray[np.float64], float]:
    """Where there is ink inside a box (N x 2 mm from the middle of its patch), and how dark its darker part is."""
    import numpy as np

    size = dark.shape[0]
    at = ((np.arange(size) + 0.5) - size / 2) / PER_MM
    inner = edge / 2 - INSIDE
    rows, columns = np.nonzero((dark >= threshold) & (np.abs(at)[None, :] <= inner) & (np.abs(at)[:, None] <= inner))
    depth = float(np.percentile(dark[rows, columns], 80)) if len(rows) else 0.0
    return np.column_stack([at[columns], at[rows]]), depth


def runs_through(dark: NDArray[np.float32], points: NDArray[np.float64], edge: float, threshold: float) -> bool:
    """Is the ink in the box one straight line that goes on outside on both sides: a stray line or a scratch?

    `dark` is a patch (H x W). A cross isn't one line, a tick goes on at one side only, a stroke within the box at none.
    """
    import numpy as np

    if len(points) < 8:
        return False
    middle = points.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((points - middle).T))
    near = np.abs((points - middle) @ axes[:, 0]) <= 0.14 * edge
    if 0.75 <= near.mean() < 1.0:  # the grain of a poor picture lies around the line
        middle = points[near].mean(axis=0)
        spread, axes = np.linalg.eigh(np.cov((points[near] - middle).T))
    if np.sqrt(max(spread[0], 0.0)) > 0.115 * edge or np.sqrt(spread[1]) < 0.15 * edge:
        return False
    way = axes[:, 1]
    half = edge / 2 + RING_FROM * edge
    ahead = np.min((half - np.sign(way) * middle) / np.maximum(np.abs(way), 1e-9))
    back = np.min((half + np.sign(way) * middle) / np.maximum(np.abs(way), 1e-9))
    faint = 0.7 * threshold
    ends = ((middle + way * ahead, way), (middle - way * back, -way))
    return all(_goes_on(dark >= faint, start, onward) for start, onward in ends)


def _goes_on(ink: NDArray[np.bool_], start: NDArray[np.float64], way: NDArray[np.float64]) -> bool:
    """Is there ink along most of the next 0.9 mm, within 0.4 mm to either side? Fainter ink counts here."""
    import numpy as np

    across = np.array([-way[1], way[0]])
    along = np.arange(0.0, 0.9, 0.125)
    beside = np.arange(-0.4, 0.41, 0.125)
    spots = start + along[:, None, None] * way + beside[None, :, None] * across
    pixels = np.floor(spots * PER_MM + ink.shape[0] / 2).astype(int)
    held = ((pixels >= 0) & (pixels < ink.shape[0])).all(axis=2)
    column, row = np.clip(pixels[..., 0], 0, ink.shape[0] - 1), np.clip(pixels[..., 1], 0, ink.shape[0] - 1)
    hit = (ink[row, column] & held).any(axis=1)
    return bool(hit.mean() >= 0.6)
