"""`mitsprache parity`: which rights a resident has on which channel of one consultation, and what is missing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from consult.commands._desk import add_place, answer, desk

SUMMARY = "print the rights table of a consultation: every right on every channel, and unexplained gaps"
EXAMPLE = "mitsprache parity budget-2027 --data var/city"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 while a right is online only without a published reason."""
    from consult.inclusion.service import parity

    with desk(args) as at, at.database.reading() as session:
        found = parity(session, at.at.id)
    document: dict[str, Any] = {
        "rights": [
            {
                "right": cell.right,
                "channel": cell.channel.value,
                "ways": [way.key.rpartition(".")[2] for way in cell.ways],
                "tested": cell.tested,
            }
            for cell in found.cells
        ],
        "gaps": [{"right": gap.right, "reason": gap.reason} for gap in found.gaps],
    }
    if args.json:
        answer(args, document, lambda: iter(()))
    else:
        _table(document)
    if not found.may_open:
        print("a right is online only and no reason is published: the consultation cannot open", file=sys.stderr)
    return 0 if found.may_open else 1


def _table(document: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from consult.inclusion.rules import Channel

    shown = Table("right", *(channel.value for channel in Channel), show_lines=True)
    rows: dict[str, list[str]] = {}
    for cell in document["rights"]:
        ways = ", ".join(way.replace("_", " ") for way in cell["ways"])
        said = "-" if not ways else ways if cell["tested"] else f"{ways} (not tested)"
        rows.setdefault(cell["right"], []).append(said)
    for right, cells in rows.items():
        shown.add_row(right, *cells)
    Console().print(shown)
    for line in _gaps(document):
        print(line)


def _gaps(document: dict[str, Any]) -> Iterator[str]:
    for gap in document["gaps"]:
        yield f"online only: {gap['right']}: {gap['reason'] or 'NO REASON PUBLISHED'}"
