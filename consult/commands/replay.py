"""`mitsprache replay`: a real election held again, half of it on paper."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

SUMMARY = "hold a Pabulib election again, part of it on paper, and compare the count"
EXAMPLE = "mitsprache replay Netherlands_Assen_2024.pb --paper-share 0.5 --seed 1 --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pb", help="election in Pabulib format")
    parser.add_argument("--paper-share", type=float, default=0.5, metavar="S", help="share of voters on paper, 0 to 1")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="who votes how, and what else people do")
    parser.add_argument(
        "--damage",
        choices=("none", "light", "medium", "heavy"),
        default="medium",
        help="what the scanner does to paper",
    )
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="copy the published bundle to this new folder")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep everything (PDFs, scans, databases) in this new folder"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from consult.counting import read_pb
    from consult.errors import BadInput
    from consult.progress import Stages
    from consult.replay.run import replay

    for folder in (args.bundle, args.keep):
        if folder is not None and folder.exists():
            raise BadInput("error.folder", detail=f"{folder}: already there; name a new folder")
    election = read_pb(args.file)
    for note in election.notes:
        print(f"{args.file}:{note.line}: {note.field}: {note.message}", file=sys.stderr)
    folder = args.keep or Path(tempfile.mkdtemp(prefix="mitsprache-replay-"))
    try:
        result, bundle = replay(
            election,
            folder,
            paper_share=args.paper_share,
            seed=args.seed,
            stages=Stages(),
            damage=args.damage,
        )
        if args.bundle is not None:
            shutil.copytree(bundle.path, args.bundle)
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if args.json:
        print(json.dumps(asdict(result), ensure_ascii=False))
    else:
        for name, value in asdict(result).items():
            print(f"{name:<20} {', '.join(value) if isinstance(value, tuple) else value}")
    return 0 if result.good else 1
