"""The whole way: casts, envelopes, close, bundle, verification, on both databases."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.voting.verify import verify
from tests.voting_kit.town import Town, approve, open_town, some_content, style


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    town = open_town(database_url)
    yield town
    town.urn.close()


def test_each_person_counts_once_whatever_the_channel(town: Town, tmp_path: Path) -> None:
    town.urn.open_board("budget", {"tally_key": town.key.public.hex()})
    first = town.cast("1", approve(1))
    second = town.cast("1", approve(2))
    assert first.tracker != second.tracker
    town.urn.post_batch("budget")
    desk = town.cast("2", approve(3), "desk")
    town.cast("2", approve(1))
    town.cast("3", approve(4))
    paper = town.ballots_in_envelopes[town.post("3", approve(5))]
    bundle = town.close(tmp_path / "bundle")
    published = [json.loads(line) for line in (bundle.path / "cvrs.jsonl").read_text().splitlines()]
    assert {record["tracker"]: record["choices"] for record in published} == {
        second.tracker: [["P2", 1]],
        desk.tracker: [["P3", 1]],
        paper.tracker: [["P5", 1]],
    }
    channels = bundle.figures["channels"]
    assert channels["online"] == {
        "received": 4, "counted": 1, "superseded": 3, "void": 0, "rejected": 0, "late": 0,
    }  # fmt: skip
    assert channels["post"]["counted"] == channels["desk"]["counted"] == 1
    assert verify(bundle.path, bundle.root).findings == []
    assert verify(bundle.path, "0" * 64).findings == ["the printed root is another one"]


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
@pytest.mark.parametrize(
    "options",
    [
        {"rule": "greedy"},
        {"rule": "mes", "completion": "add1"},
        {"rule": "mes", "completion": "add1u", "integral": True},
        {"rule": "mes", "completion": "greedy", "exhaustive": True},
    ],
)
def test_both_counts_agree(kind: str, options: dict[str, object], tmp_path: Path) -> None:
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}", style=style(kind))
    chance = random.Random(str((kind, options)))
    for voter in range(40):
        town.cast(f"{voter}", some_content(town.style, chance))
    bundle = town.close(tmp_path / "bundle", town.election(**options))
    town.urn.close()
    assert bundle.outcome.winners
    assert verify(bundle.path).findings == []
