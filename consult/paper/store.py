"""Reading and writing the rows of the paper channel; everything that leaves is a value."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from consult.paper.reconciliation import Explanation
from consult.paper.rules import MarkSeen, PageSeen
from consult.paper.tables import explanations, pages, runs, scans, serials, tallies
from consult.register.codes import ALPHABET

CHUNK = 400  # values in one IN (...)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    name: str
    pieces: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PrintRun:
    """`kind` is letters or ballots; `state` printed, approved or handed_over."""

    id: str
    consultation_id: str
    kind: str
    at: datetime
    pieces: int
    files: tuple[PrintedFile, ...]
    folder: str
    state: str


@dataclass(frozen=True, slots=True, repr=False)
class PageRow:
    """One side of paper that was scanned. `position` in the scan file, from 1; `outcome`: read, blank, unreadable or
    foreign; `marks` of all boxes that are not clearly unmarked, each with its share of ink in `scores`."""

    position: int
    outcome: str
    reason: str | None = None
    serial: str | None = None
    page: int | None = None
    style: str | None = None
    marks: tuple[MarkSeen, ...] = ()
    scores: tuple[float, ...] = ()
    id: int = 0
    scan_id: int = 0

    def seen(self) -> PageSeen:
        return PageSeen(self.id, str(self.serial), self.page or 0, str(self.style), self.marks)


@dataclass(frozen=True, slots=True)
class Scan:
    id: int
    consultation_id: str
    batch: str
    name: str
    sha256: str
    pages: int
    at: datetime


def new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite keeps no zone; we only write UTC


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    listed = sorted(set(values))
    return (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))


# Print runs and serials


def add_run(session: Session, run: PrintRun) -> None:
    files = [{"name": f.name, "pieces": f.pieces, "sha256": f.sha256} for f in run.files]
    session.connection().execute(
        sa.insert(runs).values(
            id=run.id,
            consultation_id=run.consultation_id,
            kind=run.kind,
            at=run.at,
            pieces=run.pieces,
            files=files,
            folder=run.folder,
            state=run.state,
        )
    )


def set_run_state(session: Session, run_id: str, state: str) -> None:
    session.connection().execute(sa.update(runs).where(runs.c.id == run_id).values(state=state))


def _run(row: Any) -> PrintRun:
    files = tuple(PrintedFile(**file) for file in row.files)
    return PrintRun(row.id, row.consultation_id, row.kind, aware(row.at), row.pieces, files, row.folder, row.state)


def runs_of(session: Session, consultation_id: str) -> list[PrintRun]:
    query = sa.select(runs).where(runs.c.consultation_id == consultation_id).order_by(runs.c.at, runs.c.id)
    return [_run(row) for row in session.connection().execute(query)]


def run(session: Session, run_id: str) -> PrintRun | None:
    row = session.connection().execute(sa.select(runs).where(runs.c.id == run_id)).first()
    return None if row is None else _run(row)


def add_serials(session: Session, consultation_id: str, new: Collection[str]) -> None:
    rows = [{"consultation_id": consultation_id, "serial": serial, "void": False} for serial in sorted(new)]
    if rows:
        session.connection().execute(sa.insert(serials), rows)


def known_serials(session: Session, consultation_id: str, wanted: Collection[str] | None = None) -> dict[str, bool]:
    """Serial -> whether it is void; all of them, or those among `wanted`."""
    query = sa.select(serials.c.serial, serials.c.void).where(serials.c.consultation_id == consultation_id)
    connection = session.connection()
    if wanted is None:
        return {row.serial: row.void for row in connection.execute(query)}
    found: dict[str, bool] = {}
    for part in chunks(wanted):
        found.update({row.serial: row.void for row in connection.execute(query.where(serials.c.serial.in_(part)))})
    return found


def void_serial(session: Session, consultation_id: str, serial: str) -> bool:
    """False for a serial that was never printed."""
    result = session.connection().execute(
        sa.update(serials)
        .where(serials.c.consultation_id == consultation_id, serials.c.serial == serial)
        .values(void=True)
    )
    return cast("sa.CursorResult[Any]", result).rowcount == 1


def serial_figures(session: Session, consultation_id: str) -> tuple[int, int]:
    """(printed, void)."""
    known = known_serials(session, consultation_id)
    return len(known), sum(known.values())


# Hand counts and explanations


def add_tally(session: Session, consultation_id: str, name: str, count: int, *, person: str, at: datetime) -> None:
    session.connection().execute(
        sa.insert(tallies).values(consultation_id=consultation_id, name=name, count=count, person=person, at=at)
    )


def tally(session: Session, consultation_id: str) -> dict[str, int]:
    query = sa.select(tallies.c.name, tallies.c.count).where(tallies.c.consultation_id == consultation_id)
    return {row[0]: row[1] for row in session.connection().execute(query.order_by(tallies.c.id))}


def add_explanation(
    session: Session, consultation_id: str, equation: str, *, difference: int, reason: str, person: str, at: datetime
) -> None:
    session.connection().execute(
        sa.insert(explanations).values(
            consultation_id=consultation_id,
            equation=equation,
            difference=difference,
            reason=reason,
            person=person,
            at=at,
        )
    )


def explained(session: Session, consultation_id: str) -> list[Explanation]:
    """What several people signed about one difference, together."""
    query = sa.select(explanations).where(explanations.c.consultation_id == consultation_id)
    together: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for row in session.connection().execute(query.order_by(explanations.c.id)):
        together.setdefault((row.equation, row.difference), []).append((row.person, row.reason))
    return [
        Explanation(equation, difference, " / ".join(reason for _, reason in signed), tuple(p for p, _ in signed))
        for (equation, difference), signed in together.items()
    ]


# Scans and pages


def scan_with(session: Session, consultation_id: str, sha256: str) -> Scan | None:
    query = sa.select(scans).where(scans.c.consultation_id == consultation_id, scans.c.sha256 == sha256)
    row = session.connection().execute(query).first()
    return None if row is None else _scan(row)


def _scan(row: Any) -> Scan:
    return Scan(row.id, row.consultation_id, row.batch, row.name, row.sha256, row.pages, aware(row.at))


def add_scan(
    session: Session, consultation_id: str, batch: str, *, name: str, sha256: str, count: int, at: datetime
) -> int:
    result = session.connection().execute(
        sa.insert(scans).values(
            consultation_id=consultation_id, batch=batch, name=name, sha256=sha256, pages=count, at=at
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def scans_of(session: Session, consultation_id: str) -> list[Scan]:
    query = sa.select(scans).where(scans.c.consultation_id == consultation_id).order_by(scans.c.id)
    return [_scan(row) for row in session.connection().execute(query)]


def scan_by_id(session: Session, scan_id: int) -> Scan:
    return _scan(session.connection().execute(sa.select(scans).where(scans.c.id == scan_id)).one())


def add_page(session: Session, consultation_id: str, scan_id: int, page: PageRow) -> int:
    marks = [[m.key, m.value, m.state, score] for m, score in zip(page.marks, page.scores, strict=True)]
    result = session.connection().execute(
        sa.insert(pages).values(
            consultation_id=consultation_id,
            scan_id=scan_id,
            position=page.position,
            outcome=page.outcome,
            reason=page.reason,
            serial=page.serial,
            page=page.page,
            style=page.style,
            marks=marks,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _page(row: Any) -> PageRow:
    marks = row.marks or []
    return PageRow(
        row.position,
        row.outcome,
        row.reason,
        row.serial,
        row.page,
        row.style,
        tuple(MarkSeen(key, value, state) for key, value, state, _ in marks),
        tuple(score for *_, score in marks),
        row.id,
        row.scan_id,
    )


def pages_with(session: Session, consultation_id: str, wanted: Collection[str] | None = None) -> list[PageRow]:
    """Pages that were read, of these serials or of all."""
    query = sa.select(pages).where(pages.c.consultation_id == consultation_id, pages.c.outcome == "read")
    connection = session.connection()
    if wanted is None:
        return [_page(row) for row in connection.execute(query)]
    found: list[PageRow] = []
    for part in chunks(wanted):
        found += [_page(row) for row in connection.execute(query.where(pages.c.serial.in_(part)))]
    return found


def page_by_id(session: Session, reading: int) -> PageRow | None:
    row = session.connection().execute(sa.select(pages).where(pages.c.id == reading)).first()
    return None if row is None else _page(row)


def serials_in_batch(session: Session, consultation_id: str, batch: str) -> set[str]:
    query = (
        sa.select(pages.c.serial)
        .join(scans, scans.c.id == pages.c.scan_id)
        .where(pages.c.consultation_id == consultation_id, scans.c.batch == batch, pages.c.serial.is_not(None))
    )
    return set(session.connection().execute(query).scalars())


def outcomes(session: Session, consultation_id: str, batch: str | None = None) -> Counter[str]:
    query = (
        sa.select(pages.c.outcome, sa.func.count())
        .join(scans, scans.c.id == pages.c.scan_id)
        .where(pages.c.consultation_id == consultation_id)
        .group_by(pages.c.outcome)
    )
    if batch is not None:
        query = query.where(scans.c.batch == batch)
    return Counter({row[0]: row[1] for row in session.connection().execute(query)})
