"""Marks as people make them, drawn onto the picture of a printed page.

The reader was not tuned on this module and must not be: it has other shapes, other pens and its own seeds.
Pictures are grey (`uint8`, height x width, 255 is white paper); places are pixels.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    Picture = numpy.ndarray[Any, numpy.dtype[numpy.uint8]]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A box on the picture: top left corner and size in pixels."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Pen:
    """`ink` is the grey a full stroke leaves, `width` in millimetres, `skip` the share of a stroke the pen misses."""

    name: str
    ink: int
    width: float
    skip: float


PENS = (
    Pen("ballpoint black", 35, 0.5, 0.0),
    Pen("ballpoint blue", 80, 0.5, 0.02),
    Pen("ballpoint red", 105, 0.5, 0.02),
    Pen("felt pen", 20, 1.1, 0.0),
    Pen("pencil soft", 95, 0.6, 0.05),
    Pen("pencil hard", 140, 0.45, 0.12),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person marks: one pen, one habit, one pressure (0.6 light to 1 firm), for the whole ballot."""

    pen: Pen
    habit: str
    pressure: float


def hand(rng: random.Random) -> Hand:
    """Most people draw a cross with a ballpoint pen; some tick, fill, or barely press."""
    pen = rng.choices(PENS, weights=(30, 34, 6, 8, 14, 8))[0]
    habit = rng.choices(tuple(SHAPES), weights=(62, 20, 10, 8))[0]
    return Hand(pen, habit, rng.uniform(0.62, 1.0))


def mark(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    """Draw one intended mark into or around a box."""
    SHAPES[how.habit](picture, place, how, rng)


def correct(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    """A mark that was taken back: the box is scribbled over, as people do who have no second sheet."""
    SHAPES["cross"](picture, place, how, rng)
    middle = place.y + place.h / 2
    points: list[Point] = []
    for step in range(12):
        side = -0.15 if step % 2 else 1.15
        points.append((place.x + side * place.w, middle + (step / 11 - 0.5) * place.h * rng.uniform(0.8, 1.1)))
    _stroke(picture, points, place, how, rng)


def stray(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    """A dot where the pen rested: not a mark, and no reason to ask."""
    x = place.x + rng.uniform(0.2, 0.8) * place.w
    y = place.y + rng.uniform(0.2, 0.8) * place.h
    _stroke(picture, [(x, y), (x + 0.06 * place.w, y + 0.02 * place.h)], place, how, rng)


def _cross(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    reach = rng.uniform(-0.05, 0.22)  # how far the strokes miss or leave the corners
    for from_left in (True, False):
        a = (place.x + (reach if from_left else 1 - reach) * place.w, place.y + reach * place.h)
        b = (place.x + (1 - reach if from_left else reach) * place.w, place.y + (1 - reach) * place.h)
        _stroke(picture, _bent(_near(a, place, rng), _near(b, place, rng), place, rng), place, how, rng)


def _tick(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    a = _near((place.x + 0.12 * place.w, place.y + 0.5 * place.h), place, rng)
    b = _near((place.x + 0.4 * place.w, place.y + 0.85 * place.h), place, rng)
    c = _near((place.x + rng.uniform(0.85, 1.2) * place.w, place.y + rng.uniform(-0.2, 0.15) * place.h), place, rng)
    _stroke(picture, [*_bent(a, b, place, rng), *_bent(b, c, place, rng)], place, how, rng)


def _fill(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    lines = rng.randint(7, 11)
    points: list[Point] = []
    for line in range(lines):
        y = place.y + (0.12 + 0.76 * line / (lines - 1)) * place.h
        ends = (place.x + rng.uniform(0.05, 0.16) * place.w, place.x + rng.uniform(0.84, 0.95) * place.w)
        points += [(end, y + rng.uniform(-0.04, 0.04) * place.h) for end in (ends if line % 2 else ends[::-1])]
    _stroke(picture, points, place, how, rng)


def _slash(picture: Picture, place: Place, how: Hand, rng: random.Random) -> None:
    a = _near((place.x + 0.08 * place.w, place.y + 0.92 * place.h), place, rng)
    b = _near((place.x + 0.92 * place.w, place.y + 0.08 * place.h), place, rng)
    for _ in range(2):  # people who draw one line draw it twice
        _stroke(picture, _bent(a, b, place, rng), place, how, rng)


SHAPES: dict[str, Callable[[Picture, Place, Hand, random.Random], None]] = {
    "cross": _cross,
    "tick": _tick,
    "fill": _fill,
    "slash": _slash,
}


def _near(point: Point, place: Place, rng: random.Random) -> Point:
    return point[0] + rng.gauss(0, 0.05) * place.w, point[1] + rng.gauss(0, 0.05) * place.h


def _bent(a: Point, b: Point, place: Place, rng: random.Random) -> list[Point]:
    """A stroke from a to b with the slight bow of a hand."""
    bow = rng.gauss(0, 0.05) * place.w
    length = max(1e-6, ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5)
    normal = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)
    return [
        (
            a[0] + t * (b[0] - a[0]) + 4 * t * (1 - t) * bow * normal[0],
            a[1] + t * (b[1] - a[1]) + 4 * t * (1 - t) * bow * normal[1],
        )
        for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]


def _stroke(picture: Picture, points: list[Point], place: Place, how: Hand, rng: random.Random) -> None:
    """Ink along the points on a patch of paper around them, multiplied onto what is printed there."""
    import cv2
    import numpy

    margin = int(place.h) + 4
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin)
    right, bottom = min(picture.shape[1], int(max(xs)) + margin), min(picture.shape[0], int(max(ys)) + margin)
    if right <= left or bottom <= top:
        return
    patch = numpy.full((bottom - top, right - left), 255, numpy.uint8)
    scale = place.h / 5.0  # a standard box is 5 mm high; a large one only makes the pen a little bolder
    width = max(1, round(how.pen.width * min(scale, 10.0) * (0.8 + 0.4 * how.pressure)))
    ink = round(255 - (255 - how.pen.ink) * how.pressure)
    shift = 4
    fixed = [(round((x - left) * 2**shift), round((y - top) * 2**shift)) for x, y in points]
    for a, b in pairwise(fixed):
        if how.pen.skip and rng.random() < how.pen.skip:
            continue
        cv2.line(patch, a, b, ink, width, cv2.LINE_AA, shift)
    region = picture[top:bottom, left:right].astype(numpy.uint16)
    picture[top:bottom, left:right] = (region * patch // 255).astype(numpy.uint8)
