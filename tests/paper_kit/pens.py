"""Marks as people make them, drawn on a page at `PER_MM` pixels a millimetre."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from print_channel.sheet import Box

PER_MM = 12.0
Page = NDArray[np.uint8]

CLEAR_MARKS = ("cross", "big cross", "tick", "long tick", "slash", "ring inside", "double cross", "short cross")
FOR_PEOPLE = ("fill", "cancelled", "scribbled out", "circle around", "line through")


@dataclass(frozen=True, slots=True)
class Pen:
    """`grey` of the ink on white paper, `width` in millimetres, `grain` the share of paper that shows through."""

    name: str
    grey: int
    width: float
    grain: float


def any_pen(random: Generator) -> Pen:
    name = str(random.choice(["black ballpoint", "blue ballpoint", "red ballpoint", "felt", "pencil"]))
    grey, low, high, grain = {
        "black ballpoint": (int(random.integers(25, 70)), 0.32, 0.6, 0.03),
        "blue ballpoint": (int(random.integers(60, 105)), 0.32, 0.6, 0.03),
        "red ballpoint": (int(random.integers(75, 120)), 0.32, 0.6, 0.03),
        "felt": (int(random.integers(15, 60)), 0.8, 1.3, 0.0),
        "pencil": (int(random.integers(95, 145)), 0.4, 0.8, 0.2),
    }[name]
    return Pen(name, grey, float(random.uniform(low, high)), grain)


def draw(page: Page, box: Box, kind: str, pen: Pen, random: Generator) -> None:
    """Draw a mark of `kind` for `box` on `page`."""
    x, y, w = box.x, box.y, box.w
    middle = np.array([x + w / 2, y + w / 2]) + random.normal(0, 0.05 * w, 2)
    for points in _strokes(kind, middle, w, random):
        _stroke(page, points, pen, random)


def _strokes(kind: str, middle: NDArray[np.float64], w: float, random: Generator) -> list[NDArray[np.float64]]:
    jitter = lambda size=0.06: random.normal(0, size * w, 2)  # noqa: E731  (one line says it best)
    if kind in ("cross", "big cross", "double cross", "short cross"):
        reach = {"cross": 0.42, "big cross": 0.62, "double cross": 0.45, "short cross": 0.28}[kind] * w
        reach *= random.uniform(0.88, 1.12)
        corners = [np.array(c) * reach for c in ((-1, -1), (1, 1), (1, -1), (-1, 1))]
        lines = [[middle + corners[0] + jitter(), middle + corners[1] + jitter()]]
        lines.append([middle + corners[2] + jitter(), middle + corners[3] + jitter()])
        if kind == "double cross":
            lines += [[middle + corners[0] + jitter(0.1), middle + corners[1] + jitter(0.1)]]
        return [np.array(line) for line in lines]
    if kind in ("tick", "long tick"):
        tail = (0.5 if kind == "tick" else random.uniform(0.8, 1.05)) * w
        start = middle + np.array([-0.33 * w, 0.0]) + jitter()
        low = middle + np.array([-0.08 * w, 0.33 * w]) + jitter(0.04)
        return [np.array([start, low, middle + np.array([tail, -tail * 0.95]) + jitter()])]
    if kind == "slash":
        return [
            np.array([middle + np.array([-0.36, 0.36]) * w + jitter(), middle + np.array([0.36, -0.36]) * w + jitter()])
        ]
    if kind == "fill":
        return [_zigzag(middle, 0.36 * w, 0.36 * w, int(random.integers(6, 11)), random)]
    if kind == "cancelled":
        cross = _strokes("cross", middle, w, random)
        return [*cross, _zigzag(middle, 0.38 * w, 0.38 * w, int(random.integers(8, 12)), random)]
    if kind == "ring inside":
        return [_ring(middle, 0.32 * w, random)]
    if kind == "scribbled out":
        return [
            _zigzag(middle, 0.72 * w, 0.62 * w, int(random.integers(11, 15)), random),
            _zigzag(middle, 0.68 * w, 0.66 * w, int(random.integers(11, 15)), random),
        ]
    if kind == "circle around":
        return [_ring(middle, w * random.uniform(0.72, 0.79), random, 0.01)]
    if kind == "line through":
        angle = random.uniform(0, np.pi)
        way = np.array([np.cos(angle), np.sin(angle)]) * random.uniform(8, 16)
        return [np.array([middle - way, middle + way])]
    raise ValueError(kind)


def _zigzag(middle: NDArray[np.float64], w: float, h: float, turns: int, random: Generator) -> NDArray[np.float64]:
    rows = np.linspace(-h, h, turns)
    return np.array(
        [middle + np.array([w * (1 if i % 2 else -1) * random.uniform(0.9, 1.05), row]) for i, row in enumerate(rows)]
    )


def _ring(middle: NDArray[np.float64], radius: float, random: Generator, wobble: float = 0.04) -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * np.pi * random.uniform(0.97, 1.1), 28) + random.uniform(0, 6)
    radii = radius * (1 + random.normal(0, wobble, 28))
    return middle + np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None]


def _stroke(page: Page, points: NDArray[np.float64], pen: Pen, random: Generator) -> None:
    """A slightly curved line; the pen's grain lets paper show through."""
    dense = _bent(points, random)
    pad = 3 + pen.width
    low, high = dense.min(axis=0) - pad, dense.max(axis=0) + pad
    left, top = max(int(low[0] * PER_MM), 0), max(int(low[1] * PER_MM), 0)
    right, bottom = min(int(high[0] * PER_MM), page.shape[1]), min(int(high[1] * PER_MM), page.shape[0])
    if right - left < 2 or bottom - top < 2:
        return
    ink = np.zeros((bottom - top, right - left), np.uint8)
    spots = np.round((dense * PER_MM - (left, top)) * 16).astype(np.int32)
    width = max(1, round(pen.width * PER_MM))
    cv2.polylines(ink, [spots.reshape(-1, 1, 2)], False, 255, width, cv2.LINE_AA, 4)
    share = ink.astype(np.float32) / 255
    if pen.grain:
        share *= 1 - pen.grain * random.random(ink.shape, dtype=np.float32) * 2
    part = page[top:bottom, left:right].astype(np.float32)
    page[top:bottom, left:right] = np.minimum(part, part * (1 - share) + pen.grey * share).astype(np.uint8)


def _bent(points: NDArray[np.float64], random: Generator) -> NDArray[np.float64]:
    pieces = []
    for a, b in itertools.pairwise(points):
        t = np.linspace(0, 1, 8)[:, None]
        across = np.array([-(b - a)[1], (b - a)[0]]) * random.normal(0, 0.03)
        pieces.append(a + (b - a) * t + across * np.sin(np.pi * t))
    return np.concatenate(pieces)
