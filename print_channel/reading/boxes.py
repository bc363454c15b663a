"""Say of each box whether it is marked, unmarked, or for a person to decide.

Darkness is always relative: 0 is the paper right around this box, 1 the black that this page was printed with. So
pencil on a grey copy, a coffee stain and a weak toner are all read with the same two thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from print_channel.reading.outcome import Mark, State
from print_channel.reading.outlines import calm, find_outlines
from print_channel.reading.patches import PER_MM, cut
from print_channel.reading.shapes import INSIDE, RING_FROM, ink_points, runs_through
from print_channel.reading.streaks import boxes_in_streaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from print_channel.reading.registration import Registration
    from print_channel.sheet import Box

_RIM = 0.4  # of a box's edge, cut out around it
_RING_TO = 0.26  # of a box's edge: the ring that is printed blank above and below it
_CLOSE = 1.7  # strokes are narrower than this, stains and shadows wider (mm)

_INK = 0.16  # darkness from which a pixel counts as ink
_STANDARD_EDGE = 5.0  # millimetres
_OVER_NOISE = 2.6  # times the page's own grain, where that is stronger
_SPILT = 0.22  # darkness of ink in the ring around a box
_DARK = 0.45  # darkness that no stain reaches: a filled box


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of ink in a box: up to `empty` is unmarked, from `mark()` on is marked, between is for a person.

    `full` and `scribble` are shares of the box that is covered, `solid` where one corner was
    missed, `wedges` of the parts that a cross or a ring leaves open, `spill` and `circle` shares of the ring,
    `shade` and `filled` how much darker a box is than its ring, `outline` how dark its printed line must be,
    `centre` the share of a light mark's ink (less than `light`) that must lie in the middle, and `extent` the
    millimetres that it must measure across (a pen that rests leaves a blot as big in any box); paler than
    `pale` it may be a fold or print showing through.
    """

    empty: float = 0.012
    stroke: float = 0.23
    full: float = 0.75
    solid: float = 0.92
    wedges: float = 0.5
    scribble: float = 0.55
    spill: float = 0.32
    circle: float = 0.10
    shade: float = 0.14
    filled: float = 0.26
    outline: float = 0.30
    light: float = 0.16
    centre: float = 0.22
    extent: float = 2.2
    pale: float = 0.26

    def mark(self, edge: float) -> float:
        """A stroke is as wide in a large box as in a small one, so it covers less of it; `edge` in millimetres."""
        return self.stroke / edge


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Per box (N): ink inside, share of it covered, ink in the ring's parts (N x 2: above, below), how much darker the
    inside is than the ring, strength of the outline, share of ink in the middle, least and next share covered
    of the parts that a cross or a ring leaves open (N x 2); the darkness (N x H x W) and the
    darkness from which a pixel counts as ink on this page.
    """

    ink: NDArray[np.float64]
    cover: NDArray[np.float64]
    ring: NDArray[np.float64]
    shade: NDArray[np.float64]
    outline: NDArray[np.float64]
    centre: NDArray[np.float64]
    wedges: NDArray[np.float64]
    dark: NDArray[np.float32]
    threshold: float


def read_boxes(
    grey: NDArray[np.uint8], fit: Registration, boxes: Sequence[Box], limits: Thresholds | None = None
) -> tuple[Mark, ...]:
    """Marks in the order of `boxes`."""
    limits = limits or Thresholds()
    if not boxes:
        return ()
    measured = measure(grey, fit, boxes)
    streaked = boxes_in_streaks(grey, fit.pose, boxes)
    marks: list[Mark] = []
    for index, box in enumerate(boxes):
        why = _doubt(measured, index, limits, box.w)
        if not why and streaked[index] and limits.empty < measured.ink[index] < limits.light:
            why = "a streak of the scanner"
        marked = measured.ink[index] >= limits.mark(box.w) or measured.shade[index] >= limits.filled
        state: State = "marginal" if why else "marked" if marked else "unmarked"
        score = round(float(max(measured.ink[index], measured.shade[index] if marked else 0.0)), 4)
        marks.append(Mark(box.key, box.value, state, score, box, why))
    return tuple(marks)


def _doubt(measured: Measured, index: int, limits: Thresholds, edge: float) -> str:
    """Why a person must decide, or an empty string."""
    import numpy as np

    ink, cover, shade = (float(values[index]) for values in (measured.ink, measured.cover, measured.shade))
    above_and_below, beyond = float(measured.ring[index].min()), float(measured.ring[index].mean())
    mark, filled = limits.mark(edge), shade >= limits.filled
    small = _STANDARD_EDGE / edge  # strokes fill a large box less
    reasons = {
        "box not found": measured.outline[index] < limits.outline and not (filled and cover >= limits.scribble),
        "filled in": cover >= limits.full * small and float(measured.wedges[index, 0]) >= limits.wedges * small,
        "filled in aslant": cover >= limits.solid * small and float(measured.wedges[index, 1]) >= limits.wedges * small,
        "scribbled out": cover >= limits.scribble and beyond >= limits.spill,
        "around the box": ink < mark and above_and_below >= limits.circle,
        "faint": limits.empty < ink < mark and not filled,
        "shaded": ink < mark and limits.shade <= shade < limits.filled,
    }
    for why, holds in reasons.items():
        if holds:
            return why
    if ink < mark or cover >= limits.full:
        return ""
    points, depth = ink_points(measured.dark[index], edge, measured.threshold)
    if ink < limits.light and cover < limits.scribble and measured.centre[index] < limits.centre:
        return "beside the middle"
    if ink < limits.light and float(np.ptp(points, axis=0).max()) < limits.extent:
        return "a dot"
    if ink < limits.light and cover < limits.scribble and depth < limits.pale:
        return "pale"
    return "a line runs through" if runs_through(measured.dark[index], points, edge, measured.threshold) else ""


def measure(grey: NDArray[np.uint8], fit: Registration, boxes: Sequence[Box]) -> Measured:
    """All boxes of a page have one size, so they are measured as one stack of patches."""
    import cv2
    import numpy as np

    edge = boxes[0].w
    half = edge / 2 + _RIM * edge
    centres = np.array([(box.x + box.w / 2, box.y + box.h / 2) for box in boxes])
    contrast = max(fit.paper - fit.black, 1.0)
    patches = cut(grey, fit.pose, centres, (half, half))
    shifts, outline = find_outlines(patches, edge, contrast)
    patches = cut(grey, fit.pose, centres + calm(shifts), (half, half))
    count, size, _ = patches.shape
    ring, inside, middle, open_parts = _zones(size, edge)
    stack = cv2.GaussianBlur(patches.reshape(count * size, size), (3, 3), 0.7)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(_CLOSE * PER_MM) | 1, round(_CLOSE * PER_MM) | 1))
    ground = cv2.morphologyEx(stack, cv2.MORPH_CLOSE, kernel).reshape(patches.shape).astype(np.float32)
    level = stack.reshape(patches.shape).astype(np.float32)
    paper = _paper(level, ring, contrast)
    stroke = (ground - level) / contrast
    flat = (paper[:, None, None] - level) / contrast
    dark = np.where(flat >= _DARK, np.maximum(flat, stroke), stroke)
    noise = np.median(np.abs(np.concatenate([stroke[:, zone] for zone in ring], axis=1)))
    threshold = max(_INK, _OVER_NOISE * float(noise))
    ink = np.where(dark >= threshold, np.minimum(dark, 1.0), 0.0)
    held = ink[:, inside]
    rings = np.column_stack([(flat[:, zone] >= _SPILT).mean(axis=1) for zone in ring])
    around = np.median(np.concatenate([flat[:, zone] for zone in ring], axis=1), axis=1)
    shade = np.mean(flat[:, inside], axis=1) - np.maximum(around, 0.0)
    total = held.sum(axis=1)
    centre = ink[:, middle].sum(axis=1) / np.maximum(total, 1e-6)
    covered = (ink > 0) | (flat >= _INK * 1.5)
    cover = covered[:, inside].mean(axis=1)
    parts = np.sort([covered[:, part].mean(axis=1) for part in open_parts[1:]], axis=0)
    wedges = np.minimum(parts[:2], covered[:, open_parts[0]].mean(axis=1)).T
    return Measured(held.mean(axis=1).astype(np.float64), cover, rings, shade, outline, centre, wedges, dark, threshold)


def _paper(level: NDArray[np.float32], ring: tuple[NDArray[np.bool_], ...], contrast: float) -> NDArray[np.float32]:
    """Grey of the paper at each box: the ring's light part, or the patch's where a mark covers the ring too."""
    import numpy as np

    around = np.percentile(np.concatenate([level[:, zone] for zone in ring], axis=1), 75, axis=1)
    lightest = np.percentile(level.reshape(len(level), -1)[:, ::3], 96, axis=1)
    paper: NDArray[np.float32] = np.where(lightest - around > 0.3 * contrast, lightest, around).astype(np.float32)
    return paper


def _zones(
    size: int, edge: float
) -> tuple[tuple[NDArray[np.bool_], ...], NDArray[np.bool_], NDArray[np.bool_], tuple[NDArray[np.bool_], ...]]:
    """Masks of a patch: the ring's parts above and below the box; the box's inside; the middle of it; and the parts
    that a mark leaves open: a thick cross beside the middle of each edge, a ring at the centre.

    Left of a box stands its value and right of it perhaps the next box's, so the ring has only two parts.
    """
    import numpy as np

    at = ((np.arange(size) + 0.5) - size / 2) / PER_MM
    x, y = at[None, :], at[:, None]
    near, far = edge / 2 + RING_FROM * edge, edge / 2 + _RING_TO * edge
    along = np.abs(x) <= edge / 2
    inner, core = edge / 2 - INSIDE, 0.27 * edge
    inside = (np.abs(x) <= inner) & (np.abs(y) <= inner)
    middle = (np.abs(x) <= core) & (np.abs(y) <= core)
    outer, narrow = inner - 0.17 * edge, 0.12 * edge
    upright, level = np.abs(x) <= narrow, np.abs(y) <= narrow
    open_parts = (
        upright & level,
        inside & upright & (y <= -outer),
        inside & upright & (y >= outer),
        inside & level & (x <= -outer),
        inside & level & (x >= outer),
    )
    return (along & (y <= -near) & (y >= -far), along & (y >= near) & (y <= far)), inside, middle, open_parts
