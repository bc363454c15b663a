"""After the objection period nothing in the urn names a voter; what was published stays true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.errors import NotAllowed
from consult.voting.closing import freeze
from tests.voting_kit.town import DEADLINE, Town, approve, open_town


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    town = open_town(database_url)
    town.urn.open_board("budget", {"tally_key": town.key.public.hex()})
    yield town
    town.urn.close()


def voted(town: Town) -> None:
    for voter in range(3):
        town.post(f"50417718{voter}", approve(1))
    town.cast("online", approve(2))
    town.clock.instant = DEADLINE


def test_voters_are_gone_and_the_figures_stay(town: Town) -> None:
    voted(town)
    before = freeze(town.urn, "budget", town.standings, DEADLINE)
    assert town.urn.holds_links("budget")
    town.urn.forget("budget")
    town.urn.forget("budget")
    assert not town.urn.holds_links("budget")
    assert town.urn.arrivals("budget", town.standings) == []
    after = freeze(town.urn, "budget", town.standings, DEADLINE)
    assert after.figures == before.figures
    assert after.digest == before.digest
    assert after.board == before.board
    assert after.boxes == after.open_envelopes == ()


def test_nothing_is_forgotten_before_the_freeze(town: Town) -> None:
    voted(town)
    with pytest.raises(NotAllowed):
        town.urn.forget("budget")
    assert len(freeze(town.urn, "budget", town.standings, DEADLINE).open_envelopes) == 3


def test_the_file_no_longer_holds_a_voter_number(tmp_path: Path) -> None:
    path = tmp_path / "urn.db"
    town = open_town(f"sqlite:///{path}")
    town.urn.open_board("budget", {"tally_key": town.key.public.hex()})
    voted(town)
    freeze(town.urn, "budget", town.standings, DEADLINE)
    numbers = {arrival.voter_no for arrival in town.urn.arrivals("budget", town.standings)}
    town.urn.forget("budget")
    town.urn.close()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert numbers
    assert not [number for number in numbers if number.encode() in held]
