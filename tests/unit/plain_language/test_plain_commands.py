"""The three commands end to end: keys, exit codes, wrong input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consult.cli import main

PLAN = (Path(__file__).parents[2] / "golden" / "plain_notices" / "plan.txt").read_text(encoding="utf-8")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_plain_prints_the_promised_keys(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plain", str(notice), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {"notice_type", "summary", "text", "sentences", "facts", "alarms", "readability"} <= set(document)
    assert document["notice_type"] == "plan_display"
    assert document["alarms"] == []
    assert {"question", "answer"} <= set(document["summary"][0])
    assert set(document["readability"]) == {"before", "after"}
    assert {"flesch", "wstf1"} <= set(document["readability"]["after"])
    text = notice.read_text(encoding="utf-8")
    for fact in document["facts"]:
        assert text[fact["start"] : fact["end"]] == fact["text"]
    for sentence in document["sentences"]:
        assert sentence["text"] in document["text"]
        assert all(0 <= start < end <= len(text) for start, end in sentence["source"])
        assert sentence["source"]


def test_guard_says_no_with_exit_1(notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.txt"
    other.write_text(PLAN.replace("5. Juni", "6. Juni"), encoding="utf-8")
    assert main(["guard", str(notice), str(other), "--json"]) == 1
    alarms = json.loads(capsys.readouterr().out)["alarms"]
    assert alarms
    assert set(alarms[0]) == {"kind", "source", "target", "message"}
    assert main(["guard", str(notice), str(notice), "--json"]) == 0


def test_check_prints_like_a_linter(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(notice)]) == 0
    assert f"{notice}:" in capsys.readouterr().out
    assert main(["check", str(notice), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {"rule", "start", "end", "message", "suggestion"} <= set(findings[0])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"The quick brown fox jumps over the lazy dog and then the dog is not amused at all by this.", "English"),
        (
            b"Le conseil municipal a decide que les travaux commencent lundi prochain dans toute la ville.",
            "another language",
        ),
        (b"Der Rat hat beschlossen. " * 240_000, "allowed"),
    ],
)
@pytest.mark.parametrize("command", ["plain", "check"])
def test_wrong_input_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, content: bytes, reason: str
) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(content)
    assert main([command, str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert str(path) in said.err
    assert reason in said.err
    assert said.err.count("\n") == 1
