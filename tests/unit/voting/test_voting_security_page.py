"""docs/explanation/security.md says "tested" only where the test it names exists."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "explanation" / "security.md"
NAMED = re.compile(r"`(test_\w+\.py)(?:::(test_\w+))?`")


def test_every_named_test_exists_and_every_tested_row_names_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    named = NAMED.findall(text)
    assert len(named) > 40
    missing = [f"{file}::{test}" for file, test in named if test and f"def {test}(" not in files.get(file, "")]
    missing += [file for file, _ in named if file not in files]
    assert missing == []
    rows = [line for line in text.splitlines() if re.match(r"\|[^|]+\| tested \|", line)]
    assert rows
    assert [row for row in rows if not NAMED.search(row)] == []
    states = {row.split("|")[2].strip() for row in text.splitlines() if row.startswith("|")}
    assert states <= {"state", "---", "tested", "met", "part", "not met"}
