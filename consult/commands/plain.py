"""A plain version of an official text."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from consult.errors import BadInput
from plain_language import Plain, simplify
from plain_language.readers import Unreadable, read
from plain_language.service import NotPlainText

SUMMARY = "Write a plain version of an official text, with its facts and what the guard says."
EXAMPLE = "mitsprache plain notice.txt --level einfach --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="text, Markdown, HTML, DOCX, PDF with a text layer, or e-mail")
    parser.add_argument(
        "--level",
        choices=("einfach", "leicht"),
        default="einfach",
        help="einfach keeps every fact; leicht may leave out",
    )
    parser.add_argument("--lang", choices=("de", "en"), default="de", help="language of the text")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def as_json(plain: Plain) -> dict[str, Any]:
    """The document of `mitsprache plain --json`."""
    before, after = plain.readability.before, plain.readability.after
    return {
        "notice_type": plain.notice_type,
        "label": plain.label,
        "summary": [
            {"question": a.question, "answer": a.answer, "source": [list(span) for span in a.source], "known": a.known}
            for a in plain.summary
        ],
        "text": plain.text,
        "sentences": [
            {
                "text": s.text,
                "source": [list(span) for span in s.source],
                "state": s.state,
                "rules": list(s.rules),
                "check": s.check,
            }
            for s in plain.sentences
        ],
        "facts": [
            {"kind": f.kind, "value": f.value, "text": f.text, "start": f.start, "end": f.end} for f in plain.facts
        ],
        "alarms": alarms_json(plain.alarms),
        "omitted": [list(span) for span in plain.omitted],
        "readability": {
            "before": {"flesch": before.flesch, "wstf1": before.wstf1, "lix": before.lix, "words": before.words},
            "after": {"flesch": after.flesch, "wstf1": after.wstf1, "lix": after.lix, "words": after.words},
        },
    }


def alarms_json(alarms: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [
        {
            "kind": alarm.kind,
            "source": list(alarm.source) if alarm.source else None,
            "target": list(alarm.target) if alarm.target else None,
            "message": alarm.message,
        }
        for alarm in alarms
    ]


def text_of(path: Path) -> str:
    """Text of a file. Raises BadInput naming the file and what is allowed, OSError."""
    if path.is_dir():
        raise BadInput("plain.error.file", detail=f"{path}: this is a folder; a text file is needed")
    try:
        return read(path)
    except Unreadable as reason:
        raise BadInput(
            "plain.error.file", detail=f"{path}: {reason}; allowed are .txt .md .html .docx .pdf .eml"
        ) from None


def run(args: argparse.Namespace) -> int:
    text = text_of(args.file)
    try:
        plain = simplify(text, level=args.level, lang=args.lang)
    except NotPlainText as reason:
        raise BadInput("plain.error.file", detail=f"{args.file}: {reason}") from None
    if args.json:
        print(json.dumps(as_json(plain), ensure_ascii=False, indent=1))
        return 0
    print(plain.text)
    before, after = plain.readability.before, plain.readability.after
    print(
        f"{plain.notice_type or 'no notice type'}; {len(plain.alarms)} alarms; Flesch {before.flesch} -> {after.flesch}; "  # noqa: E501 - a pattern or list is read in one piece
        f"Wiener Sachtextformel {before.wstf1} -> {after.wstf1}",
        file=sys.stderr,
    )
    return 0
