"""Each import contract is broken once on purpose: a contract that cannot fail protects nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("consult", "plain_language", "print_channel", "i18n")
PLANTED = {
    "i18n": ("i18n/planted.py", "import print_channel.sheet"),
    "plain_language": ("plain_language/planted.py", "import consult.errors"),
    "print_channel": ("print_channel/planted.py", "import plain_language"),
    "counting": ("consult/counting/planted.py", "import consult.errors"),
    "voting": ("consult/voting/planted.py", "import consult.paper.rules"),
    "rules": ("consult/inclusion/rules.py", "import consult.inclusion.store"),
}


def contracts() -> list[dict[str, str]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, str]] = config["tool"]["importlinter"]["contracts"]
    return found


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("contracts")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            place / package,
            ignore=lambda folder, names: [
                name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract["id"] for contract in contracts()} == set(PLANTED)


def test_the_tree_keeps_its_contracts(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["id"])
def test_a_planted_violation_is_found(copy: Path, contract: dict[str, str]) -> None:
    name, line = PLANTED[contract["id"]]
    path = copy / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert result.returncode == 1, result.stdout
    assert f"{contract['name']} BROKEN" in result.stdout
