"""Say of each box whether it is marked, unmarked, or for a person to decide.

Darkness is always relative: 0 is the paper right around this box, 1 the black that this page was printed with. So pencil on a
grey copy, a coffee stain and a weak toner are all read with the same two thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from print_channel.reading.outcome import Mark, State
from print_channel.reading.patches import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from print_channel.reading.registration import Registration
    from print_channel.sheet import Box

PER_MM = 8.0
_RIM = 2.0  # millimetres cut out around a box
_RING_FROM, _RING_TO = 0.55, 1.45  # the ring around a box that is printed blank above, below and to the right
_INSIDE = 0.55  # millimetres from the box's edge that its printed line may reach when the fit is a little off
_SEARCH = 0.7  # how far, in millimetres, a printed box may lie from where the fit puts it
_CLOSE = 1.7  # strokes are narrower than this, stains and shadows wider (mm)

_INK = 0.16  # darkness from which a pixel counts as ink
_DARK = 0.45  # darkness that no stain reaches: a filled box


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of ink in a box: up to `empty` is unmarked, from `mark` on is marked, between is for a person."""

    empty: float = 0.012
    mark: float = 0.035
    full: float = 0.80
    spill: float = 0.30
    circle: float = 0.10
    outline: float = 0.30


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Per box (N): ink inside, coverage inside, ink in the ring on each of its three sides (N x 3), strength of the outline."""

    ink: NDArray[np.float64]
    cover: NDArray[np.float64]
    ring: NDArray[np.float64]
    outline: NDArray[np.float64]


def read_boxes(
    grey: NDArray[np.uint8], fit: Registration, boxes: Sequence[Box], limits: Thresholds | None = None
) -> tuple[Mark, ...]:
    """Marks in the order of `boxes`."""
    limits = limits or Thresholds()
    if not boxes:
        return ()
    measured = measure(grey, fit, boxes)
    marks: list[Mark] = []
    for index, box in enumerate(boxes):
        state, why = _judge(measured, index, limits)
        marks.append(Mark(box.key, box.value, state, round(float(measured.ink[index]), 4), box, why))
    return tuple(marks)


def _judge(measured: Measured, index: int, limits: Thresholds) -> tuple[State, str]:
    ink, cover = float(measured.ink[index]), float(measured.cover[index])
    ring = measured.ring[index]
    if measured.outline[index] < limits.outline:
        return "marginal", "box not found"
    if ink >= limits.mark:
        if cover >= limits.full and float(ring.min()) >= limits.circle:
            return "marginal", "overfilled"
        if cover >= 0.6 and float(ring.mean()) >= limits.spill:
            return "marginal", "scribbled out"
        return "marked", ""
    if ink > limits.empty:
        return "marginal", "faint"
    if float(ring.min()) >= limits.circle:
        return "marginal", "around the box"
    return "unmarked", ""


def measure(grey: NDArray[np.uint8], fit: Registration, boxes: Sequence[Box]) -> Measured:
    """All boxes of a page have one size, so they are measured as one stack of patches."""
    import cv2
    import numpy as np

    edge = boxes[0].w
    half = edge / 2 + _RIM
    centres = np.array([(box.x + box.w / 2, box.y + box.h / 2) for box in boxes])
    contrast = max(fit.paper - fit.black, 1.0)
    patches = cut(grey, fit.pose, centres, half, half, PER_MM)
    shifts, outline = _find_outlines(patches, edge, contrast)
    moved = centres + _calm(shifts)
    patches = cut(grey, fit.pose, moved, half, half, PER_MM)
    count, size, _ = patches.shape
    ring, inside = _zones(size, edge)
    stack = cv2.GaussianBlur(patches.reshape(count * size, size), (3, 3), 0.7)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(_CLOSE * PER_MM) | 1, round(_CLOSE * PER_MM) | 1))
    ground = cv2.morphologyEx(stack, cv2.MORPH_CLOSE, kernel).reshape(patches.shape).astype(np.float32)
    level = stack.reshape(patches.shape).astype(np.float32)
    around = np.concatenate([level[:, zone] for zone in ring], axis=1)
    paper = np.percentile(around, 75, axis=1)
    stroke = (ground - level) / contrast
    flat = (paper[:, None, None] - level) / contrast
    dark = np.where(flat >= _DARK, np.maximum(flat, stroke), stroke)
    ink = np.where(dark >= _INK, np.minimum(dark, 1.0), 0.0)
    held = ink[:, inside]
    rings = np.column_stack([(np.where(flat[:, zone] >= _DARK / 1.5, 1.0, 0.0)).mean(axis=1) for zone in ring])
    cover = (held > 0).mean(axis=1)
    return Measured(held.mean(axis=1).astype(np.float64), cover, rings, outline)


def _zones(size: int, edge: float) -> tuple[tuple[NDArray[np.bool_], ...], NDArray[np.bool_]]:
    """Masks of a patch: the ring's parts above, below and right of the box, and the box's inside."""
    import numpy as np

    at = ((np.arange(size) + 0.5) - size / 2) / PER_MM
    x, y = at[None, :], at[:, None]
    near, far = edge / 2 + _RING_FROM, edge / 2 + _RING_TO
    along_x, along_y = np.abs(x) <= edge / 2, np.abs(y) <= edge / 2
    above = along_x & (y <= -near) & (y >= -far)
    below = along_x & (y >= near) & (y <= far)
    right = along_y & (x >= near) & (x <= far)
    inner = edge / 2 - _INSIDE
    return (above, below, right), (np.abs(x) <= inner) & (np.abs(y) <= inner)


def _find_outlines(
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


def _calm(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """A mark over a box's edge pulls its outline away; the page's median says how far is believable."""
    import numpy as np

    middle = np.median(shifts, axis=0)
    off = np.linalg.norm(shifts - middle, axis=1) > 0.45
    calmed = shifts.copy()
    calmed[off] = middle
    return calmed
