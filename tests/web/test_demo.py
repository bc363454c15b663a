"""The demonstration, from nothing to pages that a visitor clicks through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from litestar.testing import TestClient

from consult.app import create_app
from consult.cli import main
from consult.settings import load


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("demo") / "town"
    assert main(["demo", "--data", str(folder), "--no-serve"]) == 0
    return folder, json.loads((folder / "demo.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_letters_and_ballots_are_printed_and_the_result_verifies(demo: tuple[Path, dict[str, object]]) -> None:
    folder, story = demo
    printed = [path.relative_to(folder).as_posix() for path in folder.rglob("*.pdf")]
    assert any("letters-ar" in name for name in printed)
    assert any("ballots-uk" in name for name in printed)
    assert story["verified"]
    assert story["winners"]
    assert main(["verify", str(folder / "bundles" / str(story["finished"]))]) == 0


@pytest.mark.slow
def test_every_page_that_the_summary_names_can_be_opened(demo: tuple[Path, dict[str, object]]) -> None:
    folder, story = demo
    places = [""]
    for name in ("finished", "open", "collecting"):
        slug = story[name]
        places += [
            f"c/{slug}",
            *(f"c/{slug}/{page}" for page in ("projects", "proposals", "notices", "rights", "kept")),
        ]
    places += [f"c/{story['finished']}/{page}" for page in ("result", "board", "statements", "became", "receipt")]
    places += [f"c/{story['open']}/log-in", f"c/{story['collecting']}/propose"]
    with TestClient(create_app(load(folder))) as client:
        for tag in ("de", "ar"):
            for place in places:
                answer = client.get(f"/{tag}/{place}")
                assert answer.status_code == 200, f"{tag} {place}"
                assert f'lang="{tag}"' in answer.text
        assert client.get("/admin").status_code == 200


@pytest.mark.slow
def test_a_second_start_finds_everything_built(
    demo: tuple[Path, dict[str, object]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, story = demo
    assert main(["demo", "--data", str(folder), "--no-serve", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == story
    assert "up to date" in captured.err


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert main(["demo", "--data", str(tmp_path), "--no-serve"]) == 2
    assert "not a folder of the demonstration" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"
