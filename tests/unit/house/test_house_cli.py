"""The command line itself: help, unknown commands, exit codes, and its reference page."""

from __future__ import annotations

from pathlib import Path

import pytest

from consult.cli import load, main, names
from consult.reference import reference

ROOT = Path(__file__).resolve().parents[3]


def test_the_reference_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8") == reference(), (
        "run: .venv/bin/python -m consult.reference > docs/reference/cli.md"
    )


@pytest.mark.parametrize("name", names())
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert load(name).EXAMPLE.split("\n")[0] in capsys.readouterr().out


def test_an_unknown_command_names_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount"]) == 2
    assert "replay" in capsys.readouterr().err


@pytest.mark.parametrize("name", names())
def test_an_unknown_option_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--no-such-option"])
    assert stopped.value.code == 2
    assert "mitsprache" in capsys.readouterr().err
