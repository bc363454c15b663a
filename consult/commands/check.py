"""Checks a text against the rules of plain language, like a linter."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from consult.commands.plain import text_of
from consult.errors import BadInput
from plain_language.checker import check
from plain_language.service import NotPlainText, check_input

SUMMARY = "Check a German text against the rules of plain language, with a reason and a suggestion each."
EXAMPLE = "mitsprache check text.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the text to check")
    parser.add_argument("--level", choices=("einfach", "leicht"), default="leicht", help="leicht is stricter")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    text = text_of(args.file)
    try:
        check_input(text, "de")
    except NotPlainText as reason:
        raise BadInput("plain.error.file", detail=f"{args.file}: {reason}") from None
    findings = check(text, level=args.level)
    if args.json:
        rows = [
            {
                "rule": f.rule,
                "start": f.start,
                "end": f.end,
                "message": f.message,
                "suggestion": f.suggestion,
                "source": f.source,
            }
            for f in findings
        ]
        print(json.dumps({"findings": rows}, ensure_ascii=False, indent=1))
        return 0
    for finding in findings:
        line = text.count("\n", 0, finding.start) + 1
        column = finding.start - text.rfind("\n", 0, finding.start)
        hint = f" -> {finding.suggestion}" if finding.suggestion else ""
        print(f"{args.file}:{line}:{column}: {finding.rule}: {finding.message}{hint}")
    return 0
