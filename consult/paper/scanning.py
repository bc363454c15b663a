"""Scan files become readings, readings become ballots or doubts. Nothing is read before the vote is frozen."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from consult.db import Database
from consult.errors import BadInput
from consult.paper import doubt_store, store
from consult.paper.contest import Contest
from consult.paper.rules import BallotState, Decisions, Doubt, MarkSeen, Waiting, assess, clear_alone, grouped
from consult.paper.transcript import transcribed
from consult.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from print_channel.reading.outcome import Interpreted, PageReading

PIXELS_PER_MM = 8.0  # of the pages that are kept as pictures for people
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch came to. Sides of paper: `read + blank + unreadable + foreign = sides`. `duplicates` counts serials
    that occur more than once, `doubtful` the open questions about ballots of this batch, `known` files that were
    scanned before and so were not read again."""

    name: str
    sides: int
    read: int
    blank: int
    unreadable: int
    foreign: int
    duplicates: int
    doubtful: int
    known: int


def scans_folder(settings: Settings, consultation_id: str) -> Path:
    """Kept until the end of the objection period, then destroyed by `destroy_scans`."""
    return settings.data_dir / "scans" / consultation_id


def scan_files(
    database: Database,
    settings: Settings,
    contest: Contest,
    files: Sequence[Path],
    batch: str,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Batch:
    """Reads each file once, however often it is handed in; a file that can't be read leaves no trace.

    Raises `BadInput` naming file and page. `progress` is called after each side with the number read so far.
    """
    if not batch or len(batch) > 40:
        raise BadInput("admin.error.batch", field="batch", detail="a batch has a name of 1 to 40 characters")
    known = 0
    done = 0
    for path in files:
        digest = _sha256(path)
        with database.reading() as session:
            if store.scan_with(session, contest.consultation_id, digest):
                known += 1
                continue
        folder = scans_folder(settings, contest.consultation_id) / digest[:16]
        rows: list[store.PageRow] = []
        try:
            for row in _read(path, contest, folder):
                rows.append(row)
                progress(done + len(rows))
            _keep(path, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        done += len(rows)
        with database.writing() as session:
            scan = store.add_scan(
                session, contest.consultation_id, batch, name=path.name, sha256=digest, count=len(rows), at=now
            )
            ids = [store.add_page(session, contest.consultation_id, scan, row) for row in rows]
            unread = [reading for reading, row in zip(ids, rows, strict=True) if row.outcome == "unreadable"]
            doubt_store.add_doubts(session, contest.consultation_id, [page_doubt(reading) for reading in unread])
            renew_doubts(session, contest, {row.serial for row in rows if row.serial is not None})
    with database.reading() as session:
        return summary(session, contest.consultation_id, batch, known)


def summary(session: Session, consultation_id: str, batch: str, known: int = 0) -> Batch:
    counts = store.outcomes(session, consultation_id, batch)
    here = store.serials_in_batch(session, consultation_id, batch)
    sides = Counter((page.serial, page.page) for page in store.pages_with(session, consultation_id, here))
    open_here = [item for item in doubt_store.doubts_about(session, consultation_id, here) if item.state == "open"]
    return Batch(
        batch,
        counts.total(),
        counts["read"],
        counts["blank"],
        counts["unreadable"],
        counts["foreign"],
        len({serial for (serial, _), times in sides.items() if times > 1}),
        len(open_here) + counts["unreadable"],
        known,
    )


def renew_doubts(session: Session, contest: Contest, serials: Collection[str]) -> None:
    """Bring the stored questions about these ballots into line with readings and decisions."""
    cid = contest.consultation_id
    wanted = _with_corrections(set(serials), doubt_store.corrections(session, cid))
    decided = doubt_store.decisions(session, cid, wanted)
    asked = {
        doubt.key: doubt
        for state in ballots(session, contest, decided, wanted).values()
        if isinstance(state, Waiting)
        for doubt in state.doubts
    }
    stored = {item.doubt.key: item for item in doubt_store.doubts_about(session, cid, wanted)}
    doubt_store.add_doubts(session, cid, [doubt for key, doubt in asked.items() if key not in stored])
    back = [item.id for key, item in stored.items() if key in asked and item.state == "gone"]
    gone = [item.id for key, item in stored.items() if key not in asked and item.state == "open"]
    doubt_store.set_state(session, back, "open")
    doubt_store.set_state(session, gone, "gone")


def _with_corrections(wanted: set[str], corrected: Mapping[str, str]) -> set[str]:
    """A ballot whose serial people corrected belongs to the other ballot too, and so on."""
    while True:
        more = {serial for pair in corrected.items() if wanted & set(pair) for serial in pair} - wanted
        if not more:
            return wanted
        wanted |= more


def ballots(
    session: Session, contest: Contest, decided: Decisions, wanted: Collection[str] | None = None
) -> dict[str, BallotState]:
    """What each serial that was scanned comes to; of these serials or of all."""
    cid = contest.consultation_id
    seen = [row.seen() for row in store.pages_with(session, cid, wanted)]
    seen += [page for page in transcribed(decided) if wanted is None or page.serial in wanted]
    known = store.known_serials(session, cid, wanted)
    return {
        serial: assess(
            serial, group, contest.style, contest.forms, decided, known=serial in known, void=known.get(serial, False)
        )
        for serial, group in grouped(seen, decided).items()
    }


def page_doubt(reading: int) -> Doubt:
    """A side that the machine could not read: people type what is on it, or say what else it is."""
    return Doubt(f"page:{reading}", "page", f"page {reading}", (reading,), ("type:", "blank", "foreign", "unreadable"))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise BadInput("admin.error.scan_file", field="files", detail=f"{path}: no such file") from None


def _read(path: Path, contest: Contest, folder: Path) -> Iterator[store.PageRow]:
    from print_channel.reading.files import ScanFileError, ScanLimits, pages_of
    from print_channel.reading.page import read_page

    try:
        for position, grey in enumerate(pages_of(path, ScanLimits()), 1):
            reading = read_page(grey, contest.sheets, contest.consultation_id)
            yield _row(position, reading, grey, contest, folder)
    except ScanFileError as error:
        raise BadInput("admin.error.scan_file", field="files", detail=str(error)) from None


def _row(position: int, reading: PageReading, grey: NDArray[np.uint8], contest: Contest, folder: Path) -> store.PageRow:
    from print_channel.reading.outcome import Blank, Foreign, Interpreted

    if isinstance(reading, Interpreted):
        return _interpreted(position, reading, contest, folder)
    if isinstance(reading, Blank):
        return store.PageRow(position, "blank")
    if isinstance(reading, Foreign):
        return store.PageRow(position, "foreign", reading.reason[:200])
    _write(folder / f"{position}.png", png(grey))
    return store.PageRow(position, "unreadable", reading.reason[:200])


def _interpreted(position: int, reading: Interpreted, contest: Contest, folder: Path) -> store.PageRow:
    noted = [mark for mark in reading.marks if mark.state != "unmarked"]
    row = store.PageRow(
        position,
        "read",
        None,
        reading.id.serial,
        reading.id.page,
        reading.id.style,
        tuple(MarkSeen(mark.key, mark.value, mark.state) for mark in noted),
        tuple(round(mark.score, 3) for mark in noted),
    )
    if not clear_alone(row.seen(), contest.style):
        _write(folder / f"{position}.png", reading.image.page(PIXELS_PER_MM))
    return row


def _keep(path: Path, folder: Path) -> None:
    """The scan file itself: what a person sees later is cut from it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"original{path.suffix.lower()}"
    target.unlink(missing_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(data)


def png(grey: NDArray[np.uint8]) -> bytes:
    import cv2

    done, data = cv2.imencode(".png", grey)
    if not done:
        raise ValueError("the page could not be written as PNG")
    return bytes(data)


def destroy_scans(settings: Settings, consultation_id: str) -> None:
    """At the end of the objection period: no picture of a ballot stays."""
    shutil.rmtree(scans_folder(settings, consultation_id), ignore_errors=True)
