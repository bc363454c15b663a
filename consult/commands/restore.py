"""`mitsprache restore`: a backup into an empty installation, unless that would make a replaced code valid again."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

SUMMARY = "put a backup into an empty installation; refuses where a replaced code would become valid again"
EXAMPLE = "mitsprache restore /media/backup/2027-05-03 --data var/city"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, metavar="DIR", help="folder that mitsprache backup made")
    parser.add_argument("--data", type=Path, required=True, help="data directory with the register key, else empty")
    parser.add_argument(
        "--new-sets",
        action="store_true",
        help="give people whose set was replaced after the backup their last set again; their letters must be printed",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from consult import backup, settings

    done = backup.restore(settings.load(args.data), args.backup, new_sets=args.new_sets)
    if args.json:
        print(json.dumps({"rows": done.rows, "new_sets": list(done.new_sets)}, sort_keys=True))
    else:
        for name, rows in done.rows.items():
            print(f"{name}: {rows} rows")
        for voter_no in done.new_sets:
            print(f"new letter needed: {voter_no}")
    return 0
