"""What the commands of the paper channel have in common: where the installation is, and which consultation."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult import schema
from consult import settings as installation
from consult.clock import SystemClock
from consult.consultations import service as consultations
from consult.consultations.rules import Consultation
from consult.db import Database
from consult.errors import BadInput
from consult.settings import Settings
from consult.staff import service as staff


@dataclass(frozen=True, slots=True)
class CommandDesk:
    """`record` writes to the audit log as the person that `--person` names, or as the system."""

    settings: Settings
    database: Database
    at: Consultation
    person: str

    def record(self, action: str, **facts: str | int | bool) -> None:
        with self.database.writing() as session:
            staff.record(session, SystemClock().now(), self.person, action, self.at.id, **facts)


def add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("consultation", metavar="CONSULTATION", help="slug of the consultation, as in its address")
    parser.add_argument("--data", type=Path, required=True, help="data directory of the installation")
    parser.add_argument("--person", default=staff.SYSTEM, help="who does this, for the audit log (default: system)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


@contextmanager
def desk(args: argparse.Namespace) -> Iterator[CommandDesk]:
    """Raises `BadInput` where there is no installation, `NotFound` for an unknown consultation."""
    if not args.data.is_dir():
        raise BadInput("error.settings", detail=f"{args.data}: no such data directory")
    chosen = installation.load(args.data)
    schema.load_tables()
    database = Database(chosen.database_url)
    try:
        with database.reading() as session:
            at = consultations.by_slug(session, args.consultation)
        yield CommandDesk(chosen, database, at, args.person)
    finally:
        database.close()


def answer(args: argparse.Namespace, document: dict[str, Any], lines: Callable[[], Iterator[str]]) -> None:
    """One JSON document, or lines for people."""
    if args.json:
        print(json.dumps(document, ensure_ascii=False, sort_keys=True))
    else:
        for line in lines():
            print(line)


def passphrase(args: argparse.Namespace) -> str:
    """From a file, the environment, or typed; never from the command line, where others could read it."""
    import getpass

    from consult.commands.keys import PASSPHRASE

    if args.passphrase_file is not None:
        return str(args.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n"))
    return os.environ.get(PASSPHRASE) or getpass.getpass("passphrase of the tally key: ")


def by_steps(advance: Callable[[int], None]) -> Callable[[int], None]:
    """For work that reports how many pieces are done, a bar that wants to hear how many more."""
    before = 0

    def report(done: int) -> None:
        nonlocal before
        advance(done - before)
        before = done

    return report
