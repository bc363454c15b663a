"""A published vote as a Pabulib file: pabulib-checker takes it, and it counts the same."""

from __future__ import annotations

import contextlib
import io
import json
import random
from pathlib import Path

import pytest
from pabulib.checker import Checker

from consult.cli import main
from consult.counting import count, options_from_meta, read_pb
from consult.voting.ballots import BallotKind
from consult.voting.bundle import Bundle
from tests.voting_kit.town import approve, open_town, some_content, style


def published(tmp_path: Path, kind: BallotKind, blank: bool, **options: object) -> Bundle:
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}", style=style(kind, max_selections=4))
    chance = random.Random(3)
    cast = 0
    while cast < 60:
        content = some_content(town.style, chance)
        if content.choices or blank:
            town.cast(f"{cast}", content)
            cast += 1
    try:
        return town.close(tmp_path / "public", town.election(**options))
    finally:
        town.urn.close()


def checked(text: str) -> dict[str, object]:
    with contextlib.redirect_stdout(io.StringIO()):
        found: dict[str, object] = Checker().process_files([text])
    return found


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("approval", {"rule": "mes", "completion": "add1"}),
        ("approval", {"rule": "mes", "completion": "add1u"}),
        ("approval", {"rule": "greedy", "tie": "file"}),
        ("approval", {"rule": "greedy", "skip": False, "tie": "file"}),
        ("approval", {"rule": "phragmen"}),
        ("points", {"rule": "mes", "completion": "add1"}),
        ("points", {"rule": "greedy", "tie": "file"}),
        ("ranking", {"rule": "mes", "completion": "add1"}),
        ("ranking", {"rule": "greedy", "tie": "file"}),
    ],
)
def test_the_checker_takes_it_and_it_counts_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: BallotKind, options: dict[str, object], blank: bool
) -> None:
    bundle = published(tmp_path, kind, blank, **options)
    out = tmp_path / "vote.pb"
    assert main(["export-pb", str(bundle.path), "--out", str(out), "--unit", "Musterstadt", "--json"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert document["refused"] == ""
    findings = checked(out.read_text())
    assert findings["metadata"]["valid"] == 1, findings  # type: ignore[index]  # as the checker documents it
    election = read_pb(out, strict=True)
    assert set(election.recorded or ()) == set(bundle.outcome.winners)
    assert (len(election.votes) + document["blank"], document["blank"] > 0) == (60, blank)
    assert ("blank ballots" in said.err) is blank
    assert ("blank" in election.instance.meta.get("comment", "")) is blank
    again = count(election.instance, election.ballots, bundle.outcome.options)
    assert (again.winners == bundle.outcome.winners) is document["same_winners"]
    assert document["same_winners"] or blank
    if document["rule"] != "unknown":
        by_meta = count(election.instance, election.ballots, options_from_meta(election.instance))
        assert set(by_meta.winners) == set(bundle.outcome.winners)


def test_blank_ballots_that_decide_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half of the money of four voters pays P5 (100,000 cents of 900,000); without the blank ones also more."""
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}", style=style("approval", 3))
    town.cast("a", approve(1))
    for voter in "bcd":
        town.cast(voter, approve())
    bundle = town.close(tmp_path / "public", town.election(rule="mes", completion="none"))
    town.urn.close()
    assert main(["export-pb", str(bundle.path)]) == 0
    said = capsys.readouterr()
    assert "other winners" in said.err
    election = read_pb(said.out.encode(), strict=True)
    assert (election.instance.meta["rule"], len(election.votes)) == ("unknown", 1)
    assert checked(said.out)["metadata"]["valid"] == 1  # type: ignore[index]  # as the checker documents it


def test_what_is_no_bundle_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export-pb", str(tmp_path)]) == 2
    assert "election.json" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["export-pb", str(tmp_path), "--timezone", "Nowhere/Town"])
