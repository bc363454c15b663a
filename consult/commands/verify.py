"""`mitsprache verify`: checks a published vote with this installation's own copy of the verifier."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from consult.voting import verify

SUMMARY = "check a published vote: files, board, figures, ballots, and an independent second count"
EXAMPLE = "mitsprache verify public/budget-2026 --root 3f0c... --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="the published folder")
    parser.add_argument("--root", metavar="HEX", help="the digest that was printed (newspaper, notice board, minutes)")
    parser.add_argument("--no-tally", action="store_true", help="leave the second count out")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """The folder's own verify.py is not run: it is one of the files that are checked."""
    if not args.folder.is_dir():
        print(f"mitsprache verify: {args.folder}: no such folder", file=sys.stderr)
        return 2
    report = verify.verify(args.folder, args.root, not args.no_tally)
    if args.json:
        document = {"ok": not report.findings, "findings": report.findings, "notes": report.notes}
        print(json.dumps(document, ensure_ascii=False))
    else:
        print("\n".join(verify.as_text(args.folder, report)))
    return 1 if report.findings else 0
