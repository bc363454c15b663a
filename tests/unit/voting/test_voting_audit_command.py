"""`mitsprache audit` as an office and as a stranger run it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from consult.cli import main
from consult.voting import audit
from consult.voting.bundle import Bundle
from tests.voting_kit.town import Town, approve, open_town, some_content

DICE = "3516 2241 3655 2143 6214"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Bundle]:
    """30 ballots on paper, 5 online; project 6 is far ahead."""
    folder = tmp_path_factory.mktemp("audit")
    town, chance = open_town(f"sqlite:///{folder / 'urn.db'}"), random.Random(5)
    for voter in range(30):
        town.post(f"{voter}", approve(6) if voter % 3 else some_content(town.style, chance))
    for voter in range(100, 105):
        town.cast(f"{voter}", approve(6))
    bundle = town.close(folder / "bundle")
    town.urn.close()
    (folder / "paper.txt").write_text("".join(f"{cvr.tracker}\n" for cvr in town.ballots_in_envelopes.values()))
    return town, bundle


def run(capsys: Capture, code: int, *arguments: str) -> dict[str, Any]:
    found = main(["audit", *arguments, "--json"])
    said = capsys.readouterr()
    assert found == code, said.err
    document: dict[str, Any] = json.loads(said.out) if said.out else {"err": said.err}
    return document


def paper(bundle: Bundle) -> tuple[str, ...]:
    return (str(bundle.path), "--paper", str(bundle.path.parent / "paper.txt"), "--seed", DICE)


def test_few_ballots_are_all_read_twice(closed: tuple[Town, Bundle], capsys: Capture) -> None:
    town, bundle = closed
    document = run(capsys, 0, *paper(bundle), "--sheets", "3")
    assert (document["population"], document["drawn"], document["all"], document["readings"]) == (30, 30, True, 2)
    assert set(document["serials"]) == {cvr.tracker for cvr in town.ballots_in_envelopes.values()}
    assert document["proven"] is True


def test_a_sample_is_drawn_judged_and_can_fail(
    closed: tuple[Town, Bundle], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "READ_ALL_UP_TO", 10)
    _, bundle = closed
    document = run(capsys, 0, *paper(bundle), "--sheets", "7")
    assert (document["drawn"], document["all"]) == (7, False)
    more = run(capsys, 0, *paper(bundle), "--sheets", "9")
    assert more["serials"][:7] == document["serials"]
    enough = run(capsys, 0, *paper(bundle))
    assert enough["drawn"] == enough["enough"]
    assert enough["proven"] is True
    failed = run(capsys, 1, *paper(bundle), "--sheets", "7", "--wrong", "6")
    assert (failed["proven"], failed["wrong"]) == (False, 6)
    assert failed["most_wrong"] >= failed["margin"]
    assert failed["could_win"]


def test_sheets_show_no_choice_and_the_comparison_does(
    closed: tuple[Town, Bundle], capsys: Capture, tmp_path: Path
) -> None:
    _, bundle = closed
    document = run(capsys, 0, *paper(bundle), "--out", str(tmp_path / "out"), "--lang", "en")
    texts = []
    for name in document["files"]:
        pdf = pypdfium2.PdfDocument(name)
        texts.append("\n".join(page.get_textpage().get_text_bounded() for page in pdf))
        pdf.close()
    sheets, comparison = texts
    assert all(serial in sheets and serial in comparison for serial in document["serials"])
    assert "First person" in sheets
    after = {
        line.split()[1]: line.split()[2:] for line in comparison.splitlines() if "-" in line and len(line.split()) > 1
    }
    cvrs = {cvr.tracker: cvr.content for cvr in bundle.cvrs}
    for serial in document["serials"]:
        numbers = [project[1:] for project, _ in cvrs[serial].choices]
        assert not numbers or " ".join(after[serial]) == ", ".join(numbers)
    rows = [line.split() for line in sheets.splitlines() if any(serial in line for serial in document["serials"])]
    assert all(len(row) <= 2 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seed", "123"), "20"),
        (("--seed", "7" * 20), "20"),
        (("--seed", DICE), "--paper"),
        (("--seed", DICE, "--paper", "unknown.txt"), "not in the published list"),
        (("--seed", DICE, "--paper", "paper.txt", "--wrong", "31"), "30 ballots"),
        (("--seed", DICE, "--paper", "paper.txt", "--sheets", "-1"), "0 or more"),
    ],
)
def test_wrong_use_is_named(
    closed: tuple[Town, Bundle], capsys: Capture, arguments: tuple[str, ...], said: str
) -> None:
    _, bundle = closed
    folder = bundle.path.parent
    (folder / "unknown.txt").write_text("0000-0000-000\n")
    values = [str(folder / value) if value.endswith(".txt") else value for value in arguments]
    assert said in run(capsys, 2, str(bundle.path), *values)["err"]


def test_no_bundle_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert "manifest.json" in run(capsys, 2, str(tmp_path), "--seed", DICE)["err"]


def test_a_vote_on_paper_alone_needs_no_list(tmp_path: Path, capsys: Capture) -> None:
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}")
    town.post("1", approve(1))
    bundle = town.close(tmp_path / "bundle")
    town.urn.close()
    assert run(capsys, 0, str(bundle.path), "--seed", DICE)["population"] == 1
