"""`mitsprache serve`: the web server of an installation."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

SUMMARY = "serve the pages and the API of an installation"
EXAMPLE = "mitsprache serve --data var/city --port 8000"
DATA_VARIABLE = "MITSPRACHE_DATA_DIR"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="data directory of the installation")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, default=1, help="server processes (default 1; SQLite: 1)")


def run(args: argparse.Namespace) -> int:
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels
    from granian.server import Server

    from consult import schema, settings
    from consult.errors import BadInput

    chosen = settings.load(args.data)
    if args.workers > 1 and chosen.database_url.startswith("sqlite"):
        advice = "SQLite has one writer: use --workers 1, or set database_url to PostgreSQL"
        raise BadInput("error.settings", detail=advice)
    schema.prepare(chosen)
    os.environ[DATA_VARIABLE] = str(chosen.data_dir)
    print(f"Mitsprache serves {chosen.city} at http://{args.host}:{args.port}/", file=sys.stderr, flush=True)
    server = Server(
        "consult.commands.serve:application",
        factory=True,
        address=args.host,
        port=args.port,
        workers=args.workers,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        log_level=LogLevels.warning,
        log_access=False,  # an access log keeps who did what and when; none is written
        respawn_failed_workers=True,
        websockets=False,
    )
    server.serve()
    return 0


def application() -> object:
    """What a server process loads; the data directory comes through the environment."""
    from consult import settings
    from consult.app import create_app

    return create_app(settings.load(Path(os.environ[DATA_VARIABLE])))
