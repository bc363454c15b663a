"""Lay the printed geometry over a scan: a robust homography from many timing marks on all four sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from print_channel.reading.patches import cut
from print_channel.sheet import PageLayout, Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from print_channel.reading.codes import FoundCode

_PER_MM = 4.0  # pixels per millimetre of the search patches
_MARK_W, _MARK_H = 3.5, 2.5
_INLIER_MM = 0.35
_LEAST_MARKS = 16
_LEAST_SHARE = 0.4
_MOST_RESIDUAL_MM = 0.2
_MOST_CODE_SHIFT_MM = 1.5


class NotRegistered(Exception):
    """The geometry could not be laid over the page; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """`pose`: 3 x 3 from millimetres to pixels. `black`, `paper`: grey levels of printed black and of paper beside it."""

    pose: NDArray[np.float64]
    residual: float
    marks: int
    black: float
    paper: float


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Timing marks found: index into the layout's marks, centre in pixels, and the grey levels of mark and paper."""

    index: NDArray[np.intp]
    centre: NDArray[np.float64]
    black: float
    paper: float


def register(grey: NDArray[np.uint8], page: PageLayout, codes: Sequence[FoundCode]) -> Registration:
    """Raises NotRegistered. One code is enough to start from; the fit itself rests on the timing marks.

    A flat scan needs one look with a wide window and one with a narrow one; a bent or slanted picture is followed outward
    from the codes in growing circles, so that a mark is never taken for its neighbour 8.75 mm away.
    """
    import numpy as np

    centres = np.array([(mark.x + mark.w / 2, mark.y + mark.h / 2) for mark in page.marks])
    start = _pose_from_codes(page, codes)
    quick = _refine(grey, page, centres, start, (np.inf, np.inf), (2.6, 1.2))
    if quick is None or quick.marks < 0.75 * len(centres):
        slow = _refine(
            grey, page, centres, start, (45.0, 80.0, 130.0, np.inf, np.inf), (2.6, 2.6, 2.6, 2.6, 1.2), codes
        )
        quick = slow if slow is not None and (quick is None or slow.marks > quick.marks) else quick
    if quick is None:
        raise NotRegistered("too few timing marks found")
    _check(quick, page, codes)
    return quick


def _pose_from_codes(page: PageLayout, codes: Sequence[FoundCode]) -> NDArray[np.float64]:
    import cv2
    import numpy as np

    wanted = np.concatenate([_corners(page.codes[code.place]) for code in codes])
    seen = np.concatenate([code.corners for code in codes])
    affine, _ = cv2.estimateAffinePartial2D(wanted, seen, method=cv2.LMEDS)
    if affine is None:
        raise NotRegistered("the id codes have no usable corners")
    return np.vstack([affine, [0.0, 0.0, 1.0]])


def _corners(place: Rect) -> NDArray[np.float64]:
    import numpy as np

    right, bottom = place.x + place.w, place.y + place.h
    return np.array([(place.x, place.y), (right, place.y), (right, bottom), (place.x, bottom)])


def project(pose: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """N x 2 points through a 3 x 3 homography."""
    import numpy as np

    lifted: NDArray[np.float64] = np.column_stack([points, np.ones(len(points))]) @ pose.T
    return lifted[:, :2] / lifted[:, 2:]


def _refine(
    grey: NDArray[np.uint8],
    page: PageLayout,
    centres: NDArray[np.float64],
    pose: NDArray[np.float64],
    reaches: Sequence[float],
    searches: Sequence[float],
    codes: Sequence[FoundCode] = (),
) -> Registration | None:
    import cv2
    import numpy as np

    result = None
    anchors = np.array([_corners(page.codes[code.place]).mean(axis=0) for code in codes]) if codes else centres[:1]
    away = np.min(np.linalg.norm(centres[:, None] - anchors[None], axis=2), axis=1)
    for reach, search in zip(reaches, searches, strict=True):
        near = np.flatnonzero(away <= reach)
        seen = _find_marks(grey, page, centres, near, pose, search)
        if len(seen.index) < 6:
            return None
        wanted, points = centres[seen.index], seen.centre
        if codes:
            wanted = np.concatenate([wanted, *[_corners(page.codes[code.place]) for code in codes]])
            points = np.concatenate([points, *[code.corners for code in codes]])
        scale = _scale(pose)
        if np.isfinite(reach):
            affine, _ = cv2.estimateAffine2D(
                wanted, points, method=cv2.RANSAC, ransacReprojThreshold=2 * _INLIER_MM * scale
            )
            if affine is None:
                return None
            pose = np.vstack([affine, [0.0, 0.0, 1.0]])
            continue
        fitted, inliers = cv2.findHomography(wanted, points, cv2.RANSAC, _INLIER_MM * scale)
        if fitted is None:
            return None
        pose = fitted
        marks = inliers.ravel()[: len(seen.index)].astype(bool)
        if marks.sum() < 6:
            return None
        gaps = np.linalg.norm(project(pose, centres[seen.index]) - seen.centre, axis=1)[marks] / scale
        result = Registration(pose, float(np.median(gaps)), int(marks.sum()), seen.black, seen.paper)
        if not _on_three_sides(centres[seen.index][marks]):
            return None
    return result


def _scale(pose: NDArray[np.float64]) -> float:
    """Pixels per millimetre, from the area of the unit square."""
    import numpy as np

    return float(np.sqrt(abs(np.linalg.det(pose[:2, :2]))))


def _on_three_sides(points: NDArray[np.float64]) -> bool:
    """A homography from marks of two sides alone bends freely on the others."""
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    sides = (points[:, 0] < left + 5, points[:, 0] > right - 5, points[:, 1] < top + 5, points[:, 1] > bottom - 5)
    wide = right - left > 150 and bottom - top > 180
    return bool(wide and sum(int(side.sum()) >= 3 for side in sides) >= 3)


def _find_marks(
    grey: NDArray[np.uint8],
    page: PageLayout,
    centres: NDArray[np.float64],
    which: NDArray[np.intp],
    pose: NDArray[np.float64],
    search: float,
) -> _Seen:
    """Look for each mark within `search` millimetres: the darkest rectangle of its size with a light rim."""
    import numpy as np

    upright = np.array([mark.h > mark.w for mark in page.marks])[which]
    found_index: list[NDArray[np.intp]] = []
    found_centre: list[NDArray[np.float64]] = []
    levels: list[NDArray[np.float64]] = []
    for standing, (w, h) in ((False, (_MARK_W, _MARK_H)), (True, (_MARK_H, _MARK_W))):
        chosen = which[upright == standing]
        if not len(chosen):
            continue
        offsets, black, paper, good = _best_places(grey, centres[chosen], pose, w, h, search)
        found_index.append(chosen[good])
        found_centre.append(project(pose, centres[chosen][good] + offsets[good]))
        levels.append(np.column_stack([black[good], paper[good]]))
    index = np.concatenate(found_index) if found_index else np.empty(0, dtype=np.intp)
    if not len(index):
        return _Seen(index, np.empty((0, 2)), 0.0, 255.0)
    both = np.concatenate(levels)
    return _Seen(index, np.concatenate(found_centre), float(np.median(both[:, 0])), float(np.median(both[:, 1])))


def _best_places(
    grey: NDArray[np.uint8], centres: NDArray[np.float64], pose: NDArray[np.float64], w: float, h: float, search: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Offsets in millimetres (N x 2), grey of mark and rim (N), and whether it is a mark at all (N)."""
    import numpy as np

    rim = 0.75
    half_w, half_h = w / 2 + rim + search, h / 2 + rim + search
    patches = cut(grey, pose, centres, half_w, half_h, _PER_MM).astype(np.float64)
    inner = _window_means(patches, round(w * _PER_MM), round(h * _PER_MM))
    outer_w, outer_h = round((w + 2 * rim) * _PER_MM), round((h + 2 * rim) * _PER_MM)
    outer = _window_means(patches, outer_w, outer_h)
    shift_y, shift_x = (outer_h - round(h * _PER_MM)) // 2, (outer_w - round(w * _PER_MM)) // 2
    inner = inner[:, shift_y : shift_y + outer.shape[1], shift_x : shift_x + outer.shape[2]]
    area_in, area_out = round(w * _PER_MM) * round(h * _PER_MM), outer_w * outer_h
    around = (outer * area_out - inner * area_in) / (area_out - area_in)
    contrast = around - inner
    count, rows, columns = contrast.shape
    best = contrast.reshape(count, -1).argmax(axis=1)
    by, bx = np.divmod(best, columns)
    pick = (np.arange(count), by, bx)
    black, paper = inner[pick], around[pick]
    offsets = _centroids(patches, by, bx, outer_w, outer_h, (black + paper) / 2)
    good = (contrast[pick] > 45.0) & (contrast[pick] > 0.3 * paper)
    middle = np.array([patches.shape[2] / 2, patches.shape[1] / 2])
    return (offsets - middle) / _PER_MM, black, paper, good


def _window_means(patches: NDArray[np.float64], w: int, h: int) -> NDArray[np.float64]:
    """Means over every w x h window by summed-area tables; result N x (H-h+1) x (W-w+1)."""
    import numpy as np

    table = np.zeros((patches.shape[0], patches.shape[1] + 1, patches.shape[2] + 1))
    table[:, 1:, 1:] = patches.cumsum(axis=1).cumsum(axis=2)
    sums = table[:, h:, w:] - table[:, :-h, w:] - table[:, h:, :-w] + table[:, :-h, :-w]
    means: NDArray[np.float64] = sums / (w * h)
    return means


def _centroids(
    patches: NDArray[np.float64],
    top: NDArray[np.intp],
    left: NDArray[np.intp],
    w: int,
    h: int,
    level: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Centre of the dark part of each chosen window, in patch pixels (x, y), finer than a pixel."""
    import numpy as np

    number = np.arange(len(patches))[:, None, None]
    rows = top[:, None, None] + np.arange(h)[None, :, None]
    columns = left[:, None, None] + np.arange(w)[None, None, :]
    weight = np.clip(level[:, None, None] - patches[number, rows, columns] + 20.0, 0.0, 40.0)
    total = weight.sum(axis=(1, 2)) + 1e-9
    x = (weight * (columns + 0.5)).sum(axis=(1, 2)) / total
    y = (weight * (rows + 0.5)).sum(axis=(1, 2)) / total
    return np.column_stack([x, y])


def _check(fit: Registration, page: PageLayout, codes: Sequence[FoundCode]) -> None:
    """Refuse a fit that is weak, uneven, or doesn't agree with where the codes were seen."""
    import numpy as np

    if fit.marks < _LEAST_MARKS or fit.marks < _LEAST_SHARE * len(page.marks):
        raise NotRegistered(f"only {fit.marks} of {len(page.marks)} timing marks found")
    if fit.residual > _MOST_RESIDUAL_MM:
        raise NotRegistered(f"timing marks lie {fit.residual:.2f} mm beside the fit")
    scale = _scale(fit.pose)
    for code in codes:
        place = project(fit.pose, _corners(page.codes[code.place]))
        shift = float(np.median(np.linalg.norm(place - code.corners, axis=1))) / scale
        if shift > _MOST_CODE_SHIFT_MM:
            raise NotRegistered(f"timing marks and id code disagree by {shift:.1f} mm")
