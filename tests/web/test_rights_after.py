"""After the vote: was it counted, what came out, what became of it; and help, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from litestar import Litestar

from consult.consultations import service
from consult.consultations.rules import ProgressState
from consult.voting import published
from consult.voting.urn import Urn
from i18n import texts
from i18n.languages import FIRST_TWELVE
from tests.web.counting_day import count_and_publish
from tests.web.example import DAY, PROJECTS
from tests.web.forms import Visitor
from tests.web.rights_room import Room, furnish, in_window, text_of
from tests.web.test_web_vote import vote

ANSWERS = {"counted": "Ja, diese Stimme wurde gezählt", "not_counted": "Diese Nummer steht nicht in der Liste"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = furnish(tmp_path)
    urn_of(made.app).open_board(made.example.consultation.id, {"tally_key": made.example.consultation.tally_public_key})
    yield made
    made.example.database.close()


def urn_of(app: Litestar) -> Urn:
    urn = app.state["wiring"].urn
    assert isinstance(urn, Urn)
    return urn


def cast(room: Room, person: int, **marks: str) -> str:
    return vote(room.visitor().client, room.example, person, **marks)


def publish(room: Room) -> None:
    room.later(room.example.consultation.phases.voting_until + DAY)
    count_and_publish(room.example, urn_of(room.app))


def flat(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def ask_page(visitor: Visitor, room: Room, number: str) -> str:
    visitor.open(room.example.page("receipt"))
    return visitor.send("receipt", number=number)


def test_page_notice_board_desk_and_hotline_give_the_same_answer(room: Room) -> None:
    """One vote that counts and one that a later vote replaced; the hotline sees what the page sees."""
    replaced = cast(room, 0, project__1="1")
    counted = [cast(room, 0, project__2="1"), cast(room, 1, none="1"), cast(room, 2)]
    assert room.ask_for("board_list").status_code == 404, "nothing is listed before the publication"
    assert "noch nichts sagen" in text_of(room.handed_out("receipt", number=counted[0]))
    publish(room)
    listed = text_of(room.handed_out("board_list"))
    place = published.bundle_place(room.example.settings, room.example.consultation.slug)
    for number, wanted in [(replaced, "not_counted"), *((one, "counted") for one in counted)]:
        assert ANSWERS[wanted] in ask_page(room.visitor(), room, number)
        assert (number in listed) == (wanted == "counted")
        printed = text_of(room.handed_out("receipt", number=number.lower().replace("-", " ")))
        assert ANSWERS[wanted] in printed
        assert number in printed
        heard, _ = published.look(urn_of(room.app), place, room.example.consultation.id, number)
        assert heard == wanted
    assert "Zehn Bänke" in ask_page(room.visitor(), room, counted[0])
    assert "Zehn Bänke" not in text_of(room.handed_out("receipt", number=counted[0])), "no choice lies about on paper"
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", listed)) == len(counted)
    assert counted[0] not in room.clerk("ada").see("/admin/log")
    wrong = counted[0][:-1] + ("A" if counted[0][-1] != "A" else "B")
    assert room.ask_for("receipt", number=wrong).status_code == 400


def test_letter_and_print_say_the_result_of_the_page(room: Room) -> None:
    for person in range(3):
        cast(room, person, project__1="1", **({"project__5": "1"} if person else {"project__2": "1"}))
    assert room.ask_for("result").status_code == 404
    publish(room)
    page = flat(room.page("result"))
    letters = room.posted("result")
    assert set(letters) == {"result-de.pdf", "result-de-large.pdf", "result-tr.pdf"}
    assert "Ayşe Yılmaz Weg 77 88131 Lindau" in in_window(letters["result-tr.pdf"])
    prints = {name: text_of(pdf) for name, pdf in letters.items()}
    prints["desk"] = text_of(room.handed_out("result", language="ar"))
    winners = [line["id"] for line in winners_of(room)]
    assert winners[0] == "p1"
    for number, (title, *_) in enumerate(PROJECTS, 1):
        assert title in page
        for name, said in prints.items():
            assert title in said, (name, number)
    funded = texts("de").text("paper.result.funded")
    others = texts("de").text("paper.result.others")
    said = prints["result-de.pdf"]
    chosen = said[said.index(funded) : said.index(others)]
    assert [f"p{n}" for n, (title, *_) in enumerate(PROJECTS, 1) if title in chosen] == sorted(winners)


def winners_of(room: Room) -> list[dict[str, str]]:
    answer = room.visitor().client.get(f"{room.example.api}/result").json()
    return [{"id": one} for one in answer["winners"]]


def test_letter_and_print_say_what_became_of_the_projects(room: Room) -> None:
    made = room.example.consultation.id
    assert room.ask_for("progress").status_code == 404
    with room.example.database.writing() as session:
        for state, day, said in (
            (ProgressState.PLANNED, date(2026, 7, 1), "Der Rat hat zugestimmt."),
            (ProgressState.BUILDING, date(2026, 9, 3), "Der Bagger ist da."),
        ):
            service.record_progress(session, made, 1, state=state, on=day, text={"de": said})
    page = flat(room.page("became"))
    letters = {name: text_of(pdf) for name, pdf in room.posted("progress").items()}
    letters["desk"] = text_of(room.handed_out("progress", language="fr"))
    for said in ("Trinkbrunnen am Markt", "Der Rat hat zugestimmt.", "Der Bagger ist da."):
        assert said in page
        assert all(said in letter for letter in letters.values())
    assert "3. September 2026" in letters["progress-de.pdf"]
    assert "3 septembre 2026" in letters["desk"]


@pytest.mark.parametrize("tag", ["de", "tr", "uk"])
def test_the_help_page_is_there_on_paper(room: Room, tag: str) -> None:
    """Also what a person who helps must know: do what you are told, and tell nobody."""
    page = flat(room.visitor().open(f"/{tag}/help"))
    by_hand = text_of(room.handed_out("help", language=tag))
    by_post = room.handed_out("help", language=tag, large="1", address="Jana Öztürk\nWeg 2\n88131 Lindau")
    assert "Jana Öztürk Weg 2 88131 Lindau" in in_window(by_post)
    for n in range(1, 8):
        for part in ("q", "a"):
            words = texts(tag).text(f"web.help.{part}{n}")
            assert words in page
            assert words in by_hand, words
            assert words in text_of(by_post)


def test_help_is_noted_and_nothing_else(room: Room) -> None:
    post = room.clerk("post")
    for channel in ("desk", "phone"):
        post.done(f"{room.home}/handouts/helped", {"channel": channel, "name": "Jana", "choice": "p1"})
    log = room.clerk("ada").see("/admin/log?action=help_given")
    assert log.count("Hilfe vermerkt") >= 2
    assert "Jana" not in log
    assert "p1" not in log
    assert post.send(f"{room.home}/handouts/helped", {"channel": "web"}).status_code == 400


@pytest.mark.parametrize("tag", FIRST_TWELVE)
@pytest.mark.parametrize("product", ["leaflet", "cover"])
def test_small_prints_are_there_in_every_language(room: Room, product: str, tag: str) -> None:
    said = text_of(room.handed_out(product, language=tag, batch="R-017", envelopes="250"))
    assert "0821" in said if product == "leaflet" else "R-017" in said
