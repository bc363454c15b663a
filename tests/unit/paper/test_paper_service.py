"""The whole way of paper in one town: printed, marked, scanned, doubted, decided, counted, balanced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from consult import schema, settings
from consult.consultations import service as consultations
from consult.consultations.rules import BallotRules, Phases, State
from consult.db import Database
from consult.errors import BadInput, Conflict
from consult.paper import service, store
from consult.paper.contest import Contest
from consult.settings import Settings
from consult.voting.ballots import Content
from consult.voting.closing import Frozen
from print_channel.sheet import Box, SheetLayout

DAY = datetime(2026, 3, 1, tzinfo=UTC)
PHASES = Phases(DAY, DAY + timedelta(days=20), DAY + timedelta(days=50))
PER_MM = 8.0


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Settings:
    """The same town on both databases."""
    chosen = settings.load(tmp_path / "town", {"MITSPRACHE_DATABASE_URL": database_url})
    schema.prepare(chosen)
    return chosen


@pytest.fixture
def database(town: Settings) -> Iterator[Database]:
    database = Database(town.database_url)
    yield database
    database.close()


def vote(database: Database, ballot: BallotRules | None = None, projects: int = 3) -> str:
    with database.writing() as session:
        made = consultations.create(
            session, title={"de": "Budget"}, intro={"de": ""}, budget_cents=10_000, phases=PHASES, ballot=ballot
        )
        consultations.add_projects(
            session,
            made.id,
            [consultations.ProjectDraft({"de": f"Bank {n}"}, 100 * n, id=f"x{n}") for n in range(1, projects + 1)],
        )
        consultations.fix_ballot(session, made.id)
        return made.id


def close(database: Database, consultation_id: str) -> None:
    with database.writing() as session:
        row = consultations.get(session, consultation_id)
        for state in (State.OPEN, State.CLOSED):
            if row.state is not state:
                consultations.advance(session, consultation_id, state)


def sheets_of(path: Path) -> list[NDArray[np.uint8]]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    sides = []
    for page in document:
        bitmap = page.render(scale=PER_MM * 25.4 / 72, grayscale=True)
        sides.append(np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width))
        bitmap.close()
        page.close()
    document.close()
    return sides[::2]  # these ballots have one side; the back of a sheet is empty


def cross(side: NDArray[np.uint8], box: Box, size: float = 1.0, ink: int = 20) -> None:
    import cv2

    half = box.w / 2 * size
    x, y = box.x + box.w / 2, box.y + box.h / 2
    for ends in (((x - half, y - half), (x + half, y + half)), ((x - half, y + half), (x + half, y - half))):
        (a, b), (c, d) = ends
        cv2.line(side, _px(a, b), _px(c, d), (ink,), 5)


def _px(x: float, y: float) -> tuple[int, int]:
    return round(x * PER_MM), round(y * PER_MM)


def box_of(sheet: SheetLayout, key: str, value: int = 1) -> Box:
    return next(box for page in sheet.pages for box in page.boxes if (box.key, box.value) == (key, value))


def save(sides: Sequence[NDArray[np.uint8]], path: Path) -> Path:
    from PIL import Image

    pictures = [Image.fromarray(side) for side in sides]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], compression="tiff_lzw")
    return path


def contest(database: Database, consultation_id: str) -> Contest:
    with database.reading() as session:
        return service.contest_of(session, consultation_id)


def test_from_print_to_count(database: Database, town: Settings, tmp_path: Path) -> None:
    cid = vote(database)
    run = service.prepare_ballots(
        database, town, cid, tmp_path / "print", copies_by_language={"de": 4, "en": 1}, large={"de": 1}
    )
    assert (run.pieces, {file.name: file.pieces for file in run.files}) == (
        6,
        {"ballots-de.pdf": 4, "ballots-de-large.pdf": 1, "ballots-en.pdf": 1},
    )
    found = contest(database, cid)
    sheet, large = found.sheets["S"], found.sheets["L"]
    a, b, c, d = sheets_of(tmp_path / "print" / "ballots-de.pdf")
    big = sheets_of(tmp_path / "print" / "ballots-de-large.pdf")
    cross(a, box_of(sheet, "x2"))
    cross(b, box_of(sheet, "none"))
    cross(c, box_of(sheet, "x1"))
    cross(c, box_of(sheet, "none"))
    cross(big[0], box_of(large, "x3"))
    scan = save([a, b, c, d, *big], tmp_path / "scan.tiff")

    with pytest.raises(Conflict):
        service.scan_batch(database, town, cid, [scan], "1")
    close(database, cid)
    batch = service.scan_batch(database, town, cid, [scan], "1")
    assert (batch.sides, batch.read, batch.doubtful, batch.duplicates) == (4 + len(big), 4 + len(big), 1, 0)
    assert service.scan_batch(database, town, cid, [scan], "1").known == 1

    with pytest.raises(Conflict):
        service.paper_cvrs(database, cid)
    (doubt,) = service.doubts(database, cid)
    assert doubt.doubt.kind == "contradiction"
    assert service.snippet(database, town, doubt.id).startswith(b"\x89PNG")
    assert service.decide(database, doubt.id, "ada", "choices", "corrected") is None
    assert service.doubts(database, cid, "ada") == []
    assert service.decide(database, doubt.id, "bo", "none", "will_not_clear") is None
    assert service.decide(database, doubt.id, "cy", "none", "will_not_clear") == "none"
    assert service.undo(database, cid, "cy") == doubt.id
    assert service.decide(database, doubt.id, "cy", "choices", "corrected") == "choices"

    cvrs, rejected = service.paper_cvrs(database, cid)
    contents = sorted((cvr.content.choices, cvr.content.none) for cvr in cvrs)
    assert contents == [((), False), ((), True), ((("x1", 1),), False), ((("x2", 1),), False), ((("x3", 1),), False)]
    assert rejected == {}

    frozen = Frozen(cid, (), ("e1", "e2", "e3", "e4", "e5"), {"post": {"received": 6, "counted": 5, "late": 1}}, (), "")
    books = service.reconcile(database, cid, frozen)
    assert [equation.name for equation in books.open_differences] == ["printed"]
    (difference,) = books.open_differences
    for person, balanced in (("ada", False), ("ada", False), ("bo", True)):
        service.explain(database, cid, "printed", difference.difference, reason="not yet counted", person=person)
        assert service.reconcile(database, cid, frozen).balanced is balanced
    service.count_by_hand(database, cid, "handed_out", 5, person="ada")
    assert not service.reconcile(database, cid, frozen).balanced  # what they signed was another difference
    service.count_by_hand(database, cid, "stock", 1, person="ada")
    assert service.reconcile(database, cid, frozen).balanced


def test_a_copied_sheet_a_foreign_page_and_an_unreadable_one(
    database: Database, town: Settings, tmp_path: Path
) -> None:
    cid = vote(database)
    service.prepare_ballots(database, town, cid, tmp_path, copies_by_language={"de": 2})
    close(database, cid)
    sheet = contest(database, cid).sheets["S"]
    original, other = sheets_of(tmp_path / "ballots-de.pdf")
    copy = original.copy()
    cross(original, box_of(sheet, "x1"))
    cross(copy, box_of(sheet, "x2"))
    torn = other.copy()
    torn[: int(40 * PER_MM)] = 255
    torn[int(230 * PER_MM) :] = 255
    blank = np.full_like(other, 255)
    batch = service.scan_batch(database, town, cid, [save([original, copy, torn, blank], tmp_path / "s.tif")], "b")
    assert (batch.read, batch.blank, batch.unreadable, batch.duplicates) == (2, 1, 1, 1)
    by_kind = {item.doubt.kind: item for item in service.doubts(database, cid)}
    assert set(by_kind) == {"duplicate", "page"}
    keep = by_kind["duplicate"].options[1]
    for person in ("ada", "bo"):
        service.decide(database, by_kind["duplicate"].id, person, keep, "copy")
    with database.reading() as session:
        printed = set(store.known_serials(session, cid))
        seen = {row.serial for row in store.pages_with(session, cid)}
    (serial,) = printed - seen
    from consult.paper.transcript import transcript

    typed = transcript(contest(database, cid), serial=serial, style="S", page=1, marks=[("x3", 1)])
    assert service.snippet(database, town, by_kind["page"].id).startswith(b"\x89PNG")
    for person in ("ada", "bo"):
        service.decide(database, by_kind["page"].id, person, typed, "other")
    cvrs, rejected = service.paper_cvrs(database, cid)
    assert {cvr.content for cvr in cvrs} == {Content((("x2", 1),)), Content((("x3", 1),))}
    assert not rejected


def test_a_serial_that_was_never_printed_is_asked_for(database: Database, town: Settings, tmp_path: Path) -> None:
    cid, other = vote(database), vote(database)
    service.prepare_ballots(database, town, cid, tmp_path, copies_by_language={"de": 1})
    from consult.paper.tables import serials

    with database.writing() as session:
        session.connection().execute(serials.update().values(consultation_id=other))
    close(database, cid)
    service.scan_batch(database, town, cid, [tmp_path / "ballots-de.pdf"], "b")
    (doubt,) = service.doubts(database, cid)
    assert doubt.doubt.kind == "serial"
    with pytest.raises(BadInput):
        service.decide(database, doubt.id, "ada", "serial:AAAA-AAAA-AAA", "other")
    for person in ("ada", "bo"):
        service.decide(database, doubt.id, person, "reject", "not_ours")
    assert service.paper_cvrs(database, cid) == ((), {"unknown_serial": 1})


def test_a_file_that_is_no_scan_is_refused_and_leaves_no_trace(
    database: Database, town: Settings, tmp_path: Path
) -> None:
    cid = vote(database)
    close(database, cid)
    wrong = tmp_path / "letter.pdf"
    wrong.write_bytes(b"not a pdf")
    with pytest.raises(BadInput, match=r"letter\.pdf"):
        service.scan_batch(database, town, cid, [wrong], "b")
    assert not list((town.data_dir / "scans").rglob("*.*"))


def test_serials_say_nothing_about_order_language_or_size(database: Database, town: Settings, tmp_path: Path) -> None:
    cid = vote(database)
    service.prepare_ballots(database, town, cid, tmp_path, copies_by_language={"de": 30, "tr": 1})
    import sqlalchemy as sa

    with database.reading() as session:
        rows = [tuple(row) for row in session.connection().execute(sa.text("SELECT * FROM paper_serial"))]
    assert len(rows) == 31
    assert {len(row) for row in rows} == {3}
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)


def test_a_second_run_does_not_overwrite_the_first(database: Database, town: Settings, tmp_path: Path) -> None:
    cid = vote(database)
    for _ in range(2):
        service.prepare_ballots(database, town, cid, tmp_path, copies_by_language={"de": 1})
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["ballots-de-2.pdf", "ballots-de.pdf"]


def test_letters_go_to_everybody_once_in_their_language(tmp_path: Path) -> None:
    from consult.register import service as register
    from consult.register.keys import create_register_key
    from consult.register.rules import Person

    environment = {"MITSPRACHE_PHONE": "0821 324-4200", "MITSPRACHE_RETURN_ADDRESS": "Rathausplatz 1, 88131 Lindau"}
    town = settings.load(tmp_path / "town", environment)
    schema.prepare(town)
    if not town.register_key_path.exists():
        create_register_key(town.register_key_path)
    database = Database(town.database_url)
    cid = vote(database)
    people = [Person(f"Name {n}", (f"Weg {n}",), "88131", "Lindau", language=tag) for n, tag in enumerate(("de", "tr"))]
    with database.writing() as session:
        numbers = register.add_people(session, cid, people)
    key = bytes(range(32))
    run = service.prepare_letters(database, town, cid, tmp_path / "letters", batch_key=key)
    assert run.pieces == 2
    again = service.prepare_letters(database, town, cid, tmp_path / "again", batch_key=key)
    assert [file.sha256 for file in again.files] == [file.sha256 for file in run.files]
    one = service.prepare_letters(database, town, cid, tmp_path / "letters", batch_key=key, voter_nos=numbers[:1])
    assert (one.pieces, Path(one.folder).name) == (1, "run-2")
    database.close()
