"""Real elections: the recorded winners, and what pabutools 1.2.3 gives in exact arithmetic."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

from consult.counting import Election, count, make_options, options_from_meta, read_pb, write_pb

DATA = Path(os.environ.get("MITSPRACHE_DATA") or Path(__file__).parents[3].parent / "shared" / "data") / "elections"
FILES = sorted(path.name for path in DATA.glob("*.pb"))
needs_data = pytest.mark.skipif(not FILES, reason=f"no elections in {DATA}: set MITSPRACHE_DATA")

SATISFACTION = {"cost": "cost", "card": "cardinality", "points": "points", "borda": "borda"}
# Every combination is compared; the bench recounts the slow ones too.


@cache
def election(name: str) -> Election:
    return read_pb(DATA / name)


def _options(name: str, rule: str) -> object:
    kind, _, satisfaction = rule.partition(":")
    return make_options(
        election(name).instance.vote_type,
        "pabutools",
        rule={"greedy": "greedy", "phragmen": "phragmen"}.get(kind, "mes"),
        satisfaction=SATISFACTION.get(satisfaction),
        completion=kind if kind in {"add1", "add1u"} else "none",
    )


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_recorded_winners_are_reproduced(name: str) -> None:
    read = election(name)
    if read.recorded is None or read.instance.meta["rule"] == "unknown":
        pytest.skip("the file records no winners or no rule")
    outcome = count(read.instance, read.ballots, options_from_meta(read.instance))
    assert set(outcome.winners) == set(read.recorded)


@needs_data
def test_wieliczka_needs_no_exhaustive_stop() -> None:
    read = election("Poland_Wieliczka_2023_Green_Budget.pb")
    outcome = count(read.instance, read.ballots, options_from_meta(read.instance))
    assert (len(outcome.winners), outcome.cost, outcome.preferred) == (30, 995079, "mes")


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_same_winners_in_same_order_as_pabutools(name: str) -> None:
    expected = json.loads((DATA / "expected.json").read_text())
    read = election(name)
    for key, answer in expected.items():
        file, _, rule = key.partition("|")
        if file != name:
            continue
        outcome = count(read.instance, read.ballots, _options(name, rule))  # type: ignore[arg-type]  # options by name
        winners = sorted(outcome.winners) if rule == "phragmen" else list(outcome.winners)
        assert winners == answer["winners"], rule
        if answer["cost"] is not None:
            assert str(outcome.cost) == answer["cost"], rule


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_reading_what_was_written_gives_the_same(name: str) -> None:
    read = election(name)
    assert read_pb(write_pb(read).encode()) == read
    assert not read.notes
