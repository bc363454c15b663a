"""`mitsprache print`: letters and ballots as PDF files for the print shop."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterator
from pathlib import Path

from consult.commands._desk import add_place, answer, by_steps, desk

SUMMARY = "print voting letters or ballots of a consultation"
EXAMPLE = "mitsprache print budget-2027 ballots --data var/city --out var/print --copies de=900,tr=60 --large de=40"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)
    parser.add_argument("what", choices=("letters", "ballots"), help="letters with access codes, or ballots")
    parser.add_argument("--out", type=Path, required=True, help="folder for the PDF files")
    parser.add_argument("--copies", default="", metavar="de=900,tr=60", help="ballots by language")
    parser.add_argument("--large", default="", metavar="de=40", help="ballots in large print by language")
    parser.add_argument(
        "--everybody", action="store_true", help="letters for all, not only for those without one; voids older codes"
    )


def run(args: argparse.Namespace) -> int:
    from consult.errors import BadInput
    from consult.paper import service
    from consult.progress import Stages
    from consult.register import service as register

    stages = Stages()
    with desk(args) as at:
        if args.what == "letters":
            with at.database.reading() as session:
                wanted = None if args.everybody else register.without_code(session, at.at.id)
                total = register.entitled(session, at.at.id) if wanted is None else len(wanted)
            if not total:
                raise BadInput("admin.error.nothing_to_print", detail="everybody has a letter; see --everybody")
            with stages.stage("letters", "Letters", total) as advance:
                run = service.prepare_letters(
                    at.database,
                    at.settings,
                    at.at.id,
                    args.out,
                    batch_key=secrets.token_bytes(32),
                    voter_nos=wanted,
                    progress=by_steps(advance),
                )
        else:
            copies, large = _copies(args.copies, "--copies"), _copies(args.large, "--large")
            if not sum(copies.values()) + sum(large.values()):
                raise BadInput("admin.error.nothing_to_print", detail="say how many: --copies de=900,tr=60")
            with stages.stage("ballots", "Ballots"):
                run = service.prepare_ballots(
                    at.database, at.settings, at.at.id, args.out, copies_by_language=copies, large=large
                )
        at.record("printed", run=run.id, kind=run.kind, pieces=run.pieces)
    files = [{"name": file.name, "pieces": file.pieces, "sha256": file.sha256} for file in run.files]
    document = {"run": run.id, "kind": run.kind, "pieces": run.pieces, "folder": run.folder, "files": files}

    def lines() -> Iterator[str]:
        for file in run.files:
            yield f"{Path(run.folder) / file.name}  {file.pieces} pieces  sha256 {file.sha256}"

    answer(args, {**document, "seconds": stages.seconds}, lines)
    return 0


def _copies(text: str, flag: str) -> dict[str, int]:
    """`de=900,tr=60` -> {"de": 900, "tr": 60}."""
    from consult.errors import BadInput

    copies: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        tag, equals, count = part.partition("=")
        if not equals or not count.isdecimal() or tag in copies:
            raise BadInput("admin.error.copies", field=flag, detail=f"{flag} {part!r}: write it as de=900,tr=60")
        copies[tag] = int(count)
    return copies
