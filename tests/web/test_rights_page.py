"""A right that is online only keeps a consultation shut, until its reason is written and published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.cli import main
from consult.consultations import service
from consult.consultations.service import ProjectDraft
from consult.inclusion.table import RIGHTS
from i18n import texts
from i18n.languages import FIRST_TWELVE
from tests.web.example import NOON, phases
from tests.web.rights_room import Room, furnish

REASON = "Der Kurierdienst streikt bis zum Herbst."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = furnish(tmp_path)
    yield made
    made.example.database.close()


@pytest.fixture
def draft(room: Room) -> str:
    """Slug of a consultation that could be opened."""
    with room.example.database.writing() as session:
        made = service.create(
            session,
            title={"de": "Parkbank"},
            intro={"de": "x"},
            budget_cents=100_000,
            phases=phases(NOON),
            tally_public_key=room.example.consultation.tally_public_key,
        )
        service.add_projects(session, made.id, [ProjectDraft({"de": "Bank"}, 50_000)])
        service.fix_ballot(session, made.id)
    return made.slug


@pytest.mark.parametrize("right", RIGHTS)
def test_no_consultation_opens_while_a_right_is_online_only(
    room: Room, draft: str, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, home = room.clerk("ada"), f"/admin/c/{draft}"
    command = ["parity", draft, "--data", str(room.example.settings.data_dir), "--json"]
    assert main(command) == 0
    ada.done(f"{home}/parity", {"right": right, "channel": "post"})
    assert main(command) == 0, "one way on paper is enough"
    ada.done(f"{home}/parity", {"right": right, "channel": "desk"})
    capsys.readouterr()
    assert main(command) == 1
    assert json.loads(capsys.readouterr().out)["gaps"] == [{"right": right, "reason": None}]
    refused = ada.send(f"{home}/setup/open", {"word": "öffnen"})
    assert refused.status_code == 409
    assert room.visitor().client.get(f"/de/c/{draft}/rights").status_code == 404
    ada.done(f"{home}/parity", {"right": right, "reason": REASON})
    assert main(command) == 0
    ada.done(f"{home}/setup/open", {"word": "öffnen"})
    public = room.visitor().open(f"/de/c/{draft}/rights")
    assert REASON in public
    assert texts("de").text(f"rights.right.{right}") in public
    answer = room.visitor().client.get(f"/api/v1/consultations/{draft}/parity").json()
    assert REASON in json.dumps(answer, ensure_ascii=False)


def test_a_way_can_be_taken_back_and_then_it_opens(room: Room, draft: str) -> None:
    ada, home = room.clerk("ada"), f"/admin/c/{draft}"
    for channel in ("post", "desk"):
        ada.done(f"{home}/parity", {"right": "vote", "channel": channel})
    assert ada.send(f"{home}/setup/open", {"word": "öffnen"}).status_code == 409
    ada.done(f"{home}/parity", {"right": "vote", "channel": "post", "on": "1"})
    ada.done(f"{home}/setup/open", {"word": "öffnen"})
    assert REASON not in room.visitor().open(f"/de/c/{draft}/rights")


@pytest.mark.parametrize("tag", FIRST_TWELVE)
def test_the_public_table_names_every_way_in_every_language(room: Room, tag: str) -> None:
    page = room.page("rights", texts_slug(tag))
    words = texts(tag)
    for right, channels in RIGHTS.items():
        assert str(words.html(f"rights.right.{right}")) in page
        for ways in channels.values():
            for way in ways:
                assert str(words.html(way.key)) in page


def texts_slug(tag: str) -> str:
    from i18n.languages import LANGUAGES

    return LANGUAGES[tag].slug
