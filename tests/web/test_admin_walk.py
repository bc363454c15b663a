"""A consultation from the first form to the published result, through the pages of the administration alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar

from consult.admin.jobs import Jobs
from consult.app import create_app
from consult.clock import FixedClock
from consult.db import Database
from consult.paper import deciding, store
from consult.register import service as register
from consult.settings import Settings
from consult.voting.verify import verify
from tests.web.example import NOON, town_settings
from tests.web.staff_room import Clerk, hire

PROJECTS = """META
key;value
description;A small town
country;Germany
unit;Probestadt
instance;2026
num_projects;3
num_votes;1
budget;30000
vote_type;approval
rule;greedy
date_begin;01.06.2026
date_end;30.06.2026
PROJECTS
project_id;cost;votes;name
brunnen;20000;1;Trinkbrunnen am Markt
bank;9500;0;Zehn Bänke
steg;12000;0;Bootssteg
VOTES
voter_id;vote
1;brunnen
"""
REGISTER = """Name;Straße;PLZ;Ort;Sprache
Ayşe Yılmaz;Weg 1;88131;Lindau;tr
Jana Öztürk;Weg 2;88131;Lindau;de
Otto Weiß;Weg 3;88131;Lindau;de
"""
FORM = {
    "title.de": "Bürgerhaushalt Probestadt",
    "intro.de": "Sie entscheiden.",
    "budget": "30.000",
    "kind": "approval",
    "max_selections": "2",
    "rule": "greedy",
    "satisfaction": "cost",
    "completion": "none",
    "voting_from": "2026-06-01T08:00",
    "voting_until": "2026-06-20T18:00",
    "objections_until": "2026-07-20T18:00",
}
KEY_WORDS = "sieben alte Birnbäume am Bach"


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    return town_settings(tmp_path, RETURN_ADDRESS="Rathausplatz 1, 88131 Lindau")


@pytest.fixture
def database(town: Settings) -> Iterator[Database]:
    database = Database(town.database_url)
    hire(database)
    yield database
    database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def app(town: Settings, clock: FixedClock, database: Database) -> Litestar:
    return create_app(town, clock=clock)


def finish_jobs(app: Litestar) -> None:
    jobs = app.state["jobs"]
    assert isinstance(jobs, Jobs)
    for job in list(jobs._jobs):
        done = jobs.wait(job)
        assert done.state == "done", done.refusal


def marked_scan(pdf: Path, out: Path) -> Path:
    """A scan of all ballots; the first has a cross for a project and one for "none of these"."""
    import cv2
    import numpy as np
    import pypdfium2 as pdfium
    from PIL import Image

    from consult.paper.contest import sheet_spec
    from consult.voting.ballots import BallotProject, BallotStyle
    from print_channel.sheet import layout

    projects = tuple(BallotProject(number, str(number), "", 1) for number in (1, 2, 3))
    page = layout(sheet_spec(BallotStyle("1", "approval", projects, max_selections=2), large=False)).pages[0]
    document = pdfium.PdfDocument(pdf)
    sides = []
    for index in range(len(document)):
        side = np.array(document[index].render(scale=8 * 25.4 / 72, grayscale=True).to_numpy(), np.uint8)
        sides.append(side.reshape(side.shape[0], side.shape[1]))
    document.close()
    for box in (page.boxes[0], page.boxes[-1]):
        x, y, half = box.x + box.w / 2, box.y + box.h / 2, box.w / 2
        for sign in (1, -1):
            start = (round((x - half) * 8), round((y - sign * half) * 8))
            end = (round((x + half) * 8), round((y + sign * half) * 8))
            cv2.line(sides[0], start, end, (20,), 4)
    pictures = [Image.fromarray(side) for side in sides]
    pictures[0].save(out, save_all=True, append_images=pictures[1:], compression="tiff_lzw")
    return out


def test_the_whole_way_through_the_pages(
    app: Litestar, database: Database, town: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    ada, reg, post, zwei, ende = (Clerk(app, name) for name in ("ada", "reg", "post", "zwei", "ende"))
    home = ada.done("/admin/consultations/new", FORM).split("?")[0].rstrip("/")
    slug = home.rpartition("/")[2]
    assert "projects" in ada.see(f"{home}/")
    ada.done(f"{home}/projects/import", files={"file": ("town.pb", PROJECTS.encode())})
    assert "Zehn Bänke" in ada.see(f"{home}/projects?q=b%C3%A4nke&sort=cost")
    key = ada.send(f"{home}/setup/key", {"passphrase": KEY_WORDS, "again": KEY_WORDS})
    assert json.loads(key.content)["public"]
    assert ada.send(f"{home}/setup/fix", {"word": "nein"}).status_code == 400
    ada.done(f"{home}/setup/fix", {"word": "festlegen"})

    broken = reg.send(f"{home}/register/import", files={"file": ("r.csv", REGISTER.replace("88131", "x", 1).encode())})
    assert broken.status_code == 400
    assert "Es wurde niemand übernommen" in broken.text
    reg.done(f"{home}/register/import", files={"file": ("r.csv", REGISTER.encode())})
    assert "Ayşe" in reg.see(f"{home}/register?q=yilmaz") or "Yılmaz" in reg.see(f"{home}/register")
    ada.done(f"{home}/setup/open", {"word": "öffnen"})

    reg.done(f"{home}/print/letters")
    reg.done(f"{home}/print/ballots", {"copies.de": "2", "copies.tr": "1"})
    finish_jobs(app)
    with database.reading() as session:
        cid = next(iter(store.runs_of(session, _id(session, slug)))).consultation_id
        runs = {run.kind: run for run in store.runs_of(session, cid)}
        voters = list(register.voters(session, cid))
    assert (runs["letters"].pieces, runs["ballots"].pieces) == (3, 3)
    name = runs["letters"].files[0].name
    assert reg.client.get(f"{home}/print/{runs['letters'].id}/{name}").content.startswith(b"%PDF")
    assert reg.send(f"{home}/print/letters").status_code == 400
    reg.done(f"{home}/print/counts", {"handed_out": "3", "stock": "0"})

    seen = post.send(f"{home}/intake", {"card": f"M1:{voters[0].voter_no}:1"}).text
    assert "Angenommen" in seen
    assert "Schon erfasst" in post.send(f"{home}/intake", {"card": voters[0].voter_no}).text
    assert "Nicht lesbar" in post.send(f"{home}/intake", {"card": "12"}).text
    assert ende.send(f"{home}/close/freeze", {"word": "schließen"}).status_code == 403
    assert post.send(f"{home}/scan", {"batch": "1"}).status_code == 409

    clock.instant = NOON + timedelta(days=30)
    ende = Clerk(app, "ende")
    ende.done(f"{home}/close/freeze", {"word": "schließen"})
    listed = ende.client.get(f"{home}/close/envelopes").text
    assert f"{voters[0].voter_no};open;" in listed

    post, zwei = Clerk(app, "post"), Clerk(app, "zwei")
    ballots = Path(runs["ballots"].folder) / "ballots-de.pdf"
    scan = marked_scan(ballots, tmp_path / "scan.tif")
    post.done(f"{home}/scan", {"batch": "1"}, files={"files": ("scan.tif", scan.read_bytes())})
    finish_jobs(app)
    with database.reading() as session:
        waiting = deciding.open_doubts(session, cid)
    assert [item.doubt.kind for item in waiting] == ["contradiction"]
    for clerk in (post, zwei):
        for item in waiting:
            assert clerk.client.get(f"{home}/doubts/{item.id}/picture").content.startswith(b"\x89PNG")
            clerk.done(f"{home}/doubts/{item.id}", {"decision": "choices"})
    assert "keine Zweifel mehr" in post.see(f"{home}/doubts")

    wrong = ende.send(
        f"{home}/close/count", {"word": "auszählen", "passphrase": "x"}, files={"key": ("k", key.content)}
    )
    assert wrong.status_code == 403
    count = {"word": "auszählen", "passphrase": KEY_WORDS}
    differs = ende.send(f"{home}/close/count", count, files={"key": ("k", key.content)})
    assert differs.status_code == 409  # two ballots came out of one envelope
    assert "Rechnung geht nicht auf" in differs.text
    ende.done(f"{home}/close/counts", {"extra_ballots": "1"})
    ende.done(f"{home}/close/count", count, files={"key": ("k", key.content)})
    assert f"{home}/close/minutes" in ende.see(f"{home}/close")
    minutes = ende.client.get(f"{home}/close/minutes")
    assert (minutes.headers["content-type"], minutes.content[:4]) == ("application/pdf", b"%PDF")
    ende.done(f"{home}/close/publish", {"word": "veröffentlichen"})
    bundle = town.data_dir / "bundles" / slug
    assert not verify(bundle).findings
    cvrs = [json.loads(line)["choices"] for line in (bundle / "cvrs.jsonl").read_text().splitlines()]
    assert sorted(cvrs) == [[], [["brunnen", 1]]]
    scans = town.data_dir / "scans" / cid
    assert list(scans.rglob("original.tif"))
    early = ende.send(f"{home}/close/destroy", {"word": "vernichten"})
    assert early.status_code == 409
    clock.instant = NOON + timedelta(days=60)
    ende = Clerk(app, "ende")
    ende.done(f"{home}/close/destroy", {"word": "vernichten"})
    assert not scans.exists()
    assert Clerk(app, "post").client.get(f"{home}/doubts/{waiting[0].id}/picture").status_code == 404
    log = Clerk(app, "ada").see("/admin/log")
    assert "Das Protokoll ist vollständig" in log
    assert "brunnen" not in log
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", log)


def _id(session: object, slug: str) -> str:
    from consult.consultations import service as consultations

    return consultations.by_slug(session, slug).id  # type: ignore[arg-type]  # a session
