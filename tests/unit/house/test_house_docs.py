"""Documents: links lead somewhere, commands exist, and nothing names a place that only one machine has."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from consult.cli import names

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|[`\s/])mitsprache ([a-z][a-z-]+)(?=[\s`])")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    missing = [
        target for target, _ in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_text_exist(page: Path) -> None:
    code = "\n".join(
        [
            *re.findall(r"`([^`\n]+)`", text := page.read_text(encoding="utf-8")),
            *re.findall(r"```[a-z]*\n(.*?)```", text, re.S),
        ]
    )
    assert set(COMMAND.findall(code)) <= {*names(), "help"}


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets


def test_no_file_is_over_its_length() -> None:
    """300 lines is where a file is looked at, 400 where it is split."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    long = {
        name: lines
        for name in listed
        if "migrations" not in name
        and (ROOT / name).exists()
        and (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > 400
    }
    allowed = {"consult/voting/verify.py"}  # one file by design: a stranger reads and runs it alone, 500 lines at most
    assert not {name: lines for name, lines in long.items() if name not in allowed or lines > 500}
