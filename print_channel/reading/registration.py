"""Lay the printed geometry over a scan: a robust homography from many timing marks on all four sides."""

from __future__ import annotations

import math
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
_MARK_W, _MARK_H, _MARK_RIM = 3.5, 2.5, 0.75  # millimetres
_LEAST_CONTRAST = 45.0  # grey levels between a mark and its rim
_FEW = 6
_MOST_SEEN = 0.75  # share of the marks at which a flat scan needs no second way
_INLIER_MM = 0.35
_LEAST_MARKS = 16
_LEAST_SHARE = 0.4
_MOST_RESIDUAL_MM = 0.2
_MOST_CODE_SHIFT_MM = 1.5


class NotRegistered(Exception):
    """The geometry could not be laid over the page; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """`pose`: 3 x 3 from millimetres to pixels. `black`, `paper`: grey levels of the marks and of paper beside them."""

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


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """The scan; the timing marks' centres (N x 2 mm) and whether they stand upright (N); the codes' corners as printed
    (M x 2 mm) and as seen (M x 2 pixels).
    """

    grey: NDArray[np.uint8]
    centres: NDArray[np.float64]
    upright: NDArray[np.bool_]
    printed: NDArray[np.float64]
    seen: NDArray[np.float64]


_FLAT = ((math.inf, 2.6), (math.inf, 1.2))
_BENT = ((45.0, 2.6), (80.0, 2.6), (130.0, 2.6), (math.inf, 2.6), (math.inf, 1.2))


def register(grey: NDArray[np.uint8], page: PageLayout, codes: Sequence[FoundCode]) -> Registration:
    """Raises NotRegistered. One code is enough to start from; the fit itself rests on the timing marks.

    A flat scan needs one look with a wide window and one with a narrow one; a bent or slanted picture is followed
    outward from the codes in growing circles, so that a mark is never taken for its neighbour 8.75 mm away.
    """
    import numpy as np

    task = _Task(
        grey,
        np.array([(mark.x + mark.w / 2, mark.y + mark.h / 2) for mark in page.marks]),
        np.array([mark.h > mark.w for mark in page.marks]),
        np.concatenate([_corners(page.codes[code.place]) for code in codes]),
        np.concatenate([code.corners for code in codes]),
    )
    start = _pose_from_codes(task)
    fit = _refine(task, start, _FLAT)
    if fit is None or fit.marks < _MOST_SEEN * len(page.marks):
        bent = _refine(task, start, _BENT)
        fit = bent if bent is not None and (fit is None or bent.marks > fit.marks) else fit
    if fit is None:
        raise NotRegistered("too few timing marks found")
    _check(fit, page, codes)
    return fit


def _pose_from_codes(task: _Task) -> NDArray[np.float64]:
    import cv2
    import numpy as np

    affine, _ = cv2.estimateAffinePartial2D(task.printed, task.seen, method=cv2.LMEDS)
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


def _refine(task: _Task, pose: NDArray[np.float64], stages: Sequence[tuple[float, float]]) -> Registration | None:
    """Look within each stage's reach of the codes, in windows of its width (both mm), and fit again after each.

    Near the codes an affine map is enough and can't bend; the whole page takes a homography.
    """
    import cv2
    import numpy as np

    away = np.min(np.linalg.norm(task.centres[:, None] - task.printed[None, ::4], axis=2), axis=1)
    result = None
    for reach, search in stages:
        seen = _find_marks(task, np.flatnonzero(away <= reach), pose, search)
        if len(seen.index) < _FEW:
            return None
        limit = _INLIER_MM * _scale(pose)
        if math.isfinite(reach):
            printed = np.concatenate([task.centres[seen.index], task.printed])
            found = np.concatenate([seen.centre, task.seen])
            affine, _ = cv2.estimateAffine2D(printed, found, method=cv2.RANSAC, ransacReprojThreshold=2 * limit)
            if affine is None:
                return None
            pose = np.vstack([affine, [0.0, 0.0, 1.0]])
            continue
        result = _fit(task, seen, limit)
        if result is None:
            return None
        pose = result.pose
    return result


def _fit(task: _Task, seen: _Seen, limit: float) -> Registration | None:
    """A homography from all timing marks seen; None if those that agree (within `limit` pixels) don't hold it."""
    import cv2
    import numpy as np

    printed = task.centres[seen.index]
    fitted, agree = cv2.findHomography(printed, seen.centre, cv2.RANSAC, limit)
    if fitted is None:
        return None
    pose, inliers = np.asarray(fitted, dtype=np.float64), agree.ravel().astype(bool)
    if inliers.sum() < _FEW or not _on_three_sides(printed[inliers]):
        return None
    gaps = np.linalg.norm(project(pose, printed) - seen.centre, axis=1)[inliers] / _scale(pose)
    return Registration(pose, float(np.median(gaps)), int(inliers.sum()), seen.black, seen.paper)


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


def _find_marks(task: _Task, which: NDArray[np.intp], pose: NDArray[np.float64], search: float) -> _Seen:
    """Look for each mark within `search` millimetres: the darkest rectangle of its size with a light rim."""
    import numpy as np

    found_index: list[NDArray[np.intp]] = []
    found_centre: list[NDArray[np.float64]] = []
    levels: list[NDArray[np.float64]] = []
    for standing, size in ((False, (_MARK_W, _MARK_H)), (True, (_MARK_H, _MARK_W))):
        chosen = which[task.upright[which] == standing]
        if not len(chosen):
            continue
        places = _best_places(task.grey, task.centres[chosen], pose, size, search)
        good = places.good
        found_index.append(chosen[good])
        found_centre.append(project(pose, task.centres[chosen][good] + places.offset[good]))
        levels.append(np.column_stack([places.black[good], places.paper[good]]))
    index = np.concatenate(found_index) if found_index else np.empty(0, dtype=np.intp)
    if not len(index):
        return _Seen(index, np.empty((0, 2)), 0.0, 255.0)
    both = np.concatenate(levels)
    return _Seen(index, np.concatenate(found_centre), float(np.median(both[:, 0])), float(np.median(both[:, 1])))


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Offsets from where the pose puts the marks (N x 2 mm), grey of mark and rim (N), and whether it is one (N)."""

    offset: NDArray[np.float64]
    black: NDArray[np.float64]
    paper: NDArray[np.float64]
    good: NDArray[np.bool_]


def _best_places(
    grey: NDArray[np.uint8],
    centres: NDArray[np.float64],
    pose: NDArray[np.float64],
    size: tuple[float, float],
    search: float,
) -> _Places:
    """Search a mark of `size` (w, h mm) around each centre, everywhere at once by summed-area tables."""
    import numpy as np

    half = (size[0] / 2 + _MARK_RIM + search, size[1] / 2 + _MARK_RIM + search)
    patches = cut(grey, pose, centres, half, _PER_MM).astype(np.float64)
    w, h = round(size[0] * _PER_MM), round(size[1] * _PER_MM)
    rim = round(_MARK_RIM * _PER_MM)
    outer = _window_means(patches, w + 2 * rim, h + 2 * rim)
    inner = _window_means(patches, w, h)[:, rim : rim + outer.shape[1], rim : rim + outer.shape[2]]
    area_in, area_out = w * h, (w + 2 * rim) * (h + 2 * rim)
    around = (outer * area_out - inner * area_in) / (area_out - area_in)
    contrast = around - inner
    count, _, columns = contrast.shape
    top, left = np.divmod(contrast.reshape(count, -1).argmax(axis=1), columns)
    pick = (np.arange(count), top, left)
    black, paper = inner[pick], around[pick]
    centre = _centroids(patches, (top, left), (w + 2 * rim, h + 2 * rim), (black + paper) / 2)
    middle = np.array([patches.shape[2] / 2, patches.shape[1] / 2])
    good = (contrast[pick] > _LEAST_CONTRAST) & (contrast[pick] > 0.3 * paper)
    return _Places((centre - middle) / _PER_MM, black, paper, good)


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
    corner: tuple[NDArray[np.intp], NDArray[np.intp]],
    size: tuple[int, int],
    level: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Centre (x, y) of the dark part of each chosen window, in patch pixels, finer than a pixel."""
    import numpy as np

    number = np.arange(len(patches))[:, None, None]
    rows = corner[0][:, None, None] + np.arange(size[1])[None, :, None]
    columns = corner[1][:, None, None] + np.arange(size[0])[None, None, :]
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
