"""The paper share: ballots are taken from the printed files, marked by hand, and laid under a scanner.

Rendering and damaging pages is the slow part of a replay, so it runs in worker processes, one scan file each.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from consult.replay import scanning
from consult.replay.deciding import SheetTruth, marks_of
from consult.replay.marking import Hand, Place, correct, hand, mark, stray
from consult.voting.ballots import Content
from print_channel.sheet import Box, SheetLayout

if TYPE_CHECKING:
    from consult.replay.marking import Picture

BATCH = 100  # ballots in one scan file
CORRECTED, STRAY = 0.004, 0.01  # share of ballots with a mark that was taken back, with a dot beside the marks


@dataclass(frozen=True, slots=True)
class PrintedBallot:
    """One copy as it came from the printer: `first` is the position of its first side in `file`, from 0."""

    serial: str
    style: str
    file: Path
    first: int


@dataclass(frozen=True, slots=True, repr=False)
class FilledBallot:
    ballot: PrintedBallot
    content: Content


@dataclass(frozen=True, slots=True, repr=False)
class _Job:
    out: Path
    ballots: tuple[FilledBallot, ...]
    layouts: Mapping[str, SheetLayout]
    damage: str
    seed: int
    foreign: int


def printed_ballots(file: Path, style: str, pages: int) -> list[PrintedBallot]:
    """The copies in a printed file, read from the text on their first side."""
    import pypdfium2

    from consult.voting.trackers import read_tracker

    sides = pages + pages % 2  # whole sheets: a blank back is a side of the file too
    document = pypdfium2.PdfDocument(file)
    try:
        if len(document) % sides:
            sides = pages
        found: list[PrintedBallot] = []
        for first in range(0, len(document), sides):
            page = document[first]
            words = page.get_textpage().get_text_bounded().split()
            serials = {read_tracker(word) for word in words if _looks_like_tracker(word)}
            if len(serials) != 1:
                raise ValueError(f"{file.name}, page {first + 1}: {len(serials)} serials on a ballot")
            found.append(PrintedBallot(serials.pop(), style, file, first))
            page.close()
        return found
    finally:
        document.close()


def _looks_like_tracker(word: str) -> bool:
    from consult.errors import BadInput
    from consult.voting.trackers import read_tracker

    try:
        read_tracker(word)
    except BadInput:
        return False
    return len(word) >= 11


def scan(
    ballots: Sequence[FilledBallot],
    layouts: Mapping[str, SheetLayout],
    folder: Path,
    *,
    damage: str,
    foreign: int,
    rng: random.Random,
    done: Callable[[int], None],
) -> dict[tuple[str, int], SheetTruth]:
    """Marks the ballots, lays them and `foreign` strange sheets under the scanner. Files appear in `folder`.

    Returns what lies on each side: (file name, position from 1) -> truth.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs: list[_Job] = []
    for number, start in enumerate(range(0, max(1, len(ballots)), BATCH)):
        part = tuple(ballots[start : start + BATCH])
        out = folder / f"scan-{number + 1:04d}.pdf"
        jobs.append(_Job(out, part, layouts, damage, rng.getrandbits(64), foreign if number == 0 else 0))
    sides: dict[tuple[str, int], SheetTruth] = {}
    for job, truths in zip(jobs, _run(jobs), strict=True):
        sides |= {(job.out.name, position): truth for position, truth in enumerate(truths, 1)}
        done(len(job.ballots))
    return sides


def _run(jobs: Sequence[_Job]) -> Iterator[list[SheetTruth]]:
    if len(jobs) == 1:
        yield _scan_file(jobs[0])
        return
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as workers:
        yield from workers.map(_scan_file, jobs)


def _scan_file(job: _Job) -> list[SheetTruth]:
    """One batch: each ballot is rendered from its printed file, marked, damaged, stored as JPEG."""
    import cv2
    import numpy
    import pypdfium2

    cv2.setNumThreads(1)
    rng = random.Random(job.seed)  # noqa: S311  # a replay repeats; nothing secret is drawn here
    kind = scanning.DAMAGE[job.damage]
    documents: dict[Path, pypdfium2.PdfDocument] = {}
    truths: list[SheetTruth] = []

    def pictures() -> Iterator[tuple[bytes, int, int]]:
        for filled in job.ballots:
            ballot = filled.ballot
            document = documents.setdefault(ballot.file, pypdfium2.PdfDocument(ballot.file))
            sheet, how = job.layouts[ballot.style], hand(rng)
            turned, sheet_sides = scanning.turned(kind, rng), []
            for page in sheet.pages:
                rendered = document[ballot.first + page.number - 1]
                bitmap = rendered.render(scale=scanning.DPI / 72, grayscale=True)
                picture = bitmap.to_numpy().squeeze().copy()
                bitmap.close()
                rendered.close()
                _fill(picture, page.boxes, marks_of(filled.content, sheet), how, rng)
                sheet_sides.append((picture, SheetTruth(ballot.serial, ballot.style, page.number, filled.content)))
            for picture, truth in sheet_sides:
                seen = scanning.damage(picture, kind, rng, turned=turned)
                truths.append(truth)
                yield scanning.jpeg(seen, kind, rng), seen.shape[1], seen.shape[0]
        for _ in range(job.foreign):
            picture = numpy.full((round(297 * scanning.MM), round(210 * scanning.MM)), 250, numpy.uint8)
            for line in range(12):
                cv2.putText(picture, "Einkaufsliste: Brot, Milch", (180, 300 + 110 * line), 0, 1.6, 60, 3)
            seen = scanning.damage(picture, kind, rng, turned=False)
            truths.append(SheetTruth(None, "", 1, Content()))
            yield scanning.jpeg(seen, kind, rng), seen.shape[1], seen.shape[0]

    try:
        scanning.bind(pictures(), job.out)
    finally:
        for document in documents.values():
            document.close()
    return truths


def _fill(picture: Picture, boxes: Sequence[Box], chosen: set[tuple[str, int]], how: Hand, rng: random.Random) -> None:
    """Draw what the person means, and now and then what people do besides."""
    empty = [box for box in boxes if (box.key, box.value) not in chosen]
    for box in boxes:
        if (box.key, box.value) in chosen:
            mark(picture, _place(box), how, rng)
    if empty and rng.random() < CORRECTED:
        correct(picture, _place(rng.choice(empty)), how, rng)
    if empty and rng.random() < STRAY:
        stray(picture, _place(rng.choice(empty)), how, rng)


def _place(box: Box) -> Place:
    return Place(box.x * scanning.MM, box.y * scanning.MM, box.w * scanning.MM, box.h * scanning.MM)
