"""The rights to vote and to change one's mind: by post, at an office, and by a call that orders a new paper set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.admin.closing import election_of
from consult.consultations import service as consultations
from consult.consultations.rules import State
from consult.paper import service as paper
from consult.paper.contest import sheet_spec
from consult.register import service as register
from consult.register.codes import print_voter_no
from consult.voting.bundle import publish
from consult.voting.closing import freeze, open_online
from consult.voting.published import bundle_place
from consult.voting.told import told_files
from print_channel.sheet import layout
from tests.web.example import DAY
from tests.web.rights_room import Room, crossed, furnish, in_window, text_of


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = furnish(tmp_path)
    urn = made.app.state["wiring"].urn
    urn.open_board(made.example.consultation.id, {"tally_key": made.example.consultation.tally_public_key})
    yield made
    urn.close()
    made.example.database.close()


def ballots(room: Room, copies: int) -> Path:
    room.clerk("reg").done(f"{room.home}/print/ballots", {"copies.de": str(copies)})
    room.finish_jobs()
    room.clerk("reg").done(f"{room.home}/print/counts", {"handed_out": str(copies), "stock": "0"})
    run = room.last_run("ballots")
    return Path(run.folder) / run.files[0].name


def count(room: Room, scan: Path) -> tuple[list[list[list[object]]], dict[str, dict[str, int]]]:
    """Closes, opens envelopes, scans, counts, publishes: the choices of every CVR, and the figures by channel."""
    example, urn = room.example, room.app.state["wiring"].urn
    at = example.consultation
    room.later(at.phases.voting_until + DAY)
    with example.database.writing() as session:
        frozen = freeze(urn, at.id, register.standings(session, at.id), at.phases.voting_until)
        consultations.advance(session, at.id, State.CLOSED)
        election = election_of(session, at)
    batch = paper.scan_batch(example.database, example.settings, at.id, [scan], "1")
    assert not paper.doubts(example.database, at.id), batch
    on_paper = paper.paper_count(example.database, at.id, frozen)
    opened = open_online(frozen, bytes(example.tally_key), election.styles)
    place = bundle_place(example.settings, at.slug)
    place.parent.mkdir(exist_ok=True)
    publish(place, election, frozen, opened, on_paper, more=told_files(election, (*opened.cvrs, *on_paper.cvrs)))
    lines = (place / "cvrs.jsonl").read_text("ascii").splitlines()
    figures = json.loads((place / "figures.json").read_text("utf-8"))
    return [json.loads(line)["choices"] for line in lines], figures["channels"]


def hand_in(room: Room, card: str) -> str:
    return room.clerk("post").send(f"{room.home}/intake", {"card": card}).text


def marked(room: Room, pdf: Path, out: Path, *marks: set[str]) -> Path:
    with room.example.database.reading() as session:
        style = consultations.style(session, room.example.consultation.id)
    return crossed(pdf, layout(sheet_spec(style, large=False)).pages[0], marks, out)


def test_a_ballot_filled_in_at_the_office_is_counted(room: Room, tmp_path: Path) -> None:
    """The voting card and the sealed ballot are handed in over the counter; nobody there sees the vote."""
    pdf = ballots(room, 2)
    first, second = (resident.voter_no for resident in room.example.residents[:2])
    assert "Angenommen" in hand_in(room, f"M1:{first}:1")
    assert "Angenommen" in hand_in(room, print_voter_no(second)), "a number that is typed will do"
    scan = marked(room, pdf, tmp_path / "scan.tif", {"p1", "p4"}, {"none"})
    choices, figures = count(room, scan)
    assert sorted(choices) == [[], [["p1", 1], ["p4", 1]]]
    assert figures["post"]["counted"] == 2


@pytest.mark.parametrize("reason", ["lost", "changed-mind"])
def test_a_call_or_a_visit_orders_a_new_paper_set_that_voids_the_old_one(
    room: Room, tmp_path: Path, reason: str
) -> None:
    pdf = ballots(room, 1)
    reg = room.clerk("reg")
    reg.done(f"{room.home}/print/letters")  # newcomers had none
    room.finish_jobs()
    voter = room.newcomers[0]
    assert "Angenommen" in hand_in(room, f"M1:{voter}:1")
    reg.done(f"{room.home}/register/{voter}", {"step": "reissue", "reason": reason})
    reg.done(f"{room.home}/print/letters")
    room.finish_jobs()
    run = room.last_run("letters")
    assert run.pieces == 1, "only this person gets a new letter"
    (letter,) = (Path(run.folder) / file.name for file in run.files)
    assert "Ayşe Yılmaz Weg 77 88131 Lindau" in in_window(letter)
    assert print_voter_no(voter) in text_of(letter)
    assert "Ungültig" in hand_in(room, f"M1:{voter}:1") or "Schon erfasst" in hand_in(room, f"M1:{voter}:1")
    assert "Angenommen" in hand_in(room, f"M1:{voter}:2")
    choices, figures = count(room, marked(room, pdf, tmp_path / "scan.tif", {"p3"}))
    assert choices == [[["p3", 1]]], "one envelope of this person is opened: the new one"
    assert figures["post"]["received"] == 2
    assert figures["post"]["counted"] == 1


def test_nobody_votes_by_phone_and_the_page_says_what_to_do_instead(room: Room) -> None:
    page = room.page("rights")
    assert "Sie können die Unterlagen auf Papier bestellen" in page
