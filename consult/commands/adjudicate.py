"""`mitsprache adjudicate`: see, answer and take back doubts without a browser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from consult.commands._desk import add_place, answer, desk

SUMMARY = "list doubtful marks and answer them; two people decide each"
EXAMPLE = "mitsprache adjudicate budget-2027 --data var/city --person ada --doubt 7KQ29XMT4B --decision marked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)
    parser.add_argument("--doubt", metavar="ID", help="answer this doubt (without: list what waits for the person)")
    parser.add_argument("--decision", metavar="D", help="one of the options of the doubt")
    parser.add_argument("--reason", default="clear_mark", metavar="R", help="reason code (default clear_mark)")
    parser.add_argument("--undo", action="store_true", help="take the person's last answer back")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write a picture of each listed doubt here")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 while doubts wait for this person."""
    from consult.errors import BadInput
    from consult.paper import service
    from consult.staff.service import SYSTEM

    if args.person == SYSTEM and (args.doubt or args.undo):
        raise BadInput("admin.error.required", detail="say who decides: --person NAME")
    if args.doubt and not args.decision:
        raise BadInput("admin.error.required", detail="say what is decided: --decision D")
    settled = None
    with desk(args) as at:
        if args.undo:
            doubt = service.undo(at.database, at.at.id, args.person)
            at.record("answer_taken_back", doubt=doubt)
        elif args.doubt:
            settled = service.decide(at.database, args.doubt, args.person, args.decision, args.reason)
            at.record("doubt_answered", doubt=args.doubt)
        waiting = service.doubts(at.database, at.at.id, None if args.person == SYSTEM else args.person)
        if args.pictures is not None:
            args.pictures.mkdir(parents=True, exist_ok=True)
            for item in waiting:
                data = service.snippet(at.database, at.settings, item.id)
                (args.pictures / f"{item.id}.png").write_bytes(data)
    listed = [
        {
            "id": item.id,
            "kind": item.doubt.kind,
            "number": item.number,
            "value": item.doubt.value,
            "saw": item.saw,
            "options": list(item.options),
        }
        for item in waiting
    ]

    def lines() -> Iterator[str]:
        for item in waiting:
            where = f"project {item.number}" if item.number else item.doubt.row or ""
            yield f"{item.id}  {item.doubt.kind} {where}: {', '.join(item.options)}"
        yield f"{len(waiting)} doubts wait"

    answer(args, {"settled": settled is not None, "waiting": len(waiting), "doubts": listed}, lines)
    return 1 if waiting else 0
