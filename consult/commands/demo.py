"""`mitsprache demo`: a whole vote of a made-up town, then its pages to click through."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

SUMMARY = "hold a whole vote of a made-up town, then serve its pages"
EXAMPLE = "mitsprache demo --data var/demo"
PACKAGES = ("consult", "plain_language", "print_channel", "i18n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="folder of the demonstration")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--no-serve", action="store_true", help="end instead of serving")
    parser.add_argument("--fresh", action="store_true", help="build anew even if it is there already")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from consult.demo.build import STORY, build
    from consult.errors import BadInput
    from consult.progress import Stages

    digest = _digest()
    story = args.data / STORY
    there = json.loads(story.read_text(encoding="utf-8")) if story.exists() else None
    if there is None or there["digest"] != digest or args.fresh:
        if args.data.exists() and any(args.data.iterdir()) and not (args.data / "mitsprache.toml").exists():
            raise BadInput("error.folder", detail=f"{args.data}: not a folder of the demonstration; name another one")
        shutil.rmtree(args.data, ignore_errors=True)
        build(args.data, Stages(), digest)
        there = json.loads(story.read_text(encoding="utf-8"))
    else:
        print(f"the demonstration in {args.data} is up to date (--fresh builds it anew)", file=sys.stderr)
    if args.json:
        print(json.dumps(there, ensure_ascii=False))
    else:
        _tell(there, args.data, args.port)
    if args.no_serve:
        return 0 if there["verified"] else 1
    from consult.commands import serve

    return serve.run(argparse.Namespace(data=args.data, host="127.0.0.1", port=args.port, workers=1))


def _digest() -> str:
    """Of everything that decides how the demonstration looks: after a change it is built anew."""
    root = Path(__file__).resolve().parents[2]
    kinds = {".py", ".po", ".toml", ".jinja", ".html", ".css", ".js"}
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in kinds:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _tell(story: dict[str, Any], folder: Path, port: int) -> None:
    from rich.console import Console
    from rich.table import Table

    out = Console()
    base = f"http://127.0.0.1:{port}"
    out.rule("Auenstedt")
    out.print(f"[bold]Start page[/]           {base}/")
    out.print(f"[bold]Result[/]               {base}/de/c/{story['finished']}/result")
    out.print(f"[bold]Open vote[/]            {base}/de/c/{story['open']}")
    out.print(f"[bold]Proposals wanted[/]     {base}/de/c/{story['collecting']}")
    out.print(f"[bold]Administration[/]       {base}/admin")
    out.print(f"[bold]Letters and ballots[/]  {folder / 'print'}")
    numbers = ", ".join(map(str, story["winners"]))
    out.print(f"Winning projects of {story['finished']}: {numbers}; bundle verified: {story['verified']}")
    residents = Table("voter number", "code", "language", title="Residents who may vote")
    for login in story["residents"]:
        residents.add_row(login["name"], login["secret"], login["what"])
    clerks = Table("name", "password", "who", title="Staff")
    for login in story["staff"]:
        clerks.add_row(login["name"], login["secret"], login["what"])
    out.print(residents)
    out.print(clerks)
