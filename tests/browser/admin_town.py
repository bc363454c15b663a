"""A town whose administration has something to show on every page, and a real server for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from consult.clock import SystemClock
from consult.consultations import proposals
from consult.consultations import service as consultations
from consult.consultations.rules import Contact, Phases, ProposalState, State
from consult.db import Database
from consult.notices import service as notices
from consult.notices.rules import Glance, PlainVersion, Sentence
from consult.notices.service import StatementDraft
from consult.paper import service as paper
from consult.register import service as register
from consult.settings import Settings
from consult.voting.closing import freeze
from consult.voting.urn import Urn
from tests.web.example import build, town_settings
from tests.web.staff_room import hire

ROOT = Path(__file__).resolve().parents[2]
PLAIN = PlainVersion(
    notice_type="road_closure",
    glance=(Glance("Was?", "Die Wiesenstraße ist gesperrt.", True), Glance("Bis wann?", "12. Juni 2026", True)),
    sentences=(Sentence("Die Wiesenstraße ist vom 8. bis 12. Juni 2026 gesperrt.", ((0, 40),), "rewritten"),),
    text="Die Wiesenstraße ist vom 8. bis 12. Juni 2026 gesperrt.",
    alarms=("condition lost: soweit erforderlich",),
    flesch=(22.1, 61.4),
    years=(14.2, 7.9),
)


@dataclass(frozen=True, slots=True)
class AdminTown:
    settings: Settings
    open: str
    closed: str
    voter_no: str
    scan: Path


def build_town(folder: Path) -> AdminTown:
    town = town_settings(folder / "town", RETURN_ADDRESS="Rathausplatz 1, 88131 Lindau")
    now = datetime.now(UTC)
    made = build(town, now=now)
    database, cid = made.database, made.consultation.id
    hire(database)
    with database.writing() as session:
        person = Contact("Jana Öztürk", "", "Weg 2\n88131 Lindau")
        first = proposals.propose(
            session,
            cid,
            proposals.ProposalDraft("Mehr Schatten", "Bäume am Platz.", contact=person, channel="post"),
            now,
        )
        proposals.propose(session, cid, proposals.ProposalDraft("Gölge", "Meydana ağaç.", "tr", channel="desk"), now)
        proposals.review(
            session, cid, first.number, state=ProposalState.DECLINED, reason={"de": "Der Platz ist gepflastert."}
        )
        notice = notices.save(
            session, cid, title="Sperrung der Wiesenstraße", text="Die Wiesenstraße wird gesperrt.", plain=PLAIN
        )
        draft = StatementDraft(
            "Bitte die Bushaltestelle verlegen.", notice=notice.number, channel="post", contact=person
        )
        notices.hand_in(session, cid, draft, now)
    paper.prepare_ballots(database, town, cid, folder / "print", copies_by_language={"de": 2, "tr": 1}, large={"de": 1})
    with Urn.open(town.urn_url, SystemClock()) as urn:
        for resident in made.residents[:3]:
            paper.record_envelope(
                database, urn, cid, voter_no=resident.voter_no, generation=1, received_at=now, office="post"
            )
        paper.record_envelope(
            database,
            urn,
            cid,
            voter_no=made.residents[0].voter_no,
            generation=1,
            received_at=now,
            office="x",
            second=True,
        )
        closed, scan = _closed(database, town, urn, folder, now)
    database.close()
    return AdminTown(town, made.consultation.slug, closed, made.residents[0].voter_no, scan)


def _closed(database: Database, town: Settings, urn: Urn, folder: Path, now: datetime) -> tuple[str, Path]:
    """A second vote that is over: frozen, scanned, with doubts."""
    phases = Phases(now - timedelta(days=20), now - timedelta(days=1), now + timedelta(days=30))
    with database.writing() as session:
        value = consultations.create(
            session, title={"de": "Spielplatz am See"}, intro={"de": ""}, budget_cents=5_000_000, phases=phases
        )
        consultations.add_projects(
            session, value.id, [consultations.ProjectDraft({"de": f"Entwurf {n}"}, 100_000 * n) for n in (1, 2, 3)]
        )
        consultations.fix_ballot(session, value.id)
        consultations.set_tally_key(session, value.id, "ab" * 32)
        consultations.advance(session, value.id, State.OPEN)
    paper.prepare_ballots(database, town, value.id, folder / "closed", copies_by_language={"de": 3})
    with database.writing() as session:
        freeze(urn, value.id, register.standings(session, value.id), phases.voting_until)
        consultations.advance(session, value.id, State.CLOSED)
    scan = _scan(database, value.id, folder)
    paper.scan_batch(database, town, value.id, [scan], "1")
    return value.slug, scan


def _scan(database: Database, consultation_id: str, folder: Path) -> Path:
    """One ballot with a smudge in a box, one marked for a project and for "none of these", one clear."""
    import cv2
    import numpy as np
    import pypdfium2 as pdfium
    from PIL import Image

    with database.reading() as session:
        page = paper.contest_of(session, consultation_id).sheets["S"].pages[0]
    document = pdfium.PdfDocument(folder / "closed" / "ballots-de.pdf")
    sides = []
    for index in range(0, len(document), 2):
        side = np.array(document[index].render(scale=8 * 25.4 / 72, grayscale=True).to_numpy(), np.uint8)
        sides.append(side.reshape(side.shape[0], side.shape[1]))
    document.close()
    for side, boxes in zip(sides, ((0,), (1, 3), (2,)), strict=True):
        for at in boxes:
            box = page.boxes[at]
            corners = [(round(x * 8), round(y * 8)) for x in (box.x, box.x + box.w) for y in (box.y, box.y + box.h)]
            if at == 0:
                middle = (round((box.x + 1.2) * 8), round((box.y + 1.2) * 8))
                cv2.circle(side, middle, 4, (90,), -1)
            else:
                cv2.line(side, corners[0], corners[3], (40,), 5)
                cv2.line(side, corners[1], corners[2], (40,), 5)
    pictures = [Image.fromarray(side) for side in sides]
    path = folder / "scan.tif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], compression="tiff_lzw")
    return path


@contextmanager
def served(town: Settings) -> Iterator[str]:
    """The address of a real server process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "MITSPRACHE_SECURE_COOKIES": "false",
        "MITSPRACHE_PHONE": "0821 324-4200",
        "MITSPRACHE_CITY": "Lindau",
        "MITSPRACHE_RETURN_ADDRESS": "Rathausplatz 1, 88131 Lindau",
        "MITSPRACHE_BASE_URL": f"http://127.0.0.1:{port}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "consult", "serve", "--data", str(town.data_dir), "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_ready(f"http://127.0.0.1:{port}/static/icon.svg", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    from threading import Event

    for _ in range(200):
        try:
            with urlopen(address, timeout=2):
                return
        except URLError:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode}") from None
            Event().wait(0.1)
    raise RuntimeError("the server did not start")
