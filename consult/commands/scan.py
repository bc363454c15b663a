"""`mitsprache scan`: read scan files of opened ballots."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from consult.commands._desk import add_place, answer, by_steps, desk

SUMMARY = "read scanned ballots; what is not clear goes to people"
EXAMPLE = "mitsprache scan budget-2027 batch-7.pdf --data var/city --batch 7"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF, TIFF, PNG or JPEG, 200 dpi or more")
    parser.add_argument("--batch", required=True, help="name of the batch, as on its cover sheet")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when something waits for people."""
    from consult.paper import service
    from consult.progress import Stages

    stages = Stages()
    with desk(args) as at, stages.stage("scan", "Reading") as advance:
        batch = service.scan_batch(
            at.database, at.settings, at.at.id, args.files, args.batch, progress=by_steps(advance)
        )
        at.record("scanned", batch=args.batch, sides=batch.sides)

    def lines() -> Iterator[str]:
        yield (
            f"batch {batch.name}: {batch.sides} sides, {batch.read} read, {batch.blank} blank, "
            f"{batch.unreadable} unreadable, {batch.foreign} foreign"
        )
        yield f"{batch.doubtful} doubts, {batch.duplicates} serials twice, {batch.known} files scanned before"

    answer(args, {**asdict(batch), "seconds": stages.seconds}, lines)
    return 1 if batch.doubtful else 0
