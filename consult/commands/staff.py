"""`mitsprache staff`: the first account of an installation, and help for who is locked out."""

from __future__ import annotations

import argparse
import getpass
import json
from pathlib import Path

SUMMARY = "create a staff account or set its password"
EXAMPLE = "mitsprache staff ada --data var/city --full-name 'Ada Beispiel' --role administrator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="log-in name")
    parser.add_argument("--data", type=Path, required=True, help="data directory of the installation")
    parser.add_argument("--full-name", default="", help="first and last name (new accounts)")
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="ROLE",
        help="administrator, register, print, intake, adjudicator or close; may be given several times",
    )
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="first line is the password (else: typed)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from consult import schema
    from consult import settings as installation
    from consult.clock import SystemClock
    from consult.db import Database
    from consult.staff import service

    chosen = installation.load(args.data)
    schema.prepare(chosen)
    if args.password_file is not None:
        password = args.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    else:
        password = getpass.getpass(f"password for {args.name}: ")
    database = Database(chosen.database_url)
    now = SystemClock().now()
    try:
        with database.writing() as session:
            known = {account.name: account for account in service.everyone(session)}
            account = known.get(args.name.strip().lower())
            if account is None:
                account = service.create_account(
                    session, args.name, args.full_name or args.name, password, args.role, by=service.SYSTEM, now=now
                )
            else:
                service.set_password(session, account.id, password, by=service.SYSTEM, now=now)
    finally:
        database.close()
    roles = sorted(account.roles)
    if args.json:
        print(json.dumps({"name": account.name, "roles": roles}))
    else:
        print(f"{account.name}: {', '.join(roles)}")
    return 0
