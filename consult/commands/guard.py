"""Compares a rewriting with its source."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from consult.commands.plain import alarms_json, text_of
from consult.errors import BadInput
from plain_language import guard
from plain_language.service import MAX_CHARACTERS

SUMMARY = "Compare a rewriting with its source: which facts, duties or conditions changed? Exit 1 on any alarm."
EXAMPLE = "mitsprache guard notice.txt plain.txt --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="the official text")
    parser.add_argument("target", type=Path, help="the rewriting")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    texts = []
    for path in (args.source, args.target):
        text = text_of(path)
        if not text.strip():
            raise BadInput("plain.error.file", detail=f"{path}: the file is empty; a text is needed")
        if len(text) > MAX_CHARACTERS:
            raise BadInput("plain.error.file", detail=f"{path}: {len(text)} characters, {MAX_CHARACTERS} are allowed")
        texts.append(text)
    alarms = guard(*texts)
    if args.json:
        print(json.dumps({"alarms": alarms_json(alarms)}, ensure_ascii=False, indent=1))
    else:
        for alarm in alarms:
            where = " ".join(
                f"{side} {span[0]}-{span[1]}"
                for side, span in (("source", alarm.source), ("target", alarm.target))
                if span
            )
            print(f"{alarm.kind}: {alarm.message} ({where})")
    return 1 if alarms else 0
