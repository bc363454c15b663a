"""Cut many small upright patches out of a scan at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PER_MM = 8.0  # resolution of the boxes' patches, pixels a millimetre: about 200 dpi
_REMAP_ROWS = 16_000  # remap takes at most 32,767 rows


def cut(
    grey: NDArray[np.uint8],
    pose: NDArray[np.float64],
    centres: NDArray[np.float64],
    half: tuple[float, float],
    per_mm: float = PER_MM,
) -> NDArray[np.uint8]:
    """Patches around `centres` (N x 2 mm), N x H x W, `half` millimetres to each side; outside the scan is white.

    Within a patch the homography is taken as affine, which is exact to 0.01 mm for anything a scanner or a hand-held
    camera does and saves a division a pixel.
    """
    import cv2
    import numpy as np

    w, h = round(2 * half[0] * per_mm), round(2 * half[1] * per_mm)
    x, y = centres[:, 0], centres[:, 1]
    scale = pose[2, 0] * x + pose[2, 1] * y + pose[2, 2]
    px = (pose[0, 0] * x + pose[0, 1] * y + pose[0, 2]) / scale
    py = (pose[1, 0] * x + pose[1, 1] * y + pose[1, 2]) / scale
    dxx, dxy = (pose[0, 0] - px * pose[2, 0]) / scale, (pose[0, 1] - px * pose[2, 1]) / scale
    dyx, dyy = (pose[1, 0] - py * pose[2, 0]) / scale, (pose[1, 1] - py * pose[2, 1]) / scale
    u = (((np.arange(w) + 0.5) - w / 2) / per_mm)[None, None, :]
    v = (((np.arange(h) + 0.5) - h / 2) / per_mm)[None, :, None]
    map_x = px[:, None, None] + dxx[:, None, None] * u + dxy[:, None, None] * v - 0.5
    map_y = py[:, None, None] + dyx[:, None, None] * u + dyy[:, None, None] * v - 0.5
    flat_x = map_x.reshape(-1, w).astype(np.float32)
    flat_y = map_y.reshape(-1, w).astype(np.float32)
    parts = [
        cv2.remap(
            grey,
            flat_x[start : start + _REMAP_ROWS],
            flat_y[start : start + _REMAP_ROWS],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255.0,),
        )
        for start in range(0, len(flat_x), _REMAP_ROWS)
    ]
    return np.concatenate(parts).reshape(len(centres), h, w).astype(np.uint8, copy=False)
