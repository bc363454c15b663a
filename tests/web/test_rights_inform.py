"""The right to be informed: the same notice and the same projects on the page, by post, at the desk, on the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from consult.notices import service as notices
from consult.notices.rules import Glance
from tests.web.example import NOON, PROJECTS
from tests.web.forms import NOTICE, PLAIN
from tests.web.rights_room import Room, furnish, in_window, text_of

NOTICE_WORDS = (
    "Wann?",
    "1. bis 20. Juni 2026",
    "Sie müssen 14 Jahre alt sein.",
    "Wer 14 Jahre alt ist, kann teilnehmen.",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = furnish(tmp_path, filled=True)
    yield made
    made.example.database.close()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_letter_says_what_the_page_says_in_each_persons_language(room: Room) -> None:
    page = words(room.page("notices/1"))
    letters = room.posted("notice", notice="1")
    assert set(letters) == {"notice-de.pdf", "notice-de-large.pdf", "notice-tr.pdf"}
    for word in NOTICE_WORDS:
        assert word in page
        for name, pdf in letters.items():
            assert word in text_of(pdf), name
    assert "Auf einen Blick" in text_of(letters["notice-de.pdf"])
    assert "Auf einen Blick" not in text_of(letters["notice-tr.pdf"])
    assert "Ayşe Yılmaz Weg 77 88131 Lindau" in in_window(letters["notice-tr.pdf"])
    assert "Otto Weiß Gasse 5 88131 Lindau" in in_window(letters["notice-de-large.pdf"])
    assert "notice-tr.pdf" in room.clerk("reg").see(f"{room.home}/print")


def test_the_desk_hands_the_notice_out_and_posts_it_to_who_calls(room: Room) -> None:
    plain = room.handed_out("notice", notice="1", language="uk")
    posted = room.handed_out("notice", notice="1", address="Jana Öztürk\nWeg 2\n88131 Lindau")
    for word in NOTICE_WORDS:
        assert word in text_of(plain)
        assert word in text_of(posted)
    assert "Jana Öztürk Weg 2 88131 Lindau" in in_window(posted)
    assert "Öztürk" not in room.clerk("ada").see("/admin/log"), "an address is kept nowhere"
    assert room.ask_for("notice", notice="9").status_code == 404
    too_long = "\n".join(f"Zeile {n}" for n in range(9))
    assert room.ask_for("notice", notice="1", address=too_long).status_code == 400


@pytest.mark.parametrize("tag", ["de", "ar"])
def test_the_printed_catalogue_has_the_projects_of_the_page(room: Room, tag: str) -> None:
    page, print_ = words(room.page("projects", tag)), text_of(room.handed_out("catalogue", language=tag))
    for number, (title, _, cost, _) in enumerate(PROJECTS, 1):
        assert title in page
        assert title in print_
        assert f"{number} {title}" in print_, "the number is the same everywhere"
        assert str(cost // 1000) in print_


def test_the_letters_glance_is_in_the_readers_language_as_on_the_page(room: Room) -> None:
    """What the engine says in Turkish on the page, it says in the Turkish letter, and in no other."""
    turkish = Glance("Ne zaman?", "1-20 Haziran 2026", True, tag="tr")
    plain = replace(PLAIN, glances={"tr": (turkish,)})
    at = room.example.consultation.id
    with room.example.database.writing() as session:
        notices.save(session, at, title="Abstimmung", text=NOTICE, plain=plain)
        notices.publish(session, at, 2, NOON)
    assert "Ne zaman?" in words(room.page("notices/2", "tr"))
    assert "Ne zaman? 1-20 Haziran 2026" in text_of(room.handed_out("notice", notice="2", language="tr"))
    german = text_of(room.handed_out("notice", notice="2"))
    assert "Ne zaman?" not in german
    assert "Wann?" in german
    empty = replace(PLAIN, glance=(), glances={})
    with room.example.database.writing() as session:
        notices.save(session, at, title="Abstimmung", text=NOTICE, plain=empty, number=2)
        notices.publish(session, at, 2, NOON)
    assert "Auf einen Blick" not in text_of(room.handed_out("notice", notice="2"))
