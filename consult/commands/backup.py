"""`mitsprache backup`: both databases, consistent, while the server runs; without any key."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

SUMMARY = "copy both databases into a new folder while the server runs, without any key"
EXAMPLE = "mitsprache backup --data var/city --out /media/backup/2027-05-03"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="data directory of the installation")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new folder for the backup")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from consult import backup, settings
    from consult.clock import SystemClock
    from consult.errors import BadInput

    if not args.data.is_dir():
        raise BadInput("error.settings", detail=f"{args.data}: no such data directory")
    made = backup.back_up(settings.load(args.data), args.out, SystemClock().now())
    if args.json:
        print(json.dumps({"folder": str(made.folder), "rows": made.rows, "marks": made.marks}, sort_keys=True))
    else:
        for name, rows in made.rows.items():
            print(f"{made.folder / name}.jsonl  {rows} rows")
        print("The register key and its register.generations are not in it: keep them elsewhere.")
    return 0
