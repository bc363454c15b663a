"""Who may see what, forms that are wrong, lists as files, guessing, jobs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from consult.admin import doubts as doubt_pages
from consult.admin.desk import PLACES, as_csv
from consult.admin.forms import Form, shown_cents
from consult.admin.jobs import Jobs
from consult.app import create_app
from consult.clock import FixedClock
from consult.errors import BadInput, Refusal
from consult.paper.contest import contest
from consult.settings import Settings
from consult.staff.rules import Role
from consult.voting.ballots import BallotProject, BallotStyle
from tests.web.example import NOON, Example, build, town_settings
from tests.web.staff_room import PEOPLE, Clerk, hire


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    return town_settings(tmp_path, RETURN_ADDRESS="Rathausplatz 1, 88131 Lindau")


@pytest.fixture
def example(town: Settings) -> Iterator[Example]:
    made = build(town)
    hire(made.database)
    yield made
    made.database.close()


@pytest.fixture
def app(town: Settings, example: Example) -> Litestar:
    assert example.settings is town
    return create_app(town, clock=FixedClock(NOON))


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_sees_its_places_and_no_other(app: Litestar, example: Example, name: str) -> None:
    clerk = Clerk(app, name)
    roles = {Role(role) for role in PEOPLE[name]}
    for place, allowed in PLACES.items():
        answer = clerk.client.get(f"/admin/c/{example.consultation.slug}/{place}")
        assert answer.status_code == (200 if roles & allowed else 403), place
    menu = clerk.see(f"/admin/c/{example.consultation.slug}/")
    for place, allowed in PLACES.items():
        assert (f'/{place}"' in menu) == bool(roles & allowed) or place == ""


def test_strangers_are_sent_to_the_log_in(app: Litestar, example: Example) -> None:
    stranger = Clerk(app)
    for path in ("/admin/", "/admin/log", f"/admin/c/{example.consultation.slug}/close"):
        answer = stranger.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/log-in")
    answer = stranger.send("/admin/accounts", {"name": "x"}, page="/admin/log-in")
    assert answer.headers["location"] == "/admin/log-in"


def test_guessing_a_password_becomes_slow_and_is_no_lock_out(app: Litestar) -> None:
    stranger = Clerk(app)
    answers = [
        stranger.send("/admin/log-in", {"name": "ada", "password": f"falsch {n}"}, page="/admin/log-in").status_code
        for n in range(6)
    ]
    assert answers[:4] == [401] * 4
    assert answers[-1] == 429
    assert Clerk(app, "post")  # somebody else is not held up


def test_a_form_without_its_token_is_refused(app: Litestar, example: Example) -> None:
    clerk = Clerk(app, "ada")
    answer = clerk.client.post(f"/admin/c/{example.consultation.slug}/proposals/new", data={"title": "x", "text": "y"})
    assert answer.status_code == 403


def test_after_log_out_nothing_is_open(app: Litestar) -> None:
    clerk = Clerk(app, "ada")
    assert clerk.done("/admin/log-out") == "/admin/log-in"
    assert clerk.client.get("/admin/").status_code == 303


def test_a_locked_account_is_out_at_once(app: Litestar, example: Example) -> None:
    ada, post = Clerk(app, "ada"), Clerk(app, "post")
    from consult.staff import service as staff

    with example.database.reading() as session:
        account = next(one for one in staff.everyone(session) if one.name == "post")
    ada.done(f"/admin/accounts/{account.id}", {"full_name": "Post", "roles": ["intake"]})
    assert post.client.get("/admin/").status_code == 303


def test_wrong_forms_keep_what_was_typed_and_name_the_field(app: Litestar, example: Example) -> None:
    ada = Clerk(app, "ada")
    answer = ada.send(
        "/admin/consultations/new", {"title.de": "Mein Titel", "budget": "viel"}, page="/admin/consultations/new"
    )
    assert answer.status_code == 400
    assert 'value="Mein Titel"' in answer.text
    assert 'role="alert"' in answer.text
    budget = answer.text.index('name="budget"')
    assert 'aria-invalid="true"' in answer.text[budget : budget + 400]


def test_a_paper_proposal_is_typed_beside_its_scan_and_gets_a_number(app: Litestar, example: Example) -> None:
    post = Clerk(app, "post")
    home = f"/admin/c/{example.consultation.slug}"
    where = post.done(f"{home}/papers", {"to": "proposals"}, files={"scan": ("blatt.png", png(1000, 1400))})
    page = post.see(where)
    picture = where.rpartition("=")[2]
    assert f"{home}/papers/{picture}" in page
    assert post.client.get(f"{home}/papers/{picture}").content.startswith(b"\x89PNG")
    words = {"title": "Gölge", "text": "Meydana ağaç.", "tag": "tr", "channel": "post", "scan": picture}
    number = post.done(f"{home}/proposals/new", words).split("?")[0].rpartition("/")[2]
    assert "Gölge" in post.see(f"{home}/proposals/{number}")
    assert post.send(f"{home}/proposals/{number}", {"state": "accepted"}).status_code == 403  # reviewing is not theirs
    ada = Clerk(app, "ada")
    refused = ada.send(f"{home}/proposals/{number}", {"state": "declined", "reason": ""})
    assert refused.status_code == 400
    ada.done(f"{home}/proposals/{number}", {"state": "declined", "reason": "Der Platz ist gepflastert."})
    assert "abgelehnt" in ada.see(f"{home}/proposals?state=declined")


def test_who_wrote_on_paper_is_answered_on_paper(app: Litestar, example: Example) -> None:
    ada = Clerk(app, "ada")
    home = f"/admin/c/{example.consultation.slug}"
    person = {"name": "Jana Öztürk", "address": "Weg 2\n88131 Lindau", "channel": "post", "tag": "tr"}
    words = {"text": "Otobüs durağı nerede?", "kind": "statement", **person}
    place = ada.done(f"{home}/statements/new", words).split("?")[0]
    assert ada.client.get(f"{place}/letter").status_code == 400  # no answer yet
    where = ada.done(place, {"answer": "Die Haltestelle kommt an den Markt."})
    assert "Schicken Sie auch den Brief" in ada.see(where)
    assert ada.client.get(f"{place}/letter").content.startswith(b"%PDF")
    proposal = ada.done(f"{home}/proposals/new", {"title": "Gölge", "text": "Ağaç.", **person}).split("?")[0]
    ada.done(proposal, {"state": "declined", "reason": "Der Platz ist gepflastert."})
    assert ada.client.get(f"{proposal}/letter").content.startswith(b"%PDF")


def test_a_file_that_is_no_picture_is_refused(app: Litestar, example: Example) -> None:
    post = Clerk(app, "post")
    home = f"/admin/c/{example.consultation.slug}"
    for name, data in (("a.png", b"no picture"), ("a.exe", b"MZ"), ("a.pdf", b"%PDF-1.4 broken")):
        assert post.send(f"{home}/papers", files={"scan": (name, data)}).status_code == 400
    assert not list((example.settings.data_dir / "forms").rglob("*.png"))


def png(width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_new_set_voids_the_old_envelope(app: Litestar, example: Example) -> None:
    reg, post = Clerk(app, "reg"), Clerk(app, "post")
    home = f"/admin/c/{example.consultation.slug}"
    number = example.residents[0].voter_no
    assert "Angenommen" in post.send(f"{home}/intake", {"card": number}).text
    reg.done(f"{home}/register/{number}", {"step": "reissue", "reason": "lost"})
    assert "Welcher Satz?" in post.send(f"{home}/intake", {"card": number}).text
    assert "Schon erfasst" in post.send(f"{home}/intake", {"card": f"{number}/1"}).text
    assert "Angenommen" in post.send(f"{home}/intake", {"card": f"M1:{number}:2"}).text
    assert "Zwei Umschläge" in post.send(f"{home}/intake", {"card": f"{number}/2", "second": "1"}).text
    assert "Diesen öffnen" in post.see(f"{home}/intake")
    assert "Nicht berechtigt" in post.send(f"{home}/intake", {"card": "000000000"}).text


def test_lists_as_tables_disarm_formulas() -> None:
    text = as_csv("x", ["a"], [["=1+1"], ["-2"], ["Ünal", None]]).content.decode("utf-8-sig")
    assert text.split("\r\n") == ["a", "'=1+1", "'-2", "Ünal;", ""]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12500", 1_250_000), ("12.500", 1_250_000), ("12.500,50", 1_250_050), ("0,5", 50), ("1 000 €", 100_000)],
)
def test_money_as_clerks_type_it(typed: str, cents: int) -> None:
    from litestar.datastructures import FormMultiDict

    form = Form(FormMultiDict({"cost": typed}))
    assert form.cents("cost") == cents
    assert Form(FormMultiDict({"cost": shown_cents(cents)})).cents("cost") == cents


@pytest.mark.parametrize("typed", ["1.50", "12,345", "viel", "-5", "1e3", "12.5000"])
def test_money_that_could_mean_something_else_is_refused(typed: str) -> None:
    from litestar.datastructures import FormMultiDict

    with pytest.raises(BadInput):
        Form(FormMultiDict({"cost": typed})).cents("cost")


def test_typed_marks_become_boxes() -> None:
    projects = tuple(BallotProject(number, f"p{number}", "", 1) for number in range(1, 4))
    crosses = contest("C", BallotStyle("1", "approval", projects))
    assert doubt_pages.marks_of("3, 1", crosses) == [("p3", 1), ("p1", 1)]
    assert doubt_pages.marks_of("0", crosses) == [("none", 1)]
    points = contest("C", BallotStyle("1", "points", projects, max_points=30))
    assert doubt_pages.marks_of("2=23", points) == [("p2", 20), ("p2", 3)]
    for wrong in ("9", "x", "1=", "1=2=3"):
        with pytest.raises(BadInput):
            doubt_pages.marks_of(wrong, crosses)


def test_a_job_that_is_refused_says_why() -> None:
    jobs = Jobs()

    def refuse(_: object) -> None:
        raise BadInput("admin.error.batch", detail="no name")

    def crash(_: object) -> None:
        raise ValueError("a value that must not be shown")

    refused = jobs.wait(jobs.start("scan", "here", refuse).id)
    assert refused.state == "failed"
    assert isinstance(refused.refusal, Refusal)
    crashed = jobs.wait(jobs.start("scan", "here", crash).id)
    assert (crashed.state, crashed.refusal) == ("failed", None)
    assert [job.id for job in jobs.at("here")] == [crashed.id, refused.id]


def test_english_is_one_click_away(app: Litestar) -> None:
    ada = Clerk(app, "ada")
    ada.done("/admin/language", {"to_language": "en", "to": "/admin/"})
    assert "What to do" in ada.see("/admin/")
    assert (
        ada.send("/admin/language", {"to_language": "en", "to": "https://evil.example/"}).headers["location"]
        == "/admin/"
    )
