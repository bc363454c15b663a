"""What a person sees of a page in doubt: the page upright, or one mark large. Cut from the scan, kept nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from consult.errors import NotFound
from consult.paper import store
from consult.paper.contest import Contest
from consult.paper.rules import Doubt
from consult.paper.scanning import PIXELS_PER_MM, png, scans_folder
from consult.settings import Settings
from print_channel.sheet import Box

AROUND = 14.0  # millimetres of paper around a mark
CLEAR = 1.7  # millimetres between a box and the frame that says which box is meant
FRAME = (160, 60, 200)  # blue, green, red: a colour that no pen and no print has


def page_picture(session: Session, settings: Settings, contest: Contest, reading: int) -> bytes:
    """PNG of one side. Raises `NotFound` for an unknown reading, or after the pictures were destroyed."""
    row = store.page_by_id(session, reading)
    if row is None:
        raise NotFound("admin.error.page", detail="there is no such page")
    scan = store.scan_by_id(session, row.scan_id)
    folder = scans_folder(settings, contest.consultation_id) / scan.sha256[:16]
    kept = folder / f"{row.position}.png"
    return kept.read_bytes() if kept.exists() else _from_scan(folder, row.position, contest)


def _from_scan(folder: Path, position: int, contest: Contest) -> bytes:
    from print_channel.reading.files import ScanLimits, pages_of
    from print_channel.reading.outcome import Interpreted
    from print_channel.reading.page import read_page

    original = next(iter(sorted(folder.glob("original.*"))), None)
    if original is None:
        raise NotFound("admin.error.picture", detail="the pictures of this scan were destroyed")
    grey = next(islice(pages_of(original, ScanLimits()), position - 1, None))
    reading = read_page(grey, contest.sheets, contest.consultation_id)
    data = reading.image.page(PIXELS_PER_MM) if isinstance(reading, Interpreted) else png(grey)
    (folder / f"{position}.png").write_bytes(data)
    return data


def snippet(session: Session, settings: Settings, contest: Contest, doubt: Doubt) -> bytes:
    """PNG of what the doubt is about: the mark with its surroundings, the row, or the whole first page."""
    data = page_picture(session, settings, contest, doubt.readings[0])
    boxes = _boxes(session, contest, doubt)
    return _cut(data, boxes, whole_row=doubt.value is None) if boxes else data


def _boxes(session: Session, contest: Contest, doubt: Doubt) -> list[Box]:
    """The boxes that the doubt is about; none where it is about the whole page."""
    row = store.page_by_id(session, doubt.readings[0])
    if doubt.row is None or row is None or row.style is None or row.page is None:
        return []
    page = contest.sheets[row.style].pages[row.page - 1]
    return [box for box in page.boxes if box.key == doubt.row and doubt.value in (None, box.value)]


def _cut(data: bytes, boxes: Sequence[Box], *, whole_row: bool) -> bytes:
    """The boxes with paper around them (the whole width for a row), in a thin frame. The whole page has none."""
    import cv2
    import numpy as np

    picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("the kept picture is damaged")
    left, right = min(box.x for box in boxes), max(box.x + box.w for box in boxes)
    top, bottom = min(box.y for box in boxes), max(box.y + box.h for box in boxes)
    corners = [_pixel(x, y) for x, y in ((left - CLEAR, top - CLEAR), (right + CLEAR, bottom + CLEAR))]
    cv2.rectangle(picture, corners[0], corners[1], FRAME, 1)
    (x0, y0), (x1, y1) = (
        _pixel(0.0 if whole_row else max(0.0, left - AROUND), max(0.0, top - AROUND)),
        _pixel(right + AROUND, bottom + AROUND),
    )
    return png(np.asarray(picture[y0:y1, x0:x1], dtype=np.uint8))


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(x * PIXELS_PER_MM), round(y * PIXELS_PER_MM)
