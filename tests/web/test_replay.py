"""The proof: real elections held again, half of the residents on paper, and the count comes out the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consult.cli import main

SMALL = """META
key;value
description;Spielstraße und Brunnen
country;Deutschland
unit;Auenstedt
instance;2026
num_projects;{projects}
num_votes;{votes}
budget;1000
vote_type;{kind}
rule;{rule}
{more}
PROJECTS
project_id;cost;votes;name
{project_rows}
VOTES
voter_id;vote{points}
{vote_rows}
"""
PROJECTS = [
    "a;400;6;Spielstraße",
    "b;300;5;Trinkbrunnen",
    "c;600;3;Bücherbus",
    "none-2;250;2;Ümläute & <Zeichen>",
]
KINDS = {
    "approval": ("greedy", "max_length;3", "", ["a,b", "a", "b,c", "a,none-2", "a,b,c", "", "a,b", "c,b", "a,none-2"]),
    "choose-1": ("greedy", "", "", ["a", "b", "a", "c", "a", "b", "none-2", "a", "b"]),
    "cumulative": (
        "greedy",
        "max_sum_points;12",
        ";points",
        ["a,b;3,2", "a;12", "b,c;1,11", "none-2;4", "a,b,c;4,4,4", "c,a;1,1", "b;5", "a,b;1,9", "a;10"],
    ),
    "ordinal": ("greedy", "max_length;3", "", ["b,a", "a", "c,b,a", "a,b,none-2", "b", "a,c", "none-2,a", "b,a,c"]),
}


def small_election(kind: str) -> str:
    rule, more, points, votes = KINDS[kind]
    rows = [f"v{number};{vote}" for number, vote in enumerate(votes)]
    return SMALL.format(
        projects=len(PROJECTS),
        votes=len(rows),
        kind=kind,
        rule=rule,
        more=more,
        points=points,
        project_rows="\n".join(PROJECTS),
        vote_rows="\n".join(rows),
    ).replace("\n\n", "\n")


def replayed(file: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    code = main(["replay", str(file), "--json", *options])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    assert code == (0 if document["verify_ok"] else 1)
    return document


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_ballot_comes_out_as_it_was_put_in(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election_file = tmp_path / "small.pb"
    election_file.write_text(small_election(kind), encoding="utf-8")
    bundle = tmp_path / "bundle"
    found = replayed(election_file, capsys, "--seed", "3", "--bundle", str(bundle))
    assert found["cvrs_equal"]
    assert found["matches_all_online"]
    assert found["verify_ok"]
    assert found["ballots"] == found["online"] + found["paper"] == len(KINDS[kind][3])  # type: ignore[operator]  # both are numbers
    assert main(["verify", str(bundle)]) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "Netherlands_Assen_2024.pb",
        "Switzerland_Zurich_S5.pb",
        "Switzerland_Zurich_S5R.pb",
        "Switzerland_Zurich_S5D10.pb",
        "Switzerland_Zurich_D5.pb",
        "Switzerland_Zurich_D10.pb",
        "Poland_Swiecie_2023.pb",
    ],
)
def test_a_real_election_on_two_channels(name: str, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = replayed(data_dir / "elections" / name, capsys, "--seed", "1")
    assert found["cvrs_equal"]
    assert found["matches_all_online"]
    assert found["verify_ok"]
    if not name.startswith("Switzerland"):  # Zurich's files name no rule
        assert found["matches_recorded"] is True
    stories = found["extra_events"]
    assert isinstance(stories, dict)
    assert len(stories) == 10, "everything that people do besides voting once is part of every replay"


def test_a_file_that_is_no_election_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.pb"
    path.write_text("META\nkey;value\nbudget;viel\n", encoding="utf-8")
    assert main(["replay", str(path)]) == 2
    assert "broken.pb" in capsys.readouterr().err


def test_a_folder_that_is_there_is_never_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.pb"
    path.write_text(small_election("approval"), encoding="utf-8")
    assert main(["replay", str(path), "--bundle", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
