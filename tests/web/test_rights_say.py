"""The rights to propose, to say something, to support, to object and to be answered: on paper as on the web."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from consult.consultations import service
from consult.consultations.rules import Phases
from print_channel.forms import read_form_id
from tests.web.example import DAY, NOON
from tests.web.rights_room import Room, furnish, in_window, scanned, text_of

JANA = {"name": "Jana Öztürk", "address": "Weg 2\n88131 Lindau"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = furnish(tmp_path)
    yield made
    made.example.database.close()


def came_by_post(room: Room, kind: str, to: str, language: str) -> str:
    """A form is printed, filled in, posted and scanned: the token of the picture beside which it is typed."""
    form = room.handed_out(f"form_{kind}", language=language, copies="3")
    pictures = [scanned(form, page) for page in range(3)]
    ids = [read_form_id(zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))[0].text) for picture in pictures]
    assert {one.kind for one in ids if one} == {kind}
    assert len({one.serial for one in ids if one}) == 3, "each copy can be told from the others"
    where = room.clerk("post").done(
        f"{room.home}/papers", {"to": to}, files={"scan": ("form.png", pictures[0], "image/png")}
    )
    assert "/papers/" in room.clerk("post").see(where)
    return where.rpartition("=")[2]


def typed(room: Room, what: str, **words: str) -> str:
    """The number that the person is told."""
    where = room.clerk("post").done(f"{room.home}/{what}/new", words)
    return where.split("?")[0].rpartition("/")[2]


def test_a_proposal_by_post_is_answered_by_post_in_the_persons_language(room: Room) -> None:
    scan = came_by_post(room, "proposal", "proposals", "tr")
    number = typed(room, "proposals", title="Gölge", text="Meydana ağaç.", tag="tr", channel="post", scan=scan, **JANA)
    assert "Gölge" in room.page("proposals", "tr")
    one = f"{room.home}/proposals/{number}"
    room.clerk("ada").done(one, {"state": "declined", "reason": "Der Platz ist gepflastert."})
    assert "Der Platz ist gepflastert." in room.page("proposals")
    letter = room.clerk("post").client.get(f"{one}/letter").content
    said = text_of(letter)
    assert "Jana Öztürk Weg 2 88131 Lindau" in in_window(letter)
    assert "Meydana ağaç." in said
    assert "Der Platz ist gepflastert." in said
    assert "İyi günler" in said, "the letter speaks the language in which the person wrote"
    assert "Öztürk" not in room.page("proposals")


@pytest.mark.parametrize("kind", ["statement", "objection"])
def test_a_statement_by_post_is_answered_by_post(room: Room, kind: str) -> None:
    scan = came_by_post(room, kind, "statements", "de")
    number = typed(
        room, "statements", text="Die Frist ist zu kurz.", tag="de", channel="post", kind=kind, scan=scan, **JANA
    )
    assert "Die Frist ist zu kurz." in room.page("statements")
    one = f"{room.home}/statements/{number}"
    assert room.clerk("ada").client.get(f"{one}/letter").status_code == 400, "nothing is posted before the answer"
    room.clerk("ada").done(one, {"answer": "Wir verlängern um eine Woche."})
    letter = room.clerk("post").client.get(f"{one}/letter").content
    assert "Jana Öztürk Weg 2 88131 Lindau" in in_window(letter)
    assert "Wir verlängern um eine Woche." in text_of(letter)
    assert "Wir verlängern um eine Woche." in room.page("statements")


@pytest.mark.parametrize("channel", ["desk", "phone"])
@pytest.mark.parametrize("kind", ["statement", "objection", "correction", "complaint"])
def test_what_a_clerk_writes_down_has_a_number_and_an_answer_to_read_out(room: Room, channel: str, kind: str) -> None:
    number = typed(room, "statements", text="Der Plan ist falsch.", tag="de", channel=channel, kind=kind)
    one = f"{room.home}/statements/{number}"
    room.clerk("ada").done(one, {"answer": "Stimmt. Wir ändern ihn."})
    assert "Stimmt. Wir ändern ihn." in room.clerk("post").see(one), "who calls with the number hears the answer"
    public = room.page("statements")
    assert ("Stimmt. Wir ändern ihn." in public) == (kind in {"statement", "objection"})


@pytest.mark.parametrize("channel", ["desk", "phone"])
def test_a_clerk_writes_a_proposal_down(room: Room, channel: str) -> None:
    number = typed(room, "proposals", title="Bank", text="Am Ufer.", tag="de", channel=channel)
    room.clerk("ada").done(f"{room.home}/proposals/{number}", {"state": "declined", "reason": "Zu eng."})
    assert "Zu eng." in room.clerk("post").see(f"{room.home}/proposals/{number}")
    assert "Zu eng." in room.page("proposals")


def test_a_proposal_on_the_web_is_answered_on_the_web(room: Room) -> None:
    at = room.example.consultation
    with room.example.database.writing() as session:
        times = Phases(NOON + 9 * DAY, NOON + 19 * DAY, NOON + 29 * DAY, NOON - DAY, NOON + DAY)
        service.set_phases(session, at.id, times)
    visitor = room.visitor()
    visitor.open(room.example.page("propose"))
    visitor.send("propose", title="Steg", text="Für alle.")
    assert visitor.status == 200
    found = re.search(r"\b1\b", visitor.page)
    assert found, "the number is on the page"
    room.clerk("ada").done(f"{room.home}/proposals/1", {"state": "declined", "reason": "Kein Wasser."})
    page = room.page("proposals")
    assert "Steg" in page
    assert "Kein Wasser." in page


@pytest.mark.parametrize("kind", ["statement", "objection"])
def test_a_statement_on_the_web_is_answered_on_the_web(room: Room, kind: str) -> None:
    visitor = room.visitor()
    visitor.open(room.example.page("say"))
    visitor.send("say", text="Zu laut.", kind=kind)
    assert visitor.status == 200
    room.clerk("ada").done(f"{room.home}/statements/1", {"answer": "Wir messen nach."})
    assert "Wir messen nach." in room.page("statements")


@pytest.mark.parametrize("channel", ["post", "desk", "phone"])
def test_support_on_paper_stands_beside_support_from_the_web(room: Room, channel: str) -> None:
    said = "Ich unterstütze Projekt 2: Bänke fehlen."
    scan = came_by_post(room, "support", "statements", "de") if channel == "post" else ""
    typed(room, "statements", text=said, tag="de", channel=channel, kind="statement", scan=scan)
    visitor = room.visitor()
    visitor.open(room.example.page("say"))
    visitor.send("say", text="Ich auch.")
    page = room.page("statements")
    assert said in page
    assert "Ich auch." in page


def test_who_comes_back_to_the_desk_gets_the_answer_on_paper(room: Room) -> None:
    number = typed(room, "statements", text="Wo ist die Rampe?", tag="tr", channel="desk", kind="statement")
    one = f"{room.home}/statements/{number}"
    room.clerk("ada").done(one, {"answer": "Am Nordeingang."})
    assert f"{one}/letter" in room.clerk("post").see(one)
    letter = room.clerk("post").client.get(f"{one}/letter").content
    assert "Am Nordeingang." in text_of(letter)
    assert "İyi günler" in text_of(letter)
    assert in_window(letter).endswith("88131 Lindau"), "the sender's line, and no address"
