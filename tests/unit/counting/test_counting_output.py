"""What people get to see: the command, the picture, the catalogue."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import pytest

from consult.cli import main
from consult.counting import Choices, Instance, Project, count, make_options, read_pb
from consult.counting.certificate import certificate
from consult.counting.engine import _content
from consult.counting.explain import Story, explain, measures
from consult.counting.groups import groups
from consult.counting.picture import PictureWords, picture
from consult.counting.problem import prepare
from consult.counting.values import Ballots, Number
from consult.counting.verify_certificate import verify

SMALL = """META
key;value
description;Small & cheap
num_projects;3
num_votes;4
budget;100.50
vote_type;approval
rule;greedy
currency;EUR
PROJECTS
project_id;cost;votes;name
a;60;3;Benches [red]
b;60;2;Trees
c;40.50;1;Lamps
VOTES
voter_id;vote
1;a,b
2;a
3;a,b
4;c
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.pb"
    path.write_text(SMALL)
    return path


def test_json_is_the_only_thing_on_standard_output(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(file), "--json", "--explain", "--certificate", str(file.with_suffix(".json"))]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["winners"], document["cost"], document["ties"]) == (["a", "c"], 100.5, [])
    assert document["seconds"] >= 0
    stories = {story["project"]: story for story in document["explanation"]["projects"]}
    assert (stories["b"]["more_votes"], stories["b"]["less_cost"], stories["b"]["under_other"]) == (2, "19.5", False)
    verify(json.loads(file.with_suffix(".json").read_text()))


def test_the_table_names_winners_cost_and_losers(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(file), "--rule", "mes", "--completion", "add1", "--explain"]) == 0
    shown = capsys.readouterr().out
    assert "Benches [red]" in shown
    assert "2 of 3 projects, 100.50 EUR (100.0% of the budget)" in shown
    assert "more votes would have been enough" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--satisfaction", "borda"], "needs ranked ballots"),
        (["--share", "district=5"], "COLUMN:LABEL=MONEY"),
        (["--exclusive", "a,zz"], "no project 'zz'"),
        (["--rule", "phragmen", "--certificate", "x.json"], "certificates are made for greedy and mes"),
        (["--strict"], "META"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["count", str(file), *arguments]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith(str(file))
    assert message in error


def test_missing_and_broken_files_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(tmp_path / "none.pb")]) == 2
    assert "none.pb" in capsys.readouterr().err
    broken = tmp_path / "broken.pb"
    broken.write_text(SMALL.replace("60;3", "sixty;3"))
    assert main(["count", str(broken)]) == 2
    assert capsys.readouterr().err.strip() == f"{broken}:12: cost: 'sixty' is not a number (allowed: 1234 or 1234.50)"


def test_a_refused_tie_is_a_no(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SMALL.replace("4;c", "4;b"))
    assert main(["count", str(file), "--rule", "greedy", "--tie", "refuse"]) == 1
    assert "tie between a, b" in capsys.readouterr().err


def _election() -> tuple[Instance, Ballots]:
    projects = (
        Project("a", 60, "Bänke & <Tische>"),
        Project("b", 60, "Bäume"),
        Project("c", Fraction(81, 2), "Lampen"),
    )
    votes: list[Choices] = [(("a", 1), ("b", 1)), (("a", 1),), (("a", 1), ("b", 1)), (("c", 1),)]
    instance = Instance(Fraction(201, 2), projects)
    return instance, Ballots.merge("approval", instance.ids, votes)


@pytest.mark.parametrize("right_to_left", [False, True])
def test_the_picture_is_well_formed_and_says_everything(right_to_left: bool) -> None:
    instance, ballots = _election()
    outcome = count(instance, ballots, make_options("approval", rule="mes", completion="add1u"))

    def money(value: Number) -> str:
        return f"{float(value):.2f} €"

    words = PictureWords("Geld", "übrig", "Menschen", ("0", "1", "2", "3+"), money, str, right_to_left)
    text = picture(instance, outcome, measures(instance, ballots, outcome), words)
    shown = [element.text for element in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Geld", "Menschen", "Bänke & <Tische>", "60.00 €", "3+"} <= set(shown)
    assert "<script" not in text
    assert "href" not in text


def test_every_story_has_words_in_german_and_english() -> None:
    folder = Path(__file__).parents[3] / "i18n" / "catalogues"
    keys = {f"count.won.{stage}" for stage in ("greedy", "purchase", "completion", "comparison", "free", "shortfall")}
    keys |= {f"count.lost.{why}" for why in ("more_votes", "cheaper", "never", "above_budget", "no_votes")}
    keys |= {f"count.tie.{by}" for by in ("lot", "cost", "votes", "name", "file")}
    for tag in ("de", "en"):
        text = (folder / "count" / f"{tag}.po").read_text()
        assert all(f'msgid "{key}"' in text for key in keys), tag


def test_a_certificate_is_small_json_without_names() -> None:
    instance, ballots = _election()
    outcome = count(instance, ballots, make_options("approval", rule="mes", completion="add1u"))
    document = certificate(instance, ballots, outcome)
    assert "Bänke" not in json.dumps(document, ensure_ascii=False)
    verify(json.loads(json.dumps(document)))


def test_explanations_compare_with_the_other_rule() -> None:
    instance, ballots = _election()
    options = make_options("approval", rule="greedy")
    explanation = explain(instance, ballots, options, count(instance, ballots, options))
    assert explanation.other.rule == "mes"
    assert all(isinstance(story, Story) for story in explanation.projects)
    assert explanation.measures.share_with_at_least(1) == 1


def test_spending_of_groups_adds_up_to_the_cost() -> None:
    text = SMALL.replace("voter_id;vote", "voter_id;vote;sex").replace("1;a,b", "1;a,b;F").replace("2;a", "2;a;M")
    election = read_pb(text.replace("3;a,b", "3;a,b;F").replace("4;c", "4;c;M").encode())
    outcome = count(election.instance, election.ballots, make_options("approval", rule="greedy"))
    found = {group.label: group for group in groups(election, outcome)}
    assert outcome.winners == ("a", "c")
    assert (found["F"].spent, found["M"].spent) == (40, 20 + Fraction(81, 2))
    assert sum(group.spent for group in found.values()) == outcome.cost
    assert [found[label].without for label in "FM"] == [0, 0]


def test_the_comparison_counts_what_a_ballot_names_also_what_is_free() -> None:
    instance = Instance(100, (Project("free", 0), Project("dear", 60), Project("other", 60)), "cumulative")
    ballots = Ballots.merge("cumulative", instance.ids, [(("free", 1), ("dear", 2)), (("dear", 0), ("other", 3))])
    problem = prepare(instance, ballots, make_options("cumulative", rule="mes", satisfaction="cost"))
    hits = _content(problem, (0, 1)).tolist()
    named = {choices[0][0]: hit for (choices, _), hit in zip(ballots.items(), hits, strict=True)}
    assert named == {"free": 2, "dear": 0}, "0 points name nothing"


def test_add1_ends_when_a_fixed_budget_lets_nothing_more_in() -> None:
    projects = tuple(Project(name, 60, "", {"district": "Nord"}) for name in "ab")
    instance = Instance(1000, projects)
    ballots = Ballots.merge("approval", instance.ids, [(("a", 1), ("b", 1))] * 3)
    shares = (("district", (("Nord", 100),)),)
    outcome = count(instance, ballots, make_options("approval", rule="mes", completion="add1", shares=shares))
    assert (outcome.winners, outcome.cost) == (("a",), 60) or outcome.winners == ("b",)
