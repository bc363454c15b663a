"""What happens to a sheet between pen and file: coffee, folds, holes, a tired feeder, JPEG."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.paper_kit.pens import PER_MM

Page = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Damage:
    """Ranges that a page's damage is drawn from; shares are chances a page."""

    name: str
    turn: float
    scale: tuple[float, float]
    shift: float
    slant: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    jpeg: tuple[int, int]
    shading: float
    specks: int
    coffee: float
    folds: float
    holes: float
    torn: float
    streak: float
    dpi: int = 200


NONE = Damage("none", 0.0, (1.0, 1.0), 0.0, 0.0, (0.35, 0.35), (0.5, 0.5), (95, 95), 0.0, 0, 0, 0, 0, 0, 0)
MEDIUM = Damage(
    "medium", 1.5, (0.96, 1.015), 3.0, 0.002, (0.4, 0.9), (3.0, 8.0), (45, 85), 0.12, 40, 0.2, 0.5, 0.3, 0.0, 0.0
)
HEAVY = Damage(
    "heavy", 4.0, (0.93, 1.03), 5.0, 0.005, (0.7, 1.5), (6.0, 18.0), (18, 45), 0.3, 250, 0.6, 0.8, 0.5, 0.3, 0.3
)
PHONE = Damage("phone", 6.0, (0.85, 0.95), 4.0, 0.0, (0.6, 1.1), (4, 9), (50, 80), 0.35, 20, 0.1, 0.5, 0.1, 0.0, 0.0)


def scan(page: Page, damage: Damage, random: Generator, alter: str = "") -> Page:
    """The page (at PER_MM) as a scanner hands it over, grey; `alter` "copy" or "photo" comes between paper and file."""
    paper = page.astype(np.float32)
    if random.random() < damage.coffee:
        _coffee(paper, random)
    if random.random() < damage.folds:
        _folds(paper, random)
    _specks(paper, damage, random)
    if random.random() < damage.holes:
        _holes(paper)
    if random.random() < damage.torn:
        _tear(paper, random)
    if alter:
        paper = {"copy": photocopy, "photo": photo}[alter](paper, random)
    seen = _feed(paper, damage, random)
    if random.random() < damage.streak:
        for _ in range(int(random.integers(1, 4))):
            at = int(random.integers(0, seen.shape[1] - 2))
            seen[:, at : at + 2] *= random.uniform(0.4, 0.8)
    seen = cv2.GaussianBlur(seen, (0, 0), float(random.uniform(*damage.blur)))
    seen = _light(seen, damage, random)
    seen += random.normal(0, random.uniform(*damage.noise), seen.shape).astype(np.float32)
    return _jpeg(np.clip(seen, 0, 255).astype(np.uint8), int(random.integers(damage.jpeg[0], damage.jpeg[1] + 1)))


def photocopy(paper: NDArray[np.float32], random: Generator) -> NDArray[np.float32]:
    """A copy: harder contrast, 96 % of the size, dirt of the glass."""
    grey = np.clip((cv2.GaussianBlur(paper, (0, 0), 1.2) - 60) * 1.5, 0, 250)
    small = cv2.resize(grey, None, fx=0.96, fy=0.96, interpolation=cv2.INTER_AREA)
    sheet = np.full_like(grey, 246)
    sheet[: small.shape[0], : small.shape[1]] = small
    _dots(sheet, 120, random)
    return sheet


def photo(paper: NDArray[np.float32], random: Generator, lean: float = 0.05) -> NDArray[np.float32]:
    """Held in a hand: the four corners lean differently, on a dark table."""
    height, width = paper.shape
    here = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = here * 0.86 + np.array([0.07 * width, 0.07 * height], np.float32)
    moved += random.uniform(-lean, lean, (4, 2)).astype(np.float32) * width
    pose = cv2.getPerspectiveTransform(here, moved.astype(np.float32))
    flat = cv2.warpPerspective(paper, pose, (width, height), flags=cv2.INTER_AREA, borderValue=(70.0,))
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), 1.0), np.float32)


def _feed(paper: NDArray[np.float32], damage: Damage, random: Generator) -> NDArray[np.float32]:
    """Turn, scale, shift and slant while going from PER_MM to the scanner's resolution."""
    per_mm = damage.dpi / 25.4
    zoom = per_mm / PER_MM
    turn = np.deg2rad(random.uniform(-damage.turn, damage.turn))
    scale = random.uniform(*damage.scale)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * scale * zoom
    turned = turned @ np.array([[1, random.uniform(-damage.slant, damage.slant)], [0, 1]])
    middle = np.array([paper.shape[1] / 2, paper.shape[0] / 2])
    move = middle * zoom - turned @ middle + random.uniform(-damage.shift, damage.shift, 2) * per_mm
    size = (round(210 * per_mm), round(297 * per_mm))
    soft = cv2.GaussianBlur(paper, (0, 0), 0.45 / zoom)
    return cv2.warpAffine(soft, np.column_stack([turned, move]), size, flags=cv2.INTER_LINEAR, borderValue=(250.0,))


def _coffee(paper: NDArray[np.float32], random: Generator) -> None:
    height, width = paper.shape
    stain = np.zeros((height // 8, width // 8), np.float32)
    centre = (int(random.integers(0, width // 8)), int(random.integers(0, height // 8)))
    radius = int(random.uniform(18, 42) * PER_MM / 8)
    cv2.circle(stain, centre, radius, float(random.uniform(0.08, 0.22)), -1)
    cv2.circle(stain, centre, radius, float(random.uniform(0.15, 0.3)), 3)
    stain = cv2.GaussianBlur(stain, (0, 0), 1.5)
    paper *= 1 - cv2.resize(stain, (width, height))


def _folds(paper: NDArray[np.float32], random: Generator) -> None:
    for at in random.choice([87.0, 105.0, 192.0, 210.0], 2, replace=False):
        y = int(at * PER_MM)
        paper[y - 10 : y + 10] *= 1 - 0.12 * np.hanning(20)[:, None]
        paper[y - 1 : y + 2] *= random.uniform(0.75, 0.95)


def _specks(paper: NDArray[np.float32], damage: Damage, random: Generator) -> None:
    _dots(paper, int(random.integers(0, damage.specks + 1)), random)


def _dots(paper: NDArray[np.float32], count: int, random: Generator) -> None:
    for _ in range(count):
        at = (int(random.integers(0, paper.shape[1])), int(random.integers(0, paper.shape[0])))
        cv2.circle(paper, at, max(1, int(random.exponential(0.1) * PER_MM)), float(random.uniform(40, 180)), -1)


def _holes(paper: NDArray[np.float32]) -> None:
    for y in (108.5, 188.5):
        cv2.circle(paper, (int(12 * PER_MM), int(y * PER_MM)), int(3 * PER_MM), 20.0, -1)


def _tear(paper: NDArray[np.float32], random: Generator) -> None:
    """A corner is gone; white or dark shows through."""
    height, width = paper.shape
    size = random.uniform(15, 45) * PER_MM
    corner = np.array([(0, 0), (width, 0), (width, height), (0, height)][int(random.integers(0, 4))], np.float64)
    inward = np.where(corner > 0, -1, 1)
    down = size * random.uniform(0.6, 1.4)
    sideways, downward = np.array([inward[0] * size, 0.0]), np.array([0.0, inward[1] * down])
    points = np.stack([corner, corner + sideways, corner + downward])
    cv2.fillPoly(paper, [points.astype(np.int32)], float(random.choice([30.0, 250.0])))


def _light(seen: NDArray[np.float32], damage: Damage, random: Generator) -> NDArray[np.float32]:
    height, width = seen.shape
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * random.uniform(-damage.shading, damage.shading)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * random.uniform(-damage.shading, damage.shading)
    black, white = random.uniform(5, 40), random.uniform(215, 252)
    return (black + seen / 255 * (white - black)) * (1 - np.clip(across + down + abs(damage.shading) / 2, 0, 0.6))


def _jpeg(page: Page, quality: int) -> Page:
    data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
