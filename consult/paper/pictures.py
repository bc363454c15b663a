"""What a person sees of a page in doubt: the page upright, or one mark large. Cut from the scan, kept nowhere else."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from sqlmodel import Session

from consult.errors import NotFound
from consult.paper import store
from consult.paper.contest import Contest
from consult.paper.rules import Doubt
from consult.paper.scanning import PIXELS_PER_MM, png, scans_folder
from consult.settings import Settings

AROUND = 14.0  # millimetres of paper around a mark


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
    area = _area(session, contest, doubt)
    return data if area is None else _cut(data, area)


def _area(session: Session, contest: Contest, doubt: Doubt) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom in millimetres, or None for the whole page."""
    row = store.page_by_id(session, doubt.readings[0])
    if doubt.row is None or row is None or row.style is None or row.page is None:
        return None
    page = contest.sheets[row.style].pages[row.page - 1]
    boxes = [box for box in page.boxes if box.key == doubt.row and doubt.value in (None, box.value)]
    left, right = min(box.x for box in boxes), max(box.x + box.w for box in boxes)
    top, bottom = min(box.y for box in boxes), max(box.y + box.h for box in boxes)
    if doubt.value is None:
        left = 0.0
    return left - AROUND, top - AROUND, right + AROUND, bottom + AROUND


def _cut(data: bytes, area: tuple[float, float, float, float]) -> bytes:
    import cv2
    import numpy as np

    grey = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("the kept picture is damaged")
    left, top, right, bottom = (max(0, round(value * PIXELS_PER_MM)) for value in area)
    return png(np.asarray(grey[top:bottom, left:right], dtype=np.uint8))
